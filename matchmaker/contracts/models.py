"""Tables of contracts: the contract, its signatures, milestones with evidence, and payments. Amounts are 分."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.awards.models import Award
from matchmaker.bids.content import Response
from matchmaker.challenges.models import Challenge
from matchmaker.contracts.vocabulary import (
    EVIDENCE_LIMIT,
    LIMITS,
    LIVE,
    NAME_LIMIT,
    NOTE_LIMIT,
    AmendmentStatus,
    ContractKind,
    ContractStatus,
    MilestoneStatus,
    SettlementStatus,
)
from matchmaker.extensions import db
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

_LIVE = text("status IN ({})".format(", ".join(f"'{status.value}'" for status in LIVE)))


class Contract(PublicIdMixin, TimestampMixin, VersionMixin, db.Model):
    """What sponsor and contractor agree on after an award."""

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name="period"),
        CheckConstraint("status NOT IN ('active', 'completed') OR signed_on IS NOT NULL", name="signed_when"),
        CheckConstraint("status <> 'completed' OR completed_at IS NOT NULL", name="completed_when"),
        CheckConstraint("sponsor_id <> contractor_id", name="two_sides"),
        CheckConstraint("NOT is_eliminated OR status = 'terminated'", name="eliminated_when_ended"),
        Index("uq_contract_one_live", "award_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(None, "sponsor_id", "status"),
        Index(None, "contractor_id", "status"),
        Index(None, "status", "signing_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[ContractStatus] = mapped_column(
        enum_type(ContractStatus, "status"), default=ContractStatus.DRAFTING
    )
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"), index=True)
    sponsor_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    contractor_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    kind: Mapped[ContractKind] = mapped_column(enum_type(ContractKind, "kind"))
    title: Mapped[str] = mapped_column(String(LIMITS["title"]))
    amount: Mapped[int] = mapped_column(BigInteger)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    ip_terms: Mapped[str] = mapped_column(String(LIMITS["ip_terms"]), default="")
    pledge: Mapped[str] = mapped_column(String(LIMITS["pledge"]), default="")  # 军令状
    registration_number: Mapped[str] = mapped_column(String(LIMITS["registration_number"]), default="")
    signing_until: Mapped[date]  # by the rules of the call
    fail_limit: Mapped[int]  # checks a milestone may fail
    subsidy_percent: Mapped[int]
    subsidy_cap_amount: Mapped[int] = mapped_column(BigInteger)  # 0: none
    signed_on: Mapped[date | None]
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_reason: Mapped[str] = mapped_column(String(NOTE_LIMIT), default="")
    is_eliminated: Mapped[bool] = mapped_column(default=False)  # left a race (赛马淘汰), without fault
    measurements: Mapped[list[dict[str, Any]]] = mapped_column(
        JsonList, default=list
    )  # `Response` per figure

    award: Mapped[Award] = relationship()
    challenge: Mapped[Challenge] = relationship(lazy="joined", innerjoin=True)
    sponsor: Mapped[Organization] = relationship(foreign_keys=[sponsor_id], lazy="joined", innerjoin=True)
    contractor: Mapped[Organization] = relationship(
        foreign_keys=[contractor_id], lazy="joined", innerjoin=True
    )
    milestones: Mapped[list[Milestone]] = relationship(
        cascade="all, delete-orphan", order_by="Milestone.position", back_populates="contract"
    )
    signatures: Mapped[list[Signature]] = relationship(
        cascade="all, delete-orphan", order_by="Signature.id", back_populates="contract"
    )
    amendments: Mapped[list[Amendment]] = relationship(
        cascade="all, delete-orphan", order_by="Amendment.id", back_populates="contract"
    )

    @property
    def measured(self) -> tuple[Response, ...]:
        """Measured values of the acceptance, by figure."""
        return tuple(Response(**row) for row in self.measurements or ())

    @property
    def settlements(self) -> list[Settlement]:
        return [one.settlement for one in self.milestones if one.settlement is not None]


class RaceDecision(TimestampMixin, db.Model):
    """The sponsor has compared the teams of a race after one milestone. Each stage is decided once."""

    __tablename__ = "race_decision"
    __table_args__ = (Index("uq_race_decision_once", "challenge_id", "stage", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"))
    stage: Mapped[int]  # number of the milestone, from 1
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    teams_left: Mapped[int]


class Signature(FileMixin, TimestampMixin, db.Model):
    """One side's signature: the signed scan, who signed, when."""

    __tablename__ = "signature"
    __table_args__ = (Index("uq_signature_one_of_a_side", "contract_id", "organization_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    signer_name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    signed_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    contract: Mapped[Contract] = relationship(back_populates="signatures")
    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)


class Milestone(TimestampMixin, VersionMixin, db.Model):
    """A step of the work, what proves it, and what is paid for it."""

    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("fails >= 0", name="fails_not_negative"),
        CheckConstraint("status <> 'accepted' OR accepted_at IS NOT NULL", name="accepted_when"),
        Index(None, "contract_id", "position"),
        Index(None, "status", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    status: Mapped[MilestoneStatus] = mapped_column(
        enum_type(MilestoneStatus, "status"), default=MilestoneStatus.PLANNED
    )
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date]
    amount: Mapped[int] = mapped_column(BigInteger)
    evidence_wanted: Mapped[str] = mapped_column(String(120), default="")
    report: Mapped[str] = mapped_column(String(EVIDENCE_LIMIT), default="")  # the contractor's words
    fails: Mapped[int] = mapped_column(default=0)  # checks it did not pass
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_on: Mapped[date | None]

    contract: Mapped[Contract] = relationship(back_populates="milestones", lazy="joined", innerjoin=True)
    deliverables: Mapped[list[Deliverable]] = relationship(
        cascade="all, delete-orphan", order_by="Deliverable.id"
    )
    settlement: Mapped[Settlement | None] = relationship(
        cascade="all, delete-orphan", back_populates="milestone", uselist=False
    )


class Deliverable(FileMixin, TimestampMixin, db.Model):
    """A file that proves a milestone."""

    __tablename__ = "deliverable"

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id", ondelete="CASCADE"), index=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class Settlement(TimestampMixin, VersionMixin, db.Model):
    """What is paid for one accepted milestone."""

    __tablename__ = "settlement"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("(status = 'paid') = (paid_on IS NOT NULL)", name="paid_when"),
        CheckConstraint("status <> 'invoiced' OR invoice_number <> ''", name="invoiced_with_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id", ondelete="CASCADE"), unique=True)
    status: Mapped[SettlementStatus] = mapped_column(
        enum_type(SettlementStatus, "status"), default=SettlementStatus.DUE
    )
    amount: Mapped[int] = mapped_column(BigInteger)
    invoice_number: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    paid_on: Mapped[date | None]

    milestone: Mapped[Milestone] = relationship(back_populates="settlement", lazy="joined", innerjoin=True)


