"""The table of synonyms, edited by staff; search uses a change at once."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed, NotFound
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.search import services, upkeep
from matchmaker.search.forms import SynonymGroupForm
from matchmaker.search.models import SynonymGroup
from matchmaker.search.normalization import normalise
from matchmaker.search.policy import SynonymPermission
from matchmaker.search.views import blueprint
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires


def load_group(_actor: Actor, group_id: int) -> SynonymGroup:
    """The group, or `NotFound`."""
    group = db.session.get(SynonymGroup, group_id)
    if group is None:
        raise NotFound
    return group


@blueprint.get("/synonyms")
@requires(SynonymPermission.EDIT)
def synonyms() -> str:
    """All groups, or those with a name that contains the words looked for; and the state of the index."""
    wanted = normalise(request.args.get("q", ""))[:60]
    groups = db.session.scalars(select(SynonymGroup).order_by(SynonymGroup.id)).all()
    shown = [group for group in groups if any(wanted in normalise(term) for term in group.terms)]
    return render_template(
        "search/synonyms.html", groups=shown, total=len(groups), wanted=wanted, index=upkeep.status()
    )


@blueprint.route("/synonyms/new", methods=["GET", "POST"])
@requires(SynonymPermission.EDIT)
def new_group() -> Any:
    """Add a group."""
    form = SynonymGroupForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.add_group(current_actor(), form.names)
        except GuardFailed as failure:
            form.accept_errors(failure)
        else:
            flash_ok(_("已添加。检索现在就会用到它。"))
            return see_other(url_for("search.synonyms"))
    return _form(form, None)


@blueprint.route("/synonyms/<int:group_id>", methods=["GET", "POST"])
@requires(SynonymPermission.EDIT, load_group)
def edit_group(group: SynonymGroup) -> Any:
    """Change a group."""
    group_id, names = group.id, list(group.terms)
    form = SynonymGroupForm(terms="\n".join(names))
    if form.validate_on_submit():
        try:
            with transaction():
                services.change_group(current_actor(), load_group(current_actor(), group_id), form.names)
        except GuardFailed as failure:
            form.accept_errors(failure)
        else:
            flash_ok(_("已修改。检索现在就会用到它。"))
            return see_other(url_for("search.synonyms"))
    return _form(form, group_id)


@blueprint.post("/synonyms/<int:group_id>/delete")
@requires(SynonymPermission.EDIT, load_group)
def delete_group(group: SynonymGroup) -> Any:
    """Delete a group."""
    group_id = group.id
    with transaction():
        services.delete_group(current_actor(), load_group(current_actor(), group_id))
    flash_ok(_("已删除这一组。"))
    return see_other(url_for("search.synonyms"))


def _form(form: SynonymGroupForm, group_id: int | None) -> Any:
    count = db.session.scalar(select(func.count()).select_from(SynonymGroup))
    page = render_template("search/synonym_form.html", form=form, group_id=group_id, count=count)
    return page, 422 if form.is_submitted() else 200
