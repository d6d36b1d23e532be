"""Pages of a query: two statements, whatever the length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from matchmaker.extensions import db

LARGEST_PAGE = 10_000


@dataclass(frozen=True)
class Page:
    """One page of results; ``page`` counts from 1."""

    items: Sequence[Any]
    total: int
    page: int = 1
    per_page: int = 20

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        """Position of the first shown item, from 1; 0 when there is none."""
        return (self.page - 1) * self.per_page + 1 if self.items else 0

    @property
    def last(self) -> int:
        return (self.page - 1) * self.per_page + len(self.items)

    def window(self, around: int = 2) -> list[int | None]:
        """Page numbers to show, with None for a gap."""
        near = range(self.page - around, self.page + around + 1)
        wanted = sorted({1, self.pages, *(n for n in near if 1 <= n <= self.pages)})
        shown: list[int | None] = []
        for number in wanted:
            if shown and shown[-1] is not None and number > shown[-1] + 1:
                shown.append(None)
            shown.append(number)
        return shown


def page_number(text: str | None) -> int:
    """A page number from an address; anything odd is the first page."""
    try:
        return min(max(int(text or 1), 1), LARGEST_PAGE)
    except ValueError:
        return 1


def paginate(statement: Select[Any], page: int = 1, per_page: int = 20) -> Page:
    """Run ``statement`` for one page and count the whole."""
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    page = min(page, max(1, -(-total // per_page)))
    rows = db.session.scalars(statement.limit(per_page).offset((page - 1) * per_page)).unique().all()
    return Page(rows, total, page, per_page)