class Amendment(TimestampMixin, VersionMixin, db.Model):
    """A change one side asks for while the contract runs; once accepted it is 补充协议 ``number``.

    ``before`` and ``after`` are the steps under way as they were and as they shall be: dicts of ``milestone`` (its id,
    None for an added one), ``title``, ``due_on`` (ISO), ``amount`` (分), ``evidence``.
    """

    __tablename__ = "amendment"
    __table_args__ = (
        CheckConstraint("before_amount >= 0 AND after_amount >= 0", name="amounts_not_negative"),
        CheckConstraint("(status = 'accepted') = (number IS NOT NULL)", name="accepted_with_number"),
        CheckConstraint("(status = 'proposed') = (answered_at IS NULL)", name="answered_when"),
        Index(
            "uq_amendment_one_open", "contract_id", unique=True,
            sqlite_where=text("status = 'proposed'"), postgresql_where=text("status = 'proposed'"),
        ),
        Index("uq_amendment_number", "contract_id", "number", unique=True),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[AmendmentStatus] = mapped_column(
        enum_type(AmendmentStatus, "status"), default=AmendmentStatus.PROPOSED
    )
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    number: Mapped[int | None]
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    requester_name: Mapped[str] = mapped_column(String(NAME_LIMIT))  # who proposed: the first signature
    reason: Mapped[str] = mapped_column(String(NOTE_LIMIT))
    answerer_name: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")  # who accepted: the second one
    answer: Mapped[str] = mapped_column(String(NOTE_LIMIT), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    before: Mapped[list[dict[str, Any]]] = mapped_column(JsonList)
    after: Mapped[list[dict[str, Any]]] = mapped_column(JsonList)
    before_amount: Mapped[int] = mapped_column(BigInteger)
    after_amount: Mapped[int] = mapped_column(BigInteger)
    before_ends_on: Mapped[date]
    after_ends_on: Mapped[date]

    contract: Mapped[Contract] = relationship(back_populates="amendments", lazy="joined", innerjoin=True)
    requested_by: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)

    @property
    def challenge(self) -> Challenge:
        return self.contract.challenge
