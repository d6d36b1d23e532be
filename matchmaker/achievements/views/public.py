"""For everybody: the board, its export, one achievement, its form on paper, its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matchmaker.achievements import queries
from matchmaker.achievements.disclosure import disclose
from matchmaker.achievements.duplicates import near_achievements
from matchmaker.achievements.forms import ReturnForm
from matchmaker.achievements.models import Achievement
from matchmaker.achievements.patents import read_application_number
from matchmaker.achievements.policy import POLICY, AchievementPermission, is_holder
from matchmaker.achievements.quality import assess
from matchmaker.achievements.views.blueprint import blueprint, load_achievement
from matchmaker.kernel import clock
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.money import format_wan
from matchmaker.search.queries import search_page
from matchmaker.taxonomy.terms import term_label
from matchmaker.web.responses import csv_response, see_other
from matchmaker.web.security import current_actor, public, requires

MOST_EXPORTED = 5000
_EXPORT_PAGE = 500


@blueprint.get("/")
@public
def board() -> str:
    page = search_page(current_actor(), "achievement", request.args)
    return render_template("achievements/board.html", page=page, listed=queries.listed_count())


@blueprint.get("/export.csv")
@public
def export() -> Any:
    """The board's present selection as a table; the same read model as the pages."""
    header = [
        _("编号"), _("成果名称"), _("一句话说明"), _("技术领域"), _("应用行业"), _("成熟度"), _("转化方式"),
        _("参考价（万元）"), _("指标"), _("持有人"), _("地区"), _("登记日期"), _("有效期至"),
    ]  # fmt: skip
    rows = list(
        _exported()
    )  # asked for before the answer starts: a failure is an error page, not half a file
    return csv_response(_("科技成果"), header, rows)


def _exported() -> Iterator[list[Any]]:
    actor = current_actor()
    for number in range(1, MOST_EXPORTED // _EXPORT_PAGE + 1):
        arguments = MultiDict(request.args)
        arguments["page"] = str(number)
        page = search_page(actor, "achievement", arguments, per_page=_EXPORT_PAGE).hits
        for hit in page.items:
            yield _row(disclose(actor, hit.item))
        if number >= page.pages:
            return


def _row(shown: Any) -> list[Any]:
    return [
        shown.public_id, shown.title, shown.summary, term_label("domain", shown.domain_code),
        term_label("industry", shown.industry_code), shown.trl,
        transfer_words(shown),
        format_wan(shown.price_amount), "；".join(f"{row.name} {row.display}" for row in shown.indicators),
        shown.holder.name, term_label("region", shown.region_code),
        shown.published_at.date() if shown.published_at else "", shown.expires_on,
    ]  # fmt: skip


def transfer_words(shown: Any) -> str:
    """The transfer modes in words: 许可、合作开发."""
    return "、".join(str(term_label("transfer_mode", code)) for code in shown.transfer_modes)


@blueprint.get("/<public_id>")
@public
def detail(public_id: str) -> Any:
    actor = current_actor()
    achievement = queries.find(actor, public_id)
    if achievement is None:
        successor = queries.listed_successor(public_id)
        if successor is None:
            raise NotFound
        return see_other(url_for(".detail", public_id=successor.public_id))
    return detail_page(achievement)


def detail_page(achievement: Achievement, return_form: ReturnForm | None = None) -> str:
    """The page of one achievement as this reader sees it."""
    actor = current_actor()
    is_judged = POLICY.can(actor, AchievementPermission.SCREEN, achievement)
    is_own = is_holder(actor, achievement)
    return render_template(
        "achievements/detail.html",
        achievement=achievement,
        shown=disclose(actor, achievement),
        versions=queries.versions_of(actor, achievement),
        is_own=is_own,
        quality=assess(achievement) if is_judged or is_own else None,
        near=near_achievements(actor, vars_of(achievement), achievement.id) if is_judged else [],
        return_form=return_form or (ReturnForm(formdata=None) if is_judged else None),
        number_is_good=number_is_good,
    )


def vars_of(achievement: Achievement) -> dict[str, Any]:
    """What looking for duplicates reads."""
    return {name: getattr(achievement, name) for name in ("title", "summary", "keywords")}


def number_is_good(right: Any) -> bool:
    """An application number is given and its check digit is right."""
    return bool(right.application_number) and read_application_number(right.application_number).is_good


@blueprint.get("/<public_id>/print")
@requires(AchievementPermission.READ, load_achievement, anonymous=True)
def print_form(achievement: Achievement) -> str:
    shown = disclose(current_actor(), achievement)
    return render_template(
        "achievements/print.html", shown=shown, transfer_words=transfer_words(shown), printed_at=clock.now()
    )


@blueprint.get("/<public_id>/attachments/<int:attachment_id>")
@requires(AchievementPermission.READ, load_achievement, anonymous=True)
def attachment(achievement: Achievement) -> Any:
    """A file whose layer this reader may read; pictures are shown, everything else is saved."""
    from matchmaker.web.uploads import send_stored

    shown = disclose(current_actor(), achievement)
    wanted = (request.view_args or {})["attachment_id"]
    found = next((file for file in [*shown.pictures, *shown.documents] if file.id == wanted), None)
    if found is None:
        raise NotFound
    return send_stored(found, inline=found.is_picture)
