"""A form field for rows of plain cells: works without script, keeps what was typed, names row and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import StopValidation

from matchmaker.web.forms import clean_text

MOST_ROWS = 50
SPARE_ROWS = 2
_EDITS = ("add", "remove", "up", "down")


@dataclass(frozen=True)
class Column:
    """A cell of every row. With ``choices`` it is a drop-down, which alone does not make a row a filled one."""

    name: str
    label: Any
    limit: int = 0
    choices: Callable[[], Sequence[tuple[str, Any]]] | None = None
    hint: Any = ""
    is_wide: bool = False


@dataclass
class Entry:
    """The typed cells of one row and what is wrong with them."""

    cells: dict[str, str]
    value: Any = None
    errors: dict[str, str] = field(default_factory=dict)


Reader = Callable[[dict[str, str]], tuple[Any, dict[str, str]]]
"""Cells of one row → its value and, per column, a sentence about what is wrong."""


class RowsField(Field):
    """``data`` is the list of what ``read`` made of each filled row.

    Cells are sent as ``<name>-<n>-<column>``. The buttons ``<name>-add|remove|up|down`` change the rows on the
    server; `was_edited` is then true and validation fails without an error, so that the view shows the form again.
    """

    def __init__(
        self,
        label: Any = None,
        *,
        columns: Sequence[Column],
        read: Reader,
        cells_of: Callable[[Any], dict[str, str]],
        **kwargs: Any,
    ) -> None:
        self.columns, self.read, self.cells_of = tuple(columns), read, cells_of
        self.entries: list[Entry] = []
        self.was_edited = False
        super().__init__(label, **kwargs)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the rows of the request, else those of the object."""
        self.process_errors: list[str] = []
        if formdata is not None and any(key.startswith(f"{self.name}-") for key in formdata):
            self.entries = self._sent(formdata)
            self._apply_edits(formdata)
            self._read()
            return
        given = data if isinstance(data, Sequence) and not isinstance(data, str) else ()
        self.entries = [Entry(self.cells_of(row), row) for row in given]
        self.data = list(given)

    def _sent(self, formdata: Any) -> list[Entry]:
        pattern = re.compile(rf"{re.escape(self.name)}-(\d{{1,6}})-([a-z_]+)")
        names = {column.name for column in self.columns}
        rows: dict[str, Entry] = {}
        for key in formdata:
            match = pattern.fullmatch(key)
            if match and match[2] in names:
                entry = rows.setdefault(match[1], Entry({}))
                entry.cells[match[2]] = clean_text(formdata.get(key, ""))
        return list(rows.values())

    def _apply_edits(self, formdata: Any) -> None:
        asked = {edit: formdata.get(f"{self.name}-{edit}", "") for edit in _EDITS}
        self.was_edited = any(asked.values())
        place = next((asked[edit] for edit in ("remove", "up", "down") if asked[edit]), "")
        index = int(place) if place.isdecimal() and len(place) < 6 else -1
        if not 0 <= index < len(self.entries):
            return
        if asked["remove"]:
            del self.entries[index]
            return
        other = index + (1 if asked["down"] else -1)
        if 0 <= other < len(self.entries):
            self.entries[index], self.entries[other] = self.entries[other], self.entries[index]

    def is_blank(self, entry: Entry) -> bool:
        return not any(entry.cells.get(c.name, "").strip() for c in self.columns if c.choices is None)

    def _read(self) -> None:
        self.entries = [entry for entry in self.entries if not self.is_blank(entry)]
        for number, entry in enumerate(self.entries, start=1):
            entry.value, found = self.read(entry.cells)
            entry.errors = {
                name: _("第 %(row)s 行：%(message)s", row=number, message=message)
                for name, message in (found | self._too_long(entry)).items()
            }
        self.data = [entry.value for entry in self.entries if not entry.errors]

    def _too_long(self, entry: Entry) -> dict[str, str]:
        return {
            column.name: _(
                "“%(name)s”最多 %(limit)s 字，现在 %(length)s 字，请缩短。",
                name=column.label, limit=column.limit, length=len(entry.cells.get(column.name, "")),
            )
            for column in self.columns
            if column.limit and len(entry.cells.get(column.name, "")) > column.limit
        }  # fmt: skip

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """False without any error while rows are being added or moved: the view shows the form again."""
        if self.was_edited:
            self.errors: list[str] = []
            return False
        return super().validate(form, extra_validators)

    def pre_validate(self, form: Any) -> None:
        """Refuse too many rows and every cell that cannot be read."""
        if len(self.entries) > MOST_ROWS:
            raise StopValidation(
                _("最多填 %(limit)s 行，现在有 %(count)s 行，请删去次要的。", limit=MOST_ROWS, count=len(self.entries))
            )  # fmt: skip
        found = [message for entry in self.entries for message in entry.errors.values()]
        if found:
            self.errors = found
            raise StopValidation()

    def shown(self) -> list[Entry]:
        """The rows to draw: what is there, and some blank ones while there is room."""
        spare = [Entry({}) for _blank in range(SPARE_ROWS)]
        return self.entries + spare if len(self.entries) < MOST_ROWS else self.entries
