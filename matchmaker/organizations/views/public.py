"""For everybody: the page of an organization."""

from __future__ import annotations

from flask import render_template

from matchmaker.organizations.models import Organization
from matchmaker.organizations.policy import OrganizationPermission
from matchmaker.organizations.views.blueprint import blueprint, load_organization
from matchmaker.web.security import requires


@blueprint.get("/<public_id>")
@requires(OrganizationPermission.READ, load_organization, anonymous=True)
def detail(organization: Organization) -> str:
    return render_template("organizations/detail.html", organization=organization)
