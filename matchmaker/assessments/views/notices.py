"""For everybody: needs on notice before they are issued, as far as they are public."""

from __future__ import annotations

from flask import render_template, request

from matchmaker.assessments import queries
from matchmaker.assessments.views.blueprint import blueprint
from matchmaker.assessments.vocabulary import DIMENSIONS
from matchmaker.challenges.layers import VisibleChallenge
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.pagination import page_number
from matchmaker.web.security import public


@blueprint.get("/notices")
@public
def notices() -> str:
    page = queries.notices(page_number(request.args.get("page")))
    shown = [VisibleChallenge(one, Layer.PUBLIC) for one in page.items]
    return render_template("assessments/notices.html", page=page, shown=shown)


@blueprint.get("/notices/<public_id>")
@public
def notice(public_id: str) -> str:
    """Experts' names and scores only where the call publishes them."""
    challenge, assessment = queries.on_notice(public_id)
    publishes = challenge.call is not None and challenge.call.rules.publishes_assessors
    return render_template(
        "assessments/notice.html",
        row=challenge,
        challenge=VisibleChallenge(challenge, Layer.PUBLIC),
        opinions=assessment.signed if publishes else (),
        dimensions=DIMENSIONS,
    )
