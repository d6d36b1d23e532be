"""Accounts for tests, written straight into the database."""

from __future__ import annotations

from itertools import count

from matchmaker.accounts.models import User
from matchmaker.accounts.services import grant_role
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.roles import Role

PASSWORD = "a-long-enough-password"
_numbers = count(1)


def make_user(
    role: Role = Role.ENTERPRISE_MEMBER,
    *,
    password: str | None = None,
    confirmed: bool = True,
    **values: object,
) -> User:
    """A confirmed account; pass ``password`` only where the test signs in (hashing is slow on purpose)."""
    from flask_security import hash_password

    number = next(_numbers)
    user = User(
        email=values.pop("email", f"user{number}@demo.example"),
        name=values.pop("name", f"用户 {number}"),
        registered_as=role,
        fs_uniquifier=f"uniquifier-{number}",
        password=hash_password(password) if password else None,
        confirmed_at=clock.now() if confirmed else None,
        **values,
    )
    db.session.add(user)
    grant_role(user, role)
    db.session.commit()
    return user
