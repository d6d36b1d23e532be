"""The blueprint, the loaders of its guards, and what its templates may call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from matchmaker.challenges import agenda, queries
from matchmaker.challenges.entry import entry_problems
from matchmaker.challenges.layers import LAYERED, VisibleChallenge, visible
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.policy import is_draft, is_sponsor
from matchmaker.challenges.steps import BY_SLUG
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, IllegalTransition, NotFound
from matchmaker.taxonomy.terms import term_label
from matchmaker.web.security import current_actor
from matchmaker.web.templating import register_global

blueprint = Blueprint("challenges", __name__, url_prefix="/challenges")


def visible_challenge(challenge: Challenge) -> VisibleChallenge:
    """Template global: the challenge as the reader of this page may see it."""
    return visible(challenge, current_actor())


def term_labels(scheme: str, codes: Iterable[str]) -> str:
    """Template global: 合作开发、委托开发."""
    return "、".join(term_label(scheme, code) for code in codes)


register_global("visible_challenge", visible_challenge)
register_global("term_labels", term_labels)


@blueprint.context_processor
def _template_functions() -> dict[str, Any]:
    return {"is_stale": agenda.is_stale, "is_expiring": agenda.is_expiring, "next_step": agenda.next_step,
            "days_waiting": agenda.days_waiting, "layered": LAYERED, "entry_problems": entry_problems}  # fmt: skip


def load_challenge(actor: Actor, public_id: str) -> Challenge:
    return queries.get(actor, public_id)


def load_draft(actor: Actor, public_id: str, step: str = "problem") -> Challenge:
    """For the form. A sponsor who comes back to what is handed in meanwhile learns that, instead of a plain no."""
    if step not in BY_SLUG:
        raise NotFound
    challenge = queries.get(actor, public_id)
    if is_sponsor(actor, challenge) and not is_draft(actor, challenge) and not actor.is_staff:
        raise IllegalTransition(_("这份需求已经提交，现在不能修改。要改内容，请联系分中心退回，或先撤榜。"))
    return challenge


def load_with_file(actor: Actor, public_id: str, attachment_id: int) -> Challenge:
    """The challenge, when the actor may read this file of it."""
    challenge = queries.get(actor, public_id)
    attachment = queries.attachment_of(challenge, attachment_id)
    if not visible(challenge, actor).reads(attachment.layer):
        raise NotFound
    return challenge


def check_version(challenge: Challenge, text: str | None) -> None:
    """Raise `Conflict` when the page was made from another version; a page without one is not asked."""
    if text and text != str(challenge.version):
        raise Conflict
