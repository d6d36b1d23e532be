"""For everybody: the directory, one profile, and asking an expert through the platform."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.experts import queries, services
from matchmaker.experts.forms import ContactForm, ReturnForm
from matchmaker.experts.models import Expert
from matchmaker.experts.policy import POLICY, ExpertPermission
from matchmaker.experts.views.blueprint import blueprint, load_expert
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.search.queries import search_page
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, public, requires


@blueprint.get("/")
@public
def board() -> str:
    page = search_page(current_actor(), "expert", request.args)
    return render_template("experts/board.html", page=page, listed=queries.listed_count())


@blueprint.get("/<public_id>")
@requires(ExpertPermission.READ, load_expert, anonymous=True)
def detail(expert: Expert) -> str:
    return detail_page(expert)


def detail_page(
    expert: Expert, contact: ContactForm | None = None, return_form: ReturnForm | None = None
) -> str:
    """The page of one expert, with the forms this reader may use."""
    actor = current_actor()
    may_contact = POLICY.can(actor, ExpertPermission.CONTACT, expert)
    may_screen = POLICY.can(actor, ExpertPermission.SCREEN, expert)
    return render_template(
        "experts/detail.html",
        expert=expert,
        is_own=actor.user_id is not None and actor.user_id == expert.user_id,
        contact=contact or (ContactForm(formdata=None) if may_contact else None),
        return_form=return_form or (ReturnForm(formdata=None) if may_screen else None),
    )


@blueprint.get("/<public_id>/print")
@requires(ExpertPermission.READ, load_expert, anonymous=True)
def print_form(expert: Expert) -> str:
    return render_template("experts/print.html", expert=expert)


@blueprint.post("/<public_id>/contact")
@requires(ExpertPermission.CONTACT, load_expert)
def contact(expert: Expert) -> Any:
    """Leave a message; the expert's own address is never shown."""
    form = ContactForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.request_contact(
                    current_actor(),
                    expert,
                    form.subject.data or "",
                    form.message.data or "",
                    form.reply_to.data or "",
                )
            flash_ok(_("已转达。专家和分中心会看到你的留言和联系方式。"))
            return see_other(url_for(".detail", public_id=expert.public_id))
        except GuardFailed as failure:
            form.accept_errors(failure)
    return detail_page(expert, contact=form), 422
