"""For the staff: organizations that wait for verification, and the judgement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.organizations import queries, services
from matchmaker.organizations.forms import DESK_TABS
from matchmaker.organizations.models import Organization
from matchmaker.organizations.policy import OrganizationPermission
from matchmaker.organizations.views.blueprint import blueprint, load_organization
from matchmaker.organizations.workflow import WORKFLOW
from matchmaker.web.forms import NoteForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires

P = OrganizationPermission


@blueprint.get("/desk")
@requires(P.VERIFY)
def desk() -> str:
    actor, wanted = current_actor(), request.args.get("status", "")
    status = next((s for s in DESK_TABS if s.value == wanted), DESK_TABS[0])
    words = request.args.get("q", "").strip()[:60]
    page = queries.on_desk(actor, status, words, page_number(request.args.get("page")))
    counts = queries.counts_by_status(actor)
    tabs = [(tab, counts.get(tab, 0)) for tab in DESK_TABS]
    return render_template("organizations/desk.html", page=page, status=status, tabs=tabs, words=words)


@blueprint.post("/<public_id>/verify")
@requires(P.VERIFY, load_organization)
def verify(organization: Organization) -> Any:
    return _judge(organization, "verify", services.verify_organization, _("已通过核验。"))


@blueprint.post("/<public_id>/refuse")
@requires(P.VERIFY, load_organization)
def refuse(organization: Organization) -> Any:
    return _judge(organization, "refuse", services.refuse_organization, _("已退回，原因已告知机构。"))


def _judge(organization: Organization, action: str, service: Callable[..., None], done: str) -> Any:
    """Take the step; without the reason it needs, ask again and keep what was typed."""
    form = NoteForm()
    if form.validate_on_submit():
        seen = form.version.data or ""
        try:
            with transaction():
                service(
                    current_actor(),
                    organization,
                    form.note.data or "",
                    int(seen) if seen.isdecimal() else None,
                )
            flash_ok(done)
            return see_other(url_for(".desk"))
        except GuardFailed as failure:
            form.accept_errors(failure)
    page = render_template(
        "organizations/action.html", organization=organization, transition=WORKFLOW[action], form=form
    )
    return page, 422
