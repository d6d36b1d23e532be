"""Fields over vocabularies: what they take, what they refuse, how they look without script."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from matchmaker.taxonomy.forms import TermField, TermsField
from matchmaker.web.forms import BaseForm, Required


class SampleForm(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False

    industry = TermField("行业", [Required()], scheme="industry")
    region = TermField("地区", scheme="region")
    trl = TermField("成熟度", scheme="trl")
    disciplines = TermsField("学科", scheme="discipline", most=3)
    modes = TermsField("方式", scheme="cooperation_mode", most=4)
    industries = TermsField("服务行业", scheme="industry", most=2)


def posted(**values: Any) -> SampleForm:
    return SampleForm(formdata=MultiDict({"industry": "C2614"} | values))


def refusals(app: Flask, **values: Any) -> dict[str, Any]:
    with app.test_request_context():
        form = posted(**values)
        form.validate()
        return dict(form.errors)


@pytest.mark.parametrize(
    "typed",
    ["C2614", "c2614", " C2614 ", "有机化学原料制造", "C2614 有机化学原料制造", "Ｃ２６１４",
     "manufacture of organic chemical raw materials"],
)  # fmt: skip
def test_one_code_in_many_spellings(app: Flask, typed: str) -> None:
    with app.test_request_context():
        form = posted(industry=typed)
        assert form.validate() and form.industry.data == "C2614"


def test_labels_with_separators_stay_whole(app: Flask) -> None:
    with app.test_request_context():
        assert posted(industries="农、林、牧、渔业").industries.data == ["A"]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("C2614、C2521", ["C2614", "C2521"]), ("c2614, 炼焦", ["C2614", "C2521"]), ("C2614 C2614", ["C2614"]),
        ("", []), (["C2614", "C2521"], ["C2614", "C2521"]),
    ],
)  # fmt: skip
def test_several_codes(app: Flask, typed: Any, codes: list[str]) -> None:
    with app.test_request_context():
        form = posted(industries=typed)
        assert form.validate(), form.errors
        assert form.industries.data == codes


def test_maturity_is_a_number(app: Flask) -> None:
    with app.test_request_context():
        assert posted(trl="7").trl.data == 7
        assert posted(trl="").trl.data is None
        assert SampleForm(formdata=None, data={"trl": 4}).trl.data == 4


def test_empty_optional_field(app: Flask) -> None:
    with app.test_request_context():
        form = posted(region="")
        assert form.validate() and form.region.data == ""


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"industry": "C9999"}, "industry", "“行业”里没有“C9999”"),
        ({"industry": ""}, "industry", "请填写“行业”"),
        ({"industry": "<script>" + "长" * 90}, "industry", "“行业”里没有“<script>长"),
        ({"region": "150399"}, "region", "没有“150399”"),
        ({"trl": "10"}, "trl", "没有“10”"),
        ({"trl": "x"}, "trl", "没有“x”"),
        ({"disciplines": ["530", "999"]}, "disciplines", "没有“999”"),
        ({"disciplines": ["110", "120", "130", "140"]}, "disciplines", "最多选 3 项"),
        ({"industries": "C2614、氢能"}, "industries", "没有“氢能”"),
    ],
)
def test_refusals_name_the_code(app: Flask, values: dict[str, Any], field: str, said: str) -> None:
    errors = refusals(app, **values)
    assert set(errors) == {field} and said in errors[field][0], errors


def test_how_they_look_without_script(app: Flask) -> None:
    with app.test_request_context():
        form = posted(industry="C9999", region="150302", modes=["service", "licensing"])
        assert str(form.industry()).startswith("<input") and 'value="C9999"' in str(form.industry())
        assert '<option selected value="150302">　　海勃湾区</option>' in str(form.region())
        assert form.modes.is_group and str(form.modes()).count("checked") == 2
        assert "multiple" in str(form.disciplines()) and not form.disciplines.is_group
        assert 'value="C2614、C2521"' in str(posted(industries="C2614、C2521").industries())


def test_labels_follow_the_reader(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert "Haibowan District" in str(posted().region())


def test_object_data_survives_a_missing_field(app: Flask) -> None:
    """A form that sends only some fields does not empty the drop-downs it did not send."""
    with app.test_request_context():
        form = SampleForm(formdata=MultiDict({"industry": "C2614"}), data={"region": "150302"})
        assert form.region.data == "150302"
