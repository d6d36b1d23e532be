"""What can be done with brokers' profiles. First argument: who does it. The caller opens the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from matchmaker.brokers.events import (
    BrokerReturned,
    BrokerSubmitted,
    BrokerSuspended,
    BrokerVerified,
    CertificateExpiring,
)
from matchmaker.brokers.models import Broker, BrokerCase, BrokerCertificate
from matchmaker.brokers.policy import POLICY, BrokerPermission
from matchmaker.brokers.vocabulary import REMINDER_DAYS, BrokerStatus
from matchmaker.brokers.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.events import publish
from matchmaker.kernel.numbering import next_number
from matchmaker.kernel.secrecy import refusals

EDITABLE = frozenset(
    {
        "name", "level", "certificate_number", "certificate_issuer", "valid_until", "employer_name", "domain_codes",
        "region_codes", "service_kinds", "introduction", "capacity", "cases",
    }
)  # fmt: skip


def create_broker(actor: Actor, values: Mapping[str, Any]) -> Broker:
    """The profile of the acting account; the one already there when there is one."""
    POLICY.require(actor, BrokerPermission.CREATE)
    known = db.session.scalar(select(Broker).where(Broker.user_id == actor.user_id))
    if known is not None:
        return known
    year = clock.today().year
    broker = Broker(
        public_id=f"{current_app.config['NUMBER_PREFIX']}J-{year}-{next_number(f'broker-{year}'):04d}",
        user_id=actor.user_id,
        organization_id=actor.organization_id,
    )
    _take(broker, values)
    db.session.add(broker)
    db.session.flush()
    audit.record("broker", broker.id, "create", actor, after=broker.status)
    return broker


def save_broker(actor: Actor, broker: Broker, values: Mapping[str, Any], version: int | None = None) -> None:
    """Replace these fields of a draft; raises `Conflict` when ``version`` is no longer the present one."""
    POLICY.require(actor, BrokerPermission.EDIT, broker)
    if version is not None and version != broker.version:
        raise Conflict
    _take(broker, values)
    broker.organization_id = actor.organization_id
    broker.updated_at = clock.now()  # raises the version when only cases have changed
    db.session.flush()


def _take(broker: Broker, values: Mapping[str, Any]) -> None:
    # A certificate's number may look like that of a telephone; it is no text to be read for one.
    if wrong := refusals({name: value for name, value in values.items() if name != "certificate_number"}):
        raise GuardFailed(_("有内容不能公开，请修改后再保存。"), wrong)
    if unknown := set(values) - EDITABLE:
        raise ValueError(f"{sorted(unknown)} cannot be edited")
    if "valid_until" in values and values["valid_until"] != broker.valid_until:
        broker.reminded_days = None
    for name, value in values.items():
        rows = [BrokerCase(position=n, **row) for n, row in enumerate(value)] if name == "cases" else value
        setattr(broker, name, rows)


def set_certificate(actor: Actor, broker: Broker, columns: Mapping[str, Any]) -> str | None:
    """Keep a checked and stored scan; returns the storage key of the one it replaces."""
    POLICY.require(actor, BrokerPermission.EDIT, broker)
    old = broker.certificate.storage_key if broker.certificate else None
    if broker.certificate is None:
        broker.certificate = BrokerCertificate(**columns)
    else:
        for name, value in columns.items():
            setattr(broker.certificate, name, value)
    audit.record("broker", broker.id, "certificate", actor, note=columns["filename"])
    return old


def submit_broker(actor: Actor, broker: Broker) -> None:
    broker.submitted_at, broker.revision_note = clock.now(), ""
    WORKFLOW.apply(broker, "submit", actor)
    publish(BrokerSubmitted(broker.id))


def verify_broker(actor: Actor, broker: Broker, note: str = "") -> None:
    """Put a checked profile into the directory."""
    broker.published_at, broker.confirmed_on = clock.now(), clock.today()
    WORKFLOW.apply(broker, "verify", actor, note)
    publish(BrokerVerified(broker.id))


def return_for_revision(actor: Actor, broker: Broker, note: str) -> None:
    """Back to the broker, with what to mend."""
    WORKFLOW.apply(broker, "return_for_revision", actor, note)
    broker.revision_note = note
    publish(BrokerReturned(broker.id))


def suspend_broker(actor: Actor, broker: Broker, note: str) -> None:
    """Out of the directory, with a reason."""
    WORKFLOW.apply(broker, "suspend", actor, note)
    publish(BrokerSuspended(broker.id))


def restore_broker(actor: Actor, broker: Broker, note: str = "") -> None:
    WORKFLOW.apply(broker, "restore", actor, note)
    publish(BrokerVerified(broker.id))


def revise_broker(actor: Actor, broker: Broker) -> None:
    """Back to the draft; changes are checked before they are public."""
    WORKFLOW.apply(broker, "revise", actor)


def confirm_broker(actor: Actor, broker: Broker) -> None:
    """The broker says that the profile still holds; the directory shows the day."""
    POLICY.require(actor, BrokerPermission.CONFIRM, broker)
    broker.confirmed_on = clock.today()
    audit.record("broker", broker.id, "confirm", actor)


def remind_due() -> int:
    """Tell brokers 60 and 14 days before their certificate ends, once each; returns how many."""
    today, count = clock.today(), 0
    query = select(Broker).where(
        Broker.status == BrokerStatus.LISTED,
        Broker.valid_until.between(today, today + timedelta(days=max(REMINDER_DAYS))),
    )
    for broker in db.session.scalars(query):
        left = (broker.valid_until - today).days if broker.valid_until else 0
        step = min(days for days in REMINDER_DAYS if left <= days)
        if broker.reminded_days is None or broker.reminded_days > step:
            broker.reminded_days = step
            publish(CertificateExpiring(broker.id))
            count += 1
    return count
