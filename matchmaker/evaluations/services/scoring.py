"""Filling in and signing score sheets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import exists, select

from matchmaker.bids import queries as bids
from matchmaker.evaluations.events import PanelistReminded, ScoringOpened
from matchmaker.evaluations.models import Evaluation, Panelist, ScoreSheet
from matchmaker.evaluations.policy import SHEET_POLICY, SheetPermission
from matchmaker.evaluations.vocabulary import (
    COMMENT_LIMIT,
    HIGHEST,
    REMARK_LIMIT,
    EvaluationStatus,
    PanelistStatus,
    SheetStatus,
)
from matchmaker.evaluations.workflow import SHEET_WORKFLOW, WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.events import publish

REMIND_DAYS_BEFORE = 2


def open_scoring(actor: Actor, evaluation: Evaluation, until: date | None) -> None:
    """Hand out a sheet for each panelist and bid; ``until`` is the last day for signing."""
    if until is None or until <= clock.today():
        raise GuardFailed(errors={"until": _("请填写今天以后的打分截止日。")})
    evaluation.scoring_until = until
    WORKFLOW.apply(evaluation, "open_scoring", actor)
    for panelist in evaluation.accepted:
        hand_out_sheets(panelist)


def hand_out_sheets(panelist: Panelist) -> None:
    """One sheet for each eligible bid."""
    for bid in bids.eligible(panelist.evaluation.challenge):
        sheet = ScoreSheet(evaluation=panelist.evaluation, panelist=panelist, bid=bid)
        db.session.add(sheet)
    db.session.flush()
    publish(ScoringOpened(panelist.id))


def save_sheet(
    actor: Actor,
    sheet: ScoreSheet,
    scores: Mapping[str, int | None],
    remarks: Mapping[str, str],
    comment: str,
    version: int | None = None,
) -> None:
    """Keep what is filled in so far; gaps are allowed until it is signed."""
    SHEET_POLICY.require(actor, SheetPermission.WRITE, sheet)
    if sheet.status is not SheetStatus.OPEN:
        raise Conflict(_("这张评分表已经签名，不能再改。"))
    if version is not None and version != sheet.version:
        raise Conflict
    names = {one["name"] for one in sheet.evaluation.criteria}
    _check(names, scores, remarks, comment)
    sheet.scores = {name: value for name, value in scores.items() if value is not None}
    sheet.remarks = {name: text for name, text in remarks.items() if text}
    sheet.comment = comment


def _check(
    names: set[str], scores: Mapping[str, int | None], remarks: Mapping[str, str], comment: str
) -> None:
    errors = {}
    if set(scores) - names or any(
        value is not None and not 0 <= value <= HIGHEST for value in scores.values()
    ):
        errors["scores"] = _("分数要在 0 到 %(most)s 之间。", most=HIGHEST)
    if set(remarks) - names or any(len(text) > REMARK_LIMIT for text in remarks.values()):
        errors["remarks"] = _("每条说明最多 %(n)s 字。", n=REMARK_LIMIT)
    if len(comment) > COMMENT_LIMIT:
        errors["comment"] = _(
            "最多 %(limit)s 字，现在 %(length)s 字。", limit=COMMENT_LIMIT, length=len(comment)
        )
    if errors:
        raise GuardFailed(errors=errors)


def sign_sheet(actor: Actor, sheet: ScoreSheet) -> None:
    """From now on it never changes."""
    with db.session.no_autoflush:
        sheet.signed_at = clock.now()
        SHEET_WORKFLOW.apply(sheet, "sign", actor)
    audit.record("evaluation", sheet.evaluation_id, "signed_sheet", actor, details={"sheet": sheet.id})


def remind_due() -> int:
    """Tell panelists with open sheets once, shortly before the last day; returns how many."""
    horizon = clock.today() + timedelta(days=REMIND_DAYS_BEFORE)
    is_open = exists().where(ScoreSheet.panelist_id == Panelist.id, ScoreSheet.status == SheetStatus.OPEN)
    due = (
        Evaluation.status == EvaluationStatus.SCORING,
        Evaluation.scoring_until <= horizon,
        Panelist.status == PanelistStatus.ACCEPTED,
        Panelist.reminded_on.is_(None),
        is_open,
    )
    found = db.session.scalars(select(Panelist).join(Panelist.evaluation).where(*due)).all()
    for panelist in found:
        panelist.reminded_on = clock.today()
        audit.record("evaluation", panelist.evaluation_id, "remind", SYSTEM)
        publish(PanelistReminded(panelist.id))
    return len(found)
