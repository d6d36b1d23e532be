"""What has happened to a challenge."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class ChallengeEvent(DomainEvent):
    """Each event names the challenge by its id; the rest is in the row."""

    challenge_id: int


class ChallengeSubmitted(ChallengeEvent):
    """Handed to the sub-centre for screening."""


class ChallengeReturned(ChallengeEvent):
    """Sent back to its sponsor; `revision_notes` say what to mend."""


class ChallengeOnNotice(ChallengeEvent):
    """The experts approve of it; it is announced before it is issued."""


class ChallengeRejected(ChallengeEvent):
    """Refused for good; the reason is in the trail."""


class ChallengePublished(ChallengeEvent):
    """On the board from now on."""


class ChallengeChanged(ChallengeEvent):
    """An open challenge has other content or another deadline."""


class ChallengeRenewed(ChallengeEvent):
    """Its sponsor has confirmed that it still stands."""


class ChallengeExpiring(ChallengeEvent):
    """Its sponsor should confirm it soon; told once for each period of validity."""


class ChallengeClosed(ChallengeEvent):
    """No longer takes answers: deadline, expiry, or closed by hand."""


class ChallengeReopened(ChallengeEvent):
    """Takes answers again until a new deadline."""


class ChallengeWithdrawn(ChallengeEvent):
    """Taken back by its sponsor."""


class ChallengeAwarded(ChallengeEvent):
    """A team has been chosen and the notice is over."""


class ChallengeUnsuccessful(ChallengeEvent):
    """Nobody was chosen (流榜); the reason is in the trail."""


@dataclass(frozen=True)
class QuestionEvent(DomainEvent):
    """Names the question by its id."""

    question_id: int


class QuestionAsked(QuestionEvent):
    """A bidder wants to know something."""


class QuestionAnswered(QuestionEvent):
    """Answered for everybody."""


class QuestionDeclined(QuestionEvent):
    """Left unanswered, with a reason for its asker."""
