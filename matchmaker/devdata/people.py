"""Who acts for a demo organization."""

from __future__ import annotations

from sqlalchemy import select

from matchmaker.accounts.models import User
from matchmaker.extensions import db
from matchmaker.organizations.models import Organization


def author_of(home: Organization) -> int:
    """Its first member, else any account: most demo organizations have none of their own."""
    if home.memberships:
        return home.memberships[0].user_id
    return db.session.scalars(select(User.id).order_by(User.id).limit(1)).one()
