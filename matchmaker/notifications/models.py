"""Messages in the site, and the outbox of mails."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.types import JsonDict, UtcDateTime
from matchmaker.notifications.kinds import Group, group_of


class Delivery(db.Model):  # type: ignore[name-defined]
    """One mail to one address: waiting (``sent_at`` empty) or sent.

    ``dedupe_key`` names the occasion, so that an event seen twice makes one mail.
    """

    __tablename__ = "delivery"
    __table_args__ = (Index(None, "sent_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    dedupe_key: Mapped[str | None] = mapped_column(String(160), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(300), default="")


class Notification(db.Model):  # type: ignore[name-defined]
    """One message to one account. The page it leads to is kept by name, so that addresses may change."""

    __tablename__ = "notification"
    __table_args__ = (
        Index(None, "user_id", "id"),
        Index(
            "ix_notification_unread",
            "user_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    endpoint: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[dict[str, object]] = mapped_column(JsonDict, default=dict)
    dedupe_key: Mapped[str] = mapped_column(String(160), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def group(self) -> Group:
        return group_of(self.kind)
