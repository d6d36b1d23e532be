"""For everybody: the public notices."""

from __future__ import annotations

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.awards import queries
from matchmaker.awards.models import Award
from matchmaker.awards.policy import AwardPermission
from matchmaker.awards.views.blueprint import blueprint, load_award
from matchmaker.awards.views.choosing import notice_page
from matchmaker.kernel import clock
from matchmaker.kernel.pagination import page_number
from matchmaker.web.calendar_files import Entry, calendar_response, end_of
from matchmaker.web.security import current_actor, public, requires


@blueprint.get("/")
@public
def board() -> str:
    page = queries.notices(current_actor(), page_number(request.args.get("page")))
    return render_template("awards/board.html", page=page, teams=queries.beside(current_actor(), page.items))


@blueprint.get("/<public_id>")
@requires(AwardPermission.READ, load_award, anonymous=True)
def detail(award: Award) -> str:
    return notice_page(award)


@blueprint.get("/<public_id>/print")
@requires(AwardPermission.READ, load_award, anonymous=True)
def print_view(award: Award) -> str:
    """公示 for paper."""
    teams = queries.beside(current_actor(), [award])[award.id]
    return render_template("awards/print.html", award=award, teams=teams, printed_at=clock.now())


@blueprint.get("/<public_id>/dates.ics")
@requires(AwardPermission.READ, load_award, anonymous=True)
def dates(award: Award) -> Response:
    """The last day for objections, for the reader's calendar."""
    page = url_for(".detail", public_id=award.public_id, _external=True)
    words = _("公示截止：%(title)s", title=award.challenge.title)
    end = award.notice_ends_on
    entries = [Entry(f"{award.public_id}-notice", end_of(end), words, page)] if end else []
    return calendar_response(award.public_id, entries)
