"""Tables of bids: the sealed content, the team, the sealed files, and the receipts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.bids.vocabulary import LIVE, BidStatus, MemberAnswer
from matchmaker.challenges.models import Challenge
from matchmaker.extensions import db
from matchmaker.kernel.models import PublicIdMixin, TimestampMixin, UtcDateTime, VersionMixin, enum_type
from matchmaker.organizations.models import Organization

__all__ = ["Bid", "BidFile", "BidMember", "BidReceipt", "BidStatus", "MemberAnswer"]

_LIVE = text("status IN ({})".format(", ".join(f"'{status.value}'" for status in LIVE)))
_CONFIRMED = text("answer = 'confirmed'")


SEALED = "sealed"


def _sealed() -> Any:
    return mapped_column(LargeBinary, deferred=True, deferred_group=SEALED)


class Bid(PublicIdMixin, TimestampMixin, VersionMixin, db.Model):
    """A team's answer to a challenge. Everything it says lies sealed; ``content_key`` appears at the opening."""

    __tablename__ = "bid"
    __table_args__ = (
        CheckConstraint("(content_key IS NULL) = (opened_at IS NULL)", name="key_released_at_opening"),
        CheckConstraint("submitted_at IS NULL OR sealed_content IS NOT NULL", name="submitted_content"),
        CheckConstraint("opened_at IS NULL OR submitted_at IS NOT NULL", name="only_submitted_opened"),
        CheckConstraint(
            "status NOT IN ('eligible', 'ineligible', 'awarded', 'not_awarded') OR opened_at IS NOT NULL",
            name="judged_after_opening",
        ),
        CheckConstraint("status = 'draft' OR status = 'withdrawn' OR status = 'lapsed' OR submitted_at IS NOT NULL",
                        name="submitted_when"),
        Index("uq_bid_one_live_bid_of_a_lead", "challenge_id", "lead_id", unique=True,
              sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(None, "challenge_id", "status"),
        Index(None, "lead_id", "status"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[BidStatus] = mapped_column(enum_type(BidStatus, "status"), default=BidStatus.DRAFT)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"))
    lead_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    # Loaded together when one of them is asked for, so that lists stay light.
    wrapped_key: Mapped[bytes] = _sealed()  # under the master key, see `sealing.py`
    content_key: Mapped[bytes | None] = _sealed()
    sealed_draft: Mapped[bytes] = _sealed()  # what the team works on
    sealed_content: Mapped[bytes | None] = _sealed()  # what was handed in last

    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_reason: Mapped[str] = mapped_column(String(500), default="")  # for the team: why it does not go on

    challenge: Mapped[Challenge] = relationship(lazy="joined", innerjoin=True)
    lead: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)
    members: Mapped[list[BidMember]] = relationship(
        cascade="all, delete-orphan", order_by="BidMember.id", back_populates="bid"
    )
    files: Mapped[list[BidFile]] = relationship(cascade="all, delete-orphan", order_by="BidFile.id")
    receipts: Mapped[list[BidReceipt]] = relationship(order_by="BidReceipt.id", viewonly=True)

    @property
    def partners(self) -> list[BidMember]:
        """The other units that are in or have been asked."""
        kept = (MemberAnswer.INVITED, MemberAnswer.CONFIRMED)
        return [one for one in self.members if one.organization_id != self.lead_id and one.answer in kept]


class BidMember(TimestampMixin, db.Model):
    """A unit in a team, the lead among them. The database refuses a unit that is confirmed in two teams."""

    __tablename__ = "bid_member"
    __table_args__ = (
        Index("uq_bid_member_once_in_a_bid", "bid_id", "organization_id", unique=True),
        Index("uq_bid_member_one_team", "challenge_id", "organization_id", unique=True,
              sqlite_where=_CONFIRMED, postgresql_where=_CONFIRMED),
        Index(None, "organization_id", "answer"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id", ondelete="CASCADE"))
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    answer: Mapped[MemberAnswer] = mapped_column(
        enum_type(MemberAnswer, "answer"), default=MemberAnswer.INVITED
    )
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    bid: Mapped[Bid] = relationship(back_populates="members")
    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)


class BidFile(TimestampMixin, db.Model):
    """An annex's bytes, sealed with the bid's key; its name, size and hash stand in the sealed content."""

    __tablename__ = "bid_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id", ondelete="CASCADE"), index=True)
    storage_key: Mapped[str] = mapped_column(String(120), unique=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class BidReceipt(db.Model):
    """Proof that exactly this content was handed in at that instant; anybody may look a hash up. Only added."""

    __tablename__ = "bid_receipt"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="hash_length"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    sealed_content: Mapped[bytes] = _sealed()  # each version handed in, for disputes
