"""One stated indicator: the value object that rows, forms and parsed text share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask_babel import lazy_gettext as _l

from matchmaker.indicators.quantities import format_number, written
from matchmaker.kernel.enums import LabelledEnum
from matchmaker.kernel.layers import Layer

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

    @cached_property
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
        unit = written(self.unit)
        gap = "" if not unit or unit.startswith(TIGHT_UNITS) else " "
        return f"{sign}{text}{gap}{unit}"

    @property
    def display(self) -> str:
        """Like `figure`, with ``=`` where exactly this value is asked for."""
        return f"= {self.figure}" if self.operator is Operator.EQ and self.number is not None else self.figure
