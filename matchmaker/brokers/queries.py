"""Read models: the directory with its filters, one profile, the desk, and what lies in a broker's scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, false, func, or_, select

from matchmaker.brokers.assignment_models import Assignment, BrokerAbsence
from matchmaker.brokers.items import column_of
from matchmaker.brokers.models import Broker, BrokerCertificate
from matchmaker.brokers.policy import visible_to
from matchmaker.brokers.vocabulary import AssignmentStatus, BrokerStatus, ItemKind, ServiceKind
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate
from matchmaker.organizations.models import Organization
from matchmaker.taxonomy.terms import ancestors, is_valid

DESK_TABS = (BrokerStatus.SCREENING, BrokerStatus.LISTED, BrokerStatus.SUSPENDED, BrokerStatus.DRAFT)
LONGEST_WORDS = 60


@dataclass(frozen=True)
class BrokerFilter:
    """What the directory is asked for; anything odd in an address is left out."""

    words: str = ""
    domain: str = ""
    region: str = ""
    service: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> BrokerFilter:
        domain, region, service = (args.get(name, "") for name in ("domain", "region", "service"))
        return cls(
            words=" ".join(args.get("q", "").split())[:LONGEST_WORDS],
            domain=domain if is_valid("domain", domain) else "",
            region=region if is_valid("region", region) else "",
            service=service if service in set(ServiceKind) else "",
        )

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.domain or self.region or self.service)


def covers(column: ColumnElement[list[str]], code: str) -> ColumnElement[bool]:
    """Whether a stored list of codes holds ``code``. Codes have no quotes, so the text of the list decides."""
    return cast(column, String).contains(f'"{code}"', autoescape=True)


def covers_region(code: str) -> ColumnElement[bool]:
    """Whether a broker serves this region, by itself or as a part of a larger one."""
    wider = [code, *(term.code for term in ancestors("region", code))]
    return or_(*(covers(Broker.region_codes, one) for one in dict.fromkeys(wider)))  # type: ignore[arg-type]


def listed(wanted: BrokerFilter) -> Select[tuple[Broker]]:
    """The directory: whose certificate still holds first, then by name."""
    query = select(Broker).where(Broker.status == BrokerStatus.LISTED)
    if wanted.words:
        query = query.outerjoin(Organization, Organization.id == Broker.organization_id)
        columns = (Broker.name, Broker.employer_name, Organization.name, Broker.introduction)
        query = query.where(or_(*(column.icontains(wanted.words, autoescape=True) for column in columns)))
    if wanted.domain:
        query = query.where(covers(Broker.domain_codes, wanted.domain))  # type: ignore[arg-type]
    if wanted.region:
        query = query.where(covers_region(wanted.region))
    if wanted.service:
        query = query.where(covers(Broker.service_kinds, wanted.service))  # type: ignore[arg-type]
    return query.order_by(Broker.valid_until < clock.today(), Broker.name, Broker.id)


def directory(wanted: BrokerFilter, page: int = 1) -> Page:
    return paginate(listed(wanted), page)


def exported() -> Iterator[Broker]:
    """All brokers ever submitted, for the staff's table."""
    return iter(
        db.session.scalars(select(Broker).where(Broker.submitted_at.is_not(None)).order_by(Broker.id))
    )


def get(actor: Actor, public_id: str) -> Broker:
    """The profile when this actor may know of it; else `NotFound`."""
    broker = db.session.scalar(select(Broker).where(Broker.public_id == public_id, visible_to(actor)))
    if broker is None:
        raise NotFound
    return broker


def own(actor: Actor) -> Broker | None:
    """The acting person's own profile."""
    if actor.user_id is None:
        return None
    return db.session.scalar(select(Broker).where(Broker.user_id == actor.user_id))


def on_desk(status: BrokerStatus, page: int = 1) -> Page:
    """What staff see in one state, the longest waiting first."""
    query = select(Broker).where(Broker.status == status, Broker.submitted_at.is_not(None))
    return paginate(query.order_by(Broker.submitted_at, Broker.id), page)


def desk_counts() -> dict[BrokerStatus, int]:
    """How many profiles staff see in each state."""
    query = select(Broker.status, func.count()).where(Broker.submitted_at.is_not(None))
    found = {row[0]: row[1] for row in db.session.execute(query.group_by(Broker.status))}
    return {status: found.get(status, 0) for status in DESK_TABS}


def certificate_of(broker: Broker) -> BrokerCertificate:
    """The scan of a broker's certificate; else `NotFound`."""
    if broker.certificate is None:
        raise NotFound
    return broker.certificate


@dataclass(frozen=True)
class Scope:
    """What a broker works on: his own open items and, while he stands in for somebody, that person's too.

    ``domain_codes`` and ``region_codes`` are those of his own profile.
    """

    broker_ids: frozenset[int] = frozenset()
    domain_codes: tuple[str, ...] = ()
    region_codes: tuple[str, ...] = ()

    def assigned_ids(self, kind: ItemKind) -> Select[Any]:
        """Ids of the assigned needs or achievements, as a subquery."""
        return select(column_of(kind)).where(
            Assignment.broker_id.in_(self.broker_ids),
            Assignment.status == AssignmentStatus.OPEN,
            column_of(kind).is_not(None),
        )

    def condition(self, challenge_id: Any, target_kind: Any, target_id: Any) -> ColumnElement[bool]:
        """Pairs of which he follows either side, for a query that has these three columns."""
        if not self.broker_ids:
            return false()
        return or_(
            challenge_id.in_(self.assigned_ids(ItemKind.CHALLENGE)),
            and_(
                target_kind == ItemKind.ACHIEVEMENT.value,
                target_id.in_(self.assigned_ids(ItemKind.ACHIEVEMENT)),
            ),
        )


def scope_of(actor: Actor) -> Scope:
    """The acting broker's scope; an empty one for everybody else, and for who was never verified or is suspended.

    Who changes his profile keeps his items meanwhile.
    """
    broker = own(actor)
    if broker is None or broker.published_at is None or broker.status is BrokerStatus.SUSPENDED:
        return Scope()
    today = clock.today()
    stands_in = select(BrokerAbsence.broker_id).where(
        BrokerAbsence.deputy_id == broker.id, BrokerAbsence.starts_on <= today, BrokerAbsence.ends_on >= today
    )
    ids = frozenset({broker.id, *db.session.scalars(stands_in)})
    return Scope(ids, tuple(broker.domain_codes), tuple(broker.region_codes))
