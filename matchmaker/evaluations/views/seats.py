"""For the expert: invitations to panels, the declaration, and the sheets that wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from matchmaker.bids import queries as bids
from matchmaker.evaluations import queries, services
from matchmaker.evaluations.forms import AcceptForm
from matchmaker.evaluations.models import Panelist
from matchmaker.evaluations.policy import PanelistPermission
from matchmaker.evaluations.recusal import unit_names
from matchmaker.evaluations.views.blueprint import blueprint, load_seat
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm, NoteForm
from matchmaker.web.security import current_actor, login_only, requires


@blueprint.get("/mine")
@login_only
def mine() -> str:
    """Panels the acting expert was asked to join."""
    return render_template("evaluations/mine.html", seats=queries.seats_of(current_actor()))


@blueprint.get("/seats/<int:number>")
@requires(PanelistPermission.READ, load_seat)
def seat(panelist: Panelist) -> str:
    return _page(panelist)


def _page(panelist: Panelist, form: BaseForm | None = None) -> str:
    challenge = panelist.evaluation.challenge
    return render_template(
        "evaluations/seat.html",
        panelist=panelist,
        evaluation=panelist.evaluation,
        units=unit_names(challenge, bids.eligible(challenge)),
        sheets=queries.sheets_of(panelist),
        form=form,
        accept_form=form if isinstance(form, AcceptForm) else AcceptForm(formdata=None),
    )


def _act(panelist: Panelist, form: BaseForm, step: Callable[[], None], done: str, target: str = "") -> Any:
    to = target or url_for(".seat", number=panelist.id)
    return take_step(form, step, done, to, lambda: _page(panelist, form))


@blueprint.post("/seats/<int:number>/accept")
@requires(PanelistPermission.ANSWER, load_seat)
def accept(panelist: Panelist) -> Any:
    form = AcceptForm()
    return _act(
        panelist,
        form,
        lambda: services.accept_seat(current_actor(), panelist, declares_free=bool(form.declares_free.data)),
        _("已接受。开始打分时会通知你。"),
    )


@blueprint.post("/seats/<int:number>/decline")
@requires(PanelistPermission.ANSWER, load_seat)
def decline(panelist: Panelist) -> Any:
    form = NoteForm()
    return _act(
        panelist,
        form,
        lambda: services.decline_seat(current_actor(), panelist, form.note.data or ""),
        _("已谢绝，分中心会另请专家。"),
    )


@blueprint.post("/seats/<int:number>/recuse")
@requires(PanelistPermission.RECUSE, load_seat)
def recuse(panelist: Panelist) -> Any:
    form = NoteForm()
    return _act(
        panelist,
        form,
        lambda: services.recuse_panelist(current_actor(), panelist, form.note.data or ""),
        _("已回避，你打的分不再计入。"),
    )
