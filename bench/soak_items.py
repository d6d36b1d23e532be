"""The items that move in `bench.soak`, and what may happen to them.

Every one carries words of its own: one for its present version (in the title), one in a text that is now public, now
NDA, one in a text that always is NDA. So the database alone says what a question must find.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from bench.corpus import Corpus
from matchmaker.achievements.models import Achievement
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.organizations.models import Organization

KIND = "achievement"
COMMON = "soakcommonword"  # in every moving item
PREFIX = "WHC-S-"
STOP = "stop"  # the file that ends all processes


def word(role: str, item: int, version: int) -> str:
    """A word of letters only that no other item, role or version has."""
    letters = "bcdfghjklmnprstvwz"
    number, found = item * 100_000 + version % 100_000, ""
    while number:
        number, digit = divmod(number, len(letters))
        found += letters[digit]
    return f"{role}{found}x"


def prepare(documents: int, items: int) -> None:
    """A quiet background, and the items that will move."""
    corpus = Corpus()
    home = corpus.organization().id
    corpus.achievements(documents, home)
    with transaction():
        for number in range(items):
            db.session.add(_fresh(number, home))


def _fresh(number: int, home: int) -> Achievement:
    item = Achievement(
        public_id=f"{PREFIX}{number:09d}", holder_id=home, domain_code="new_materials", industry_code="C2614",
        region_code="150302", trl=6, status=AchievementStatus.LISTED, submitted_at=clock.now(),
        published_at=clock.now(), expires_on=clock.today() + timedelta(days=180),
        field_layers={"description": "nda", "comparison": "nda"}, version_number=1,
    )  # fmt: skip
    _write_words(item)
    return item


def number_of(public_id: str) -> int:
    """The item's own number, which its words are made of."""
    return int(public_id.removeprefix(PREFIX))


def _write_words(item: Achievement) -> None:
    number, version = number_of(item.public_id), item.version_number
    item.title = f"测试成果 {word('a', number, version)}"
    item.summary = f"一直在变 {COMMON}"
    item.description = f"时而公开 {word('e', number, version)}"
    item.comparison = f"从不公开 {word('i', number, version)}"


def _change(item: Achievement) -> None:
    item.version_number += 1
    _write_words(item)


def _publish(item: Achievement) -> None:
    item.status = AchievementStatus.LISTED


def _withdraw(item: Achievement) -> None:
    item.status = AchievementStatus.DELISTED


def _turn_layer(item: Achievement) -> None:
    layer = "public" if item.field_layers["description"] == "nda" else "nda"
    item.field_layers = {**item.field_layers, "description": layer}
    _change(item)


def _delete(item: Achievement) -> None:
    """Gone for good; a new one takes its place."""
    highest = db.session.scalars(select(Achievement.public_id).where(is_moving()).order_by(Achievement.public_id.desc())).first()  # fmt: skip
    home = db.session.scalars(select(Organization.id)).first()
    db.session.add(_fresh(number_of(highest or "0") + 1, home or 1))
    db.session.delete(item)


def is_moving() -> ColumnElement[bool]:
    """The SQL condition for moving items."""
    return Achievement.public_id.startswith(PREFIX)


DEEDS: tuple[Callable[[Achievement], None], ...] = (
    _change, _change, _publish, _publish, _withdraw, _turn_layer, _delete,
)  # fmt: skip
