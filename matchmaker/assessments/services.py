"""Assessing a need: begin, ask experts, sign, conclude."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matchmaker.assessments.events import OpinionAsked
from matchmaker.assessments.models import Assessment, Opinion
from matchmaker.assessments.policy import OPINION_POLICY, POLICY, AssessmentPermission, OpinionPermission
from matchmaker.assessments.vocabulary import (
    COMMENT_LIMIT,
    DIMENSIONS,
    HIGHEST,
    AssessmentStatus,
    OpinionStatus,
)
from matchmaker.assessments.workflow import OPINION_WORKFLOW, WORKFLOW
from matchmaker.calls.rules import CallRules
from matchmaker.calls.vocabulary import DayKind
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.services import begin_assessment, give_notice, reject_challenge
from matchmaker.experts.models import Expert, ExpertStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock, working_days
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, IllegalTransition
from matchmaker.kernel.events import publish
from matchmaker.organizations.models import Membership


def start_assessment(actor: Actor, challenge: Challenge) -> Assessment:
    """Begin with a need that has been screened."""
    POLICY.require(actor, AssessmentPermission.MANAGE, challenge)
    begin_assessment(actor, challenge)
    assessment = Assessment(challenge=challenge)
    try:
        with db.session.begin_nested():
            db.session.add(assessment)
    except IntegrityError as error:
        raise IllegalTransition(_("这项需求已经在论证。")) from error
    audit.record("assessment", assessment.id, "create", actor, after=assessment.status)
    return assessment


def ask_expert(actor: Actor, assessment: Assessment, public_id: str) -> Opinion:
    """Ask a listed expert with an account who is not of the sponsor."""
    POLICY.require(actor, AssessmentPermission.MANAGE, assessment)
    if assessment.status is not AssessmentStatus.OPEN:
        raise IllegalTransition
    query = select(Expert).where(Expert.public_id == public_id.strip(), Expert.status == ExpertStatus.LISTED)
    expert = db.session.scalar(query)
    if expert is None or expert.user_id is None:
        raise GuardFailed(errors={"expert": _("没有找到这个编号的、有账号的专家。")})
    if any(one.expert_id == expert.id for one in assessment.opinions):
        raise GuardFailed(errors={"expert": _("已经邀请过这位专家。")})
    if is_of_sponsor(expert, assessment.challenge):
        raise GuardFailed(errors={"expert": _("这位专家任职于发榜方，要回避。")})
    opinion = Opinion(assessment=assessment, expert=expert)
    db.session.add(opinion)
    db.session.flush()
    audit.record("assessment", assessment.id, "invite", actor, details={"expert": expert.public_id})
    publish(OpinionAsked(opinion.id))
    return opinion


def is_of_sponsor(expert: Expert, challenge: Challenge) -> bool:
    """By record, by name, or by the account's membership."""
    own = (Membership.user_id == expert.user_id, Membership.organization_id == challenge.sponsor_id)
    named = _key(expert.employer_name or "") == _key(challenge.sponsor.name)
    is_member = db.session.scalar(select(Membership.id).where(*own)) is not None
    return expert.organization_id == challenge.sponsor_id or named or is_member


def _key(name: str) -> str:
    return re.sub(r"[\s（）()]|示例", "", name).lower()


def save_opinion(
    actor: Actor,
    opinion: Opinion,
    scores: Mapping[str, int | None],
    is_solved: bool | None,
    comment: str,
    version: int | None = None,
) -> None:
    """Keep what is filled in so far."""
    OPINION_POLICY.require(actor, OpinionPermission.WRITE, opinion)
    if opinion.status is not OpinionStatus.ASKED or (version is not None and version != opinion.version):
        raise Conflict
    errors = {}
    if set(scores) - set(DIMENSIONS) or any(v is not None and not 0 <= v <= HIGHEST for v in scores.values()):
        errors["scores"] = _("分数要在 0 到 %(most)s 之间。", most=HIGHEST)
    if len(comment) > COMMENT_LIMIT:
        errors["comment"] = _(
            "最多 %(limit)s 字，现在 %(length)s 字。", limit=COMMENT_LIMIT, length=len(comment)
        )
    if errors:
        raise GuardFailed(errors=errors)
    opinion.scores = {key: value for key, value in scores.items() if value is not None}
    opinion.is_solved, opinion.comment = is_solved, comment


def sign_opinion(actor: Actor, opinion: Opinion) -> None:
    with db.session.no_autoflush:
        opinion.signed_at = clock.now()
        OPINION_WORKFLOW.apply(opinion, "sign", actor)
    audit.record(
        "assessment", opinion.assessment_id, "signed_opinion", actor, details={"total": opinion.total}
    )


def decline_opinion(actor: Actor, opinion: Opinion, note: str) -> None:
    OPINION_WORKFLOW.apply(opinion, "decline", actor, note)


def conclude(actor: Actor, assessment: Assessment, *, approves: bool, reason: str) -> None:
    """Approved: the need is announced from today, for as long as its call says. Refused: it is rejected for good."""
    with db.session.no_autoflush:
        assessment.concluded_at, assessment.reason = clock.now(), reason.strip()
        WORKFLOW.apply(assessment, "approve" if approves else "refuse", actor, reason)
    challenge = assessment.challenge
    if approves:
        give_notice(actor, challenge, clock.today(), notice_end(challenge, clock.today()))
    else:
        reject_challenge(actor, challenge, reason)


def notice_end(challenge: Challenge, start: date) -> date:
    """The last day of a notice that begins on ``start``. Raises `GuardFailed` where the calendar is not known."""
    rules = challenge.call.rules if challenge.call else CallRules()
    if rules.need_notice_kind is DayKind.CALENDAR:
        return start + timedelta(days=rules.need_notice_days)
    try:
        return working_days.add_working_days(start, rules.need_notice_days)
    except working_days.CalendarUnknown as unknown:
        raise GuardFailed(unknown.message) from unknown


def void_open(challenge_id: int) -> None:
    """The need went back to its sponsor or away: what was being assessed no longer counts."""
    query = select(Assessment).where(
        Assessment.challenge_id == challenge_id, Assessment.status == AssessmentStatus.OPEN
    )
    for assessment in db.session.scalars(query).all():
        WORKFLOW.apply(assessment, "void", SYSTEM)
