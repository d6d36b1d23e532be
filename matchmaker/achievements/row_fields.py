"""The rows of the form: rights with checked numbers, and the team."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.achievements.models import IntellectualProperty
from matchmaker.achievements.patents import read_application_number, read_doi, read_publication_number
from matchmaker.achievements.vocabulary import RightsStage
from matchmaker.kernel.layers import Layer
from matchmaker.taxonomy.terms import terms_of
from matchmaker.web.rows import Column, RowsField

_NUMBERS = {
    "application_number": read_application_number,
    "publication_number": read_publication_number,
    "doi": read_doi,
}


def _right_kinds() -> list[tuple[str, Any]]:
    return [("", _("请选择")), *((term.code, term.label) for term in terms_of("ip_kind"))]


def _stages() -> list[tuple[str, Any]]:
    return [("", _("请选择")), *RightsStage.choices()]


def read_right(cells: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Columns of an `IntellectualProperty` and what is wrong with the cells."""
    errors: dict[str, str] = {}
    right: dict[str, Any] = {"title": cells.get("title", ""), "owner": cells.get("owner", "")}
    for name, read in _NUMBERS.items():
        reading = read(cells.get(name, ""))
        right[name] = reading.number
        if reading.error:
            errors[name] = reading.error
    if not right["title"]:
        errors["title"] = _("请填写名称。")
    kind, stage, layer = (cells.get(name, "") for name in ("kind", "rights_stage", "layer"))
    right["kind"] = kind
    if kind not in {code for code, _label in _right_kinds() if code}:
        errors["kind"] = _("请选择类型。")
    right["rights_stage"] = RightsStage(stage) if stage in set(RightsStage) else None
    right["layer"] = Layer(layer) if layer in set(Layer) else Layer.PUBLIC
    return right, errors


def _cells_of_right(right: IntellectualProperty) -> dict[str, str]:
    names = (
        "kind",
        "title",
        "application_number",
        "publication_number",
        "doi",
        "rights_stage",
        "owner",
        "layer",
    )
    return {name: str(getattr(right, name) or "") for name in names}


def read_member(cells: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """One member of the team; a name is needed."""
    member = {name: cells.get(name, "") for name in ("name", "unit", "contribution")}
    return member, {} if member["name"] else {"name": _("请填写姓名。")}


def rights_field() -> RowsField:
    """Rights, papers and reports behind the achievement."""
    columns = (
        Column("kind", _l("类型"), choices=_right_kinds),
        Column("title", _l("名称"), 200, is_wide=True),
        Column("application_number", _l("申请号或专利号"), 24, hint=_l("如 201710601862.3")),
        Column("publication_number", _l("公开（公告）号"), 24, hint=_l("如 CN115455304A")),
        Column("doi", _l("DOI"), 200),
        Column("rights_stage", _l("状态"), choices=_stages),
        Column("owner", _l("权利人"), 120),
        Column("layer", _l("谁能看到"), choices=Layer.choices),
    )
    return RowsField(_l("知识产权与证据"), columns=columns, read=read_right, cells_of=_cells_of_right)


def team_field() -> RowsField:
    """Who did it, in order."""
    columns = (
        Column("name", _l("姓名"), 40),
        Column("unit", _l("所在单位"), 60, is_wide=True),
        Column("contribution", _l("贡献"), 100, is_wide=True),
    )
    return RowsField(_l("团队"), columns=columns, read=read_member, cells_of=dict)
