"""One direct answer to a need or an achievement."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.accounts.models import User
from matchmaker.achievements.models import Achievement
from matchmaker.challenges.models import Challenge
from matchmaker.extensions import db
from matchmaker.interests.vocabulary import (
    LIMITS,
    LIVE,
    REPLY_LIMIT,
    DeclineReason,
    InterestStatus,
    ItemKind,
)
from matchmaker.kernel.models import (
    JsonDict,
    JsonList,
    PublicIdMixin,
    TimestampMixin,
    UtcDateTime,
    VersionMixin,
    enum_type,
)
from matchmaker.organizations.models import Organization

_LIVE = text("status IN ({})".format(", ".join(f"'{status.value}'" for status in LIVE)))


class Interest(PublicIdMixin, TimestampMixin, VersionMixin, db.Model):
    """What one person writes to the unit behind an item. Only the two sides read it; each side's contact is shown to
    the other when the unit wants to talk. One live answer of a person to an item."""

    __tablename__ = "interest"
    __table_args__ = (
        CheckConstraint("(challenge_id IS NULL) <> (achievement_id IS NULL)", name="one_item"),
        CheckConstraint("trl IS NULL OR trl BETWEEN 1 AND 9", name="trl_range"),
        CheckConstraint(
            "status IN ('draft', 'withdrawn') OR (sent_at IS NOT NULL AND answer_due_on IS NOT NULL)",
            name="sent_when",
        ),
        CheckConstraint(
            "(status IN ('engaged', 'declined')) = (answered_at IS NOT NULL)", name="answered_when"
        ),
        CheckConstraint("status <> 'declined' OR decline_reason IS NOT NULL", name="declined_why"),
        Index(
            "uq_interest_one_of_challenge",
            "sender_id",
            "challenge_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(
            "uq_interest_one_of_achievement",
            "sender_id",
            "achievement_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(None, "recipient_id", "status", "answer_due_on"),
        Index(None, "status", "answer_due_on"),
        Index(None, "sender_organization_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[InterestStatus] = mapped_column(
        enum_type(InterestStatus, "status"), default=InterestStatus.DRAFT
    )
    challenge_id: Mapped[int | None] = mapped_column(ForeignKey("challenge.id"), index=True)
    achievement_id: Mapped[int | None] = mapped_column(ForeignKey("achievement.id"), index=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    sender_organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))

    title: Mapped[str] = mapped_column(String(LIMITS["title"]), default="")
    approach: Mapped[str] = mapped_column(String(LIMITS["approach"]), default="")
    rationale: Mapped[str] = mapped_column(String(LIMITS["rationale"]), default="")
    plan: Mapped[str] = mapped_column(String(LIMITS["plan"]), default="")
    expertise: Mapped[list[str]] = mapped_column(JsonList, default=list)
    references: Mapped[list[str]] = mapped_column(JsonList, default=list)
    proofs: Mapped[dict[str, str]] = mapped_column(JsonDict, default=dict)  # row of the need → what shows it
    trl: Mapped[int | None]
    contact_name: Mapped[str] = mapped_column(String(LIMITS["contact_name"]), default="")
    contact_phone: Mapped[str] = mapped_column(String(LIMITS["contact_phone"]), default="")
    contact_email: Mapped[str] = mapped_column(String(LIMITS["contact_email"]), default="")

    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_due_on: Mapped[date | None]  # the last day of the unit's answer
    reminded_on: Mapped[date | None]
    escalated_on: Mapped[date | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    was_in_time: Mapped[bool | None]  # whether the answer came by its last day
    decline_reason: Mapped[DeclineReason | None] = mapped_column(enum_type(DeclineReason, "decline_reason"))
    reply: Mapped[str] = mapped_column(String(REPLY_LIMIT), default="")
    reply_name: Mapped[str] = mapped_column(String(LIMITS["contact_name"]), default="")
    reply_phone: Mapped[str] = mapped_column(String(LIMITS["contact_phone"]), default="")
    reply_email: Mapped[str] = mapped_column(String(LIMITS["contact_email"]), default="")

    challenge: Mapped[Challenge | None] = relationship(lazy="joined")
    achievement: Mapped[Achievement | None] = relationship(lazy="joined")
    sender: Mapped[User] = relationship()
    sender_organization: Mapped[Organization | None] = relationship(
        foreign_keys=[sender_organization_id], lazy="joined"
    )
    recipient: Mapped[Organization] = relationship(foreign_keys=[recipient_id], lazy="joined", innerjoin=True)

    @property
    def kind(self) -> ItemKind:
        return ItemKind.CHALLENGE if self.challenge_id is not None else ItemKind.ACHIEVEMENT

    @property
    def item(self) -> Challenge | Achievement:
        """What is answered."""
        found = self.challenge if self.challenge is not None else self.achievement
        if found is None:
            raise LookupError(self.public_id)  # the table's check forbids it
        return found
