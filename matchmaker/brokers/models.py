"""Tables of brokers: the profile, its cases, and the scan of the certificate."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.brokers.vocabulary import (
    DEFAULT_CAPACITY,
    LARGEST_CAPACITY,
    BrokerLevel,
    BrokerStatus,
    ServiceKind,
)
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.models import (
    FileMixin,
    JsonList,
    PublicIdMixin,
    TimestampMixin,
    UtcDateTime,
    VersionMixin,
    enum_type,
)
from matchmaker.organizations.models import Organization


class Broker(PublicIdMixin, TimestampMixin, VersionMixin, db.Model):
    """A person who brings both sides together. Holds no private address or number on purpose."""

    __tablename__ = "broker"
    __table_args__ = (
        CheckConstraint(f"capacity BETWEEN 1 AND {LARGEST_CAPACITY}", name="capacity_range"),
        CheckConstraint(
            "status <> 'listed' OR (name <> '' AND published_at IS NOT NULL AND valid_until IS NOT NULL)",
            name="listed_facts",
        ),
        CheckConstraint("status = 'draft' OR submitted_at IS NOT NULL", name="submitted_before_judged"),
        Index(None, "status", "published_at"),
        Index(None, "status", "valid_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[BrokerStatus] = mapped_column(
        enum_type(BrokerStatus, "status"), default=BrokerStatus.DRAFT
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), unique=True)  # one profile per account
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    employer_name: Mapped[str] = mapped_column(String(80), default="")  # employer that is not on the platform
    name: Mapped[str] = mapped_column(String(40), default="")
    level: Mapped[BrokerLevel | None] = mapped_column(enum_type(BrokerLevel, "level"))
    certificate_number: Mapped[str] = mapped_column(String(60), default="")
    certificate_issuer: Mapped[str] = mapped_column(String(80), default="")
    valid_until: Mapped[date | None]  # last day on which the certificate holds
    domain_codes: Mapped[list[str]] = mapped_column(JsonList, default=list)
    region_codes: Mapped[list[str]] = mapped_column(
        JsonList, default=list
    )  # a region stands for its parts too
    service_kinds: Mapped[list[str]] = mapped_column(JsonList, default=list)
    introduction: Mapped[str] = mapped_column(Text, default="")
    capacity: Mapped[int] = mapped_column(default=DEFAULT_CAPACITY)  # items at once
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_on: Mapped[date | None]
    revision_note: Mapped[str] = mapped_column(String(500), default="")
    reminded_days: Mapped[int | None]  # the reminder sent last for this `valid_until`: 60 or 14

    employer: Mapped[Organization | None] = relationship(lazy="joined")
    cases: Mapped[list[BrokerCase]] = relationship(
        order_by="BrokerCase.position", cascade="all, delete-orphan", lazy="selectin"
    )
    certificate: Mapped[BrokerCertificate | None] = relationship(cascade="all, delete-orphan")

    @property
    def employer_shown(self) -> str:
        """The employer's name, of the platform or as typed."""
        return self.employer.name if self.employer else self.employer_name

    @property
    def is_expired(self) -> bool:
        """The certificate has run out; such a broker gets no new items."""
        return self.valid_until is not None and self.valid_until < clock.today()

    @property
    def services(self) -> list[ServiceKind]:
        return [kind for kind in ServiceKind if kind.value in self.service_kinds]


class BrokerCase(db.Model):  # type: ignore[name-defined,misc]
    """One finished piece of work that the broker tells everybody of."""

    __tablename__ = "broker_case"
    __table_args__ = (
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount_not_negative"),
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    broker_id: Mapped[int] = mapped_column(ForeignKey("broker.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    year: Mapped[int]
    amount: Mapped[int | None] = mapped_column(BigInteger)  # 分
    text: Mapped[str] = mapped_column(String(300), default="")


class BrokerCertificate(FileMixin, TimestampMixin, db.Model):  # type: ignore[name-defined,misc]
    """The scan of the certificate; only its owner and staff read it."""

    __tablename__ = "broker_certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    broker_id: Mapped[int] = mapped_column(ForeignKey("broker.id", ondelete="CASCADE"), unique=True)
