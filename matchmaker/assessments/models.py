"""Tables of assessments: the assessment of one need, and the experts' opinions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.assessments.vocabulary import (
    COMMENT_LIMIT,
    REASON_LIMIT,
    AssessmentStatus,
    OpinionStatus,
)
from matchmaker.challenges.models import Challenge
from matchmaker.experts.models import Expert
from matchmaker.extensions import db
from matchmaker.kernel.models import JsonDict, TimestampMixin, UtcDateTime, VersionMixin, enum_type

_LIVE = text("status = 'open'")


class Assessment(TimestampMixin, VersionMixin, db.Model):
    """One judgement whether a need should be issued."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("status NOT IN ('approved', 'refused') OR concluded_at IS NOT NULL", name="concluded"),
        Index("uq_assessment_one_open", "challenge_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[AssessmentStatus] = mapped_column(
        enum_type(AssessmentStatus, "status"), default=AssessmentStatus.OPEN
    )
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"), index=True)
    reason: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    concluded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    challenge: Mapped[Challenge] = relationship(lazy="joined", innerjoin=True)
    opinions: Mapped[list[Opinion]] = relationship(order_by="Opinion.id", back_populates="assessment")

    @property
    def signed(self) -> list[Opinion]:
        return [one for one in self.opinions if one.status is OpinionStatus.SIGNED]


class Opinion(TimestampMixin, VersionMixin, db.Model):
    """One expert's scores and words."""

    __tablename__ = "opinion"
    __table_args__ = (
        Index("uq_opinion_once", "assessment_id", "expert_id", unique=True),
        CheckConstraint("(status = 'signed') = (signed_at IS NOT NULL)", name="signed_when"),
        Index(None, "expert_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[OpinionStatus] = mapped_column(
        enum_type(OpinionStatus, "status"), default=OpinionStatus.ASKED
    )
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"))
    scores: Mapped[dict[str, int]] = mapped_column(JsonDict, default=dict)  # dimension → 0–10
    is_solved: Mapped[bool | None]  # whether the expert knows a ready solution
    comment: Mapped[str] = mapped_column(String(COMMENT_LIMIT), default="")
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    assessment: Mapped[Assessment] = relationship(back_populates="opinions", lazy="joined", innerjoin=True)
    expert: Mapped[Expert] = relationship(lazy="joined", innerjoin=True)

    @property
    def total(self) -> int:
        """Sum of the dimensions, 0–40."""
        return sum(self.scores.values())
