"""The data files: complete, consistent, in both languages; and a loader that refuses what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from matchmaker.taxonomy import terms
from matchmaker.taxonomy.initials import initials_of
from matchmaker.taxonomy.loader import VocabularyError, load_file

HEAD = "# title_zh: 样表\n# title_en: Sample\n# source: test\ncode,label_zh,label_en,parent,note_zh,note_en\n"
SCHEMES = {
    "industry", "discipline", "domain", "hightech", "region", "trl", "process_scale", "cooperation_mode",
    "transfer_mode", "ip_kind", "rights_stage", "ip_ownership", "activity_type", "achievement_form",
    "originality", "achievement_level", "achievement_stage", "evaluation_kind", "confidentiality",
}  # fmt: skip
# Divisions of each section as the standard draws the lines.
SECTIONS = {
    "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52), "G": (53, 60),
    "H": (61, 62), "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72), "M": (73, 75), "N": (76, 79),
    "O": (80, 82), "P": (83, 83), "Q": (84, 85), "R": (86, 90), "S": (91, 96), "T": (97, 97),
}  # fmt: skip


def codes(scheme: str) -> list[str]:
    return [term.code for term in terms.terms_of(scheme)]


def test_all_schemes_are_there() -> None:
    assert set(terms.vocabularies()) == SCHEMES


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_labels_are_in_their_language(scheme: str) -> None:
    for term in terms.terms_of(scheme):
        assert re.search(r"[一-鿿]", term.label_zh), term
        assert not re.search(r"[一-鿿]", term.label_en + term.note_en), term
        assert bool(term.note_zh) == bool(term.note_en), term
        assert term.label_zh == term.label_zh.strip() and "(" not in term.label_zh


def test_sections_and_divisions_of_industries() -> None:
    found = set(codes("industry"))
    wanted = {f"{letter}{n:02d}" for letter, (low, high) in SECTIONS.items() for n in range(low, high + 1)}
    assert {c for c in found if len(c) == 1} == set(SECTIONS)
    assert {c for c in found if len(c) == 3} == wanted and len(wanted) == 97


def test_industry_codes_nest() -> None:
    for term in terms.terms_of("industry"):
        assert re.fullmatch(r"[A-T](\d{2,4})?", term.code)
        above = "" if len(term.code) == 1 else term.code[0] if len(term.code) == 3 else term.code[:-1]
        assert term.parent == above, term
    classes = [c for c in codes("industry") if len(c) == 5]
    assert len(classes) >= 120
    for code in classes:  # a class ending in 0 is the only one of its group and bears its name
        if code.endswith("0"):
            assert terms.term_label("industry", code, "zh") == terms.term_label("industry", code[:-1], "zh")


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("B0610", "烟煤和无烟煤开采洗选"), ("C2521", "炼焦"), ("C2523", "煤制液体燃料生产"), ("C2614", "有机化学原料制造"),
        ("C2651", "初级形态塑料及合成树脂制造"), ("C2826", "氨纶纤维制造"), ("C2832", "生物基、淀粉基新材料制造"),
        ("C3140", "铁合金冶炼"), ("C3218", "硅冶炼"), ("C3841", "锂离子电池制造"), ("C3825", "光伏设备及元器件制造"),
        ("D4416", "太阳能发电"), ("A0152", "葡萄种植"), ("M7320", "工程和技术研究和试验发展"), ("N7724", "危险废物治理"),
    ],
)  # fmt: skip
def test_classes_of_the_local_chains(code: str, label: str) -> None:
    assert terms.term_label("industry", code, "zh") == label


def test_disciplines_and_fields() -> None:
    disciplines = codes("discipline")
    assert len(disciplines) == 62 and all(re.fullmatch(r"[1-9]\d[0356]", c) for c in disciplines)
    assert [terms.term_label("discipline", c, "zh") for c in ("430", "440", "480", "530")] == [
        "材料科学", "矿山工程技术", "能源科学技术", "化学工程",
    ]  # fmt: skip
    assert len(codes("domain")) == 11 and len(codes("hightech")) == 8
    assert codes("trl") == [str(n) for n in range(1, 10)]
    assert all(term.note_zh.endswith(tuple("告出行证示格行")) for term in terms.terms_of("trl"))


def test_regions_nest() -> None:
    for term in terms.terms_of("region"):
        province, city = f"{term.code[:2]}0000", f"{term.code[:4]}00"
        assert term.parent == ("" if term.code == province else province if term.code == city else city)
    assert len(terms.children("region")) == 34
    assert len(terms.children("region", "150000")) == 12
    assert {t.code for t in terms.children("region", "150300")} == {"150302", "150303", "150304"}
    assert terms.terms_of("region")[1].code == "150300", "the own city comes first"


def test_vocabularies_agree_with_the_fixed_choices_of_features() -> None:
    from matchmaker.achievements import vocabulary as achievements
    from matchmaker.kernel.layers import Layer

    pairs = {
        "achievement_form": achievements.AchievementForm,
        "originality": achievements.Originality,
        "achievement_level": achievements.Level,
        "achievement_stage": achievements.Stage,
        "evaluation_kind": achievements.EvaluationKind,
        "rights_stage": achievements.RightsStage,
        "confidentiality": Layer,
    }
    for scheme, kind in pairs.items():
        assert codes(scheme) == [member.value for member in kind], scheme


# -- the loader ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "a,甲,A,,,\na,乙,B,,,\n", "sample.csv:6: code a appears twice"),
        (HEAD + "a,甲,A,,,\n\nb,乙,B,c,,\n", "sample.csv:7: parent c is missing above b"),
        (HEAD + "a,,A,,,\n", "sample.csv:5: code and both labels"),
        (HEAD + "a,甲, ,,,\n", "sample.csv:5: code and both labels"),
        (HEAD + ",甲,A,,,\n", "sample.csv:5: code and both labels"),
        (HEAD + "a,甲,A,\n", "sample.csv:5: 6 columns are needed, not 4"),
        (HEAD.replace("label_en", "english") + "a,甲,A,,,\n", "sample.csv:4: the header must be"),
        (HEAD.replace("# source: test\n", ""), "sample.csv:1: title_zh, title_en and source"),
        ("", "sample.csv:1:"),
    ],
)
def test_wrong_files_are_refused_with_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "sample.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(VocabularyError) as refused:
        load_file(path)
    assert str(refused.value).startswith(said)


def test_a_right_file(tmp_path: Path) -> None:
    path = tmp_path / "sample.csv"
    path.write_text(HEAD + 'a,"甲、乙","A, B",,,\nab,丙,C,a,注,note\n', "utf-8")
    table = load_file(path)
    assert table.by_code["a"].label_en == "A, B" and table.is_tree
    assert [t.code for t in table.children("a")] == ["ab"] and table.ancestors("ab")[0].code == "a"
    assert table.ancestors("unknown") == ()


# -- look-ups -----------------------------------------------------------------------------------


def test_labels_of_codes() -> None:
    assert (
        terms.term_label("trl", 7, "zh") == "环境级"
        and terms.term_label("trl", "7", "en") == "Operating environment"
    )
    assert terms.term_label("industry", "Z9999", "zh") == "Z9999", "a code no longer known stands for itself"
    assert terms.term_label("industry", "", "zh") == terms.term_label("industry", None, "zh") == ""
    assert (
        terms.term_path("industry", "C2614", "zh") == "制造业 › 化学原料和化学制品制造业 › 基础化学原料制造"
    )
    assert terms.term_path("industry", "C3140", "zh").endswith("压延加工业"), (
        "the group of the same name is left out"
    )
    assert terms.is_valid("trl", 9) and not terms.is_valid("trl", 10)


@pytest.mark.parametrize(
    ("code", "chinese", "english"),
    [
        ("150303", "乌海市海南区", "Hainan District, Wuhai"), ("150300", "乌海市", "Wuhai"),
        ("150000", "内蒙古自治区", "Inner Mongolia"), ("330100", "浙江省杭州市", "Hangzhou, Zhejiang"),
        ("", "", ""), ("999999", "999999", "999999"),
    ],
)  # fmt: skip
def test_places(code: str, chinese: str, english: str) -> None:
    assert (terms.term_place(code, "zh"), terms.term_place(code, "en")) == (chinese, english)


@pytest.mark.parametrize(
    ("text", "letters"),
    [("有机化学原料制造", "yjhxylzz"), ("乌海市", "whs"), ("阿拉善盟", "alsm"), ("PCT 国际申请", "pctgjsq"), ("γ、（）", "")],
)  # fmt: skip
def test_initials(text: str, letters: str) -> None:
    assert initials_of(text) == letters


@pytest.mark.parametrize(
    ("scheme", "query", "first"),
    [
        ("industry", "C2614", "C2614"), ("industry", "2614", "C2614"), ("industry", "ｃ２６１４", "C2614"),
        ("industry", "炼焦", "C2521"), ("industry", "煤炭", "B06"), ("industry", "yjhx", "C2614"),
        ("industry", "有机 原料", "C2614"), ("industry", "lithium", "C3841"), ("region", "hbw", "150302"),
        ("region", "Wuhai", "150300"), ("trl", "实际使用环境", "7"), ("domain", "新材料", "new_materials"),
    ],
)  # fmt: skip
def test_search_finds_the_best_first(scheme: str, query: str, first: str) -> None:
    found = terms.search_terms(scheme, query)
    assert found and found[0].code == first, [t.code for t in found]


def test_search_of_nothing_and_of_nonsense() -> None:
    assert [t.code for t in terms.search_terms("industry", " ")] == list(SECTIONS)
    assert terms.search_terms("industry", "没有这个") == []
    assert terms.search_terms("industry", "%") == []
    assert len(terms.search_terms("industry", "制造", limit=7)) == 7
