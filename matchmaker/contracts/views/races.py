"""For the sponsor and staff: the teams of a race side by side, and the decision who goes on."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from matchmaker.challenges import queries as challenges
from matchmaker.challenges.models import Challenge
from matchmaker.contracts import queries, services
from matchmaker.contracts.forms import StageForm
from matchmaker.contracts.policy import RacePermission
from matchmaker.contracts.races import compared, stage_of
from matchmaker.contracts.views.blueprint import blueprint
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.web.actions import take_step
from matchmaker.web.security import current_actor, requires


def load_race(actor: Actor, public_id: str) -> Challenge:
    """For the guards: a challenge that is a race; `NotFound` for any other."""
    challenge = challenges.get(actor, public_id)
    if not challenge.is_race:
        raise NotFound
    return challenge


@blueprint.get("/race/<public_id>")
@requires(RacePermission.READ, load_race)
def race(challenge: Challenge) -> str:
    return _page(challenge)


def _page(challenge: Challenge, form: StageForm | None = None) -> str:
    stage = stage_of(challenge)
    return render_template(
        "contracts/race.html",
        challenge=challenge,
        stage=stage,
        teams=compared(stage) if stage else [],
        ended=queries.eliminated_of(challenge),
        decisions=queries.race_decisions(challenge),
        form=form or StageForm.of(stage.contracts if stage else []),
    )


@blueprint.post("/race/<public_id>/decide")
@requires(RacePermission.DECIDE, load_race)
def decide_race(challenge: Challenge) -> Any:
    stage = stage_of(challenge)
    form = StageForm.of(stage.contracts if stage else [])

    def run() -> None:
        services.decide_stage(current_actor(), challenge, form.number(), form.chosen(), form.reasons())

    target = url_for(".race", public_id=challenge.public_id)
    return take_step(
        form,
        run,
        _("已作出决定，被淘汰的团队会收到理由。"),
        target,
        lambda: _page(challenge, form),
    )
