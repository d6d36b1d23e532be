"""What people said about pairs, the weights learnt from it, and the figures of each release."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.models import JsonDict, TimestampMixin, UtcDateTime, VersionMixin, enum_type
from matchmaker.learning.vocabulary import NOTE_LIMIT, REASON_LIMIT, JudgementSource, WeightSetStatus
from matchmaker.matching.models import TargetKind

_IN_USE = text("status = 'in_use'")
_QUEUED = text("status = 'queued'")


class Judgement(db.Model):  # type: ignore[name-defined,misc]
    """One graded decision about one pair, with what the scorer said then. Only ever added to.

    It keeps the features the pair had, so that training does not depend on texts that have changed since.
    """

    __tablename__ = "judgement"
    __table_args__ = (
        CheckConstraint("grade BETWEEN 1 AND 4", name="grade"),
        Index(None, "challenge_id", "target_kind", "target_id"),
        Index(None, "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int]
    target_kind: Mapped[TargetKind] = mapped_column(enum_type(TargetKind, "target_kind"))
    target_id: Mapped[int]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    source: Mapped[JudgementSource] = mapped_column(enum_type(JudgementSource, "source"))
    reason_code: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    grade: Mapped[int]
    score_shown: Mapped[int | None]
    scorer_version: Mapped[str] = mapped_column(String(20), default="")
    features: Mapped[dict[str, float | None]] = mapped_column(JsonDict, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class WeightSet(TimestampMixin, VersionMixin, db.Model):
    """Weights of the score made from judgements. At most one is in use; without one the built-in weights are."""

    __tablename__ = "weight_set"
    __table_args__ = (
        Index("uq_weight_set_one_in_use", "status", unique=True, sqlite_where=_IN_USE, postgresql_where=_IN_USE),
        Index("uq_weight_set_one_queued", "status", unique=True, sqlite_where=_QUEUED, postgresql_where=_QUEUED),
        CheckConstraint("status NOT IN ('candidate', 'in_use', 'retired') OR scorer_version <> ''", name="named"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[WeightSetStatus] = mapped_column(
        enum_type(WeightSetStatus, "status"), default=WeightSetStatus.QUEUED
    )
    scorer_version: Mapped[str] = mapped_column(String(20), default="")
    based_on: Mapped[str] = mapped_column(String(20), default="")
    judgements: Mapped[int] = mapped_column(default=0)  # pairs it was made from
    weights: Mapped[dict[str, Any]] = mapped_column(JsonDict, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(JsonDict, default=dict)  # the weights it was compared with
    figures: Mapped[dict[str, Any]] = mapped_column(JsonDict, default=dict)  # set → {old, new, needs}
    refusal: Mapped[str] = mapped_column(String(NOTE_LIMIT), default="")
    trained_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReleaseFigure(db.Model):  # type: ignore[name-defined,misc]
    """How well a release ranks the fixed set, with the weights that were in use."""

    __tablename__ = "release_figure"
    __table_args__ = (UniqueConstraint("release", "scorer_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release: Mapped[str] = mapped_column(String(20))
    scorer_version: Mapped[str] = mapped_column(String(20))
    ndcg: Mapped[float]  # nDCG@10 over the fixed set
    needs: Mapped[int]
    pairs: Mapped[int]
    measured_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
