"""Money in whole 分, so that sums never drift."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

WAN = 1_000_000  # 分 in one 万元


@dataclass(frozen=True, order=True)
class Money:
    """An amount in minor units (分) of one currency."""

    minor: int
    currency: str = "CNY"

    @classmethod
    def from_wan(cls, text: str | int | float | Decimal) -> Money:
        """From an amount in 万元; raises `ValueError` when it is no number."""
        try:
            amount = Decimal(str(text).strip().replace(",", "").replace("，", ""))
            return cls(int((amount * WAN).quantize(Decimal(1), ROUND_HALF_UP)))
        except (ArithmeticError, ValueError) as error:
            raise ValueError("not an amount") from error

    @property
    def wan(self) -> Decimal:
        """The amount in 万元, exact."""
        return Decimal(self.minor) / WAN


def format_wan(minor: int | None) -> str:
    """``380``, ``12,480``, ``0.5``: 万元 with separators from five digits on and no idle zeros."""
    if minor is None:
        return ""
    amount = (Decimal(minor) / WAN).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{amount:,.2f}" if abs(amount) >= 10_000 else f"{amount:.2f}"
    return text.rstrip("0").rstrip(".")
