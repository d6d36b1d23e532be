"""The library's view of our tables."""

from __future__ import annotations

from typing import Any, cast

from flask_security import SQLAlchemyUserDatastore

from matchmaker.accounts.models import AccountRole, User
from matchmaker.extensions import db


class AccountDatastore(SQLAlchemyUserDatastore):
    """Gives every new account the role it registered as."""

    def create_user(self, **values: Any) -> User:
        user = cast(User, super().create_user(**values))
        user.roles.append(cast(AccountRole, self.find_or_create_role(user.registered_as.value)))
        return user


datastore = AccountDatastore(db, User, AccountRole)
