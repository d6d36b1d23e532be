"""Tables of evaluations: the evaluation with its criteria and result, the panel, the score sheets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.bids.models import Bid
from matchmaker.calls.vocabulary import RankingMethod
from matchmaker.challenges.models import Challenge
from matchmaker.evaluations.vocabulary import (
    COMMENT_LIMIT,
    REASON_LIMIT,
    EvaluationStatus,
    PanelistStatus,
    SheetStatus,
)
from matchmaker.experts.models import Expert
from matchmaker.extensions import db
from matchmaker.kernel.models import (
    JsonDict,
    JsonList,
    PublicIdMixin,
    TimestampMixin,
    UtcDateTime,
    VersionMixin,
    enum_type,
)

_LIVE = text("status <> 'void'")


class Evaluation(PublicIdMixin, TimestampMixin, VersionMixin, db.Model):
    """One judgement of all eligible bids, under the criteria that were published before the bids came in."""

    __tablename__ = "evaluation"
    __table_args__ = (
        CheckConstraint("status NOT IN ('closed', 'confirmed') OR result_hash <> ''", name="closed_result"),
        CheckConstraint("panel_size >= 3 AND panel_size % 2 = 1", name="panel_is_odd"),
        Index("uq_evaluation_one_live", "challenge_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(None, "status", "scoring_until"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[EvaluationStatus] = mapped_column(
        enum_type(EvaluationStatus, "status"), default=EvaluationStatus.PLANNED
    )
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"))
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(
        JsonList
    )  # {name, weight}, as the call published them
    ranking: Mapped[RankingMethod] = mapped_column(enum_type(RankingMethod, "ranking"))
    panel_size: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))  # of the draw, so that it can be repeated
    scoring_until: Mapped[date | None]
    result: Mapped[list[dict[str, Any]]] = mapped_column(JsonList, default=list)  # see `ranking.py`
    result_hash: Mapped[str] = mapped_column(String(64), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    challenge: Mapped[Challenge] = relationship(lazy="joined", innerjoin=True)
    panelists: Mapped[list[Panelist]] = relationship(order_by="Panelist.id", back_populates="evaluation")
    sheets: Mapped[list[ScoreSheet]] = relationship(order_by="ScoreSheet.id", back_populates="evaluation")

    @property
    def seats(self) -> list[Panelist]:
        """Who sits on the panel or has been asked and not answered."""
        kept = (PanelistStatus.INVITED, PanelistStatus.ACCEPTED)
        return [one for one in self.panelists if one.status in kept]

    @property
    def accepted(self) -> list[Panelist]:
        return [one for one in self.panelists if one.status is PanelistStatus.ACCEPTED]


class Panelist(TimestampMixin, VersionMixin, db.Model):
    """An expert's seat on one panel."""

    __tablename__ = "panelist"
    __table_args__ = (
        Index("uq_panelist_once", "evaluation_id", "expert_id", unique=True),
        CheckConstraint("status <> 'accepted' OR declared_at IS NOT NULL", name="declared_before_accepting"),
        Index(None, "expert_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"))
    status: Mapped[PanelistStatus] = mapped_column(
        enum_type(PanelistStatus, "status"), default=PanelistStatus.INVITED
    )
    is_drawn: Mapped[bool] = mapped_column(default=True)  # by lot; False: named by staff
    declared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # that no conflict of interest exists
    reason: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")  # of declining or recusal
    reminded_on: Mapped[date | None]

    evaluation: Mapped[Evaluation] = relationship(back_populates="panelists", lazy="joined", innerjoin=True)
    expert: Mapped[Expert] = relationship(lazy="joined", innerjoin=True)
    sheets: Mapped[list[ScoreSheet]] = relationship(order_by="ScoreSheet.id", back_populates="panelist")


class ScoreSheet(TimestampMixin, VersionMixin, db.Model):
    """One panelist's scores for one bid."""

    __tablename__ = "score_sheet"
    __table_args__ = (
        Index("uq_score_sheet_once", "panelist_id", "bid_id", unique=True),
        CheckConstraint("(status = 'signed') = (signed_at IS NOT NULL)", name="signed_when"),
        Index(None, "evaluation_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[SheetStatus] = mapped_column(enum_type(SheetStatus, "status"), default=SheetStatus.OPEN)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    panelist_id: Mapped[int] = mapped_column(ForeignKey("panelist.id"))
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    scores: Mapped[dict[str, int]] = mapped_column(JsonDict, default=dict)  # criterion → 0–10
    remarks: Mapped[dict[str, str]] = mapped_column(JsonDict, default=dict)  # criterion → why
    comment: Mapped[str] = mapped_column(String(COMMENT_LIMIT), default="")
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    evaluation: Mapped[Evaluation] = relationship(back_populates="sheets", lazy="joined", innerjoin=True)
    panelist: Mapped[Panelist] = relationship(back_populates="sheets", lazy="joined", innerjoin=True)
    bid: Mapped[Bid] = relationship(lazy="joined", innerjoin=True)
