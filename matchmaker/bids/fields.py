"""Form fields of this feature: the response table, and rows of milestones, costs and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import StopValidation

from matchmaker.bids.content import BudgetLine, Milestone, Response, TeamMember
from matchmaker.bids.steps import LABELS
from matchmaker.indicators.stated import METHOD_LENGTH, TEXT_LENGTH, Indicator
from matchmaker.kernel.money import Money
from matchmaker.web.forms import clean_text
from matchmaker.web.rows import Column, RowsField

CELLS = {"value": TEXT_LENGTH, "method": METHOD_LENGTH, "evidence": TEXT_LENGTH}
_CELL_LABELS = {"value": _l("承诺值"), "method": _l("怎么达到"), "evidence": _l("依据")}
LARGEST_WAN = 10_000_000


@dataclass
class ResponseRow:
    """One required figure with what is typed beside it."""

    need: Indicator
    response: Response
    errors: dict[str, str] = field(default_factory=dict)


class ResponsesField(Field):
    """A row for each required figure; ``data`` is a tuple of `Response`. Cells are sent as ``<name>-<n>-<cell>``."""

    def __init__(self, label: Any = None, *, needs: Sequence[Indicator] = (), **kwargs: Any) -> None:
        self.needs = tuple(needs)
        self.rows: list[ResponseRow] = []
        super().__init__(label, **kwargs)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the cells of the request, else the stored promises."""
        self.process_errors: list[str] = []
        stored = {one.name: one for one in data or ()}
        is_sent = formdata is not None and any(key.startswith(f"{self.name}-") for key in formdata)
        self.rows = []
        for number, need in enumerate(self.needs):
            cells = {
                name: clean_text(formdata.get(f"{self.name}-{number}-{name}", "")) if is_sent
                else getattr(stored.get(need.name), name, "")
                for name in CELLS
            }  # fmt: skip
            self.rows.append(ResponseRow(need, Response(need.name, need.display, **cells, unit=need.unit)))
        self.data = tuple(row.response for row in self.rows)

    def pre_validate(self, form: Any) -> None:
        """Refuse cells that are too long, naming row and column."""
        for number, row in enumerate(self.rows, start=1):
            for name, limit in CELLS.items():
                if len(getattr(row.response, name)) > limit:
                    row.errors[name] = _(
                        "第 %(row)s 行“%(column)s”最多 %(limit)s 字，请缩短。",
                        row=number, column=_CELL_LABELS[name], limit=limit,
                    )  # fmt: skip
        found = [sentence for row in self.rows for sentence in row.errors.values()]
        if found:
            self.errors = found
            raise StopValidation()


def _amount(cells: dict[str, str], errors: dict[str, str]) -> int:
    """A cell in 万元 as 分."""
    text = cells.get("amount", "")
    try:
        money = Money.from_wan(text)
        if not 0 <= money.wan <= LARGEST_WAN:
            raise ValueError(text)
        return money.minor
    except ValueError:
        errors["amount"] = _("“金额”要填数字，单位万元，如 380 或 12.5。")
        return 0


def _wan(amount: int) -> str:
    return f"{Money(amount).wan.normalize():f}"


def read_milestone(cells: dict[str, str]) -> tuple[Milestone | None, dict[str, str]]:
    errors: dict[str, str] = {}
    if not cells.get("title"):
        errors["title"] = _("请写明这一步做到什么。")
    amount = _amount(cells, errors)
    due = ""
    try:
        due = date.fromisoformat(cells.get("due_on", "").replace("/", "-")).isoformat()
    except ValueError:
        errors["due_on"] = _("“完成日期”要写成日期，如 2026-12-18。")
    made = None if errors else Milestone(cells["title"], due, amount, cells.get("evidence", ""))
    return made, errors


def read_budget_line(cells: dict[str, str]) -> tuple[BudgetLine | None, dict[str, str]]:
    errors: dict[str, str] = {}
    if not cells.get("item"):
        errors["item"] = _("请写明科目。")
    amount = _amount(cells, errors)
    return None if errors else BudgetLine(cells["item"], amount, cells.get("note", "")), errors


def read_person(cells: dict[str, str]) -> tuple[TeamMember | None, dict[str, str]]:
    if not cells.get("name"):
        return None, {"name": _("请填写姓名。")}
    return TeamMember(cells["name"], cells.get("title", ""), cells.get("part", "")), {}


MILESTONE_COLUMNS = (
    Column("title", _l("做到什么"), 120, is_wide=True),
    Column("due_on", _l("完成日期"), 10, hint="2026-12-18"),
    Column("amount", _l("付款（万元）"), 16),
    Column("evidence", _l("凭什么验收"), 120, is_wide=True),
)


def milestones_field() -> RowsField:
    """Steps with day and payment."""
    return RowsField(
        LABELS["milestones"], columns=MILESTONE_COLUMNS, read=read_milestone, cells_of=cells_of_money
    )


def budget_field() -> RowsField:
    """Items of cost."""
    columns = (
        Column("item", _l("科目"), 60, is_wide=True),
        Column("amount", _l("金额（万元）"), 16),
        Column("note", _l("说明"), 120),
    )
    return RowsField(LABELS["budget"], columns=columns, read=read_budget_line, cells_of=cells_of_money)


def team_field() -> RowsField:
    """Who does it."""
    columns = (
        Column("name", _l("姓名"), 40),
        Column("title", _l("职称或职务"), 40),
        Column("part", _l("在项目中的分工"), 120, is_wide=True),
    )
    return RowsField(LABELS["team"], columns=columns, read=read_person, cells_of=lambda row: dict(vars(row)))


def cells_of_money(row: Milestone | BudgetLine) -> dict[str, str]:
    """As they are typed: amounts in 万元."""
    return {name: _wan(value) if name == "amount" else str(value) for name, value in vars(row).items()}
