"""One indicator: as a value object that rows and parsed text share, and as columns for the features' row tables."""

from __future__ import annotations

from collections.abc import Iterable, MutableSequence
from dataclasses import dataclass, fields
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from sqlalchemy import Boolean, Float, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.indicators.quantities import format_number
from matchmaker.kernel.enums import LabelledEnum
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.models import enum_type

NAME_LENGTH, UNIT_LENGTH, TEXT_LENGTH, METHOD_LENGTH, REMARK_LENGTH = 60, 30, 200, 120, 60  # characters


class Operator(LabelledEnum):
    """How the value is meant. Value, label."""

    GE = "ge", "≥"
    LE = "le", "≤"
    GT = "gt", ">"
    LT = "lt", "<"
    EQ = "eq", "="
    BETWEEN = "between", _l("区间")
    PLUS_MINUS = "plus_minus", "±"
    TEXT = "text", _l("定性")


BOUNDS = (Operator.GE, Operator.LE, Operator.GT, Operator.LT)
TIGHT_UNITS = ("%", "‰", "°")  # no blank before them


@dataclass(frozen=True)
class Indicator:
    """A stated figure.

    ``value_low`` holds the one number of ``≥ ≤ > < =`` and the centre of ``±``; ``value_high`` the upper end of a
    range and the tolerance of ``±``. ``value_text`` is the wording of a qualitative row. The last block of fields
    is known only of free text: where it stood, under which condition, how firmly it was said.
    """

    name: str
    operator: Operator = Operator.EQ
    value_low: float | None = None
    value_high: float | None = None
    unit: str = ""
    value_text: str = ""
    test_method: str = ""
    is_must: bool = False
    layer: Layer = Layer.PUBLIC
    present_value: str = ""
    baseline_value: str = ""
    evidence: str = ""

    span: tuple[int, int] | None = None
    condition: str = ""  # "25℃", "1000次循环后"
    change: str = ""  # "up", "down" or "times": the figure is an improvement, not a level
    is_approximate: bool = False  # 约, 左右
    is_implied: bool = False  # no operator was written, or only 达到
    is_planned: bool = False  # 预计, 目标, 有望
    is_reference: bool = False  # 现有工艺, 国外同类: somebody else's figure

    @property
    def number(self) -> float | None:
        """The one number of a one-number row, wherever it was stored."""
        return self.value_low if self.value_low is not None else self.value_high

    @property
    def figure(self) -> str:
        """Value with unit, without ``=``: ``≥ 99.5%``, ``300–500 mg/kg``, ``20 ± 2 ℃``, ``30 mg/kg``."""
        if self.operator is Operator.TEXT or self.number is None:
            return self.value_text
        low, high = self.value_low, self.value_high
        if self.operator is Operator.BETWEEN and low is not None and high is not None:
            text = f"{format_number(low)}–{format_number(high)}"
        elif self.operator is Operator.PLUS_MINUS and low is not None and high is not None:
            text = f"{format_number(low)} ± {format_number(high)}" if low else f"± {format_number(high)}"
        else:
            text = format_number(self.number)
        sign = f"{self.operator.label} " if self.operator in BOUNDS else ""
        gap = "" if not self.unit or self.unit.startswith(TIGHT_UNITS) else " "
        return f"{sign}{text}{gap}{self.unit}"

    @property
    def display(self) -> str:
        """Like `figure`, with ``=`` where exactly this value is asked for."""
        return f"= {self.figure}" if self.operator is Operator.EQ and self.number is not None else self.figure


class IndicatorMixin:
    """Columns of one indicator row; the feature adds the key of its owner."""

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    operator: Mapped[Operator] = mapped_column(enum_type(Operator, "operator"), default=Operator.GE)
    value_low: Mapped[float | None] = mapped_column(Float, default=None)
    value_high: Mapped[float | None] = mapped_column(Float, default=None)
    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH), default="")
    value_text: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")
    test_method: Mapped[str] = mapped_column(String(METHOD_LENGTH), default="")
    is_must: Mapped[bool] = mapped_column(Boolean, default=False)
    layer: Mapped[Layer] = mapped_column(enum_type(Layer, "layer"), default=Layer.PUBLIC)
    position: Mapped[int] = mapped_column(Integer, default=0)

    def to_indicator(self) -> Indicator:
        """The row as a value object."""
        known = {field.name: getattr(self, field.name, None) for field in fields(Indicator)}
        return Indicator(**{key: value for key, value in known.items() if value is not None})

    @classmethod
    def from_indicator(cls, indicator: Indicator, position: int = 0) -> Self:
        """A new row; fields this table does not have are left out."""
        names = [field.name for field in fields(Indicator) if hasattr(cls, field.name)]
        values: dict[str, Any] = {name: getattr(indicator, name) for name in names}
        return cls(**values, position=position)

    @property
    def figure(self) -> str:
        return self.to_indicator().figure

    @property
    def display(self) -> str:
        return self.to_indicator().display


class NeedIndicatorMixin(IndicatorMixin):
    """A required figure and what is reached today."""

    present_value: Mapped[str] = mapped_column(String(REMARK_LENGTH), default="")


class OfferIndicatorMixin(IndicatorMixin):
    """An achieved figure, what it is compared with, and what proves it."""

    baseline_value: Mapped[str] = mapped_column(String(REMARK_LENGTH), default="")
    evidence: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")


def replace_rows(rows: MutableSequence[Any], row_type: type[IndicatorMixin], given: Iterable[Indicator]) -> None:
    """Make a relationship (delete-orphan) hold exactly these indicators, in this order; keep what is unchanged."""
    wanted = list(given)
    kept = {row.to_indicator(): row for row in rows}
    fresh = []
    for position, indicator in enumerate(wanted):
        row = kept.pop(indicator, None) or row_type.from_indicator(indicator)
        row.position = position
        fresh.append(row)
    rows[:] = fresh
