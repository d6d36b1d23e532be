"""For staff and sponsor: the opened bids of a challenge."""

from __future__ import annotations

from flask import render_template, request

from matchmaker.bids import queries
from matchmaker.bids.policy import BidPermission
from matchmaker.bids.views.blueprint import blueprint, load_challenge
from matchmaker.challenges.layers import visible
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.kernel.pagination import page_number
from matchmaker.web.security import current_actor, requires


@blueprint.get("/of/<public_id>")
@requires(BidPermission.LIST_OPENED, load_challenge)
def opened(challenge: Challenge) -> str:
    """Empty before the deadline, whatever lies there: not even how many there are is told."""
    actor = current_actor()
    is_over = challenge.status is not ChallengeStatus.OPEN
    return render_template(
        "bids/opened.html",
        row=challenge,
        challenge=visible(challenge, actor),
        page=queries.opened(actor, challenge, page_number(request.args.get("page"))),
        unopened=queries.unopened_count(challenge) if actor.is_staff and is_over else 0,
        is_over=is_over,
    )
