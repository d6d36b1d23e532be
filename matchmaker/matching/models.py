"""Stored suggestions, the marks that ask for their renewal, and what people think of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.enums import LabelledEnum
from matchmaker.kernel.models import JsonDict, JsonList, TimestampMixin, UtcDateTime, enum_type


class MatchStatus(LabelledEnum):
    """Where a pair stands; further steps come with the broker's desk."""

    SUGGESTED = "suggested", _l("推荐"), "work"


class TargetKind(LabelledEnum):
    """What is suggested to a need; the values are the search kinds."""

    ACHIEVEMENT = "achievement", _l("成果")
    EXPERT = "expert", _l("专家")


class Match(db.Model):  # type: ignore[name-defined,misc]
    """One need and one offer with their score. Recomputed, never edited; losing the table costs minutes."""

    __tablename__ = "match"
    __table_args__ = (
        UniqueConstraint("challenge_id", "target_kind", "target_id"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        Index(None, "challenge_id", "target_kind", "score"),
        Index(None, "target_kind", "target_id", "score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int]
    target_kind: Mapped[TargetKind] = mapped_column(enum_type(TargetKind, "target_kind"))
    target_id: Mapped[int]
    status: Mapped[MatchStatus] = mapped_column(
        enum_type(MatchStatus, "status"), default=MatchStatus.SUGGESTED
    )
    score: Mapped[int]
    parts: Mapped[dict[str, list[float | None]]] = mapped_column(JsonDict, default=dict)
    features: Mapped[dict[str, float | None]] = mapped_column(JsonDict, default=dict)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JsonList, default=list)
    verdicts: Mapped[list[dict[str, Any]]] = mapped_column(JsonList, default=list)
    sketch: Mapped[list[int] | None] = mapped_column(JsonList, default=list)  # of the offer's public text
    scorer_version: Mapped[str] = mapped_column(String(20))
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class MatchRefresh(db.Model):  # type: ignore[name-defined,misc]
    """ "The suggestions of this object may be stale": key ``challenge:7``; ``generation`` rises with every mark."""

    __tablename__ = "match_refresh"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    generation: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MatchCount(db.Model):  # type: ignore[name-defined,misc]
    """How many offers a need was compared with when its suggestions were last computed."""

    __tablename__ = "match_count"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    compared: Mapped[int] = mapped_column(default=0)
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class MatchFeedback(TimestampMixin, db.Model):  # type: ignore[name-defined,misc]
    """One person's judgement of one pair: grade 1 (unrelated) to 4 (strong), or that the reasons are wrong.

    It names the pair, not the stored suggestion, so that it outlives every recomputation.
    """

    __tablename__ = "match_feedback"
    __table_args__ = (
        UniqueConstraint("challenge_id", "target_kind", "target_id", "user_id"),
        CheckConstraint("grade IS NULL OR grade BETWEEN 1 AND 4", name="grade"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int]
    target_kind: Mapped[TargetKind] = mapped_column(enum_type(TargetKind, "target_kind"))
    target_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    grade: Mapped[int | None]
    is_reason_wrong: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(500), default="")
    score_shown: Mapped[int]
    scorer_version: Mapped[str] = mapped_column(String(20))
