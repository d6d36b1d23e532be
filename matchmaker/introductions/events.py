"""What has happened to an introduction."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class IntroductionEvent(DomainEvent):
    introduction_id: int


@dataclass(frozen=True)
class PairDecided(IntroductionEvent):
    """A broker has decided at the desk; ``action`` names the step of the workflow."""

    action: str


@dataclass(frozen=True)
class DecisionUndone(PairDecided):
    """He has taken ``action`` back."""


@dataclass(frozen=True)
class ConsentAsked(IntroductionEvent):
    """Both sides are asked whether they want to talk."""


@dataclass(frozen=True)
class ConsentDue(IntroductionEvent):
    """A side that has not answered is reminded."""


@dataclass(frozen=True)
class SideAgreed(IntroductionEvent):
    """One side wants to talk; the other has not answered yet."""


@dataclass(frozen=True)
class IntroductionEngaged(IntroductionEvent):
    """Both want to talk."""


@dataclass(frozen=True)
class IntroductionDeclined(IntroductionEvent):
    """One side does not want to talk, and said why."""


@dataclass(frozen=True)
class IntroductionExpired(IntroductionEvent):
    """At least one side did not answer in time."""


@dataclass(frozen=True)
class IntroductionConverted(IntroductionEvent):
    """The two have signed a contract."""
