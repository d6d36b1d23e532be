"""The own account; registration and sign-in pages come from the library with our templates."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.accounts.actors import signed_in_user
from matchmaker.accounts.forms import DESCRIPTIONS, ProfileForm
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import login_only, public
from matchmaker.web.templating import register_global

blueprint = Blueprint("accounts", __name__)
register_global("role_descriptions", DESCRIPTIONS)


@blueprint.get("/register/sent")
@public
def registered() -> str:
    """Says that a mail is under way and what to do when it does not come."""
    return render_template("accounts/registered.html")


@blueprint.get("/account/")
@login_only
def account() -> str:
    return render_template(
        "accounts/detail.html", user=signed_in_user(), form=ProfileForm(obj=signed_in_user())
    )


@blueprint.post("/account/")
@login_only
def update_account() -> Response | tuple[str, int]:
    form, user = ProfileForm(), signed_in_user()
    if not form.validate_on_submit():
        return render_template("accounts/detail.html", user=user, form=form), 422
    with transaction():
        form.populate_obj(user)
    flash_ok(_("账号信息已保存。"))
    return see_other(url_for("accounts.account"))
