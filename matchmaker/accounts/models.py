"""User and its roles. The columns are those Flask-Security needs for what is switched on today."""

from __future__ import annotations

from datetime import datetime

from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.extensions import db
from matchmaker.kernel.models import TimestampMixin
from matchmaker.kernel.roles import Role
from matchmaker.kernel.types import UtcDateTime, enum_type

user_role = Table(
    "user_role",
    db.metadata,
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class AccountRole(RoleMixin, db.Model):  # type: ignore[name-defined]
    """A row per `Role`; the library wants roles in a table."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str] = mapped_column(String(200), default="")
    # Asked for by the library; we decide by policies.
    permissions: Mapped[list[str] | None] = mapped_column(  # type: ignore[assignment]
        MutableList.as_mutable(AsaList()), default=None
    )


class User(UserMixin, TimestampMixin, db.Model):  # type: ignore[name-defined]
    """A person with a mail address. ``fs_uniquifier`` names the account in sessions and changes with its password."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(60), default="")
    registered_as: Mapped[Role] = mapped_column(enum_type(Role, "registered_as"))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    roles: Mapped[list[AccountRole]] = relationship(  # type: ignore[assignment]
        secondary=user_role, lazy="selectin"
    )

    @property
    def role_set(self) -> frozenset[Role]:
        """The roles as members of `Role`."""
        return frozenset(Role(role.name) for role in self.roles)
