"""The public board: search over challenges, with a window of days until the deadline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from matchmaker.challenges.layers import VisibleChallenge, visible
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.search.facets import Chip
from matchmaker.search.queries import SearchPage, search_page

KIND = "challenge"
WINDOWS = (("7", _l("7 天内")), ("30", _l("30 天内")), ("60", _l("60 天内")))
_EXPORT_PAGE = 200
_EXPORT_PAGES = 50


@dataclass(frozen=True)
class Board:
    """A page of the board: what search found, and the chosen window of days (empty: any)."""

    page: SearchPage
    within: str

    @property
    def active(self) -> int:
        return self.page.active + bool(self.within)

    def chips(self, address: Callable[..., str]) -> list[Chip]:
        """All filters that are set, each with the address that lifts it."""
        found = self.page.chips(address)
        if self.within:
            words = _("%(days)s 天内截止", days=self.within)
            found.append(Chip(words, address(page=None, within=None)))
        return found

    @property
    def windows(self) -> list[dict[str, Any]]:
        return [
            {"value": "", "label": _("不限"), "count": None},
            *({"value": value, "label": label, "count": None} for value, label in WINDOWS),
        ]


def day_number(day: date) -> int:
    """Days since 1970, as the index holds them."""
    return (day - date(1970, 1, 1)).days


def board(actor: Actor, arguments: MultiDict[str, str], per_page: int = 20) -> Board:
    """Answer the board's address; odd input is ignored."""
    wanted = MultiDict(arguments)
    wanted.poplist("deadline_min")
    wanted.poplist("deadline_max")
    within = arguments.get("within", "")
    within = within if within in {value for value, _label in WINDOWS} else ""
    if within:
        wanted["deadline_min"] = str(day_number(clock.today()))
        wanted["deadline_max"] = str(day_number(clock.today() + timedelta(days=int(within))))
    page = search_page(actor, KIND, wanted, per_page)
    page.choices.ranges.pop("deadline", None)  # shown as a window of days, not as two numbers
    return Board(page, within)


def export(actor: Actor, arguments: MultiDict[str, str]) -> Iterator[VisibleChallenge]:
    """All challenges the board's address finds, each as this actor sees it."""
    wanted = MultiDict(arguments)
    for number in range(1, _EXPORT_PAGES + 1):
        wanted["page"] = str(number)
        hits = board(actor, wanted, _EXPORT_PAGE).page.hits
        yield from (visible(hit.item, actor) for hit in hits.items)
        if number >= hits.pages:
            return
