"""Requests for a broker's help (请他帮忙): about a need or an achievement of one's own, or in free words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.achievements.models import Achievement
from matchmaker.brokers.models import Broker
from matchmaker.brokers.vocabulary import HelpStatus
from matchmaker.challenges.models import Challenge
from matchmaker.extensions import db
from matchmaker.kernel.models import TimestampMixin, UtcDateTime, VersionMixin, enum_type
from matchmaker.organizations.models import Organization


class HelpRequest(TimestampMixin, VersionMixin, db.Model):
    """An organisation asks a broker; nobody's address is stored in it."""

    __tablename__ = "help_request"
    __table_args__ = (
        CheckConstraint("challenge_id IS NULL OR achievement_id IS NULL", name="one_item"),
        CheckConstraint("(status = 'asked') = (answered_at IS NULL)", name="answered_date"),
        Index(None, "broker_id", "status", "created_at"),
        Index(None, "organization_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[HelpStatus] = mapped_column(enum_type(HelpStatus, "status"), default=HelpStatus.ASKED)
    broker_id: Mapped[int] = mapped_column(ForeignKey("broker.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    sender_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    challenge_id: Mapped[int | None] = mapped_column(ForeignKey("challenge.id"), index=True)
    achievement_id: Mapped[int | None] = mapped_column(ForeignKey("achievement.id"), index=True)
    message: Mapped[str] = mapped_column(String(1000))
    reason: Mapped[str] = mapped_column(String(500), default="")  # why it was declined
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    broker: Mapped[Broker] = relationship()
    organization: Mapped[Organization] = relationship()
    challenge: Mapped[Challenge | None] = relationship()
    achievement: Mapped[Achievement | None] = relationship()

    @property
    def item(self) -> Challenge | Achievement | None:
        return self.challenge or self.achievement
