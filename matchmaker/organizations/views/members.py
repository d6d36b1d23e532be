"""For owners: who may act for the organization; for members: leaving it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.organizations import queries, services
from matchmaker.organizations.forms import MemberForm
from matchmaker.organizations.models import Membership, Organization
from matchmaker.organizations.policy import OrganizationPermission
from matchmaker.organizations.views.blueprint import blueprint, load_organization
from matchmaker.organizations.views.mine import own_page
from matchmaker.web.responses import flash_bad, flash_ok, see_other
from matchmaker.web.security import current_actor, forget_actor, requires

P = OrganizationPermission


@blueprint.post("/<public_id>/members")
@requires(P.MANAGE_MEMBERS, load_organization)
def add_member(organization: Organization) -> Any:
    form = MemberForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.add_member(current_actor(), organization, form.email.data or "")
            flash_ok(_("成员已添加，对方重新打开页面即可代表机构办事。"))
            return see_other(url_for(".mine"))
        except GuardFailed as failure:
            form.accept_errors(failure)
    return own_page(form), 422


@blueprint.post("/<public_id>/members/<int:number>/remove")
@requires(P.MANAGE_MEMBERS, load_organization)
def remove_member(organization: Organization) -> Any:
    return _change(organization, services.remove_member, _("成员已移除。"))


@blueprint.post("/<public_id>/members/<int:number>/promote")
@requires(P.MANAGE_MEMBERS, load_organization)
def make_owner(organization: Organization) -> Any:
    return _change(organization, services.make_owner, _("已设为管理员。"))


def _change(organization: Organization, service: Callable[[Actor, Membership], None], done: str) -> Any:
    number = int((request.view_args or {})["number"])
    try:
        with transaction():
            service(current_actor(), queries.membership_of(organization, number))
        flash_ok(done)
    except GuardFailed as failure:
        flash_bad(failure.message)
    forget_actor()
    return see_other(url_for(".mine"))


@blueprint.post("/<public_id>/leave")
@requires(P.LEAVE, load_organization)
def leave(organization: Organization) -> Any:
    try:
        with transaction():
            services.leave_organization(current_actor(), organization)
        flash_ok(_("你已退出机构。"))
    except GuardFailed as failure:
        flash_bad(failure.message)
    forget_actor()
    return see_other(url_for(".mine"))
