"""Objecting, and the sub-centre's decisions."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.awards import queries, services
from matchmaker.awards.forms import DecisionForm, ObjectionForm
from matchmaker.awards.models import Award, Objection
from matchmaker.awards.policy import AwardPermission, ObjectionPermission
from matchmaker.awards.views.blueprint import blueprint, load_award, load_objection
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.pagination import page_number
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm
from matchmaker.web.security import current_actor, requires


@blueprint.get("/objections")
@requires(AwardPermission.PUBLISH)
def objections() -> str:
    """For staff: the longest waiting first."""
    return render_template(
        "awards/objections.html", page=queries.waiting_objections(page_number(request.args.get("page")))
    )


@blueprint.get("/<public_id>/object")
@requires(AwardPermission.OBJECT, load_award)
def object_form(award: Award) -> str:
    return _form_page(award, ObjectionForm(formdata=None, name=current_actor().name))


def _form_page(award: Award, form: ObjectionForm) -> str:
    return render_template("awards/object.html", award=award, form=form)


@blueprint.post("/<public_id>/object")
@requires(AwardPermission.OBJECT, load_award)
def file_objection(award: Award) -> Any:
    form = ObjectionForm()
    return take_step(
        form,
        lambda: services.file_objection(current_actor(), award, form.values()),
        _("异议已收到，处理期间公示中止；处理意见会发到你的邮箱。"),
        url_for(".detail", public_id=award.public_id),
        lambda: _form_page(award, form),
    )


@blueprint.get("/objections/<public_id>")
@requires(ObjectionPermission.READ, load_objection)
def objection(objection: Objection) -> str:
    return _page(objection)


def _page(objection: Objection, form: BaseForm | None = None) -> str:
    shown = form if isinstance(form, DecisionForm) else DecisionForm(formdata=None)
    shown.renew_version(objection.version)
    return render_template("awards/objection.html", objection=objection, form=shown)


@blueprint.post("/objections/<public_id>/decide")
@requires(ObjectionPermission.DECIDE, load_objection)
def decide(objection: Objection) -> Any:
    form = DecisionForm()

    def run() -> None:
        if form.verdict.data not in ("uphold", "dismiss"):
            raise GuardFailed(errors={"verdict": _("请选择处理结果。")})
        if form.given_version() not in (None, objection.version):
            raise Conflict
        is_upheld = form.verdict.data == "uphold"
        services.decide_objection(
            current_actor(), objection, is_upheld=is_upheld, reply=form.reply.data or ""
        )

    target = url_for(".objection", public_id=objection.public_id)
    return take_step(form, run, _("已处理，异议人会收到答复。"), target, lambda: _page(objection, form))


@blueprint.post("/objections/<public_id>/take-back")
@requires(ObjectionPermission.TAKE_BACK, load_objection)
def take_back(objection: Objection) -> Any:
    target = url_for(".objection", public_id=objection.public_id)
    return take_step(
        BaseForm(),
        lambda: services.take_back_objection(current_actor(), objection),
        _("异议已撤回。"),
        target,
        lambda: _page(objection),
    )
