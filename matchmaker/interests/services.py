"""Writing, sending and answering a page, and the clock of the answer. The caller opens the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matchmaker.achievements.models import Achievement
from matchmaker.challenges.models import Challenge
from matchmaker.extensions import db
from matchmaker.interests.events import (
    AnswerDue,
    AnswerOverdue,
    InterestAnswered,
    InterestLapsed,
    InterestSent,
    InterestWithdrawn,
)
from matchmaker.interests.models import Interest
from matchmaker.interests.policy import POLICY, InterestPermission, is_open
from matchmaker.interests.vocabulary import LIVE, REPLY_LIMIT, DeclineReason, InterestStatus
from matchmaker.interests.workflow import WORKFLOW
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.events import publish
from matchmaker.kernel.numbering import next_number
from matchmaker.kernel.working_days import add_working_days, working_days_between
from matchmaker.organizations.models import Organization

TEXTS = ("title", "approach", "rationale", "plan")
LISTS = ("expertise", "references")
CONTACT = ("contact_name", "contact_phone", "contact_email")
COPIED = (*TEXTS[1:], *LISTS, "trl")  # of an earlier answer; the title and the rows belong to their item


def start_interest(actor: Actor, item: Challenge | Achievement, template: Interest | None = None) -> Interest:
    """Begin a page about an item, or go on with the one begun; ``template``: an earlier answer of one's own to copy."""
    POLICY.require(actor, InterestPermission.START, item)
    known = live_of(actor, item)
    if known is not None:
        return known
    if template is not None:
        POLICY.require(actor, InterestPermission.READ, template)
    interest = _new(actor, item)
    for name in COPIED if template is not None else ():
        setattr(interest, name, getattr(template, name))
    try:
        with db.session.begin_nested():
            db.session.add(interest)
    except IntegrityError as error:
        raise Conflict(_("你已经在别处开始写了，请刷新页面。")) from error
    audit.record("interest", interest.id, "start", actor, after=interest.status)
    return interest


def _new(actor: Actor, item: Challenge | Achievement) -> Interest:
    year = clock.today().year
    home = db.session.get(Organization, actor.organization_id) if actor.organization_id else None
    return Interest(
        public_id=f"{current_app.config['NUMBER_PREFIX']}A-{year}-{next_number(f'interest-{year}'):04d}",
        challenge=item if isinstance(item, Challenge) else None,
        achievement=None if isinstance(item, Challenge) else item,
        sender_id=actor.user_id,
        sender_organization_id=actor.organization_id,
        recipient_id=item.sponsor_id if isinstance(item, Challenge) else item.holder_id,
        contact_name=(home.contact_name if home else "") or actor.name[:40],
        contact_phone=home.contact_phone if home else "",
        contact_email=home.contact_email[:120] if home else "",
    )


def live_of(actor: Actor, item: Challenge | Achievement) -> Interest | None:
    """What this person has begun or sent about an item."""
    column = Interest.challenge_id if isinstance(item, Challenge) else Interest.achievement_id
    query = select(Interest).where(
        column == item.id, Interest.sender_id == actor.user_id, Interest.status.in_(LIVE)
    )
    return db.session.scalar(query)


def save_interest(actor: Actor, interest: Interest, values: Mapping[str, Any], version: int | None) -> None:
    """Keep what is typed, complete or not. Raises `Conflict` when it was saved elsewhere since ``version``."""
    POLICY.require(actor, InterestPermission.EDIT, interest)
    if version is not None and version != interest.version:
        raise Conflict(_("这份草稿刚在别处保存过。"))
    for name in (*TEXTS, *CONTACT):
        setattr(interest, name, values.get(name) or "")
    for name in LISTS:
        setattr(interest, name, list(values.get(name) or []))
    interest.proofs = {row: text for row, text in (values.get("proofs") or {}).items() if text}
    interest.trl = values.get("trl")
    db.session.flush()


def send_interest(actor: Actor, interest: Interest) -> None:
    """Hand the page to the unit; its clock begins. Raises `GuardFailed` naming the fields that lack."""
    with db.session.no_autoflush:
        interest.sent_at = clock.now()
        interest.answer_due_on = add_working_days(clock.today(), current_app.config["ANSWER_DAYS"])
        WORKFLOW.apply(interest, "send", actor)
    publish(InterestSent(interest.id))


