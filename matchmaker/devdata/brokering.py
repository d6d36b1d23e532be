"""Demo brokers, the rules that give them items, and the items they got."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import current_app

from matchmaker.accounts.models import User
from matchmaker.brokers.assignment_models import AssignmentRule
from matchmaker.brokers.models import Broker, BrokerCase
from matchmaker.brokers.services import sweep_due
from matchmaker.brokers.vocabulary import BrokerStatus
from matchmaker.devdata.rows import columns_of
from matchmaker.devdata.world_files import entries
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.numbering import next_number


def load_brokers(people: Mapping[str, User]) -> int:
    """The brokers of the world's files; returns how many."""
    found = [_broker(entry, people) for entry in entries("brokers")]
    db.session.add_all(found)
    db.session.flush()
    for broker in found:
        for code in broker.domain_codes if broker.status is BrokerStatus.LISTED else ():
            db.session.add(AssignmentRule(broker_id=broker.id, domain_code=code))
    db.session.flush()
    sweep_due()
    return len(found)


def _broker(entry: dict[str, Any], people: Mapping[str, User]) -> Broker:
    year, user = clock.today().year, people.get(entry.get("account", ""))
    number = f"{current_app.config['NUMBER_PREFIX']}J-{year}-{next_number(f'broker-{year}'):04d}"
    columns = {name: value for name, value in entry.items() if name != "cases"}
    until = clock.today() + timedelta(days=entry["valid_for_days"])
    values = columns_of(
        Broker, columns, public_id=number, user_id=user.id if user else None, valid_until=until
    )
    broker = Broker(**values, submitted_at=values.get("published_at") or clock.now())
    broker.cases = [BrokerCase(position=n, **case) for n, case in enumerate(entry.get("cases", ()))]
    return broker
