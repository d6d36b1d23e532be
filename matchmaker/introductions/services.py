"""Deciding about pairs, asking both sides, and the clock of their answers. The caller opens the transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from matchmaker.extensions import db
from matchmaker.introductions.events import (
    ConsentAsked,
    ConsentDue,
    DecisionUndone,
    IntroductionConverted,
    IntroductionDeclined,
    IntroductionEngaged,
    IntroductionExpired,
    PairDecided,
    SideAgreed,
)
from matchmaker.introductions.models import Introduction, IntroductionNote
from matchmaker.introductions.policy import POLICY, IntroductionPermission, party_of
from matchmaker.introductions.queries import find_pair
from matchmaker.introductions.vocabulary import (
    EXPLANATION_LIMIT,
    NOTE_LIMIT,
    NUMBER_LIMIT,
    UNDO_MINUTES,
    ExitReason,
    IntroductionStatus,
    Party,
)
from matchmaker.introductions.workflow import WORKFLOW
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, IllegalTransition, NotFound
from matchmaker.kernel.events import publish
from matchmaker.kernel.working_days import add_working_days, working_days_between
from matchmaker.matching.models import TargetKind
from matchmaker.matching.queries import visible
from matchmaker.matching.sides import NEED

S, P = IntroductionStatus, IntroductionPermission


@dataclass(frozen=True)
class Contract:
    """What is recorded when two sides have signed: value in 分, the number of its registration, the day."""

    value: int | None
    number: str
    signed_on: date | None


def begin(
    actor: Actor, challenge_id: int, kind: TargetKind, target_id: int, *, is_manual: bool = False
) -> Introduction:
    """The durable row of a pair, made on first need. Raises `NotFound` unless the actor may see both sides."""
    POLICY.require(actor, P.DESK)
    sides = ((NEED, challenge_id), (kind.value, target_id))
    if not all(visible(actor, side, [number]) for side, number in sides):
        raise NotFound
    known = find_pair(challenge_id, kind, target_id)
    if known is not None:
        POLICY.require(actor, P.CURATE, known)
        return known
    is_achievement = kind is TargetKind.ACHIEVEMENT
    introduction = Introduction(
        challenge_id=challenge_id,
        achievement_id=target_id if is_achievement else None,
        expert_id=None if is_achievement else target_id,
        is_manual=is_manual,
    )
    try:
        with db.session.begin_nested():
            db.session.add(introduction)
    except IntegrityError as error:
        raise Conflict(_("这一对刚由别人处理过。")) from error
    POLICY.require(actor, P.CURATE, introduction)
    audit.record("introduction", introduction.id, "begin", actor, after=introduction.status)
    return introduction


def shortlist(actor: Actor, introduction: Introduction) -> None:
    _decide(actor, introduction, "shortlist")


def dismiss(
    actor: Actor, introduction: Introduction, reason: ExitReason | None, explanation: str = ""
) -> None:
    """The pair leaves the desk, with a reason."""
    _check_reason(reason, explanation)
    with db.session.no_autoflush:
        introduction.reason, introduction.explanation = reason, explanation.strip()
        _decide(actor, introduction, "dismiss")


def undo(actor: Actor, introduction: Introduction) -> None:
    """Take back one's own last decision. Nobody can take back having asked the two sides: they have been told."""
    POLICY.require(actor, P.CURATE, introduction)
    before, decided = introduction.previous_status, introduction.decided_at
    if before is None or decided is None or introduction.broker_id != actor.user_id:
        raise IllegalTransition(_("没有你可以撤销的步骤。"))
    if clock.now() - decided > timedelta(minutes=UNDO_MINUTES):
        raise IllegalTransition(_("已超过 %(n)s 分钟，不能再撤销。", n=UNDO_MINUTES))
    with db.session.no_autoflush:
        introduction.reason, introduction.explanation = None, ""
        introduction.previous_status = None
        taken_back = "dismiss" if introduction.status is S.DISMISSED else "shortlist"
        WORKFLOW.apply(introduction, "undo_dismissal" if before is S.SHORTLISTED else "undo", actor)
    publish(DecisionUndone(introduction.id, taken_back))


def may_undo(actor: Actor, introduction: Introduction) -> bool:
    """Whether `undo` would be possible for this actor now."""
    decided, is_own = introduction.decided_at, introduction.broker_id == actor.user_id
    if introduction.previous_status is None or decided is None or not is_own:
        return False
    return clock.now() - decided <= timedelta(minutes=UNDO_MINUTES)


def introduce(actor: Actor, introduction: Introduction) -> None:
    """Ask both sides; their clock begins. Raises `GuardFailed` when the need is closed or the offer is gone."""
    with db.session.no_autoflush:
        introduction.introduced_at = clock.now()
        introduction.answer_due_on = add_working_days(clock.today(), current_app.config["INTRODUCTION_DAYS"])
        _decide(actor, introduction, "introduce")
        introduction.previous_status = None
    publish(ConsentAsked(introduction.id))


