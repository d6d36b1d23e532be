"""Tables of awards: the choice with its notice, and objections to it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.awards.vocabulary import (
    LIVE,
    NAME_LIMIT,
    OBJECTION_LIMIT,
    REASON_LIMIT,
    REPLY_LIMIT,
    AwardStatus,
    ObjectionStatus,
)
from matchmaker.bids.models import Bid
from matchmaker.challenges.models import Challenge
from matchmaker.evaluations.models import Evaluation
from matchmaker.extensions import db
from matchmaker.kernel.models import PublicIdMixin, TimestampMixin, UtcDateTime, VersionMixin, enum_type

_LIVE = text("status IN ({})".format(", ".join(f"'{status.value}'" for status in LIVE)))


class Award(PublicIdMixin, TimestampMixin, VersionMixin, db.Model):
    """The sponsor's choice of one bid. A challenge has as many live ones as it promised places, each with its own slot.

    Slots are given out from 1 on and never above `Challenge.max_awards`, so that the unique slot also keeps two
    choices at the same moment from exceeding it.
    """

    __tablename__ = "award"
    __table_args__ = (
        CheckConstraint(
            "status IN ('proposed', 'revoked') OR (notice_starts_on IS NOT NULL AND notice_ends_on IS NOT NULL)",
            name="notice_dates",
        ),
        CheckConstraint("notice_ends_on IS NULL OR notice_starts_on <= notice_ends_on", name="notice_period"),
        CheckConstraint("status <> 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed_when"),
        CheckConstraint("slot BETWEEN 1 AND 5", name="slot_range"),
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount_not_negative"),
        CheckConstraint("NOT is_vacant OR status = 'revoked'", name="vacant_when_revoked"),
        Index(
            "uq_award_live_slot",
            "challenge_id",
            "slot",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(
            "uq_award_live_bid",
            "challenge_id",
            "bid_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(None, "status", "notice_ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[AwardStatus] = mapped_column(
        enum_type(AwardStatus, "status"), default=AwardStatus.PROPOSED
    )
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"))
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    rank: Mapped[int]  # of the bid in the evaluation
    slot: Mapped[int] = mapped_column(default=1)  # which of the challenge's places
    amount: Mapped[int | None] = mapped_column(BigInteger)  # 分, of the team's contract; None: what was bid
    is_vacant: Mapped[bool] = mapped_column(default=False)  # its place waits to be filled or given up
    reason: Mapped[str] = mapped_column(
        String(REASON_LIMIT), default=""
    )  # needed when not the first is chosen
    notice_starts_on: Mapped[date | None]
    notice_ends_on: Mapped[date | None]  # the last day for objections
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    challenge: Mapped[Challenge] = relationship(lazy="joined", innerjoin=True)
    evaluation: Mapped[Evaluation] = relationship()
    bid: Mapped[Bid] = relationship(lazy="joined", innerjoin=True)
    objections: Mapped[list[Objection]] = relationship(order_by="Objection.id", back_populates="award")

    @property
    def open_objections(self) -> list[Objection]:
        return [one for one in self.objections if one.status is ObjectionStatus.RECEIVED]


class Objection(PublicIdMixin, TimestampMixin, VersionMixin, db.Model):
    """Somebody's objection, with identity. Only he and the sub-centre read it."""

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint(
            "(status IN ('upheld', 'dismissed')) = (decided_at IS NOT NULL)", name="decided_when"
        ),
        CheckConstraint("status NOT IN ('upheld', 'dismissed') OR reply <> ''", name="decided_with_reply"),
        Index(None, "award_id", "status"),
        Index(None, "status", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[ObjectionStatus] = mapped_column(
        enum_type(ObjectionStatus, "status"), default=ObjectionStatus.RECEIVED
    )
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    unit: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    contact: Mapped[str] = mapped_column(String(NAME_LIMIT))
    text: Mapped[str] = mapped_column(String(OBJECTION_LIMIT))
    evidence: Mapped[str] = mapped_column(String(OBJECTION_LIMIT), default="")
    reply: Mapped[str] = mapped_column(String(REPLY_LIMIT), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    award: Mapped[Award] = relationship(back_populates="objections", lazy="joined", innerjoin=True)
