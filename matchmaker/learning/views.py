"""How good the matching is, for everybody; and for staff the sets of weights and the judgements behind them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.kernel.unit_of_work import transaction
from matchmaker.learning import comparing, judgements, queries, services
from matchmaker.learning.models import WeightSet
from matchmaker.learning.policy import WeightSetPermission
from matchmaker.learning.training import GROUPS
from matchmaker.learning.workflow import WORKFLOW
from matchmaker.matching.weights import current_weights
from matchmaker.web.forms import BaseForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, public, requires

blueprint = Blueprint("learning", __name__, url_prefix="/quality")
BUTTONS = ("use", "discard", "retire")


class EmptyForm(BaseForm):
    """Only the token against forged requests."""


@blueprint.get("/")
@public
def quality() -> str:
    """nDCG of each release on the fixed set, and how many judged suggestions were worth a talk."""
    return render_template(
        "learning/quality.html",
        releases=queries.release_figures(),
        months=queries.acceptance(),
        weights=current_weights(),
    )


@blueprint.get("/weights")
@requires(WeightSetPermission.READ)
def weights() -> str:
    """All sets of weights, and what there is to learn from."""
    page = queries.weight_sets(request.args.get("page", 1, type=int))
    sources = queries.by_source()
    return render_template(
        "learning/weights.html",
        page=page,
        rows=[(source.label, count) for source, count in sources.items() if count],
        current=current_weights(),
        form=EmptyForm(),
    )


@blueprint.post("/weights")
@requires(WeightSetPermission.TRAIN)
def train() -> Any:
    """Ask for a training; the worker does it."""
    with transaction():
        number = services.request_training(current_actor()).id
    flash_ok(_("已开始训练，通常不到一分钟。完成后在这里看比较结果。"))
    return see_other(url_for(".weight_set", number=number))


@blueprint.get("/weights/<int:number>")
@requires(WeightSetPermission.READ, queries.get)
def weight_set(subject: WeightSet) -> str:
    """Old beside new: the figures, and each weight."""
    rows = [
        (f"{group}.{name}", subject.before[group][name], subject.weights[group][name])
        for group, (names, *_rest) in GROUPS.items()
        for name in names
        if subject.before
    ]
    sets = (comparing.HELD_BACK, comparing.FIXED, comparing.TRAINED_ON)
    actions = [one for one in WORKFLOW.available(subject, current_actor()) if one.action in BUTTONS]
    return render_template(
        "learning/weight_set.html", one=subject, rows=rows, sets=sets, actions=actions, form=EmptyForm()
    )


@blueprint.post("/weights/<int:number>/use")
@requires(WeightSetPermission.USE, queries.get)
def use(subject: WeightSet) -> Any:
    """Score with this set from now on."""
    actor, number = current_actor(), subject.id
    with transaction():
        services.use_weights(actor, queries.get(actor, number))
    flash_ok(_("已采用。全部推荐正在按新权重重算，期间页面照常可用。"))
    return see_other(url_for(".weight_set", number=number))


@blueprint.post("/weights/<int:number>/discard")
@blueprint.post("/weights/<int:number>/retire")
@requires(WeightSetPermission.USE, queries.get)
def retire(subject: WeightSet) -> Any:
    """Stop using this set, or give it up before it was used."""
    actor, number = current_actor(), subject.id
    with transaction():
        services.retire_weights(actor, queries.get(actor, number))
    flash_ok(_("已停用。"))
    return see_other(url_for(".weight_set", number=number))


@blueprint.get("/judgements.tsv")
@requires(WeightSetPermission.EXPORT)
def export() -> Response:
    """One line a pair, as `flask matching judgements export` writes it."""
    lines = "".join(f"{need}\t{offer}\t{grade}\n" for need, offer, grade in judgements.qrels())
    headers = {"Content-Disposition": "attachment; filename=judgements.tsv"}
    return Response(lines, mimetype="text/tab-separated-values", headers=headers)
