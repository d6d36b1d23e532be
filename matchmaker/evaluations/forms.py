"""Forms of evaluations. Shape and wording, no business rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField

from matchmaker.evaluations.models import ScoreSheet
from matchmaker.evaluations.vocabulary import COMMENT_LIMIT, HIGHEST, REMARK_LIMIT
from matchmaker.web.forms import BaseForm, DayField, VersionedForm, area_field, text_field


class DrawForm(BaseForm):
    """Fill the free seats by lot."""

    any_field = BooleanField(_l("不限领域抽取（本领域专家不够时）"))


class InviteExpertForm(BaseForm):
    """Ask a named expert."""

    expert = text_field(_l("专家编号"), 32, hint=_l("专家页面上的编号，如 WHE-2026-0001。"))


class ScoringForm(BaseForm):
    """Begin the scoring."""

    until = DayField(_l("打分截止日"))


class AcceptForm(BaseForm):
    """Take a seat."""

    declares_free = BooleanField(
        _l("我声明：与上列发榜方和各揭榜方没有任职、合作、亲属、资金往来等利害关系；对评审内容保密。")
    )


def _points() -> list[tuple[str, str]]:
    return [(str(n), str(n)) for n in range(HIGHEST + 1)]


def _score_field(name: str) -> RadioField:
    return RadioField(
        name,
        choices=_points(),
        coerce=lambda value: int(value) if value not in (None, "", "None") else None,
        validate_choice=False,
    )


def sheet_form(sheet: ScoreSheet, *, fresh: bool = False) -> Any:
    """As the request fills it, else as the sheet stands: a score and a remark for each criterion, a comment."""
    names = [one["name"] for one in sheet.evaluation.criteria]
    fields: dict[str, Any] = {}
    for number, name in enumerate(names):
        fields[f"score_{number}"] = _score_field(name)
        fields[f"remark_{number}"] = area_field(_l("依据"), REMARK_LIMIT)
    fields["comment"] = area_field(_l("总体意见"), COMMENT_LIMIT)
    kind = type("SheetForm", (VersionedForm,), fields)
    data: dict[str, Any] = {"comment": sheet.comment}
    for number, name in enumerate(names):
        data |= {f"score_{number}": sheet.scores.get(name), f"remark_{number}": sheet.remarks.get(name, "")}
    return kind(formdata=None, data=data) if fresh else kind(data=data)


def scores_of(form: Any, names: Sequence[str]) -> tuple[dict[str, int | None], dict[str, str]]:
    """Scores and remarks by criterion."""
    scores = {name: form[f"score_{number}"].data for number, name in enumerate(names)}
    remarks = {name: form[f"remark_{number}"].data or "" for number, name in enumerate(names)}
    return scores, remarks
