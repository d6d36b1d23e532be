"""Enumerations that carry their own wording and badge."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self


class LabelledEnum(StrEnum):
    """``OPEN = "open", _l("揭榜中"), "open"``: stored value, label, badge class of the status pill."""

    label: Any
    badge: str

    def __new__(cls, value: str, label: Any = "", badge: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        member.badge = badge
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, Any]]:
        """Pairs of value and label in the order of definition."""
        return [(member.value, member.label) for member in cls]
