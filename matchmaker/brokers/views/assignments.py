"""For staff: what nobody follows, how much each broker has in hand, and the rules."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.brokers import assignment_queries, services
from matchmaker.brokers.assignment_forms import AssignForm, ReassignForm, RuleForm, chosen
from matchmaker.brokers.assignment_policy import AssignmentPermission
from matchmaker.brokers.items import running
from matchmaker.brokers.views.blueprint import blueprint
from matchmaker.brokers.vocabulary import ItemKind
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.actions import take_step
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires

P = AssignmentPermission


@blueprint.get("/assignments")
@requires(P.ASSIGN)
def assignments() -> str:
    return assignments_page()


def assignments_page(assign: AssignForm | None = None, reassign: ReassignForm | None = None) -> str:
    """Unassigned items first; a refused form comes back with what was typed."""
    kind = ItemKind.ACHIEVEMENT if request.args.get("kind") == "achievement" else ItemKind.CHALLENGE
    who = request.args.get("broker", "")
    return render_template(
        "brokers/assignments.html",
        kind=kind,
        counts=assignment_queries.unassigned_counts(),
        unassigned=assignment_queries.unassigned(kind),
        loads=assignment_queries.loads(),
        followed=assignment_queries.followed(
            int(who) if who.isdecimal() and len(who) < 10 else None, page_number(request.args.get("page"))
        ),
        who=who,
        assign=assign or AssignForm(formdata=None),
        reassign=reassign or ReassignForm(formdata=None),
    )


@blueprint.post("/assignments/<any(challenge, achievement):kind>/<int:number>/assign")
@requires(P.ASSIGN)
def assign(kind: str, number: int) -> Any:
    form = AssignForm()
    return take_step(
        form,
        lambda: services.assign_item(current_actor(), running(ItemKind(kind), number), chosen(form.broker)),
        _("已指派，经纪人会收到通知。"),
        url_for(".assignments", kind=kind),
        lambda: assignments_page(assign=form),
    )


@blueprint.post("/assignments/reassign")
@requires(P.ASSIGN)
def reassign() -> Any:
    """All the chosen items at once, or none."""
    form = ReassignForm()
    numbers = [
        int(text) for text in request.form.getlist("assignment") if text.isdecimal() and len(text) < 10
    ]
    return take_step(
        form,
        lambda: _reassign(current_actor(), numbers, form),
        _("已改派 %(n)s 个事项。", n=len(numbers)),
        url_for(".assignments"),
        lambda: assignments_page(reassign=form),
    )


def _reassign(actor: Actor, numbers: list[int], form: ReassignForm) -> None:
    if not numbers:
        raise GuardFailed(_("请先勾选要改派的事项。"))
    for number in dict.fromkeys(numbers):
        assignment = assignment_queries.get(actor, number)
        services.reassign_item(actor, assignment, chosen(form.broker), form.note.data or "")


@blueprint.route("/rules", methods=["GET", "POST"])
@requires(P.ASSIGN)
def rules() -> Any:
    form = RuleForm()

    def page() -> str:
        return render_template("brokers/rules.html", rules=assignment_queries.rules(), form=form)

    if not form.is_submitted():
        return page()
    return take_step(
        form,
        lambda: services.add_rule(
            current_actor(), chosen(form.broker), form.item_kind.data or "", form.domain_code.data or "",
            form.region_code.data or "", form.priority.data or 1,
        ),
        _("规则已保存，还没有经纪人的事项一分钟内按它分派。"),
        url_for(".rules"),
        page,
    )  # fmt: skip


@blueprint.post("/rules/<int:number>/remove")
@requires(P.ASSIGN)
def remove_rule(number: int) -> Any:
    with transaction():
        services.remove_rule(current_actor(), number)
    flash_ok(_("规则已移除，已分派的事项不变。"))
    return see_other(url_for(".rules"))
