"""Organization, its members, and the papers it hands in for verification."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.accounts.models import User
from matchmaker.extensions import db
from matchmaker.kernel.models import FileMixin, PublicIdMixin, TimestampMixin, VersionMixin
from matchmaker.kernel.types import UtcDateTime, enum_type
from matchmaker.organizations.vocabulary import HONOURS, EvidenceKind, OrganizationKind, OrganizationStatus

__all__ = [
    "Ban",
    "Membership",
    "Organization",
    "OrganizationKind",
    "OrganizationStatus",
    "VerificationEvidence",
]


class Organization(PublicIdMixin, TimestampMixin, VersionMixin, db.Model):
    """A legal person. Contact data are for its members and staff; the rest is public once verified.

    ``anonymous_label`` and ``anonymous_code`` stand for the name where a need is posted without it.
    """

    __tablename__ = "organization"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="name_given"),
        CheckConstraint("(status = 'verified') = (verified_at IS NOT NULL)", name="verified_when"),
        Index(None, "status", "submitted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OrganizationKind] = mapped_column(enum_type(OrganizationKind, "kind"))
    status: Mapped[OrganizationStatus] = mapped_column(
        enum_type(OrganizationStatus, "status"), default=OrganizationStatus.UNVERIFIED
    )
    name: Mapped[str] = mapped_column(String(100))
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    region_code: Mapped[str] = mapped_column(String(6), default="")
    industry_code: Mapped[str] = mapped_column(String(5), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    website: Mapped[str] = mapped_column(String(200), default="")
    introduction: Mapped[str] = mapped_column(Text, default="")
    contact_name: Mapped[str] = mapped_column(String(40), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    is_high_tech: Mapped[bool] = mapped_column(default=False)
    is_tech_sme: Mapped[bool] = mapped_column(default=False)
    is_above_scale: Mapped[bool] = mapped_column(default=False)
    is_little_giant: Mapped[bool] = mapped_column(default=False)
    anonymous_label: Mapped[str] = mapped_column(String(40), default="")
    anonymous_code: Mapped[str] = mapped_column(String(12), unique=True)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refusal_reason: Mapped[str] = mapped_column(Text, default="")

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="organization", cascade="all, delete-orphan", order_by="Membership.id"
    )
    evidence: Mapped[list[VerificationEvidence]] = relationship(
        back_populates="organization", cascade="all, delete-orphan", order_by="VerificationEvidence.id"
    )

    @property
    def is_verified(self) -> bool:
        return self.status is OrganizationStatus.VERIFIED

    def papers(self, kind: EvidenceKind) -> list[VerificationEvidence]:
        """What was handed in of this kind."""
        return [paper for paper in self.evidence if paper.kind is kind]

    @property
    def honours(self) -> list[object]:
        """Labels of the honours it holds."""
        return [label for column, label in HONOURS.items() if getattr(self, column)]


class Membership(TimestampMixin, db.Model):
    """A person acts for one organization; its owner manages the members."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), unique=True)
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), index=True
    )
    is_owner: Mapped[bool] = mapped_column(default=False)

    organization: Mapped[Organization] = relationship(back_populates="memberships")
    user: Mapped[User] = relationship()


class VerificationEvidence(FileMixin, TimestampMixin, db.Model):
    """A scan handed in for verification: licence, authorization. Only members and staff read it."""

    __tablename__ = "verification_evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[EvidenceKind] = mapped_column(enum_type(EvidenceKind, "kind"), default=EvidenceKind.LICENCE)

    organization: Mapped[Organization] = relationship(back_populates="evidence")


class Ban(TimestampMixin, VersionMixin, db.Model):
    """An entry in the register of breaches of trust (失信): no proposals to calls until its last day or its lifting.
    Staff and the organization itself read it."""

    __tablename__ = "ban"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="period"),
        CheckConstraint("(lifted_on IS NULL) = (lift_reason = '')", name="lifted_with_reason"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # the last day
    imposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    lifted_on: Mapped[date | None]
    lift_reason: Mapped[str] = mapped_column(String(500), default="")

    organization: Mapped[Organization] = relationship()

    def is_in_force(self, day: date) -> bool:
        return self.lifted_on is None and self.starts_on <= day <= self.ends_on
