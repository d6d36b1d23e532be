"""The rules of assignment, edited by staff, and brokers' absences. The caller opens the transaction."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaker.brokers.assignment_models import AssignmentRule, BrokerAbsence
from matchmaker.brokers.assignment_policy import POLICY, AssignmentPermission
from matchmaker.brokers.models import Broker
from matchmaker.brokers.policy import POLICY as BROKER_POLICY
from matchmaker.brokers.policy import BrokerPermission
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed, NotFound


def add_rule(
    actor: Actor, broker: Broker, item_kind: str, domain_code: str, region_code: str, priority: int
) -> AssignmentRule:
    """Items like this go to this broker; the same rule again only changes its priority."""
    POLICY.require(actor, AssignmentPermission.ASSIGN)
    parts = {
        "broker_id": broker.id,
        "item_kind": item_kind,
        "domain_code": domain_code,
        "region_code": region_code,
    }
    rule = db.session.scalar(select(AssignmentRule).filter_by(**parts))
    if rule is None:
        rule = AssignmentRule(**parts)
        db.session.add(rule)
    rule.priority = priority
    db.session.flush()
    audit.record(
        "broker", broker.id, "rule", actor, note=f"{item_kind} {domain_code} {region_code} {priority}"
    )
    return rule


def remove_rule(actor: Actor, number: int) -> None:
    """What the rule has assigned stays so. Raises `NotFound` when it is gone."""
    POLICY.require(actor, AssignmentPermission.ASSIGN)
    rule = db.session.get(AssignmentRule, number)
    if rule is None:
        raise NotFound
    audit.record("broker", rule.broker_id, "remove_rule", actor)
    db.session.delete(rule)


def add_absence(
    actor: Actor, broker: Broker, deputy: Broker, starts_on: date, ends_on: date
) -> BrokerAbsence:
    """Say who stands in from the first to the last day."""
    BROKER_POLICY.require(actor, BrokerPermission.CONFIRM, broker)
    if deputy.id == broker.id:
        raise GuardFailed(errors={"deputy": _("代班人要选其他经纪人。")})
    if ends_on < starts_on:
        raise GuardFailed(errors={"ends_on": _("结束日不能早于开始日。")})
    if ends_on < clock.today():
        raise GuardFailed(errors={"ends_on": _("结束日已过，请填今天或以后的日期。")})
    absence = BrokerAbsence(broker_id=broker.id, deputy_id=deputy.id, starts_on=starts_on, ends_on=ends_on)
    db.session.add(absence)
    db.session.flush()
    audit.record("broker", broker.id, "absence", actor, note=f"{starts_on} – {ends_on} {deputy.name}")
    return absence


def remove_absence(actor: Actor, broker: Broker, number: int) -> None:
    """Back earlier, or not away after all."""
    BROKER_POLICY.require(actor, BrokerPermission.CONFIRM, broker)
    absence = db.session.get(BrokerAbsence, number)
    if absence is None or absence.broker_id != broker.id:
        raise NotFound
    audit.record("broker", broker.id, "remove_absence", actor)
    db.session.delete(absence)
