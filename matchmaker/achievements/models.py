"""Tables of achievements: the achievement, its figures, its rights, its files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.achievements.vocabulary import (
    AchievementForm,
    AchievementStatus,
    ApplicationStatus,
    AttachmentKind,
    EvaluationKind,
    Level,
    Originality,
    PriceKind,
    ProjectSource,
    RightsStage,
    Stage,
)
from matchmaker.extensions import db
from matchmaker.indicators.models import OfferIndicatorMixin
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.models import (
    FileMixin,
    JsonDict,
    JsonList,
    PublicIdMixin,
    TimestampMixin,
    UtcDateTime,
    VersionMixin,
    enum_type,
)
from matchmaker.organizations.models import Organization

ALIVE = "status IN ('draft', 'screening', 'listed')"

# Texts whose holder chooses who may read them, and who reads them when he does not choose.
DEFAULT_LAYERS: dict[str, Layer] = {
    "description": Layer.PUBLIC,
    "comparison": Layer.PUBLIC,
    "benefit": Layer.PUBLIC,
    "economic_benefit": Layer.REGISTERED,
    "team": Layer.REGISTERED,
    "price": Layer.PUBLIC,
}


class Achievement(PublicIdMixin, TimestampMixin, VersionMixin, db.Model):
    """A result its holder offers for use. A listed one is never edited: a new version replaces it."""

    __tablename__ = "achievement"
    __table_args__ = (
        CheckConstraint("trl IS NULL OR trl BETWEEN 1 AND 9", name="trl_range"),
        CheckConstraint("scale_tpa IS NULL OR scale_tpa >= 0", name="scale_not_negative"),
        CheckConstraint("price_amount IS NULL OR price_amount >= 0", name="price_not_negative"),
        CheckConstraint("started_on IS NULL OR ended_on IS NULL OR started_on <= ended_on", name="period"),
        CheckConstraint("version_number >= 1", name="version_number_from_one"),
        CheckConstraint("supersedes_id IS NULL OR supersedes_id <> id", name="not_its_own_successor"),
        CheckConstraint(
            "status <> 'listed' OR (published_at IS NOT NULL AND expires_on IS NOT NULL)", name="listed_dates"
        ),
        CheckConstraint(
            "status IN ('draft', 'delisted') OR submitted_at IS NOT NULL", name="submitted_before_judged"
        ),
        Index(None, "status", "published_at"),
        Index(None, "status", "submitted_at"),
        Index(None, "holder_id", "status"),
        Index(None, "status", "expires_on"),
        Index(
            "uq_achievement_one_living_successor",
            "supersedes_id",
            unique=True,
            sqlite_where=text(ALIVE),
            postgresql_where=text(ALIVE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[AchievementStatus] = mapped_column(
        enum_type(AchievementStatus, "status"), default=AchievementStatus.DRAFT
    )
    holder_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    draft_token: Mapped[str | None] = mapped_column(
        String(64), unique=True
    )  # one form sent twice is one draft

    # 成果概述
    title: Mapped[str] = mapped_column(String(80), default="")
    summary: Mapped[str] = mapped_column(String(300), default="")  # the one sentence everybody reads
    keywords: Mapped[list[str]] = mapped_column(JsonList, default=list)
    domain_code: Mapped[str] = mapped_column(String(20), default="")
    industry_code: Mapped[str] = mapped_column(String(20), default="")
    discipline_codes: Mapped[list[str]] = mapped_column(JsonList, default=list)
    region_code: Mapped[str] = mapped_column(String(12), default="")
    form: Mapped[AchievementForm | None] = mapped_column(enum_type(AchievementForm, "form"))
    originality: Mapped[Originality | None] = mapped_column(enum_type(Originality, "originality"))

    # 技术与指标
    description: Mapped[str] = mapped_column(Text, default="")
    innovation_points: Mapped[list[str]] = mapped_column(JsonList, default=list)
    comparison: Mapped[str] = mapped_column(String(300), default="")  # compared with what
    benefit: Mapped[str] = mapped_column(Text, default="")  # by how much, at what cost

    # 成熟度
    trl: Mapped[int | None]
    process_scale: Mapped[str] = mapped_column(String(20), default="")
    scale_tpa: Mapped[float | None]  # t/a
    stage: Mapped[Stage | None] = mapped_column(enum_type(Stage, "stage"))
    application_status: Mapped[ApplicationStatus | None] = mapped_column(
        enum_type(ApplicationStatus, "application_status")
    )
    maturity_note: Mapped[str] = mapped_column(String(200), default="")  # 已连续运行 2100 h

    # 知识产权与证据
    level: Mapped[Level | None] = mapped_column(enum_type(Level, "level"))
    evaluation_kind: Mapped[EvaluationKind | None] = mapped_column(
        enum_type(EvaluationKind, "evaluation_kind")
    )
    evaluation_by: Mapped[str] = mapped_column(String(100), default="")
    evaluated_on: Mapped[date | None]
    registration_number: Mapped[str] = mapped_column(String(30), default="")

    # 团队与单位
    units: Mapped[list[str]] = mapped_column(JsonList, default=list)  # 完成单位, in their order
    team: Mapped[list[dict[str, Any]]] = mapped_column(JsonList, default=list)  # {name, unit, contribution}
    project_source: Mapped[ProjectSource | None] = mapped_column(enum_type(ProjectSource, "project_source"))
    project_name: Mapped[str] = mapped_column(String(120), default="")
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]

    # 转化与发布
    transfer_modes: Mapped[list[str]] = mapped_column(JsonList, default=list)
    price_kind: Mapped[PriceKind | None] = mapped_column(enum_type(PriceKind, "price_kind"))
    price_amount: Mapped[int | None] = mapped_column(BigInteger)  # 分
    price_note: Mapped[str] = mapped_column(String(120), default="")  # 普通许可入门费，另议提成
    region_limit: Mapped[str] = mapped_column(String(120), default="")
    economic_benefit: Mapped[str] = mapped_column(Text, default="")
    field_layers: Mapped[dict[str, str]] = mapped_column(JsonDict, default=dict)
    is_declared_open: Mapped[bool] = mapped_column(default=False)  # the holder states: no state secret in it

    # running
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delisted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    revision_notes: Mapped[dict[str, str]] = mapped_column(JsonDict, default=dict)  # field → what to mend
    version_number: Mapped[int] = mapped_column(default=1)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("achievement.id"))

    holder: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)
    supersedes: Mapped[Achievement | None] = relationship(remote_side="Achievement.id")
    indicators: Mapped[list[AchievementIndicator]] = relationship(
        cascade="all, delete-orphan", order_by="AchievementIndicator.position"
    )
    rights: Mapped[list[IntellectualProperty]] = relationship(
        cascade="all, delete-orphan", order_by="IntellectualProperty.position"
    )
    attachments: Mapped[list[AchievementAttachment]] = relationship(
        cascade="all, delete-orphan", order_by="AchievementAttachment.id"
    )

    def layer_of(self, field: str) -> Layer:
        """Who may read a layered text; everything else is public."""
        chosen = (self.field_layers or {}).get(field)
        return Layer(chosen) if chosen else DEFAULT_LAYERS.get(field, Layer.PUBLIC)


class AchievementIndicator(OfferIndicatorMixin, db.Model):
    """An achieved figure, what it replaces, what proves it."""

    __tablename__ = "achievement_indicator"

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id", ondelete="CASCADE"), index=True)


class IntellectualProperty(db.Model):
    """One right or publication behind an achievement."""

    __tablename__ = "intellectual_property"

    id: Mapped[int] = mapped_column(primary_key=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    application_number: Mapped[str] = mapped_column(String(20), default="")
    publication_number: Mapped[str] = mapped_column(String(20), default="")
    doi: Mapped[str] = mapped_column(String(200), default="")
    rights_stage: Mapped[RightsStage | None] = mapped_column(enum_type(RightsStage, "rights_stage"))
    owner: Mapped[str] = mapped_column(String(120), default="")
    layer: Mapped[Layer] = mapped_column(enum_type(Layer, "layer"), default=Layer.PUBLIC)
    position: Mapped[int] = mapped_column(default=0)


class AchievementAttachment(FileMixin, TimestampMixin, db.Model):
    """An uploaded proof or picture."""

    __tablename__ = "achievement_attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id", ondelete="CASCADE"), index=True)
    kind: Mapped[AttachmentKind] = mapped_column(
        enum_type(AttachmentKind, "kind"), default=AttachmentKind.OTHER
    )
    caption: Mapped[str] = mapped_column(String(80), default="")
    layer: Mapped[Layer] = mapped_column(enum_type(Layer, "layer"), default=Layer.PUBLIC)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    @property
    def is_picture(self) -> bool:
        return self.kind is AttachmentKind.PICTURE
