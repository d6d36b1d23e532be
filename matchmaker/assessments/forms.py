"""Forms of assessments. Shape and wording, no business rule."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from matchmaker.assessments.models import Opinion
from matchmaker.assessments.vocabulary import COMMENT_LIMIT, DIMENSIONS, HIGHEST, REASON_LIMIT
from matchmaker.web.forms import BaseForm, VersionedForm, area_field, text_field


class AskForm(BaseForm):
    """Ask a named expert."""

    expert = text_field(_l("专家编号"), 32, hint=_l("专家页面上的编号，如 WHE-2026-0001。"))


class ConcludeForm(VersionedForm):
    """The sub-centre's conclusion on the experts' opinions."""

    reason = area_field(_l("结论说明（不同意的，必须写）"), REASON_LIMIT)


def _number(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


def _score(label: Any) -> RadioField:
    points = [(str(n), str(n)) for n in range(HIGHEST + 1)]
    return RadioField(label, choices=points, coerce=_number, validate_choice=False)


class OpinionForm(VersionedForm):
    """One expert's scores and words."""

    drive = _score(DIMENSIONS["drive"])
    foundation = _score(DIMENSIONS["foundation"])
    figures = _score(DIMENSIONS["figures"])
    finance = _score(DIMENSIONS["finance"])
    is_solved = RadioField(
        _l("是否已有现成的解决办法"),
        choices=[("no", _l("没有")), ("yes", _l("有（请在意见中写明）"))],
        validate_choice=False,
    )
    comment = area_field(_l("论证意见"), COMMENT_LIMIT)

    @classmethod
    def of(cls, opinion: Opinion) -> OpinionForm:
        solved = {True: "yes", False: "no", None: None}[opinion.is_solved]
        form = cls(data=dict(opinion.scores or {}) | {"is_solved": solved, "comment": opinion.comment})
        if form.given_version() is None:
            form.renew_version(opinion.version)
        return form

    def scores(self) -> dict[str, int | None]:
        return {key: self[key].data for key in DIMENSIONS}

    def solved(self) -> bool | None:
        return {"yes": True, "no": False}.get(str(self.is_solved.data or ""))