def agree(actor: Actor, introduction: Introduction) -> None:
    """One side wants to talk. With the second consent each side sees the other's contact."""
    party = _answering(actor, introduction)
    if _agreed_at(introduction, party) is not None:
        raise IllegalTransition(_("你的单位已经同意。"))
    if party is Party.NEED:
        introduction.need_agreed_at = clock.now()
    else:
        introduction.offer_agreed_at = clock.now()
    audit.record("introduction", introduction.id, "agree", actor, details={"party": party.value})
    if introduction.need_agreed_at is None or introduction.offer_agreed_at is None:
        publish(SideAgreed(introduction.id))
        return
    WORKFLOW.apply(introduction, "engage", SYSTEM)
    publish(IntroductionEngaged(introduction.id))


def decline(
    actor: Actor, introduction: Introduction, reason: ExitReason | None, explanation: str = ""
) -> None:
    """One side does not want to talk, and says why; also after it had agreed, as long as the other has not."""
    party = _answering(actor, introduction)
    _check_reason(reason, explanation)
    with db.session.no_autoflush:
        introduction.reason, introduction.explanation = reason, explanation.strip()
        introduction.declined_by = party
        WORKFLOW.apply(introduction, "decline", actor)
    publish(IntroductionDeclined(introduction.id))


def convert(actor: Actor, introduction: Introduction, contract: Contract) -> None:
    """Record that the two have signed."""
    errors = {}
    if contract.value is None or contract.signed_on is None:
        raise GuardFailed(_("请填写合同金额和签约日期。"))
    if contract.value < 0:
        errors["value"] = _("合同金额不能是负数。")
    if contract.signed_on > clock.today():
        errors["signed_on"] = _("签约日期不能晚于今天。")
    if len(contract.number) > NUMBER_LIMIT:
        errors["number"] = _("登记编号最多 %(limit)s 字。", limit=NUMBER_LIMIT)
    if errors:
        raise GuardFailed(errors=errors)
    with db.session.no_autoflush:
        introduction.contract_value, introduction.signed_on = contract.value, contract.signed_on
        introduction.contract_number = contract.number.strip()
        _decide(actor, introduction, "convert")
        introduction.previous_status = None
    publish(IntroductionConverted(introduction.id))


def write_note(actor: Actor, introduction: Introduction, text: str) -> IntroductionNote:
    """For brokers and staff only."""
    POLICY.require(actor, P.READ_NOTES, introduction)
    if not 0 < len(text.strip()) <= NOTE_LIMIT:
        raise GuardFailed(errors={"text": _("备注要有 1 到 %(limit)s 字。", limit=NOTE_LIMIT)})
    note = IntroductionNote(introduction_id=introduction.id, author_id=actor.user_id, text=text.strip())
    db.session.add(note)
    db.session.flush()
    audit.record("introduction", introduction.id, "note", actor)
    return note


def expire_due() -> int:
    """The clock: what was not answered by both sides in time ends."""
    over = _waiting().where(Introduction.answer_due_on < clock.today())
    found = list(db.session.scalars(over))
    for introduction in found:
        WORKFLOW.apply(introduction, "expire", SYSTEM)
        publish(IntroductionExpired(introduction.id))
    return len(found)


def remind_due() -> int:
    """The clock: who has not answered is reminded once, some working days before the last one."""
    today, notice = clock.today(), current_app.config["ANSWER_REMINDER_DAYS"]
    done = 0
    for introduction in db.session.scalars(_waiting().where(Introduction.reminded_on.is_(None))):
        due = introduction.answer_due_on
        if due is not None and working_days_between(today, due) <= notice:
            introduction.reminded_on = today
            publish(ConsentDue(introduction.id))
            done += 1
    return done


def _waiting() -> Select[Any]:
    waiting = select(Introduction).where(Introduction.status == S.INTRODUCED)
    return waiting.order_by(Introduction.answer_due_on, Introduction.id)


def _decide(actor: Actor, introduction: Introduction, action: str) -> None:
    before = introduction.status
    WORKFLOW.apply(introduction, action, actor)
    introduction.previous_status, introduction.decided_at = before, clock.now()
    introduction.broker_id = actor.user_id
    publish(PairDecided(introduction.id, action))


def _answering(actor: Actor, introduction: Introduction) -> Party:
    """The side the actor answers for."""
    POLICY.require(actor, P.ANSWER, introduction)
    party = party_of(actor, introduction)
    if introduction.status is not S.INTRODUCED or party is None:
        raise IllegalTransition
    return party


def _agreed_at(introduction: Introduction, party: Party) -> datetime | None:
    return introduction.need_agreed_at if party is Party.NEED else introduction.offer_agreed_at


def _check_reason(reason: ExitReason | None, explanation: str) -> None:
    errors = {} if reason else {"reason": _("请选择理由。")}
    if reason is ExitReason.OTHER and not explanation.strip():
        errors["explanation"] = _("选“其他”时请写一句说明。")
    if len(explanation) > EXPLANATION_LIMIT:
        errors["explanation"] = _("说明最多 %(limit)s 字。", limit=EXPLANATION_LIMIT)
    if errors:
        raise GuardFailed(errors=errors)
