"""Tables of challenges: the need itself, its required figures, its files."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.calls.models import Call
from matchmaker.calls.rules import CallRules
from matchmaker.challenges.vocabulary import (
    ANSWER_LIMIT,
    LIMITS,
    QUESTION_LIMIT,
    ChallengeStatus,
    FundingKind,
    QuestionStatus,
)
from matchmaker.extensions import db
from matchmaker.indicators.models import NeedIndicatorMixin
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

__all__ = [
    "Challenge",
    "ChallengeAttachment",
    "ChallengeIndicator",
    "ChallengeStatus",
    "ClarificationQuestion",
    "FundingKind",
]

# Who reads a layered text when the sponsor has not chosen. An anonymous sponsor's name starts in the closed layer.
DEFAULT_LAYERS: dict[str, Layer] = {
    "sponsor": Layer.NDA,
    "problem": Layer.PUBLIC,
    "present_state": Layer.REGISTERED,
    "tried": Layer.REGISTERED,
    "research_content": Layer.PUBLIC,
    "sponsor_provides": Layer.PUBLIC,
    "payment_terms": Layer.PUBLIC,
    "present_values": Layer.REGISTERED,
}


def _text(name: str) -> Mapped[str]:
    return mapped_column(String(LIMITS[name]), default="")


class Challenge(PublicIdMixin, TimestampMixin, VersionMixin, db.Model):
    """A technical need. Which of its texts a reader sees is decided in `layers.py`, never in a template."""

    __tablename__ = "challenge"
    __table_args__ = (
        CheckConstraint("funding_amount IS NULL OR funding_amount >= 0", name="funding_not_negative"),
        CheckConstraint("scale_tpa IS NULL OR scale_tpa >= 0", name="scale_not_negative"),
        CheckConstraint("trl_required IS NULL OR trl_required BETWEEN 1 AND 9", name="trl_range"),
        CheckConstraint("max_awards BETWEEN 1 AND 5", name="awards_range"),
        CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name="period"),
        CheckConstraint(
            "status IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL", name="submitted_before_judged"
        ),
        CheckConstraint(
            "status NOT IN ('open', 'closed', 'evaluating', 'awarded', 'unsuccessful') OR (published_at IS NOT NULL AND expires_on IS NOT NULL"
            " AND deadline_at IS NOT NULL)",
            name="published_dates",
        ),
        CheckConstraint(
            "status <> 'on_notice' OR (need_notice_starts_on IS NOT NULL AND need_notice_ends_on IS NOT NULL)",
            name="notice_dates",
        ),
        CheckConstraint(
            "status NOT IN ('closed', 'evaluating', 'awarded', 'unsuccessful') OR closed_at IS NOT NULL",
            name="closed_date",
        ),
        Index(None, "status", "published_at"),
        Index(None, "status", "deadline_at"),
        Index(None, "status", "expires_on"),
        Index(None, "status", "submitted_at"),
        Index(None, "sponsor_id", "status"),
        Index(None, "domain_code", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[ChallengeStatus] = mapped_column(
        enum_type(ChallengeStatus, "status"), default=ChallengeStatus.DRAFT
    )
    sponsor_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    call_id: Mapped[int | None] = mapped_column(
        ForeignKey("call.id"), index=True
    )  # 征集; None: posted by itself
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # first handed in to this call
    draft_token: Mapped[str | None] = mapped_column(String(64), unique=True)  # one click twice is one draft

    # 问题与背景
    title: Mapped[str] = _text("title")
    summary: Mapped[str] = _text("summary")  # what everybody reads
    problem: Mapped[str] = _text("problem")
    present_state: Mapped[str] = _text("present_state")
    tried: Mapped[str] = _text("tried")
    expected_goal: Mapped[str] = _text("expected_goal")
    research_content: Mapped[str] = _text("research_content")

    # 领域与行业: codes of the vocabularies
    keywords: Mapped[list[str]] = mapped_column(JsonList, default=list)
    domain_code: Mapped[str] = mapped_column(String(20), default="")
    industry_code: Mapped[str] = mapped_column(String(20), default="")
    discipline_code: Mapped[str] = mapped_column(String(20), default="")
    activity_type: Mapped[str] = mapped_column(String(40), default="")
    region_code: Mapped[str] = mapped_column(String(12), default="")

    # 考核指标: rows, and how far the solution must have come
    trl_required: Mapped[int | None]
    process_scale: Mapped[str] = mapped_column(String(20), default="")
    scale_tpa: Mapped[float | None]  # t/a

    # 资金与时限
    funding_kind: Mapped[FundingKind | None] = mapped_column(enum_type(FundingKind, "funding_kind"))
    funding_amount: Mapped[int | None] = mapped_column(BigInteger)  # 分; empty when negotiable
    payment_terms: Mapped[str] = _text("payment_terms")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    deadline_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # until when solvers may answer

    # 知识产权与条件
    cooperation_modes: Mapped[list[str]] = mapped_column(JsonList, default=list)
    partner_wish: Mapped[str] = _text("partner_wish")
    max_awards: Mapped[int] = mapped_column(
        default=1
    )  # more than one: 赛马制, so many teams run side by side
    race_stages: Mapped[list[int]] = mapped_column(
        JsonList, default=list
    )  # numbers of the milestones after which the teams of a race are compared
    ip_ownership: Mapped[str] = mapped_column(String(40), default="")
    ip_note: Mapped[str] = _text("ip_note")
    solver_conditions: Mapped[str] = _text("solver_conditions")
    sponsor_provides: Mapped[str] = _text("sponsor_provides")

    # 保密与发布
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    field_layers: Mapped[dict[str, str]] = mapped_column(JsonDict, default=dict)
    contact_name: Mapped[str] = _text("contact_name")  # never public: sponsor and staff only
    contact_phone: Mapped[str] = _text("contact_phone")
    sales_amount: Mapped[int | None] = mapped_column(
        BigInteger
    )  # 分, last year; for the rules of the call only
    rd_amount: Mapped[int | None] = mapped_column(BigInteger)
    is_declared_open: Mapped[bool] = mapped_column(default=False)  # sponsor states: no state secret in it

    # running
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    need_notice_starts_on: Mapped[date | None]
    need_notice_ends_on: Mapped[date | None]  # the last day of its notice before it is issued
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    revision_notes: Mapped[dict[str, str]] = mapped_column(JsonDict, default=dict)  # field → what to mend

    sponsor: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)
    call: Mapped[Call | None] = relationship()
    indicators: Mapped[list[ChallengeIndicator]] = relationship(
        cascade="all, delete-orphan", order_by="ChallengeIndicator.position"
    )
    attachments: Mapped[list[ChallengeAttachment]] = relationship(
        cascade="all, delete-orphan", order_by="ChallengeAttachment.id"
    )

    @property
    def rules(self) -> CallRules:
        """Those of its call; without one the defaults."""
        return self.call.rules if self.call else CallRules()

    @property
    def is_race(self) -> bool:
        """赛马制: several teams may win and run side by side."""
        return self.max_awards > 1

    @property
    def stages(self) -> list[int]:
        """After which milestones (counted from 1) the teams are compared; the first where nothing was chosen."""
        return (list(self.race_stages or ()) or [1]) if self.is_race else []

    @property
    def sponsor_name(self) -> str:
        """What everybody may call the sponsor: its name, or 「BDO 一体化企业（匿名 E-017）」."""
        if self.layer_of("sponsor") is Layer.PUBLIC:
            return self.sponsor.name
        kind = self.sponsor.anonymous_label or _("某单位")
        if not self.sponsor.anonymous_code:
            return _("%(kind)s（匿名）", kind=kind)
        return _("%(kind)s（匿名 %(code)s）", kind=kind, code=self.sponsor.anonymous_code)

    def layer_of(self, field: str) -> Layer:
        """Who may read a field; what is not layered is public, and so is the name of a sponsor who shows it."""
        if field == "sponsor" and not self.is_anonymous:
            return Layer.PUBLIC
        chosen = (self.field_layers or {}).get(field)
        return Layer(chosen) if chosen else DEFAULT_LAYERS.get(field, Layer.PUBLIC)


class ChallengeIndicator(NeedIndicatorMixin, db.Model):
    """A required figure and what is reached today."""

    __tablename__ = "challenge_indicator"

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"), index=True)


class ChallengeAttachment(FileMixin, TimestampMixin, db.Model):
    """An uploaded file; its name and label are as closed as its content."""

    __tablename__ = "challenge_attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(80), default="")
    layer: Mapped[Layer] = mapped_column(enum_type(Layer, "layer"), default=Layer.NDA)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class ClarificationQuestion(TimestampMixin, VersionMixin, db.Model):
    """A bidder's question. Its answer is for everybody; who asked is shown to nobody, so that no bidder is known
    by his questions before the bids are opened."""

    __tablename__ = "clarification_question"
    __table_args__ = (
        CheckConstraint("(status = 'answered') = (answered_at IS NOT NULL)", name="answered_when"),
        CheckConstraint("status <> 'answered' OR answer <> ''", name="answer_given"),
        Index(None, "challenge_id", "status", "answered_at"),
        Index(None, "asker_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"))
    status: Mapped[QuestionStatus] = mapped_column(
        enum_type(QuestionStatus, "status"), default=QuestionStatus.ASKED
    )
    asker_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(String(QUESTION_LIMIT))
    answer: Mapped[str] = mapped_column(String(ANSWER_LIMIT), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(
        String(ANSWER_LIMIT), default=""
    )  # why it was declined; for its asker

    challenge: Mapped[Challenge] = relationship()
