"""The steps of the bid form and the small forms around it. Shape and wording, no business rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField

from matchmaker.bids.completeness import WANTED
from matchmaker.bids.content import BidContent
from matchmaker.bids.fields import ResponsesField, budget_field, milestones_field, team_field
from matchmaker.bids.steps import BY_SLUG, LABELS
from matchmaker.bids.vocabulary import DIVISION_LIMIT, LIMITS, RelationKind
from matchmaker.indicators.stated import Indicator
from matchmaker.web.forms import BaseForm, VersionedForm, WanField, area_field, radio_field, text_field


def _area(name: str, hint: Any = "") -> Any:
    return area_field(LABELS[name], LIMITS[name], hint=hint)


def _level(name: str) -> Any:
    """Technology readiness 1–9; its data is a number or None."""
    return SelectField(
        LABELS[name],
        choices=[("", _l("请选择")), *((str(n), f"TRL {n}") for n in range(1, 10))],
        coerce=lambda value: int(value) if value and value != "None" else None,
    )


class PlanForm(VersionedForm):
    """技术方案."""

    background = _area("background")
    objectives = _area("objectives")
    route = _area("route")
    trl_now = _level("trl_now")
    trl_after = _level("trl_after")


class ResponseForm(VersionedForm):
    """逐项响应; the rows come with the challenge."""

    responses = ResponsesField(LABELS["responses"])


class ScheduleForm(VersionedForm):
    """进度与经费."""

    quote_amount = WanField(LABELS["quote_amount"])
    milestones = milestones_field()
    budget = budget_field()
    organization = _area("organization")


class TeamForm(VersionedForm):
    """团队与单位; the consortium has forms of its own beside it."""

    team = team_field()
    foundation = _area("foundation")


class TermsForm(VersionedForm):
    """约定与声明."""

    ip_terms = _area("ip_terms")
    industrialization = _area("industrialization")
    relation = radio_field(LABELS["relation"], RelationKind, required=False)
    relation_note = _area("relation_note")
    is_undertaken = BooleanField(
        _l(
            "我单位承诺：所填内容真实，不降低榜单考核指标，中榜后按期签约并履行军令状；违背承诺的，接受失信登记。"
        )
    )


FORMS: dict[str, type[VersionedForm]] = {
    "plan": PlanForm,
    "response": ResponseForm,
    "schedule": ScheduleForm,
    "team": TeamForm,
    "terms": TermsForm,
}


# Needed for handing in, so marked 必填; a draft may leave them empty.
NEEDED = frozenset(WANTED) | {
    "trl_now",
    "trl_after",
    "quote_amount",
    "milestones",
    "budget",
    "team",
    "relation",
}


def form_of(slug: str, content: BidContent, needs: Sequence[Indicator]) -> Any:
    """As the request fills it, else as the draft stands."""
    kind = FORMS[slug]
    if slug == "response":
        kind = type(
            "BoundResponseForm",
            (ResponseForm,),
            {"responses": ResponsesField(LABELS["responses"], needs=needs)},
        )
    stored: dict[str, Any] = {name: getattr(content, name) for name in vars(content) if name != "texts"}
    stored["relation"] = content.relation_kind
    form = kind(data=stored | content.texts)
    for name in NEEDED & set(form._fields):
        form[name].flags.required = True
    return form


def values_of(slug: str, form: Any) -> dict[str, Any]:
    """What the service saves."""
    found = {}
    for name in BY_SLUG[slug].fields:
        if name in form:
            value = form[name].data
            found[name] = tuple(value) if name in ("milestones", "budget", "team") else value
            found[name] = (value.value if value else "") if name == "relation" else found[name]
    return found


class InviteForm(BaseForm):
    """Ask a unit into the team."""

    credit_code = text_field(_l("统一社会信用代码"), 18, hint=_l("对方要已在平台登记并通过核验。"))
    division = area_field(_l("这家单位的分工"), DIVISION_LIMIT)


class FileForm(BaseForm):
    """One annex."""

    file = FileField(_l("附件"))


class SubmitBidForm(VersionedForm):
    """The last page before handing in."""

    accepts_shortfall = BooleanField(_l("我知道上列关键指标的承诺值没有达到榜单要求，仍要这样递交。"))
