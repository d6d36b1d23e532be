"""Brokers for tests: valid profiles in any status, written straight into the database."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from matchmaker.brokers.models import Broker, BrokerCertificate
from matchmaker.brokers.vocabulary import BrokerLevel, BrokerStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock

_numbers = count(1)


def make_broker(
    status: BrokerStatus = BrokerStatus.LISTED, *, certificate: bool = True, **values: Any
) -> Broker:
    """A complete profile without an account, unless ``user_id`` is given."""
    number, now = next(_numbers), clock.now()
    dates: dict[str, Any] = {}
    if status is not BrokerStatus.DRAFT:
        dates["submitted_at"] = now - timedelta(days=12)
    if status in (BrokerStatus.LISTED, BrokerStatus.SUSPENDED):
        dates |= {"published_at": now - timedelta(days=10), "confirmed_on": clock.today()}
    broker = Broker(
        **{
            "public_id": f"WHJ-2026-{number:04d}", "status": status, "name": f"示例经纪人{number}",
            "employer_name": "示例技术转移中心（示例）", "level": BrokerLevel.MIDDLE,
            "certificate_number": f"SL-{number:06d}", "certificate_issuer": "示例发证机构",
            "valid_until": date(2028, 6, 30), "domain_codes": ["new_materials"], "region_codes": ["150300"],
            "service_kinds": ["transfer", "consulting"], "introduction": "长期服务硅材料企业。",
            **dates, **values,
        }
    )  # fmt: skip
    if certificate:
        broker.certificate = BrokerCertificate(
            filename="证书.pdf",
            media_type="application/pdf",
            size=9,
            sha256="0" * 64,
            storage_key=f"te/broker{number}",
        )
    db.session.add(broker)
    db.session.commit()
    return broker
