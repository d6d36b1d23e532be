"""Tables of experts: the profile, and the requests that reach it."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.extensions import db
from matchmaker.kernel.enums import LabelledEnum
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


class ExpertStatus(LabelledEnum):
    """Where a profile stands. Only `LISTED` ones are in the directory."""

    DRAFT = "draft", _l("草稿"), "hollow"
    SCREENING = "screening", _l("待审核"), "wait"
    LISTED = "listed", _l("已公开"), "ok"
    HIDDEN = "hidden", _l("已隐藏"), ""
    REJECTED = "rejected", _l("已驳回"), "bad"


class Availability(LabelledEnum):
    """Whether the expert takes new requests."""

    OPEN = "open", _l("可接受新咨询"), "ok"
    LIMITED = "limited", _l("时间有限"), "wait"
    BUSY = "busy", _l("暂不接受"), ""


class Expert(PublicIdMixin, TimestampMixin, VersionMixin, db.Model):
    """A person whom companies may ask. Holds no private address or number on purpose."""

    __tablename__ = "expert"
    __table_args__ = (
        CheckConstraint("status <> 'listed' OR published_at IS NOT NULL", name="listed_dates"),
        CheckConstraint("status <> 'listed' OR name <> ''", name="listed_name"),
        Index(None, "status", "published_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[ExpertStatus] = mapped_column(
        enum_type(ExpertStatus, "status"), default=ExpertStatus.DRAFT
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), unique=True)  # one profile per account
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    employer_name: Mapped[str] = mapped_column(String(80), default="")  # employer that is not on the platform
    name: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(40), default="")  # 职称
    position: Mapped[str] = mapped_column(String(60), default="")
    degree: Mapped[str] = mapped_column(String(30), default="")
    discipline_codes: Mapped[list[str]] = mapped_column(JsonList, default=list)
    industry_codes: Mapped[list[str]] = mapped_column(JsonList, default=list)
    keywords: Mapped[list[str]] = mapped_column(JsonList, default=list)
    biography: Mapped[str] = mapped_column(Text, default="")
    works: Mapped[str] = mapped_column(Text, default="")  # 代表成果, one per line
    availability: Mapped[Availability] = mapped_column(
        enum_type(Availability, "availability"), default=Availability.OPEN
    )
    orcid: Mapped[str] = mapped_column(String(19), default="")
    region_code: Mapped[str] = mapped_column(String(12), default="")
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_on: Mapped[date | None]
    revision_notes: Mapped[dict[str, str]] = mapped_column(JsonDict, default=dict)  # field → what to mend

    employer: Mapped[Organization | None] = relationship(lazy="joined")

    @property
    def employer_shown(self) -> str:
        """The employer's name, of the platform or as typed."""
        return self.employer.name if self.employer else self.employer_name


class ContactRequest(TimestampMixin, db.Model):
    """A message to an expert. The sender says how he can be reached; the expert's own address stays unknown."""

    __tablename__ = "contact_request"
    __table_args__ = (Index(None, "sender_id", "created_at"), Index(None, "expert_id", "created_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id", ondelete="CASCADE"))
    sender_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    sender_name: Mapped[str] = mapped_column(String(120), default="")
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    subject: Mapped[str] = mapped_column(String(80))
    message: Mapped[str] = mapped_column(String(1000))
    reply_to: Mapped[str] = mapped_column(String(120))
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    expert: Mapped[Expert] = relationship()
    organization: Mapped[Organization | None] = relationship()
