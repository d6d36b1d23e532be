"""Every event that is told has its place in the reader's choices, and stands in the site, too."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from matchmaker.notifications import kinds
from matchmaker.notifications.subscribers import SUBSCRIPTIONS

PACKAGE = Path(kinds.__file__).parent


def test_every_kind_has_one_group(app: Flask) -> None:
    listed = [kind for group in kinds.KINDS.values() for kind in group]
    assert len(listed) == len(set(listed))
    assert {event.__name__ for event, _composer in SUBSCRIPTIONS} - {"AccountMailRequested"} == set(listed)


def test_composers_tell_instead_of_mailing_only() -> None:
    """Only account mails, whose links are keys, go past the site."""
    mailing = {path.name for path in PACKAGE.glob("*.py") if "queue_mail(" in path.read_text("utf-8")}
    assert mailing == {"services.py", "subscribers.py", "telling.py"}
