"""Normalising and cutting text: spellings fold together, names stay whole, no input stalls."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.search.analyzers import analyse
from matchmaker.search.highlighting import Highlighter
from matchmaker.search.normalization import MAX_CHARS, normalise, normalise_with_offsets
from matchmaker.search.segmentation import compiled_segmenter, python_segmenter


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("ＰＢＡＴ　薄膜", "pbat 薄膜"),
        ("深度 脱 水", "深度脱水"),
        ("六氟磷酸鋰", "六氟磷酸锂"),
        ("LiPF₆", "lipf6"),
        ("γ－丁內酯", "γ-丁内酯"),
        ("1，4—丁二醇", "1,4-丁二醇"),
        ("甲\n乙", "甲\n乙"),
        ("甲\u200b乙\x00丙", "甲乙丙"),
        ("㎎", "mg"),
    ],
)
def test_normalise(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("γ-丁内酯脱水", {"γ", "γ-丁内酯"}),
        ("1,4-丁二醇加氢", {"1,4", "1,4-丁二醇"}),
        ("1,4-butanediol", {"1,4-butanediol", "butanediol"}),
        ("N-甲基吡咯烷酮", {"n", "n-甲基吡咯烷酮"}),
        ("HX-2000A 型", {"hx-2000a", "hx2000a", "2000a"}),
        ("GB/T 34670-2017", {"gb/t34670-2017", "gb/t34670", "34670"}),
        ("GB/T34670", {"gb/t34670", "34670"}),
        ("HG/T 3456", {"hg/t3456", "3456"}),
        ("ASTM D1238", {"astmd1238", "d1238"}),
        ("CAS 110-63-4", {"110-63-4"}),
        ("12,480 吨，99.95%", {"12480", "99.95"}),
        ("350Wh/kg 5G", {"350wh/kg", "kg", "5g"}),
    ],
)
def test_names_stay_whole_and_have_parts(text: str, found: set[str]) -> None:
    assert found <= set(analyse(text)["m"])


def test_numbers_and_registry_numbers_are_not_cut() -> None:
    assert not {"99", "95", "110", "63"} & set(analyse("99.95 110-63-4")["m"])


def test_units_never_cross_a_run() -> None:
    found = analyse("脱水GBL精制，催化")
    assert set(found["b"]) == {"脱水", "精制", "催化"} and not found["t"]


@pytest.mark.parametrize(
    "text",
    [
        "a-" * 5_000_000,
        "高浓度" * 3_500_000,
        "1," * 5_000_000,
        "-" * 10_000_000,
        "GB/T " * 2_000_000,
        "\u0301" * 3_000_000,
        "甲 " * 5_000_000,
    ],
)
def test_ten_megabytes_do_not_stall(text: str) -> None:
    start = time.perf_counter()
    assert sum(sum(counts.values()) for counts in analyse(text).values()) < 20 * MAX_CHARS
    assert time.perf_counter() - start < 3


def test_both_segmenters_agree() -> None:
    fast, slow = compiled_segmenter(), python_segmenter()
    for text in (
        "电子级丁内酯深度脱水与痕量金属脱除技术",
        "煤矿综采工作面无人驾驶",
        "聚丁二酸丁二醇酯地膜降解周期可控",
    ):
        assert list(fast.cut_for_search(text)) == list(slow.cut_for_search(text))
        assert list(fast.cut(text)) == list(slow.cut(text))


def test_the_fallback_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    from matchmaker.search import segmentation

    def missing() -> None:
        raise ImportError

    monkeypatch.setattr(segmentation, "compiled_segmenter", missing)
    segmentation._segmenter.cache_clear()
    try:
        assert "丁内酯" in segmentation.words("电子级丁内酯")
        assert segmentation.is_word("丁内酯") and not segmentation.is_word("丁内脂")
    finally:
        segmentation._segmenter.cache_clear()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("丁內酯脱水 \tＡbγ₆-,1.é\u0301㎎Ⅳ①鋰\n\u200b"), max_size=40))
def test_offsets_lead_back(text: str) -> None:
    normal, offsets = normalise_with_offsets(text)
    assert normal == normalise(text)
    assert len(normal) == len(offsets) and offsets == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=4), max_size=4))
def test_marking_only_adds_tags(text: str, words: list[str]) -> None:
    marked = Highlighter(words).mark(text)
    assert marked.unescape().replace("<mark>", "").replace("</mark>", "") == text.replace(
        "<mark>", ""
    ).replace("</mark>", "")
