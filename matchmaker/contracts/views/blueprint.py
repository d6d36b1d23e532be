"""The blueprint, the loaders of its guards, and what an award's page asks about its contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, url_for

from matchmaker.awards import queries as awards
from matchmaker.awards.models import Award
from matchmaker.awards.vocabulary import AwardStatus
from matchmaker.challenges.models import Challenge
from matchmaker.contracts import queries, races
from matchmaker.contracts.amendments import changes
from matchmaker.contracts.models import Contract, Milestone, Settlement
from matchmaker.contracts.schedule import is_late
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, NotFound
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm
from matchmaker.web.security import current_actor
from matchmaker.web.templating import register_global

blueprint = Blueprint("contracts", __name__, url_prefix="/contracts")


def load_contract(actor: Actor, public_id: str) -> Contract:
    """For the guards; raises `NotFound` for what the actor may not know of."""
    return queries.get(actor, public_id)


def load_award(actor: Actor, public_id: str) -> Award:
    """A confirmed award; `NotFound` for any other."""
    award = awards.get(actor, public_id)
    if award.status is not AwardStatus.CONFIRMED:
        raise NotFound
    return award


def load_milestone(actor: Actor, public_id: str, number: int) -> Milestone:
    return queries.milestone_of(queries.get(actor, public_id), number)


def load_with_file(actor: Actor, public_id: str, number: int, file: int) -> Milestone:
    """The milestone, when it has this file."""
    milestone = load_milestone(actor, public_id, number)
    if not any(one.id == file for one in milestone.deliverables):
        raise NotFound
    return milestone


def load_settlement(actor: Actor, public_id: str, number: int) -> Settlement:
    settlement = load_milestone(actor, public_id, number).settlement
    if settlement is None:
        raise NotFound
    return settlement


def act(
    contract: Contract, form: BaseForm, step: Callable[[], object], done: str, again: Callable[[], Any]
) -> Any:
    """One step on the contract's page; the version of the page is checked when it is sent along."""

    def run() -> None:
        version = form["version"].data if "version" in form else ""
        if version and version != str(contract.version):
            raise Conflict
        step()

    return take_step(form, run, done, url_for(".detail", public_id=contract.public_id), again)


def contract_of(award: Award) -> Contract | None:
    """Template global: the contract of an award as far as this reader may know."""
    return queries.live_of(current_actor(), award)


def left_race(award: Award) -> bool:
    """Template global: whether this team was eliminated, for pages of the staff."""
    return queries.was_eliminated(award)


def teams_left(challenge: Challenge) -> int:
    """Template global: how many teams of a race still run, for everybody; 0 where there is no race."""
    return races.teams_left(challenge)


register_global("contract_of", contract_of)
register_global("left_race", left_race)
register_global("teams_left", teams_left)


@blueprint.context_processor
def _template_functions() -> dict[str, Any]:
    return {"changes": changes, "is_late": lambda milestone: is_late(milestone, clock.today())}
