"""The rows field: reads what a browser sends, says row and column, keeps what was typed; models keep what it reads."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, get_template_attribute
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict

from matchmaker.extensions import Base
from matchmaker.indicators.fields import MAX_ROWS, IndicatorRowsField
from matchmaker.indicators.models import (
    Indicator,
    NeedIndicatorMixin,
    OfferIndicatorMixin,
    Operator,
    replace_rows,
)
from matchmaker.kernel.layers import Layer
from matchmaker.web.forms import BaseForm


class NeedForm(BaseForm):
    rows = IndicatorRowsField("考核指标", side="need")


class OfferForm(BaseForm):
    rows = IndicatorRowsField("达到的指标", side="offer", required=True)


class NeedRow(NeedIndicatorMixin, Base):
    __tablename__ = "sample_need_row"
    id: Mapped[int] = mapped_column(primary_key=True)


class OfferRow(OfferIndicatorMixin, Base):
    __tablename__ = "sample_offer_row"
    id: Mapped[int] = mapped_column(primary_key=True)


Base.metadata.remove(NeedRow.__table__)  # not part of the site's schema
Base.metadata.remove(OfferRow.__table__)


def cells(*rows: dict[str, str], **more: str) -> MultiDict[str, str]:
    pairs = [(f"rows-{n}-{column}", value) for n, row in enumerate(rows) for column, value in row.items()]
    return MultiDict([*pairs, *((f"rows-{key}", value) for key, value in more.items())])


def submit(app: Flask, data: MultiDict[str, str], kind: type[BaseForm] = NeedForm) -> tuple[Any, bool]:
    with app.test_request_context(method="POST", data=data):
        form = kind()
        return form.rows, form.validate()  # type: ignore[attr-defined]


def test_rows_are_read(app: Flask) -> None:
    field, valid = submit(
        app,
        cells(
            {
                "name": " 纯度 ",
                "operator": "ge",
                "value": "９９.95",
                "unit": "%",
                "is_must": "1",
                "test_method": "GC",
            },
            {
                "name": "水分",
                "operator": "le",
                "value": "50",
                "unit": "mg/kg",
                "present_value": "300–500",
                "layer": "nda",
            },
            {"name": "", "operator": "ge", "value": ""},
        ),
    )
    assert valid
    assert [(one.name, one.display, one.is_must) for one in field.data] == [
        ("纯度", "≥ 99.95%", True),
        ("水分", "≤ 50 mg/kg", False),
    ]
    assert field.data[1].layer is Layer.NDA
    assert field.data[1].present_value == "300–500"


@pytest.mark.parametrize(
    ("operator", "value", "unit", "shown"),
    [
        ("ge", "5万", "t/a", "≥ 50,000 t/a"), ("ge", "1×10⁻³", "S/cm", "≥ 0.001 S/cm"), ("between", "300–500", "℃", "300–500 ℃"),
        ("ge", "300-500", "℃", "300–500 ℃"), ("between", "-20~60", "℃", "−20–60 ℃"), ("plus_minus", "20±2", "℃", "20 ± 2 ℃"),
        ("ge", "≤ 99.5%", "", "≤ 99.5%"), ("eq", "12,480", "t", "= 12,480 t"), ("text", "无色透明", "", "无色透明"),
        ("ge", "99.5%", "%", "≥ 99.5%"), ("le", "-40", "℃", "≤ −40 ℃"),
    ],
)  # fmt: skip
def test_values(app: Flask, operator: str, value: str, unit: str, shown: str) -> None:
    field, valid = submit(app, cells({"name": "甲", "operator": operator, "value": value, "unit": unit}))
    assert valid, field.errors
    assert field.data[0].display == shown


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"name": "甲", "operator": "ge", "value": "很高"}, "value", "第 1 行“数值”要填数字"),
        ({"name": "", "operator": "ge", "value": "5"}, "name", "第 1 行缺“指标名称”"),
        ({"name": "甲", "operator": "ge", "value": ""}, "value", "第 1 行缺“数值”"),
        ({"name": "甲", "operator": "between", "value": "5"}, "value", "要填两个数"),
        ({"name": "甲", "operator": "between", "value": "9–5"}, "value", "下限大于上限"),
        ({"name": "甲", "operator": "plus_minus", "value": "5"}, "value", "中心值和允差"),
        ({"name": "甲" * 61, "operator": "ge", "value": "5"}, "name", "最多 60 字，现在 61 字"),
        ({"name": "甲", "operator": "drop table", "value": "5"}, "operator", "从列表中选择"),
        ({"name": "甲", "operator": "ge", "value": "5", "layer": "secret"}, "layer", "从列表中选择"),
        ({"name": "甲", "operator": "ge", "value": "1e99"}, "value", "太大"),
        ({"name": "甲", "operator": "ge", "value": "9" * 400}, "value", "最多 200 字"),
        ({"name": "甲", "operator": "ge", "value": "nan"}, "value", "要填数字"),
        ({"name": "甲", "operator": "ge", "value": "5%", "unit": "kg"}, "value", "要填数字"),
    ],
)
def test_errors_name_row_and_column_and_keep_the_text(
    app: Flask, row: dict[str, str], column: str, words: str
) -> None:
    field, valid = submit(app, cells(row))
    assert not valid
    assert any(words in message for message in field.errors)
    assert column in field.entries[0].errors
    assert field.entries[0].cells["name"] == row["name"]


def test_every_bad_row_is_reported_at_once(app: Flask) -> None:
    field, _valid = submit(
        app, cells({"name": "甲", "value": "x"}, {"name": "乙", "value": "5"}, {"name": "丙", "value": "y"})
    )
    assert [message[:6] for message in field.errors] == ["第 1 行“", "第 3 行“"]


def test_too_many_rows(app: Flask) -> None:
    rows = [{"name": f"指标{n}", "value": "5"} for n in range(MAX_ROWS + 1)]
    field, valid = submit(app, cells(*rows))
    assert not valid
    assert f"最多填 {MAX_ROWS} 行指标，现在有 {MAX_ROWS + 1} 行" in field.errors[0]
    assert len(field.shown()) == MAX_ROWS + 1
    assert submit(app, cells(*rows[:MAX_ROWS]))[1]


@pytest.mark.parametrize(
    ("button", "value", "left"),
    [
        ("add", "1", "甲乙"),
        ("remove", "0", "乙"),
        ("down", "0", "乙甲"),
        ("up", "1", "乙甲"),
        ("remove", "77", "甲乙"),
        ("up", "0", "甲乙"),
        ("remove", "-1", "甲乙"),
    ],
)
def test_buttons_change_rows_without_saving(app: Flask, button: str, value: str, left: str) -> None:
    field, valid = submit(
        app, cells({"name": "甲", "value": "x"}, {"name": "乙", "value": "5"}, **{button: value})
    )
    assert (valid, field.was_edited, field.errors) == (False, True, [])
    assert "".join(entry.cells["name"] for entry in field.entries) == left
    assert field.shown()[-1].is_blank


def test_order_is_that_of_the_page_not_of_the_numbers(app: Flask) -> None:
    data = MultiDict(
        [("rows-7-name", "甲"), ("rows-7-value", "1"), ("rows-2-name", "乙"), ("rows-2-value", "2")]
    )
    assert [one.name for one in submit(app, data)[0].data] == ["甲", "乙"]


PASTED = "指标名称\t关系\t数值\t单位\t检测方法\n纯度\t≥\t99.5\t%\tGC\n水分\t不超过\t50\tmg/kg\t\n"


def test_pasted_spreadsheet(app: Flask) -> None:
    field, valid = submit(
        app, cells({"name": "灰分", "operator": "le", "value": "1", "unit": "%"}, pasted=PASTED, parse="1")
    )
    assert not valid
    assert [one.display for one in field.data] == ["≤ 1%", "≥ 99.5%", "≤ 50 mg/kg"]
    assert field.data[1].test_method == "GC"


def test_pasted_lines_of_text_are_not_lost_when_saving_at_once(app: Flask) -> None:
    field, valid = submit(app, cells(pasted="纯度 ≥ 99.5%\r\n随便写的一句话"))
    assert not valid
    assert [one.display for one in field.data] == ["≥ 99.5%"]
    assert field.entries[1].cells["name"] == "随便写的一句话"


def test_warnings_do_not_hinder(app: Flask) -> None:
    field, valid = submit(
        app,
        cells(
            {"name": "亮度", "value": "5", "unit": "颗星"},
            {"name": "pH", "operator": "between", "value": "6-9"},
        ),
    )
    assert valid
    assert any("不在单位表中" in text for text in field.warnings)
    assert not any("第 2 行没有单位" in text for text in field.warnings)


def test_required(app: Flask) -> None:
    field, valid = submit(app, cells({"name": "", "value": ""}), OfferForm)
    assert not valid
    assert "至少填一行" in field.errors[0]


def test_editor_shows_everything_again_and_escapes_it(app: Flask) -> None:
    nasty = '"><script>alert(1)</script>{{ 7*7 }}'
    with app.test_request_context(
        method="POST", data=cells({"name": nasty, "value": "x", "unit": "\u202e%"})
    ):
        form = NeedForm()
        form.validate()
        html = get_template_attribute("indicators/_rows_editor.html", "rows_editor")(form.rows)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert 'aria-invalid="true"' in html
    assert " style=" not in html
    assert 'name="rows-0-name"' in html
    assert 'name="rows-__n__-name"' in html


def test_rows_keep_what_the_field_read(app: Flask) -> None:
    given = [
        Indicator("纯度", Operator.GE, 99.95, unit="%", is_must=True, present_value="99.8"),
        Indicator("外观", Operator.TEXT, value_text="无色"),
    ]
    rows: list[NeedRow] = []
    replace_rows(rows, NeedRow, given)
    assert [row.to_indicator() for row in rows] == given
    first = rows[0]
    replace_rows(rows, NeedRow, [given[1], given[0]])
    assert rows[1] is first
    assert [row.position for row in rows] == [0, 1]
    with app.test_request_context():
        form = NeedForm(obj=type("Owner", (), {"rows": rows}))
        assert [entry.cells["value"] for entry in form.rows.entries] == ["无色", "99.95"]


def test_change_against_present_practice(app: Flask) -> None:
    def change(
        name: str, value: float, unit: str, baseline: str, operator: Operator = Operator.EQ
    ) -> tuple[str, str] | None:
        row = OfferRow.from_indicator(Indicator(name, operator, value, unit=unit, baseline_value=baseline))
        return (row.change_shown.text, row.change_shown.judgement) if row.change_shown else None

    with app.test_request_context():
        assert change("出口水分", 30, "mg/kg", "300 mg/kg") == ("降 90%", "better")
        assert change("产品纯度", 99.96, "%", "99.90%") == ("升 0.06 个百分点", "better")
        assert change("单位投资", 120, "万元/kt", "95 万元/kt") == ("升 26%", "worse")
        assert change("膜使用寿命", 3, "年", "不适用") is None
        assert change("蒸汽单耗", 0.83, "t/t", "1.60", Operator.LE) == ("降 48%", "better")
        assert change("反应时间", 2, "h", "180 min") == ("降 33%", "")


def test_reading_tables_render(app: Flask) -> None:
    need = NeedRow.from_indicator(Indicator("纯度", Operator.GE, 99.95, unit="%", is_must=True))
    offer = OfferRow.from_indicator(
        Indicator("出口水分", Operator.EQ, 30, unit="mg/kg", baseline_value="300 mg/kg")
    )
    with app.test_request_context():
        html = get_template_attribute("indicators/_table.html", "need_table")([need], hidden=2)
        assert "≥ 99.95%" in html
        assert "另有 2 项指标在保密层" in html
        assert "降 90%" in get_template_attribute("indicators/_table.html", "offer_table")([offer])
