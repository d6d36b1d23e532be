"""A form field that edits indicator rows: works without script, accepts a pasted spreadsheet, names row and column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import StopValidation

from matchmaker.indicators.entries import LABELS, NEED_COLUMNS, OFFER_COLUMNS, Entry, entry_of, read_entry
from matchmaker.indicators.pasting import entries_from_paste
from matchmaker.indicators.stated import Indicator, Operator
from matchmaker.indicators.units import symbols
from matchmaker.kernel.layers import Layer

MAX_ROWS = 200
SPARE_ROWS = 2
_EDITS = ("add", "remove", "up", "down", "parse")


class IndicatorRowsField(Field):
    """``data`` is a list of `Indicator`; give ``rows`` of the model (or indicators) as the object's attribute.

    Cells are sent as ``<name>-<n>-<column>``; rows count in the order in which the browser sends them. The buttons
    ``<name>-add|remove|up|down|parse`` change the rows on the server; `was_edited` is then true and validation fails
    without an error, so that the view shows the form again instead of saving.
    """

    def __init__(
        self, label: Any = None, *, side: str = "need", required: bool = False, **kwargs: Any
    ) -> None:
        self.columns: tuple[str, ...] = NEED_COLUMNS if side == "need" else OFFER_COLUMNS
        self.side = side
        self.required = required
        self.entries: list[Entry] = []
        self.pasted = ""
        self.was_edited = False
        super().__init__(label, **kwargs)

    # -- reading ---------------------------------------------------------------------------

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the rows of the request, else those of the object."""
        self.process_errors: list[str] = []
        if formdata is not None and any(key.startswith(f"{self.name}-") for key in formdata):
            self.entries = self._sent(formdata)
            self._apply_edits(formdata)
            self._read()
            return
        given = self.default if data is None or not isinstance(data, Sequence) else data
        self.entries = [entry_of(row) for row in (given() if callable(given) else given or ())]
        self.data = [entry.indicator for entry in self.entries if entry.indicator]
        self._read_warnings()

    def _sent(self, formdata: Any) -> list[Entry]:
        pattern = re.compile(rf"{re.escape(self.name)}-(\d{{1,6}})-([a-z_]+)")
        rows: dict[str, Entry] = {}
        for key in formdata:
            if match := pattern.fullmatch(key):
                entry = rows.setdefault(match[1], Entry({}))
                if match[2] in self.columns:
                    entry.cells[match[2]] = formdata.get(key, "")
        return list(rows.values())

    def _apply_edits(self, formdata: Any) -> None:
        asked = {edit: formdata.get(f"{self.name}-{edit}", "") for edit in _EDITS}
        self.was_edited = any(asked.values())
        position = next((asked[edit] for edit in ("remove", "up", "down") if asked[edit]), "")
        index = int(position) if position.isdecimal() and len(position) < 6 else -1
        if asked["remove"] and 0 <= index < len(self.entries):
            del self.entries[index]
        for edit, step in (("up", -1), ("down", 1)):
            if asked[edit] and 0 <= index < len(self.entries) and 0 <= index + step < len(self.entries):
                self.entries[index], self.entries[index + step] = (
                    self.entries[index + step],
                    self.entries[index],
                )
        filled = [entry for entry in self.entries if not entry.is_blank]
        if asked["add"] or asked["parse"]:
            self.entries = filled
        self.pasted = formdata.get(f"{self.name}-pasted", "")
        if self.pasted.strip():  # also without pressing the button: nothing typed gets lost
            self.entries = filled + entries_from_paste(self.pasted, self.columns)
            self.pasted = ""

    def _read(self) -> None:
        filled = [entry for entry in self.entries if not entry.is_blank]
        for number, entry in enumerate(filled, start=1):
            read_entry(entry, number)
        self.data = [entry.indicator for entry in filled if entry.indicator]

    def _read_warnings(self) -> None:
        for number, entry in enumerate(self.entries, start=1):
            read_entry(entry, number)
            entry.errors = {}

    # -- checking --------------------------------------------------------------------------

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """False without any error while rows are being added or moved: the view shows the form again."""
        if self.was_edited:
            self.errors: list[str] = []
            return False
        return super().validate(form, extra_validators)

    def pre_validate(self, form: Any) -> None:
        """Refuse too many rows and every unreadable cell."""
        filled = [entry for entry in self.entries if not entry.is_blank]
        if len(filled) > MAX_ROWS:
            raise StopValidation(
                _("最多填 %(limit)s 行指标，现在有 %(count)s 行。请删去次要的行，或合并后再提交。",
                  limit=MAX_ROWS, count=len(filled))
            )  # fmt: skip
        found = [message for entry in filled for message in entry.errors.values()]
        if not found and self.required and not filled:
            found = [_("请至少填一行指标，例如“纯度 ≥ 99.5%”。")]
        if found:
            self.errors = found  # one sentence per cell; StopValidation would keep only one
            raise StopValidation()

    # -- showing ---------------------------------------------------------------------------

    def shown(self) -> list[Entry]:
        """The rows to draw: what is there and some blank ones, never more than allowed."""
        spare = [Entry({}) for _blank in range(SPARE_ROWS if self.entries else 2 * SPARE_ROWS)]
        return self.entries + spare if len(self.entries) < MAX_ROWS else self.entries

    def label_of(self, column: str) -> Any:
        return LABELS[column]

    @property
    def operators(self) -> list[tuple[str, Any]]:
        return Operator.choices()

    @property
    def unit_symbols(self) -> list[str]:
        return symbols()

    @property
    def layers(self) -> list[tuple[str, Any]]:
        return Layer.choices()

    @property
    def warnings(self) -> list[str]:
        """Soft warnings of all rows; saving stays allowed."""
        return [text for entry in self.entries for text in entry.warnings.values()]

    def fill(self, indicators: Sequence[Indicator]) -> None:
        """Append rows that were recognised in a text, leaving out those already there."""
        self.entries = [entry for entry in self.entries if not entry.is_blank]
        present = {(entry.cells.get("name"), entry.cells.get("value")) for entry in self.entries}
        for indicator in indicators:
            entry = entry_of(indicator)
            if (entry.cells["name"], entry.cells["value"]) not in present:
                self.entries.append(entry)
        self._read()
