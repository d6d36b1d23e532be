"""Columns of indicator rows for the features' own tables, and how rows and value objects become one another."""

from __future__ import annotations

from collections.abc import Iterable, MutableSequence
from dataclasses import fields
from typing import Any, Self

from sqlalchemy import Boolean, Float, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.indicators.baseline import Change, change_of
from matchmaker.indicators.stated import (
    METHOD_LENGTH,
    NAME_LENGTH,
    REMARK_LENGTH,
    TEXT_LENGTH,
    UNIT_LENGTH,
    Indicator,
    Operator,
)
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.models import enum_type

__all__ = [
    "Indicator",
    "IndicatorMixin",
    "NeedIndicatorMixin",
    "OfferIndicatorMixin",
    "Operator",
    "replace_rows",
]


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
        return cls(**values | {"position": position})

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

    @property
    def change_shown(self) -> Change | None:
        """How far the figure is from ``baseline_value``; None when that cannot be said."""
        return change_of(self.to_indicator())


def replace_rows(
    rows: MutableSequence[Any], row_type: type[IndicatorMixin], given: Iterable[Indicator]
) -> None:
    """Make a relationship (delete-orphan) hold exactly these indicators, in this order; keep what is unchanged."""
    wanted = list(given)
    kept = {row.to_indicator(): row for row in rows}
    fresh = []
    for position, indicator in enumerate(wanted):
        row = kept.pop(indicator, None) or row_type.from_indicator(indicator)
        row.position = position
        fresh.append(row)
    rows[:] = fresh
