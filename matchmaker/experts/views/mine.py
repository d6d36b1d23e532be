"""For the expert: the own profile, its state, and the requests received."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.experts import queries, services
from matchmaker.experts.forms import AvailabilityForm, ExpertForm
from matchmaker.experts.models import Expert
from matchmaker.experts.policy import ExpertPermission
from matchmaker.experts.views.blueprint import blueprint, load_expert
from matchmaker.experts.workflow import missing_fields
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, login_only, requires


@blueprint.get("/mine")
@login_only
def mine() -> str:
    return mine_page(queries.own(current_actor()))


def mine_page(expert: Expert | None, refused: dict[str, Any] | None = None) -> str:
    """The own profile as its owner sees it; ``refused`` is why it could not be submitted."""
    return render_template(
        "experts/mine.html",
        expert=expert,
        missing=refused if refused is not None else missing_fields(expert) if expert else {},
        requests=queries.requests_to(expert, page_number(request.args.get("page"))) if expert else None,
        availability=AvailabilityForm(formdata=None, obj=expert) if expert else None,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(ExpertPermission.CREATE)
def new() -> Any:
    """A profile of one's own; sent twice, it makes one."""
    actor = current_actor()
    known = queries.own(actor)
    if known is not None:
        return see_other(url_for(".mine"))
    form = ExpertForm.of(None)
    if form.validate_on_submit():
        try:
            with transaction():
                services.create_expert(actor, form.values())
            flash_ok(_("草稿已保存。填好后提交审核，通过后公开。"))
            return see_other(url_for(".mine"))
        except GuardFailed as failure:
            form.accept_errors(failure)
    if request.method == "GET":
        form.name.data = actor.name
    return render_template("experts/form.html", expert=None, form=form), 422 if form.is_submitted() else 200


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(ExpertPermission.EDIT, load_expert)
def edit(expert: Expert) -> Any:
    form, status = ExpertForm.of(expert), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    services.save_expert(current_actor(), expert, form.values(), _version(form))
                flash_ok(_("草稿已保存。"))
                return see_other(url_for(".mine"))
            except GuardFailed as failure:
                form.accept_errors(failure)
            except Conflict:
                status = 409
                form.form_errors.append(
                    _("这份资料刚在别处保存过。下面是你填写的内容，再次保存会覆盖那一份。")
                )
    form.version.raw_data = None
    form.version.data = str(expert.version)
    return render_template("experts/form.html", expert=expert, form=form), status


def _version(form: ExpertForm) -> int | None:
    text = (form.version.raw_data or [""])[0]  # without one in the request the field holds the object's own
    return int(text) if text.isdecimal() and len(text) < 10 else None


@blueprint.post("/<public_id>/submit")
@requires(ExpertPermission.SUBMIT, load_expert)
def submit(expert: Expert) -> Any:
    try:
        with transaction():
            services.submit_expert(current_actor(), expert)
    except GuardFailed as failure:
        return mine_page(expert, failure.errors), 422
    flash_ok(_("已提交。分中心审核后会通知你，一般需要 3 个工作日。"))
    return see_other(url_for(".mine"))


def _step(expert: Expert, service: Callable[[Actor, Expert], None], done: str) -> Any:
    with transaction():
        service(current_actor(), expert)
    flash_ok(done)
    return see_other(url_for(".mine"))


@blueprint.post("/<public_id>/hide")
@requires(ExpertPermission.HIDE, load_expert)
def hide(expert: Expert) -> Any:
    return _step(expert, services.hide_expert, _("资料已隐藏，专家名录中不再显示。"))


@blueprint.post("/<public_id>/show")
@requires(ExpertPermission.HIDE, load_expert)
def show(expert: Expert) -> Any:
    return _step(expert, services.show_expert, _("资料已重新公开。"))


@blueprint.post("/<public_id>/revise")
@requires(ExpertPermission.REVISE, load_expert)
def revise(expert: Expert) -> Any:
    with transaction():
        services.revise_expert(current_actor(), expert)
    flash_ok(_("已转为草稿。修改后重新提交，审核通过后再公开。"))
    return see_other(url_for(".edit", public_id=expert.public_id))


@blueprint.post("/<public_id>/availability")
@requires(ExpertPermission.HIDE, load_expert)
def availability(expert: Expert) -> Any:
    form = AvailabilityForm()
    if form.validate_on_submit():
        with transaction():
            services.set_availability(current_actor(), expert, form.availability.data)
        flash_ok(_("可预约状态已更新。"))
        return see_other(url_for(".mine"))
    return mine_page(expert), 422


@blueprint.post("/<public_id>/requests/<int:number>/seen")
@requires(ExpertPermission.HIDE, load_expert)
def seen(expert: Expert) -> Any:
    found = queries.request_of(expert, (request.view_args or {})["number"])
    with transaction():
        services.mark_seen(current_actor(), expert, found)
    return see_other(url_for(".mine") + "#requests")
