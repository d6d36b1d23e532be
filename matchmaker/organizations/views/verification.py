"""For members: the papers, and handing them in."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.unit_of_work import after_commit, transaction
from matchmaker.organizations import queries, services
from matchmaker.organizations.forms import VerificationForm
from matchmaker.organizations.models import Organization
from matchmaker.organizations.policy import OrganizationPermission
from matchmaker.organizations.services.verification import COLLECTING
from matchmaker.organizations.views.blueprint import blueprint, load_organization
from matchmaker.organizations.vocabulary import EvidenceKind
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires
from matchmaker.web.uploads import EVIDENCE, remove_stored, save_upload, send_stored

P = OrganizationPermission


@blueprint.get("/<public_id>/verification")
@requires(P.SUBMIT, load_organization)
def verification(organization: Organization) -> Any:
    if organization.status not in COLLECTING:
        return see_other(url_for(".mine"))
    return _papers_page(organization, VerificationForm(organization))


@blueprint.post("/<public_id>/submit")
@requires(P.SUBMIT, load_organization)
def submit(organization: Organization) -> Any:
    """Keep the files that are right, whatever else is wrong; hand in when nothing is missing."""
    form = VerificationForm(organization)
    is_filled = form.validate_on_submit()
    are_kept = [_keep(organization, form, kind) for kind in EvidenceKind]
    if is_filled and all(are_kept):
        try:
            with transaction():
                services.submit_organization(current_actor(), organization)
            flash_ok(_("已提交核验，分中心在 1 个工作日内审核。"))
            return see_other(url_for(".mine"))
        except GuardFailed as failure:
            form.accept_errors(failure)
    return _papers_page(organization, form), 422


def _keep(organization: Organization, form: VerificationForm, kind: EvidenceKind) -> bool:
    """Store one uploaded paper; False when it is refused, with the reason beside its field."""
    upload, saved = form[kind.value].data, None
    if not upload:
        return True
    try:
        saved = save_upload(upload, kind.value, EVIDENCE)
        with transaction():
            services.add_evidence(current_actor(), organization, kind, saved.as_columns())
        return True
    except GuardFailed as failure:
        if saved is not None:
            remove_stored(saved.storage_key)
        form.accept_errors(failure)
        return False


def _papers_page(organization: Organization, form: VerificationForm) -> str:
    return render_template("organizations/verification.html", organization=organization, form=form)


@blueprint.post("/<public_id>/evidence/<int:number>/remove")
@requires(P.SUBMIT, load_organization)
def remove_evidence(organization: Organization) -> Any:
    with transaction():
        key = services.remove_evidence(current_actor(), queries.evidence_of(organization, _number()))
        after_commit(lambda: remove_stored(key))
    flash_ok(_("材料已移除。"))
    return see_other(url_for(".verification", public_id=organization.public_id))


@blueprint.get("/<public_id>/evidence/<int:number>")
@requires(P.READ_PRIVATE, load_organization)
def evidence(organization: Organization) -> Any:
    return send_stored(queries.evidence_of(organization, _number()), inline=True)


@blueprint.get("/<public_id>/authorization-letter")
@requires(P.SUBMIT, load_organization)
def authorization_letter(organization: Organization) -> str:
    """The letter to print, stamp and scan."""
    return render_template("organizations/letter.html", organization=organization)


def _number() -> int:
    return int((request.view_args or {})["number"])
