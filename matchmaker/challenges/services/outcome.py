"""After the bids are open: evaluation, award, or nobody chosen."""

from __future__ import annotations

from matchmaker.challenges.events import ChallengeAwarded, ChallengeUnsuccessful
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.workflow import WORKFLOW
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.events import publish


def start_evaluation(actor: Actor, challenge: Challenge) -> None:
    """A panel judges the bids from now on."""
    WORKFLOW.apply(challenge, "start_evaluation", actor)


def mark_awarded(challenge: Challenge) -> None:
    """A team has been chosen for good: called when the notice is over."""
    WORKFLOW.apply(challenge, "award", SYSTEM)
    publish(ChallengeAwarded(challenge.id))


def declare_unsuccessful(actor: Actor, challenge: Challenge, note: str) -> None:
    """Nobody is chosen (流榜), with the reason."""
    WORKFLOW.apply(challenge, "declare_unsuccessful", actor, note)
    publish(ChallengeUnsuccessful(challenge.id))
