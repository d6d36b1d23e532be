"""What may not happen to a challenge or an evaluation while a choice stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, select

from matchmaker.awards.models import Award
from matchmaker.awards.vocabulary import LIVE
from matchmaker.challenges.events import ChallengeUnsuccessful
from matchmaker.evaluations.events import EvaluationVoided
from matchmaker.extensions import db
from matchmaker.kernel.errors import IllegalTransition
from matchmaker.kernel.events import DomainEvent


def refuse_unsuccessful(event: ChallengeUnsuccessful) -> None:
    """Nobody is chosen: not while somebody is."""
    _require_none(Award.challenge_id == event.challenge_id)


def refuse_void(event: EvaluationVoided) -> None:
    """Its ranking carries a choice: that is taken back or revoked first."""
    _require_none(Award.evaluation_id == event.evaluation_id)


def _require_none(about: ColumnElement[bool]) -> None:
    if db.session.scalar(select(exists().where(about, Award.status.in_(LIVE)))):
        raise IllegalTransition(_("已经选定了揭榜方。要改，先收回选择或撤销中榜。"))


SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = (
    (ChallengeUnsuccessful, refuse_unsuccessful),
    (EvaluationVoided, refuse_void),
)
