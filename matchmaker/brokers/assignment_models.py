"""Tables of assignment: who follows which item, the rules that choose him, and who stands in for whom."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.achievements.models import Achievement
from matchmaker.brokers.models import Broker
from matchmaker.brokers.vocabulary import AssignmentOrigin, AssignmentStatus, ItemKind
from matchmaker.challenges.models import Challenge
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.models import TimestampMixin, UtcDateTime, VersionMixin, enum_type

LIVE = "status = 'open'"


def _one_live(column: str) -> Index:
    return Index(
        f"uq_assignment_one_live_{column}",
        column,
        unique=True,
        sqlite_where=text(LIVE),
        postgresql_where=text(LIVE),
    )


class Assignment(TimestampMixin, VersionMixin, db.Model):
    """One broker follows one need or one achievement. An item has one live assignment at most."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("(challenge_id IS NULL) <> (achievement_id IS NULL)", name="one_item"),
        CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ended_date"),
        _one_live("challenge_id"),
        _one_live("achievement_id"),
        Index(None, "broker_id", "status", "assigned_at"),
        Index(None, "challenge_id"),
        Index(None, "achievement_id"),
        Index(None, "status", "assigned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[AssignmentStatus] = mapped_column(
        enum_type(AssignmentStatus, "status"), default=AssignmentStatus.OPEN
    )
    broker_id: Mapped[int] = mapped_column(ForeignKey("broker.id"))
    challenge_id: Mapped[int | None] = mapped_column(ForeignKey("challenge.id"))
    achievement_id: Mapped[int | None] = mapped_column(ForeignKey("achievement.id"))
    origin: Mapped[AssignmentOrigin] = mapped_column(enum_type(AssignmentOrigin, "origin"))
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(500), default="")  # why it was declined or given to another

    broker: Mapped[Broker] = relationship()
    challenge: Mapped[Challenge | None] = relationship()
    achievement: Mapped[Achievement | None] = relationship()

    @property
    def kind(self) -> ItemKind:
        return ItemKind.CHALLENGE if self.challenge_id is not None else ItemKind.ACHIEVEMENT

    @property
    def item_id(self) -> int:
        return self.challenge_id or self.achievement_id or 0

    @property
    def item(self) -> Challenge | Achievement:
        found = self.challenge or self.achievement
        assert found is not None, "the table's check allows no assignment without an item"
        return found


class AssignmentRule(TimestampMixin, db.Model):  # type: ignore[name-defined,misc]
    """Items like this go to this broker. Rules of one priority compete by load; 1 comes before 2."""

    __tablename__ = "assignment_rule"
    __table_args__ = (
        CheckConstraint("priority BETWEEN 1 AND 9", name="priority_range"),
        Index("uq_assignment_rule_same", "broker_id", "item_kind", "domain_code", "region_code", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    broker_id: Mapped[int] = mapped_column(ForeignKey("broker.id", ondelete="CASCADE"))
    item_kind: Mapped[str] = mapped_column(String(20), default="")  # an `ItemKind`; empty: both
    domain_code: Mapped[str] = mapped_column(String(20), default="")  # empty: every field
    region_code: Mapped[str] = mapped_column(String(12), default="")  # empty: everywhere; else with its parts
    priority: Mapped[int] = mapped_column(default=1)

    broker: Mapped[Broker] = relationship()


class BrokerAbsence(TimestampMixin, db.Model):  # type: ignore[name-defined,misc]
    """From the first to the last day, both included, a deputy gets the new items and sees the open ones."""

    __tablename__ = "broker_absence"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="period"),
        CheckConstraint("deputy_id <> broker_id", name="another_person"),
        Index(None, "broker_id", "ends_on"),
        Index(None, "deputy_id", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    broker_id: Mapped[int] = mapped_column(ForeignKey("broker.id", ondelete="CASCADE"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("broker.id", ondelete="CASCADE"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    broker: Mapped[Broker] = relationship(foreign_keys=[broker_id])
    deputy: Mapped[Broker] = relationship(foreign_keys=[deputy_id])
