"""What was decided about a pair. Suggestions are recomputed and may vanish; these rows stay (ADR 17)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.accounts.models import User
from matchmaker.achievements.models import Achievement
from matchmaker.challenges.models import Challenge
from matchmaker.experts.models import Expert
from matchmaker.extensions import db
from matchmaker.introductions.vocabulary import (
    EXPLANATION_LIMIT,
    NOTE_LIMIT,
    NUMBER_LIMIT,
    ExitReason,
    IntroductionStatus,
    Party,
)
from matchmaker.kernel import clock
from matchmaker.kernel.models import TimestampMixin, UtcDateTime, VersionMixin, enum_type
from matchmaker.matching.models import TargetKind


class Introduction(TimestampMixin, VersionMixin, db.Model):
    """One need with one achievement or expert, as brokers and the two sides decide about it; one row for a pair."""

    __tablename__ = "introduction"
    __table_args__ = (
        UniqueConstraint("challenge_id", "achievement_id"),
        UniqueConstraint("challenge_id", "expert_id"),
        CheckConstraint("(achievement_id IS NULL) <> (expert_id IS NULL)", name="one_target"),
        CheckConstraint(
            "status NOT IN ('introduced', 'engaged', 'converted', 'declined', 'expired')"
            " OR (introduced_at IS NOT NULL AND answer_due_on IS NOT NULL)",
            name="introduced_when",
        ),
        CheckConstraint(
            "status NOT IN ('engaged', 'converted')"
            " OR (need_agreed_at IS NOT NULL AND offer_agreed_at IS NOT NULL)",
            name="both_agreed",
        ),
        CheckConstraint("(status IN ('dismissed', 'declined')) = (reason IS NOT NULL)", name="ended_why"),
        CheckConstraint("(status = 'declined') = (declined_by IS NOT NULL)", name="declined_by_whom"),
        CheckConstraint(
            "(status = 'converted') = (contract_value IS NOT NULL AND signed_on IS NOT NULL)",
            name="converted_how",
        ),
        CheckConstraint("contract_value IS NULL OR contract_value >= 0", name="value_range"),
        Index(None, "status", "answer_due_on"),
        Index(None, "broker_id", "status"),
        Index(None, "achievement_id", "status"),
        Index(None, "expert_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[IntroductionStatus] = mapped_column(
        enum_type(IntroductionStatus, "status"), default=IntroductionStatus.SUGGESTED
    )
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"))
    achievement_id: Mapped[int | None] = mapped_column(ForeignKey("achievement.id"))
    expert_id: Mapped[int | None] = mapped_column(ForeignKey("expert.id"))
    is_manual: Mapped[bool] = mapped_column(default=False)  # put together by hand, not suggested
    broker_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # who decided last at the desk
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    previous_status: Mapped[IntroductionStatus | None] = mapped_column(
        enum_type(IntroductionStatus, "previous_status")
    )  # before the last decision at the desk; None when it cannot be taken back

    introduced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_due_on: Mapped[date | None]  # the last day of both sides' answers
    reminded_on: Mapped[date | None]
    need_agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offer_agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declined_by: Mapped[Party | None] = mapped_column(enum_type(Party, "declined_by"))
    reason: Mapped[ExitReason | None] = mapped_column(enum_type(ExitReason, "reason"))
    explanation: Mapped[str] = mapped_column(String(EXPLANATION_LIMIT), default="")

    contract_value: Mapped[int | None] = mapped_column(BigInteger)  # 分
    contract_number: Mapped[str] = mapped_column(String(NUMBER_LIMIT), default="")  # of the registration
    signed_on: Mapped[date | None]

    challenge: Mapped[Challenge] = relationship(lazy="joined", innerjoin=True)
    achievement: Mapped[Achievement | None] = relationship(lazy="joined")
    expert: Mapped[Expert | None] = relationship(lazy="joined")
    broker: Mapped[User | None] = relationship()

    @property
    def target(self) -> Achievement | Expert:
        """What is offered."""
        found = self.achievement if self.achievement is not None else self.expert
        if found is None:
            raise LookupError(self.id)  # the table's check forbids it
        return found

    @property
    def target_kind(self) -> TargetKind:
        return TargetKind.ACHIEVEMENT if self.achievement_id is not None else TargetKind.EXPERT


class IntroductionNote(db.Model):
    """What a broker writes down about a pair. Only brokers and staff read it."""

    __tablename__ = "introduction_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(String(NOTE_LIMIT))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
