"""Objections to a notice: filing suspends it, deciding lets it go on or ends it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from flask import current_app
from flask_babel import gettext as _

from matchmaker.awards.events import ObjectionDecided, ObjectionFiled
from matchmaker.awards.models import Award, Objection
from matchmaker.awards.policy import POLICY, AwardPermission
from matchmaker.awards.services.noticing import notice_end, revoke_award
from matchmaker.awards.vocabulary import NAME_LIMIT, OBJECTION_LIMIT, REPLY_LIMIT, AwardStatus
from matchmaker.awards.workflow import OBJECTION_WORKFLOW, WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.events import publish

FIELDS = {
    "name": NAME_LIMIT,
    "unit": NAME_LIMIT,
    "contact": NAME_LIMIT,
    "text": OBJECTION_LIMIT,
    "evidence": OBJECTION_LIMIT,
}
NEEDED = ("name", "contact", "text", "evidence")


def file_objection(actor: Actor, award: Award, values: Mapping[str, str]) -> Objection:
    """Object with name, contact, what is wrong and what proves it; the notice stands still until it is decided."""
    POLICY.require(actor, AwardPermission.OBJECT, award)
    if award.notice_ends_on is not None and clock.today() > award.notice_ends_on:
        raise GuardFailed(_("公示期已满，不再接收异议。"))
    _check(values)
    objection = Objection(
        public_id=f"{current_app.config['NUMBER_PREFIX']}Y-{secrets.token_hex(4).upper()}",
        award=award,
        filed_by_id=actor.user_id,
        **{name: values.get(name, "").strip() for name in FIELDS},
    )
    db.session.add(objection)
    db.session.flush()
    audit.record(
        "objection", objection.id, "file", actor, after=objection.status, details={"award": award.id}
    )
    if award.status is AwardStatus.ON_NOTICE:
        WORKFLOW.apply(award, "suspend", SYSTEM, _("收到异议，处理期间公示中止。"))
    publish(ObjectionFiled(objection.id))
    return objection


def _check(values: Mapping[str, str]) -> None:
    labels = {"name": _("姓名"), "contact": _("联系方式"), "text": _("异议内容"), "evidence": _("证据")}
    errors = {
        name: _("请填写“%(name)s”。", name=labels[name])
        for name in NEEDED
        if not values.get(name, "").strip()
    }
    for name, limit in FIELDS.items():
        if (length := len(values.get(name, ""))) > limit:
            errors[name] = _("最多 %(limit)s 字，现在 %(length)s 字。", limit=limit, length=length)
    if errors:
        raise GuardFailed(errors=errors)


def decide_objection(actor: Actor, objection: Objection, *, is_upheld: bool, reply: str) -> None:
    """Upheld: the award is revoked. Dismissed: when none is left, the notice goes on for the days it had left."""
    if len(reply) > REPLY_LIMIT:
        words = _("最多 %(limit)s 字，现在 %(length)s 字。", limit=REPLY_LIMIT, length=len(reply))
        raise GuardFailed(errors={"reply": words})
    award = objection.award
    with db.session.no_autoflush:
        objection.reply, objection.decided_at = reply.strip(), clock.now()
        OBJECTION_WORKFLOW.apply(objection, "uphold" if is_upheld else "dismiss", actor)
    publish(ObjectionDecided(objection.id))
    if is_upheld:
        revoke_award(actor, award, _("异议成立：%(reply)s", reply=reply.strip()))
    else:
        _go_on(award)


def take_back_objection(actor: Actor, objection: Objection) -> None:
    OBJECTION_WORKFLOW.apply(objection, "take_back", actor)
    _go_on(objection.award)


def _go_on(award: Award) -> None:
    """Without an open objection the notice goes on, from today for its full length: nobody loses days to object."""
    if award.status is AwardStatus.SUSPENDED and not award.open_objections:
        award.notice_ends_on = notice_end(award.challenge, clock.today())
        WORKFLOW.apply(award, "resume", SYSTEM)
