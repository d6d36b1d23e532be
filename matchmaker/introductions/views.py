"""The desk of open pairs, a side's own introductions, and one pair with what each reader can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.introductions import queries, services
from matchmaker.introductions.forms import ContractForm, DeskNoteForm, ExitForm
from matchmaker.introductions.models import Introduction
from matchmaker.introductions.policy import POLICY, IntroductionPermission, party_of
from matchmaker.introductions.services import Contract
from matchmaker.introductions.vocabulary import IntroductionStatus, Party
from matchmaker.introductions.workflow import WORKFLOW
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.pagination import page_number, paginate
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching.models import Match
from matchmaker.matching.queries import load_match
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm
from matchmaker.web.responses import see_other
from matchmaker.web.security import current_actor, login_only, requires

blueprint = Blueprint("introductions", __name__)
P = IntroductionPermission


def load_introduction(actor: Actor, number: int) -> Introduction:
    return queries.load_introduction(actor, number)


def load_pair(actor: Actor, match_id: int) -> Match:
    return load_match(actor, match_id)


@blueprint.get("/desk/pairs")
@requires(P.DESK)
def desk() -> str:
    """Pairs nobody has decided about, best first."""
    actor = current_actor()
    page = paginate(queries.open_pairs(actor), page_number(request.args.get("page")))
    rows = queries.desk_rows(actor, page.items)
    return render_template("introductions/desk.html", page=page, rows=rows, form=BaseForm())


@blueprint.post("/desk/pairs/<int:match_id>")
@requires(P.DESK, load_pair)
def begin(match: Match) -> Any:
    """Open a pair for deciding."""
    with transaction():
        number = services.begin(current_actor(), match.challenge_id, match.target_kind, match.target_id).id
    return see_other(url_for(".detail", number=number))


@blueprint.get("/introductions/")
@login_only
def mine() -> str:
    """What my side was asked about."""
    page = paginate(queries.introductions_of(current_actor()), page_number(request.args.get("page")))
    return render_template("introductions/mine.html", page=page, today=clock.today())


@blueprint.get("/introductions/<int:number>")
@requires(P.READ, load_introduction)
def detail(introduction: Introduction) -> str:
    return _page(introduction)


def _page(introduction: Introduction, form: BaseForm | None = None) -> str:
    actor = current_actor()
    party = party_of(actor, introduction)
    agreed = {Party.NEED: introduction.need_agreed_at, Party.OFFER: introduction.offer_agreed_at}
    reads_notes = POLICY.can(actor, P.READ_NOTES, introduction)
    knows = POLICY.can(actor, P.READ_CONTACTS, introduction)
    return render_template(
        "introductions/detail.html",
        introduction=introduction,
        form=form or BaseForm(),
        exit=form if isinstance(form, ExitForm) else ExitForm(formdata=None),
        contract=form if isinstance(form, ContractForm) else ContractForm(formdata=None),
        note=form if isinstance(form, DeskNoteForm) else DeskNoteForm(formdata=None),
        notes=queries.notes_of(actor, introduction) if reads_notes else None,
        may_answer=party is not None and introduction.status is IntroductionStatus.INTRODUCED,
        has_agreed=party is not None and agreed[party] is not None,
        actions=[one.action for one in WORKFLOW.available(introduction, actor)],
        may_undo=services.may_undo(actor, introduction),
        contacts=queries.contacts_of(actor, introduction) if knows else None,
    )


def _step(introduction: Introduction, run: Callable[[Actor, Introduction], object], done: Any) -> Any:
    form = ExitForm()
    return take_step(
        form,
        lambda: run(current_actor(), introduction),
        done,
        url_for(".detail", number=introduction.id),
        lambda: _page(introduction, form),
    )


@blueprint.post("/introductions/<int:number>/agree")
@requires(P.ANSWER, load_introduction)
def agree(introduction: Introduction) -> Any:
    return _step(introduction, services.agree, _("已同意。对方也同意后，双方看到彼此的联系方式。"))


@blueprint.post("/introductions/<int:number>/decline")
@requires(P.ANSWER, load_introduction)
def decline(introduction: Introduction) -> Any:
    return _leave(introduction, services.decline, _("已谢绝。"))


@blueprint.post("/introductions/<int:number>/dismiss")
@requires(P.CURATE, load_introduction)
def dismiss(introduction: Introduction) -> Any:
    return _leave(introduction, services.dismiss, _("已排除。"))


def _leave(introduction: Introduction, run: Callable[..., None], done: Any) -> Any:
    form = ExitForm()
    return take_step(
        form,
        lambda: run(current_actor(), introduction, form.chosen(), form.explanation.data or ""),
        done,
        url_for(".detail", number=introduction.id),
        lambda: _page(introduction, form),
    )


@blueprint.post("/introductions/<int:number>/shortlist")
@requires(P.CURATE, load_introduction)
def shortlist(introduction: Introduction) -> Any:
    return _step(introduction, services.shortlist, _("已甄选。"))


@blueprint.post("/introductions/<int:number>/introduce")
@requires(P.CURATE, load_introduction)
def introduce(introduction: Introduction) -> Any:
    return _step(introduction, services.introduce, _("已请双方答复。"))


@blueprint.post("/introductions/<int:number>/undo")
@requires(P.CURATE, load_introduction)
def undo(introduction: Introduction) -> Any:
    return _step(introduction, services.undo, _("已撤销。"))


@blueprint.post("/introductions/<int:number>/convert")
@requires(P.CURATE, load_introduction)
def convert(introduction: Introduction) -> Any:
    form = ContractForm()

    def run() -> None:
        signed = Contract(form.value.data, form.number.data or "", form.signed_on.data)
        services.convert(current_actor(), introduction, signed)

    target = url_for(".detail", number=introduction.id)
    return take_step(form, run, _("已登记签约。"), target, lambda: _page(introduction, form))


@blueprint.post("/introductions/<int:number>/notes")
@requires(P.READ_NOTES, load_introduction)
def write_note(introduction: Introduction) -> Any:
    form = DeskNoteForm()
    return take_step(
        form,
        lambda: services.write_note(current_actor(), introduction, form.text.data or ""),
        _("已记下。"),
        url_for(".detail", number=introduction.id),
        lambda: _page(introduction, form),
    )
