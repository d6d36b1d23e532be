"""Who reads which part of a challenge.

The only way from a row to a page, a list, an export: `visible`. What it does not hand out cannot leak.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.challenges.models import Challenge, ChallengeAttachment, ChallengeIndicator
from matchmaker.challenges.policy import POLICY, ChallengePermission
from matchmaker.indicators.stated import Indicator
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.layers import RANK, Layer


@dataclass(frozen=True)
class LayeredField:
    """A part whose reader the sponsor chooses; `choices` are the layers he may choose."""

    name: str
    label: Any
    choices: tuple[Layer, ...] = tuple(Layer)


LAYERED = (
    LayeredField("sponsor", _l("单位名称"), (Layer.REGISTERED, Layer.NDA)),
    LayeredField("problem", _l("要解决的问题")),
    LayeredField("present_state", _l("现状")),
    LayeredField("tried", _l("已试过的办法")),
    LayeredField("research_content", _l("研究内容")),
    LayeredField("present_values", _l("指标现值")),
    LayeredField("payment_terms", _l("付款方式")),
    LayeredField("sponsor_provides", _l("发榜方提供")),
)
LAYERED_TEXTS = tuple(field.name for field in LAYERED if field.name not in ("sponsor", "present_values"))
_LABELS = {field.name: field.label for field in LAYERED}

# Read by everybody who may read the challenge at all.
OPEN_PARTS = frozenset(
    {"id", "public_id", "version", "status", "title", "summary", "keywords", "expected_goal"}
    | {"domain_code", "industry_code", "discipline_code", "activity_type", "region_code"}
    | {"trl_required", "process_scale", "scale_tpa", "funding_kind", "funding_amount"}
    | {"starts_on", "ends_on", "deadline_at", "expires_on", "confirmed_on", "published_at", "closed_at"}
    | {"cooperation_modes", "max_awards", "race_stages", "stages", "partner_wish", "ip_ownership", "ip_note"}
    | {"solver_conditions", "is_anonymous"}
    | {"created_at", "updated_at", "submitted_at", "call"}
)


def stricter(*layers: Layer) -> Layer:
    return max(layers, key=lambda layer: RANK[layer])


def reader_layer(actor: Actor, challenge: Challenge) -> Layer:
    """The highest layer of this challenge the actor reads; the challenge itself must be visible to him."""
    if POLICY.can(actor, ChallengePermission.READ_NDA, challenge):
        return Layer.NDA
    if POLICY.can(actor, ChallengePermission.READ_REGISTERED, challenge):
        return Layer.REGISTERED
    return Layer.PUBLIC


def present_value_layer(challenge: Challenge, row: ChallengeIndicator) -> Layer:
    """A present value is at least as closed as its row."""
    return stricter(row.layer, challenge.layer_of("present_values"))


@dataclass(frozen=True)
class VisibleIndicator:
    """A required figure as this reader sees it."""

    name: str
    display: str
    figure: str
    unit: str
    test_method: str
    is_must: bool
    layer: Layer
    present_value: str
    source: Indicator


@dataclass(frozen=True)
class Sealed:
    """Something the reader does not see: what kind of thing, how many, and which layer would open it."""

    label: Any
    layer: Layer
    count: int = 1


@dataclass(frozen=True)
class VisibleChallenge:
    """A challenge cut down to what one reader may see. Any other attribute raises `AttributeError`."""

    _row: Challenge
    limit: Layer

    def __getattr__(self, name: str) -> Any:
        if name in OPEN_PARTS:
            return getattr(self._row, name)
        if name in LAYERED_TEXTS:
            return getattr(self._row, name) if self.reads(self._row.layer_of(name)) else ""
        raise AttributeError(name)

    def reads(self, layer: Layer) -> bool:
        return RANK[layer] <= RANK[self.limit]

    def layer_of(self, name: str) -> Layer:
        return self._row.layer_of(name)

    @property
    def names_sponsor(self) -> bool:
        return self.reads(self._row.layer_of("sponsor"))

    @property
    def sponsor_name(self) -> str:
        """The sponsor's name, or kind and code when this reader may not know it."""
        return self._row.sponsor.name if self.names_sponsor else self._row.sponsor_name

    @property
    def sponsor_public_id(self) -> str | None:
        """For the link to the organization's page; None while the name is hidden."""
        return self._row.sponsor.public_id if self.names_sponsor else None

    @property
    def sponsor_is_verified(self) -> bool:
        return self._row.sponsor.is_verified

    @property
    def contact(self) -> tuple[str, str] | None:
        """Name and telephone; the platform relays, so only sponsor and staff read them."""
        return (self._row.contact_name, self._row.contact_phone) if self.limit is Layer.NDA else None

    @property
    def indicators(self) -> list[VisibleIndicator]:
        return [self._indicator(row) for row in self._row.indicators if self.reads(row.layer)]

    def _indicator(self, row: ChallengeIndicator) -> VisibleIndicator:
        knows = self.reads(present_value_layer(self._row, row))
        present = row.present_value if knows else ""
        return VisibleIndicator(
            row.name, row.display, row.figure, row.unit, row.test_method, row.is_must, row.layer, present,
            replace(row.to_indicator(), present_value=present),
        )  # fmt: skip

    @property
    def hidden_indicators(self) -> int:
        return sum(not self.reads(row.layer) for row in self._row.indicators)

    @property
    def attachments(self) -> list[ChallengeAttachment]:
        return [file for file in self._row.attachments if self.reads(file.layer)]

    @property
    def sealed(self) -> list[Sealed]:
        """What exists and is hidden from this reader, without a word of its content."""
        found = [
            Sealed(_LABELS[name], self._row.layer_of(name))
            for name in LAYERED_TEXTS
            if getattr(self._row, name) and not self.reads(self._row.layer_of(name))
        ]
        shown = [row for row in self._row.indicators if row.present_value and self.reads(row.layer)]
        found += self._counted(_("指标现值"), [present_value_layer(self._row, row) for row in shown])
        found += self._counted(_("指标"), [row.layer for row in self._row.indicators])
        found += self._counted(_("附件"), [file.layer for file in self._row.attachments])
        return found

    def _counted(self, label: str, layers: list[Layer]) -> list[Sealed]:
        hidden = [layer for layer in layers if not self.reads(layer)]
        return [Sealed(label, layer, hidden.count(layer)) for layer in Layer if layer in hidden]


def visible(challenge: Challenge, actor: Actor) -> VisibleChallenge:
    """The challenge as this actor sees it; he must be allowed to see that it exists."""
    return VisibleChallenge(challenge, reader_layer(actor, challenge))
