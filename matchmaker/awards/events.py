"""What has happened to an award or an objection."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class AwardEvent(DomainEvent):
    """Names the award by its id."""

    award_id: int


class AwardProposed(AwardEvent):
    """The sponsor has chosen; staff publish the notice."""


class NoticePublished(AwardEvent):
    """Everybody may object until the last day."""


class AwardRevoked(AwardEvent):
    """The choice does not stand; the reason is in the trail."""


class AwardConfirmed(AwardEvent):
    """The notice is over: the choice stands."""


@dataclass(frozen=True)
class ObjectionEvent(DomainEvent):
    """Names the objection by its id."""

    objection_id: int


class ObjectionFiled(ObjectionEvent):
    """The notice is suspended until it is decided."""


class ObjectionDecided(ObjectionEvent):
    """Upheld or dismissed, with a reply for whoever filed it."""
