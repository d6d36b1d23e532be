"""For staff: the register of breaches of trust of one organization."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.kernel import clock
from matchmaker.organizations import queries, services
from matchmaker.organizations.forms import BanForm, LiftForm
from matchmaker.organizations.models import Organization
from matchmaker.organizations.policy import OrganizationPermission
from matchmaker.organizations.views.blueprint import blueprint, load_organization
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm
from matchmaker.web.security import current_actor, requires

P = OrganizationPermission


@blueprint.context_processor
def _bans() -> dict[str, Any]:
    return {"bans_of": queries.bans_of}


def load_with_ban(actor: Any, public_id: str, number: int) -> Organization:
    """The organization, when this entry is one of its own."""
    organization = queries.get(actor, public_id)
    queries.ban_of(organization, number)
    return organization


@blueprint.get("/<public_id>/bans")
@requires(P.BAN, load_organization)
def bans(organization: Organization) -> str:
    return _page(organization)


def _page(organization: Organization, form: BaseForm | None = None) -> str:
    entries = [(ban, ban.is_in_force(clock.today())) for ban in queries.bans_of(organization)]
    ban_form = form if isinstance(form, BanForm) else BanForm(formdata=None)
    return render_template(
        "organizations/bans.html", organization=organization, entries=entries, form=form, ban_form=ban_form
    )


def _act(organization: Organization, form: BaseForm, run: Callable[[], object], done: str) -> Any:
    target = url_for(".bans", public_id=organization.public_id)
    return take_step(form, run, done, target, lambda: _page(organization, form))


@blueprint.post("/<public_id>/bans")
@requires(P.BAN, load_organization)
def ban(organization: Organization) -> Any:
    form = BanForm()
    return _act(
        organization,
        form,
        lambda: services.ban_organization(
            current_actor(), organization, form.years.data or 0, form.reason.data or ""
        ),
        _("已登记失信，并通知机构。"),
    )


@blueprint.post("/<public_id>/bans/<int:number>/lift")
@requires(P.BAN, load_with_ban)
def lift(organization: Organization) -> Any:
    form = LiftForm()
    entry = queries.ban_of(organization, int((request.view_args or {})["number"]))
    return _act(
        organization,
        form,
        lambda: services.lift_ban(current_actor(), entry, form.reason.data or ""),
        _("已解除，并通知机构。"),
    )
