"""For everybody: the board, one challenge, its print view, its files, the export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.challenges import queries
from matchmaker.challenges.board import board as find_board
from matchmaker.challenges.board import export
from matchmaker.challenges.fields import day_of
from matchmaker.challenges.layers import VisibleChallenge, visible
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.policy import ChallengePermission
from matchmaker.challenges.questions import ask_until
from matchmaker.challenges.services import note_download
from matchmaker.challenges.stages import stages_of
from matchmaker.challenges.views.blueprint import blueprint, load_challenge, load_with_file
from matchmaker.kernel import clock
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.money import format_wan
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.taxonomy.terms import term_label
from matchmaker.web.calendar_files import Entry, calendar_response
from matchmaker.web.responses import csv_response, flash_bad, see_other
from matchmaker.web.security import current_actor, public, requires
from matchmaker.web.uploads import send_stored


@blueprint.get("/")
@public
def board() -> str:
    """The public list with search, filters and order in its address."""
    found = find_board(current_actor(), request.args)
    return render_template(
        "challenges/board.html", board=found, page=found.page, totals=queries.board_totals()
    )


@blueprint.get("/board.csv")
@public
def board_csv() -> Response:
    """What the board's address finds, as far as this reader may see it."""
    actor = current_actor()
    header = [_("编号"), _("名称"), _("阶段"), _("领域"), _("行业"), _("地区"), _("合作方式"), _("资金方式"),
              _("金额（万元）"), _("截止日"), _("完成时限"), _("发榜方"), _("公开摘要"), _("主要问题"), _("现状"),
              _("已试过的办法"), _("考核指标"), _("对揭榜方的要求"), _("发布日期"), _("网址")]  # fmt: skip
    rows: Iterator[list[Any]] = (_csv_row(challenge) for challenge in export(actor, request.args))
    return csv_response(_("技术需求-%(day)s", day=clock.today().isoformat()), header, rows)


def _csv_row(one: VisibleChallenge) -> list[Any]:
    figures = "；".join(f"{row.name} {row.display}" for row in one.indicators)
    modes = "、".join(term_label("cooperation_mode", code) for code in one.cooperation_modes)
    return [
        one.public_id, one.title, one.status.label, term_label("domain", one.domain_code),
        term_label("industry", one.industry_code), term_label("region", one.region_code), modes,
        one.funding_kind.label if one.funding_kind else "", format_wan(one.funding_amount).replace(",", ""),
        day_of(one.deadline_at), one.ends_on, one.sponsor_name, one.summary, one.problem, one.present_state,
        one.tried, figures, one.solver_conditions, day_of(one.published_at),
        url_for(".detail", public_id=one.public_id, _external=True),
    ]  # fmt: skip


@blueprint.get("/<public_id>")
@requires(ChallengePermission.READ, load_challenge, anonymous=True)
def detail(challenge: Challenge) -> str:
    """One challenge as this reader may see it, with the actions open to him."""
    return render_template("challenges/detail.html", **detail_context(challenge))


def detail_context(challenge: Challenge) -> dict[str, Any]:
    return {
        "row": challenge,
        "challenge": visible(challenge, current_actor()),
        "stages": stages_of(challenge),
        "permissions": ChallengePermission,
        "asked": queries.question_counts(current_actor(), challenge),
    }


@blueprint.get("/<public_id>/dates.ics")
@requires(ChallengePermission.READ, load_challenge, anonymous=True)
def dates(challenge: Challenge) -> Response:
    """Deadline and end of questions, for the reader's calendar."""
    page = url_for(".detail", public_id=challenge.public_id, _external=True)
    moments = {
        "questions": (_("提问截止：%(title)s", title=challenge.title), ask_until(challenge)),
        "deadline": (_("揭榜截止：%(title)s", title=challenge.title), challenge.deadline_at),
    }
    entries = [
        Entry(f"{challenge.public_id}-{name}", moment, words, page)
        for name, (words, moment) in moments.items()
        if moment is not None
    ]
    return calendar_response(challenge.public_id, entries)


@blueprint.get("/<public_id>/print")
@requires(ChallengePermission.READ, load_challenge, anonymous=True)
def print_view(challenge: Challenge) -> str:
    """The form 技术需求征集表 for paper, with the reader's name and time where closed parts are on it."""
    actor = current_actor()
    return render_template(
        "challenges/print.html", row=challenge, challenge=visible(challenge, actor), printed_at=clock.now()
    )


@blueprint.get("/<public_id>/files/<int:attachment_id>")
@requires(ChallengePermission.READ, load_with_file, anonymous=True)
def attachment(challenge: Challenge) -> Any:
    """A public or registered file. Closed files leave a trace and are therefore fetched by POST."""
    file = queries.attachment_of(challenge, _attachment_id())
    if file.layer is Layer.NDA:
        flash_bad(_("保密附件每次下载都留痕，请在需求页点“下载”。"))
        return see_other(url_for(".detail", public_id=challenge.public_id))
    return send_stored(file)


@blueprint.post("/<public_id>/files/<int:attachment_id>/download")
@requires(ChallengePermission.READ, load_with_file)
def download(challenge: Challenge) -> Any:
    """A file of any layer the reader may read, with an entry in the trail."""
    number = _attachment_id()
    with transaction():
        note_download(current_actor(), challenge, number)
    return send_stored(queries.attachment_of(challenge, number))


def _attachment_id() -> int:
    return int((request.view_args or {})["attachment_id"])
