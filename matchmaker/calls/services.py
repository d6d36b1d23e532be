"""What can be done with calls. First argument: who does it. The caller opens the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from matchmaker.calls.models import Call, RulesVersion
from matchmaker.calls.policy import POLICY, CallPermission
from matchmaker.calls.rules import CallRules
from matchmaker.calls.vocabulary import LIMITS, CallStatus
from matchmaker.calls.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock, working_days
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.numbering import next_number

EDITABLE = frozenset({"title", "introduction", "contact", "domain_codes", "opens_at", "closes_at"})


def latest_rules() -> CallRules:
    """The rules staff have set last, with which a new call begins; the field's defaults at the very start."""
    found = db.session.scalar(select(RulesVersion).order_by(RulesVersion.id.desc()).limit(1))
    return found.rules if found else CallRules()


def create_call(actor: Actor, values: Mapping[str, Any], rules: CallRules) -> Call:
    """Begin a draft."""
    POLICY.require(actor, CallPermission.MANAGE)
    _check(values, rules)
    year = clock.today().year
    number = next_number(f"call-{year}")
    call = Call(
        public_id=f"{current_app.config['NUMBER_PREFIX']}Z-{year}-{number:02d}",
        rules_version=_version(actor, rules),
        created_by_id=actor.user_id,
        **{name: values[name] for name in EDITABLE & values.keys()},
    )
    db.session.add(call)
    db.session.flush()
    audit.record("call", call.id, "create", actor, after=call.status)
    return call


def save_call(
    actor: Actor, call: Call, values: Mapping[str, Any], rules: CallRules, version: int | None
) -> None:
    """Change a draft. Raises `Conflict` when ``version`` is not the stored one."""
    POLICY.require(actor, CallPermission.EDIT, call)
    if version is not None and version != call.version:
        raise Conflict(_("这次征集刚刚在别处保存过。你填写的内容还在本页，请核对后再保存。"))
    _check(values, rules)
    for name in EDITABLE & values.keys():
        setattr(call, name, values[name])
    if rules != call.rules:
        call.rules_version = _version(actor, rules)
    audit.record("call", call.id, "edit", actor)


def _version(actor: Actor, rules: CallRules) -> RulesVersion:
    """These rules as a version of their own; the same rules again are the same version."""
    values = rules.to_json()
    latest = db.session.scalar(select(RulesVersion).order_by(RulesVersion.id.desc()).limit(1))
    if latest is not None and latest.values == values:
        return latest
    made = RulesVersion(values=values, created_by_id=actor.user_id)
    db.session.add(made)
    return made


def _check(values: Mapping[str, Any], rules: CallRules) -> None:
    errors = dict(rules.problems())
    for name, limit in LIMITS.items():
        if len(values.get(name) or "") > limit:
            errors[name] = _("最多 %(limit)s 字，现在 %(length)s 字。", limit=limit, length=len(values[name]))
    if not values.get("title"):
        errors["title"] = _("请填写“征集名称”。")
    opens, closes = values.get("opens_at"), values.get("closes_at")
    if opens and closes and opens >= closes:
        errors["closes_on"] = _("“截止日期”要晚于“开始日期”。")
    if errors:
        raise GuardFailed(errors=errors)


def announce_call(actor: Actor, call: Call) -> None:
    """Make it and its rules public; from now on the rules stay as they are."""
    WORKFLOW.apply(call, "announce", actor)


def extend_call(actor: Actor, call: Call, closes_at: datetime | None, note: str) -> None:
    """Give proposers more time; a window is never shortened this way."""
    POLICY.require(actor, CallPermission.EXTEND, call)
    if closes_at is None or call.closes_at is None or closes_at <= call.closes_at:
        raise GuardFailed(errors={"closes_on": _("新的截止日期要晚于原来的。要提前结束，请用“提前结束”。")})
    before, call.closes_at = call.closes_at, closes_at
    audit.record("call", call.id, "extend", actor, before.isoformat(), closes_at.isoformat(), note)


def close_call(actor: Actor, call: Call, note: str) -> None:
    """Take no more needs."""
    WORKFLOW.apply(call, "close", actor, note)


def cancel_call(actor: Actor, call: Call, note: str) -> None:
    """Call it off; the page stays and says why."""
    WORKFLOW.apply(call, "cancel", actor, note)


def close_due() -> int:
    """Close the calls whose window is over; returns how many."""
    due = (Call.status == CallStatus.OPEN, Call.closes_at <= clock.now())
    found = db.session.scalars(select(Call).where(*due).order_by(Call.closes_at, Call.id)).all()
    for call in found:
        close_call(SYSTEM, call, _("征集截止日已到。"))
    return len(found)


def enter_calendar(actor: Actor, year: int, days: Iterable[tuple[date, bool]]) -> None:
    """Replace the holidays of a year, as the State Council has announced them."""
    POLICY.require(actor, CallPermission.KEEP_CALENDAR)
    given = dict(days)
    working_days.enter_year(year, given.items())
    audit.record("calendar", year, "edit", actor, details={"days": len(given)})