def engage(actor: Actor, interest: Interest, contact: Mapping[str, str], reply: str = "") -> None:
    """The unit wants to talk: each side sees the other's contact from now on."""
    errors = {} if contact["reply_name"].strip() else {"reply_name": _("请填写联系人。")}
    if not (contact["reply_phone"].strip() or contact["reply_email"].strip()):
        errors["reply_phone"] = _("电话和邮箱至少填一项。")
    if errors:
        raise GuardFailed(errors=errors)
    for name in ("reply_name", "reply_phone", "reply_email"):
        setattr(interest, name, contact[name].strip())
    _answer(actor, interest, "engage", reply)


def decline(actor: Actor, interest: Interest, reason: DeclineReason | None, reply: str) -> None:
    """The unit does not want to talk, and says why: nobody is left without a reason."""
    errors = {} if reason else {"decline_reason": _("请选择理由。")}
    if reason is DeclineReason.OTHER and not reply.strip():
        errors["reply"] = _("选“其他”时请写一句说明。")
    if errors:
        raise GuardFailed(errors=errors)
    interest.decline_reason = reason
    _answer(actor, interest, "decline", reply)


def _answer(actor: Actor, interest: Interest, action: str, reply: str) -> None:
    if len(reply) > REPLY_LIMIT:
        words = _("最多 %(limit)s 字，现在 %(length)s 字。", limit=REPLY_LIMIT, length=len(reply))
        raise GuardFailed(errors={"reply": words})
    with db.session.no_autoflush:
        interest.reply, interest.answered_at = reply.strip(), clock.now()
        due = interest.answer_due_on
        interest.was_in_time = due is not None and clock.today() <= due
        WORKFLOW.apply(interest, action, actor)
    publish(InterestAnswered(interest.id))


def withdraw_interest(actor: Actor, interest: Interest) -> None:
    """The sender takes the page back; the unit is told when it had it."""
    was_sent = interest.status is InterestStatus.SENT
    WORKFLOW.apply(interest, "withdraw", actor)
    if was_sent:
        publish(InterestWithdrawn(interest.id))


def lapse_of(challenge_id: int | None = None, achievement_id: int | None = None) -> int:
    """The item has gone: who still waits for an answer is told so."""
    item = (
        Interest.challenge_id == challenge_id if challenge_id else Interest.achievement_id == achievement_id
    )
    waiting = list(db.session.scalars(select(Interest).where(item, Interest.status == InterestStatus.SENT)))
    for interest in waiting:
        if not is_open(SYSTEM, interest.item):
            WORKFLOW.apply(interest, "lapse", SYSTEM)
            publish(InterestLapsed(interest.id))
    return len(waiting)


def urge(actor: Actor, interest: Interest) -> None:
    """Staff ask the unit for its answer, at most once a day."""
    POLICY.require(actor, InterestPermission.DESK, interest)
    if interest.status is not InterestStatus.SENT:
        raise GuardFailed(_("已经答复了。"))
    if interest.reminded_on == clock.today():
        raise GuardFailed(_("今天已经催过了。"))
    interest.reminded_on = clock.today()
    audit.record("interest", interest.id, "urge", actor)
    publish(AnswerDue(interest.id))


def remind_due() -> int:
    """The clock: before the last day the unit is reminded once, after it staff are told once."""
    today, notice = clock.today(), current_app.config["ANSWER_REMINDER_DAYS"]
    reminded = escalated = 0
    waiting = select(Interest).where(Interest.status == InterestStatus.SENT).order_by(Interest.answer_due_on)
    not_yet = waiting.where(Interest.reminded_on.is_(None), Interest.answer_due_on >= today)
    for interest in db.session.scalars(not_yet):
        if interest.answer_due_on and working_days_between(today, interest.answer_due_on) <= notice:
            interest.reminded_on = today
            publish(AnswerDue(interest.id))
            reminded += 1
    for interest in db.session.scalars(
        waiting.where(Interest.answer_due_on < today, Interest.escalated_on.is_(None))
    ):
        interest.escalated_on = today
        publish(AnswerOverdue(interest.id))
        escalated += 1
    return reminded + escalated
