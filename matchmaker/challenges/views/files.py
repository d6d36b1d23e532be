"""Files that come with a form, and their removal."""

from __future__ import annotations

from typing import Any

from matchmaker.challenges import services
from matchmaker.challenges.models import Challenge
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.security import current_actor
from matchmaker.web.uploads import SavedUpload, remove_stored, save_upload


def take_file(form: Any) -> SavedUpload | None:
    """Check and store the file chosen in the form, if any. Raises `UploadRefused` naming the field."""
    chosen = form["file"].data if "file" in form else None
    return save_upload(chosen, "file") if chosen and chosen.filename else None


def drop_file(challenge: Challenge, number: str) -> None:
    """Remove one file: first the row, then the bytes."""
    if not number.isdecimal() or len(number) > 15:
        raise NotFound
    with transaction():
        key = services.remove_attachment(current_actor(), challenge, int(number))
    remove_stored(key)
