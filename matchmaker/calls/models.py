"""Tables of calls: the versions of the rules, and the calls that each keep one of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.calls.rules import CallRules
from matchmaker.calls.vocabulary import LIMITS, CallStatus
from matchmaker.extensions import db
from matchmaker.kernel.models import (
    JsonDict,
    JsonList,
    PublicIdMixin,
    TimestampMixin,
    UtcDateTime,
    VersionMixin,
)
from matchmaker.kernel.types import enum_type


class RulesVersion(TimestampMixin, db.Model):
    """One version of the rules. Rows are only ever added: a running call keeps the version it opened with."""

    __tablename__ = "rules_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JsonDict)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    @property
    def rules(self) -> CallRules:
        return CallRules.from_json(self.values)


class Call(PublicIdMixin, TimestampMixin, VersionMixin, db.Model):
    """A window in which needs may be proposed. Its rules are public from its opening on."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="window"),
        CheckConstraint(
            "status NOT IN ('open', 'closed') OR (opens_at IS NOT NULL AND closes_at IS NOT NULL)",
            name="dates",
        ),
        Index(None, "status", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[CallStatus] = mapped_column(enum_type(CallStatus, "status"), default=CallStatus.DRAFT)
    title: Mapped[str] = mapped_column(String(LIMITS["title"]))
    introduction: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(String(LIMITS["contact"]), default="")
    domain_codes: Mapped[list[str]] = mapped_column(JsonList, default=list)  # none: every field
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rules_version_id: Mapped[int] = mapped_column(ForeignKey("rules_version.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    rules_version: Mapped[RulesVersion] = relationship(lazy="joined", innerjoin=True)

    @property
    def rules(self) -> CallRules:
        """The version in force for everything that belongs to this call."""
        return self.rules_version.rules
