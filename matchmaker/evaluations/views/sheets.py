"""The score sheet: the bid on one side, criteria with scores on the other; autosave and signature."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.bids.content import BidContent
from matchmaker.bids.reading import handed_in_bytes, read_file
from matchmaker.bids.responses import answered
from matchmaker.bids.steps import LABELS
from matchmaker.evaluations import queries, services
from matchmaker.evaluations.forms import scores_of, sheet_form
from matchmaker.evaluations.models import ScoreSheet
from matchmaker.evaluations.policy import SheetPermission
from matchmaker.evaluations.ranking import total
from matchmaker.evaluations.views.blueprint import blueprint, load_sheet, load_sheet_file
from matchmaker.evaluations.vocabulary import HIGHEST, SheetStatus
from matchmaker.kernel import clock
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.responses import as_download, flash_ok, see_other
from matchmaker.web.security import current_actor, requires


def content_of(sheet: ScoreSheet) -> BidContent:
    """What was handed in; the guard has asked the sheet's policy."""
    return BidContent.from_bytes(handed_in_bytes(sheet.bid))


@blueprint.get("/sheets/<int:number>")
@requires(SheetPermission.READ, load_sheet)
def sheet(sheet: ScoreSheet) -> Any:
    return _page(sheet, sheet_form(sheet, fresh=True))


def _page(sheet: ScoreSheet, form: Any, status: int = 200) -> Any:
    content = content_of(sheet)
    needs = [row.to_indicator() for row in sheet.bid.challenge.indicators]
    criteria = sheet.evaluation.criteria
    is_complete = all(sheet.scores.get(one["name"]) is not None for one in criteria)
    form.renew_version(sheet.version)
    page = render_template(
        "evaluations/sheet.html",
        sheet=sheet,
        bid=sheet.bid,
        content=content,
        rows=answered(needs, content.responses),
        labels=LABELS,
        form=form,
        criteria=criteria,
        siblings=queries.sheets_of(sheet.panelist),
        points=total(criteria, sheet.scores) / HIGHEST if is_complete else None,
        can_write=sheet.status is SheetStatus.OPEN,
    )
    return page, status


@blueprint.post("/sheets/<int:number>")
@requires(SheetPermission.WRITE, load_sheet)
def save(sheet: ScoreSheet) -> Any:
    """Save; with the button that signs, also sign. What was typed stays on the page."""
    form, wants_signature = sheet_form(sheet), "sign" in request.form
    if not form.validate():
        return _page(sheet, form, 422)
    try:
        with transaction():
            _store(sheet, form)
        if wants_signature:
            with transaction():
                services.sign_sheet(current_actor(), sheet)
    except Conflict as conflict:
        form.form_errors.append(str(conflict.message))
        return _page(sheet, form, 409)
    except GuardFailed as failure:
        form.accept_errors(failure)
        return _page(sheet, form, 422)
    flash_ok(_("已签名，评分不能再改。") if wants_signature else _("已保存。"))
    target = (
        url_for(".seat", number=sheet.panelist_id) if wants_signature else url_for(".sheet", number=sheet.id)
    )
    return see_other(target)


def _store(sheet: ScoreSheet, form: Any) -> None:
    names = [one["name"] for one in sheet.evaluation.criteria]
    scores, remarks = scores_of(form, names)
    comment = form.comment.data or ""
    services.save_sheet(current_actor(), sheet, scores, remarks, comment, form.given_version())


@blueprint.post("/sheets/<int:number>/autosave")
@requires(SheetPermission.WRITE, load_sheet)
def autosave(sheet: ScoreSheet) -> Any:
    """Saved while typing; answers in the form `static/base/autosave.js` expects."""
    form = sheet_form(sheet)
    if not form.validate():
        return jsonify(errors=form.errors), 422
    try:
        with transaction():
            _store(sheet, form)
    except Conflict as conflict:
        url = url_for(".sheet", number=sheet.id)
        return jsonify(error=str(conflict.message), version=sheet.version, url=url), 409
    except GuardFailed as failure:
        return jsonify(errors=failure.errors), 422
    saved_at = clock.now().astimezone(clock.BEIJING).strftime("%H:%M")
    return jsonify(saved_at=saved_at, version=sheet.version)


@blueprint.get("/sheets/<int:number>/files/<int:file>")
@requires(SheetPermission.READ, load_sheet_file)
def annex(sheet: ScoreSheet) -> Response:
    """An annex of the bid that is judged."""
    number = int((request.view_args or {})["file"])
    named, data = read_file(sheet.bid, content_of(sheet), number)
    return as_download(data, named.media_type, named.filename)
