"""For members: the own organization, its data."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.organizations import credit_code as codes
from matchmaker.organizations import queries, services
from matchmaker.organizations.forms import MemberForm, OrganizationForm
from matchmaker.organizations.models import Organization
from matchmaker.organizations.policy import OrganizationPermission
from matchmaker.organizations.services.registration import ONE_EACH, TAKEN
from matchmaker.organizations.services.verification import COLLECTING
from matchmaker.organizations.views.blueprint import blueprint, load_organization
from matchmaker.organizations.vocabulary import OrganizationKind
from matchmaker.web.responses import flash_bad, flash_ok, see_other
from matchmaker.web.security import current_actor, forget_actor, login_only, requires

LIKELY_KIND = {
    Role.ENTERPRISE_MEMBER: OrganizationKind.ENTERPRISE,
    Role.RESEARCHER: OrganizationKind.UNIVERSITY,
    Role.BROKER: OrganizationKind.AGENCY,
    Role.AGENCY_MEMBER: OrganizationKind.AGENCY,
}


@blueprint.get("/welcome")
@login_only
def welcome() -> Any:
    """Where a sign-in leads: to the own organization as long as there is none, else to the front page."""
    actor = current_actor()
    settled = actor.is_staff or actor.organization_id is not None
    return see_other(url_for("home.index" if settled else ".mine"))


@blueprint.get("/mine")
@login_only
def mine() -> str:
    return own_page(MemberForm())


def own_page(member_form: MemberForm) -> str:
    """The own organization, or how to come by one."""
    organization = queries.own(current_actor())
    if organization is None:
        return render_template("organizations/start.html")
    return render_template("organizations/mine.html", organization=organization, member_form=member_form)


@blueprint.route("/new", methods=["GET", "POST"])
@login_only
def new() -> Any:
    actor = current_actor()
    if actor.organization_id is not None:
        flash_bad(ONE_EACH)
        return see_other(url_for(".mine"))
    form = OrganizationForm(data={"kind": _likely_kind(actor)})
    if form.validate_on_submit():
        try:
            with transaction():
                public_id = services.create_organization(actor, form.values()).public_id
            forget_actor()
            flash_ok(_("机构信息已保存。再上传材料，就可以提交核验。"))
            return see_other(url_for(".verification", public_id=public_id))
        except GuardFailed as failure:
            form.accept_errors(failure)
    return _form_page(form, None), 422 if form.is_submitted() else 200


def _likely_kind(actor: Actor) -> OrganizationKind | None:
    return next((kind for role, kind in LIKELY_KIND.items() if actor.has_role(role)), None)


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(OrganizationPermission.EDIT, load_organization)
def edit(organization: Organization) -> Any:
    form = OrganizationForm(organization=organization)
    if form.validate_on_submit():
        was_checked = organization.is_verified
        try:
            with transaction():
                services.update_organization(current_actor(), organization, form.values(), form.seen_version)
            _tell_saved(organization, was_checked)
            if organization.status in COLLECTING:
                return see_other(url_for(".verification", public_id=organization.public_id))
            return see_other(url_for(".mine"))
        except GuardFailed as failure:
            form.accept_errors(failure)
    return _form_page(form, organization), 422 if form.is_submitted() else 200


def _tell_saved(organization: Organization, was_checked: bool) -> None:
    if was_checked and not organization.is_verified:
        flash_bad(_("名称、类型或代码已修改，原核验失效。请上传新的材料重新提交。"))
    else:
        flash_ok(_("机构信息已保存。"))


def _form_page(form: OrganizationForm, organization: Organization | None) -> str:
    return render_template("organizations/form.html", form=form, organization=organization)


@blueprint.get("/credit-code")
@login_only
def credit_code() -> str:
    """What is wrong with a code, while it is typed; a part of the form."""
    code = codes.tidy(request.args.get("credit_code", "")[:80])
    wrong = codes.complaint(code) if code else None
    if code and not wrong and queries.is_taken(code, current_actor().organization_id):
        wrong = str(TAKEN)
    return render_template("organizations/_credit_code.html", code=code, wrong=wrong)
