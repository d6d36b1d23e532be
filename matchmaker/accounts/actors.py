"""From the signed-in account to what services know of it."""

from __future__ import annotations

from flask import has_request_context
from flask_login import current_user

from matchmaker.accounts.models import User


def signed_in_user() -> User | None:
    """The account of this request, if any; there is none where the worker renders a mail."""
    if not has_request_context():
        return None
    return current_user._get_current_object() if current_user.is_authenticated else None
