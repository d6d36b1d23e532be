"""Suggestions as part of other pages, judgements of them, and how the score comes about."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching import queries, services
from matchmaker.matching.forms import GiveFeedbackForm
from matchmaker.matching.models import Match, TargetKind
from matchmaker.matching.pairs import pair_view
from matchmaker.matching.policy import MatchPermission
from matchmaker.matching.sides import NEED
from matchmaker.matching.weights import current_weights
from matchmaker.matching.wording import LINE_LABELS, PART_LABELS
from matchmaker.search.documents import get_document
from matchmaker.web.responses import flash_ok, is_htmx, safe_next, see_other
from matchmaker.web.security import current_actor, public, requires

blueprint = Blueprint("matching", __name__, url_prefix="/matching")
MOST_SHOWN = 10


def suggested_offers(
    challenge: Any, kind: str = TargetKind.ACHIEVEMENT.value, limit: int = MOST_SHOWN
) -> Any:
    """Template global: what a need's page shows."""
    return queries.suggestions_for_challenge(current_actor(), challenge, limit, TargetKind(kind))


def suggested_needs(subject: Any, kind: str = TargetKind.ACHIEVEMENT.value, limit: int = MOST_SHOWN) -> Any:
    """Template global: what the page of an achievement or expert shows."""
    if kind == TargetKind.EXPERT.value:
        return queries.suggestions_for_expert(current_actor(), subject, limit)
    return queries.suggestions_for_achievement(current_actor(), subject, limit)


@blueprint.app_context_processor
def _template_functions() -> dict[str, Any]:
    return {"suggested_offers": suggested_offers, "suggested_needs": suggested_needs}


@blueprint.get("/needs/<string:public_id>/<string:kind>")
@public
def offers(public_id: str, kind: str) -> Any:
    """The suggestions of a need: a part for htmx, a page of its own otherwise."""
    if kind not in {member.value for member in TargetKind}:
        raise NotFound
    subject = queries.load_subject(current_actor(), NEED, public_id)
    found = suggested_offers(subject, kind)
    template = "matching/_suggestions.html" if is_htmx() else "matching/offers.html"
    return render_template(template, subject=subject, found=found, kind=kind, back=_address(NEED, subject))


@blueprint.get("/offers/<string:kind>/<string:public_id>")
@public
def needs(kind: str, public_id: str) -> Any:
    """The needs an achievement or expert answers: a part for htmx, a page of its own otherwise."""
    if kind not in {member.value for member in TargetKind}:
        raise NotFound
    subject = queries.load_subject(current_actor(), kind, public_id)
    found = suggested_needs(subject, kind)
    template = "matching/_needs.html" if is_htmx() else "matching/needs.html"
    return render_template(template, subject=subject, found=found, kind=kind, back=_address(kind, subject))


def _address(kind: str, subject: Any) -> str:
    return get_document(kind).url(subject)


@blueprint.get("/how")
@public
def how() -> str:
    """What the score means and how it is made."""
    return render_template("matching/how.html", weights=current_weights(), labels=PART_LABELS)


def load_match(actor: Actor, match_id: int) -> Match:
    return queries.load_match(actor, match_id)


@blueprint.get("/<int:match_id>")
@public
def pair(match_id: int) -> str:
    """Why these two: the lines of the score, and both texts with what they share."""
    actor = current_actor()
    view = pair_view(actor, queries.load_match(actor, match_id))
    return render_template("matching/pair.html", pair=view, names=LINE_LABELS)


@blueprint.get("/<int:match_id>/feedback")
@requires(MatchPermission.GIVE_FEEDBACK, load_match)
def feedback_form(match: Match) -> str:
    """The page on which a reader says what is wrong with a suggestion."""
    return render_template("matching/feedback.html", form=GiveFeedbackForm(), match=match, back=_back())


@blueprint.post("/<int:match_id>/feedback")
@requires(MatchPermission.GIVE_FEEDBACK, load_match)
def give_feedback(match: Match) -> Any:
    """Record a judgement."""
    form = GiveFeedbackForm()
    if not form.validate_on_submit():
        return render_template("matching/feedback.html", form=form, match=match, back=_back()), 422
    number, actor = match.id, current_actor()
    with transaction():
        services.give_feedback(
            actor,
            queries.load_match(actor, number),
            grade=int(form.grade.data) if form.grade.data else None,
            is_reason_wrong=bool(form.is_reason_wrong.data),
            note=form.note.data or "",
        )
    flash_ok(_("已记录你的意见，会用来改进匹配。"))
    return see_other(_back())


def _back() -> str:
    return safe_next(request.values.get("next"), url_for("home.index"))
