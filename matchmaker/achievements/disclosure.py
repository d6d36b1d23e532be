"""The one read model: what a reader may see of an achievement. Pages, exports and the index read through it.

Names that are not listed here cannot be read at all; a layered text above the reader's layer is empty and counted
as hidden; rows above it are left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matchmaker.achievements.models import Achievement, AchievementAttachment
from matchmaker.achievements.policy import is_holder
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.layers import Layer, readable

OPEN = frozenset(
    {
        "id", "public_id", "status", "title", "summary", "keywords", "domain_code", "industry_code",
        "discipline_codes", "region_code", "form", "originality", "trl", "process_scale", "scale_tpa", "stage",
        "application_status", "maturity_note", "level", "evaluation_kind", "evaluation_by", "evaluated_on",
        "registration_number", "units", "project_source", "project_name", "started_on", "ended_on",
        "transfer_modes", "region_limit", "published_at", "expires_on", "confirmed_on", "version_number",
        "holder", "holder_id", "innovation_points", "is_declared_open", "submitted_at", "supersedes_id", "version",
    }
)  # fmt: skip
# Attribute → the name under which its layer is chosen.
LAYERED = {
    "description": "description",
    "comparison": "comparison",
    "benefit": "benefit",
    "economic_benefit": "economic_benefit",
    "team": "team",
    "price_kind": "price",
    "price_amount": "price",
    "price_note": "price",
}


def reader_layer(actor: Actor, achievement: Achievement) -> Layer:
    """The highest layer this actor may read of this achievement."""
    return Layer.NDA if is_holder(actor, achievement) else actor.base_layer


class Disclosed:
    """An achievement as one reader sees it."""

    def __init__(self, achievement: Achievement, layer: Layer) -> None:
        self._achievement = achievement
        self._readable = readable(layer)
        self.layer = layer

    def __getattr__(self, name: str) -> Any:
        if name in OPEN:
            return getattr(self._achievement, name)
        if name in LAYERED:
            value = getattr(self._achievement, name)
            return value if self.may_read(LAYERED[name]) else [] if isinstance(value, list) else None
        raise AttributeError(f"{name} is not disclosed")

    def may_read(self, field: str) -> bool:
        return self._achievement.layer_of(field) in self._readable

    def is_hidden(self, field: str) -> bool:
        """Something is there that this reader may not read."""
        names = [name for name, group in LAYERED.items() if group == field]
        return not self.may_read(field) and any(getattr(self._achievement, name) for name in names)

    def layer_of(self, field: str) -> Layer:
        return self._achievement.layer_of(field)

    def _open(self, rows: Iterable[Any]) -> list[Any]:
        return [row for row in rows if row.layer in self._readable]

    @property
    def indicators(self) -> list[Any]:
        return self._open(self._achievement.indicators)

    @property
    def hidden_indicators(self) -> int:
        return len(self._achievement.indicators) - len(self.indicators)

    @property
    def rights(self) -> list[Any]:
        return self._open(self._achievement.rights)

    @property
    def hidden_rights(self) -> int:
        return len(self._achievement.rights) - len(self.rights)

    @property
    def pictures(self) -> list[AchievementAttachment]:
        return [file for file in self._open(self._achievement.attachments) if file.is_picture]

    @property
    def documents(self) -> list[AchievementAttachment]:
        return [file for file in self._open(self._achievement.attachments) if not file.is_picture]

    @property
    def hidden_attachments(self) -> int:
        files = self._achievement.attachments
        return len(files) - len(self._open(files))


def disclose(actor: Actor, achievement: Achievement) -> Disclosed:
    """What ``actor`` may see; that he may see it at all is the policy's business."""
    return Disclosed(achievement, reader_layer(actor, achievement))
