"""For the sponsor: all challenges of the own organization, with what comes next."""

from __future__ import annotations

from flask import render_template, request

from matchmaker.challenges import queries
from matchmaker.challenges.views.blueprint import blueprint
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.kernel.pagination import Page, page_number
from matchmaker.web.security import current_actor, login_only


def chosen_status(fallback: ChallengeStatus | None = None) -> ChallengeStatus | None:
    """The state named in the address; anything odd is the fallback."""
    text = request.args.get("status", "")
    return ChallengeStatus(text) if text in {member.value for member in ChallengeStatus} else fallback


@blueprint.get("/mine")
@login_only
def mine() -> str:
    actor, status = current_actor(), chosen_status()
    if actor.organization_id is None:
        return render_template("challenges/mine.html", page=Page((), 0), counts={}, status=None, expiring=0)
    page = queries.own(actor, status, page_number(request.args.get("page")))
    return render_template(
        "challenges/mine.html",
        page=page,
        counts=queries.own_counts(actor),
        status=status,
        expiring=queries.expiring_soon(actor),
        waiting_questions=queries.waiting_count(actor),
    )
