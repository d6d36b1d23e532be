"""Handing in, and the sub-centre's judgement before publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _

from matchmaker.challenges.events import (
    ChallengePublished,
    ChallengeRejected,
    ChallengeReopened,
    ChallengeReturned,
    ChallengeSubmitted,
)
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.workflow import WORKFLOW
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.events import publish

LONGEST_REASON = 300


@dataclass(frozen=True)
class Declaration:
    """The sponsor's answers before handing in: None means not answered."""

    has_state_secret: bool | None
    has_personal_data: bool | None


def submit_challenge(actor: Actor, challenge: Challenge, declaration: Declaration) -> None:
    """Hand in for screening. State secrets and personal data are refused, with what to do instead."""
    _refuse_what_must_not_be_here(declaration)
    challenge.is_declared_open = True
    challenge.submitted_at = clock.now()
    WORKFLOW.apply(challenge, "submit", actor)
    if challenge.call is not None and challenge.proposed_at is None:
        challenge.proposed_at = challenge.submitted_at
    challenge.revision_notes = {}
    publish(ChallengeSubmitted(challenge.id))


def _refuse_what_must_not_be_here(declaration: Declaration) -> None:
    errors = {}
    if declaration.has_state_secret is None:
        errors["secrecy"] = _("请回答是否涉及国家秘密。")
    elif declaration.has_state_secret:
        errors["secrecy"] = _(
            "涉密或拿不准是否涉密的内容不能在本平台登记。请先由本单位保密部门审查；确认不涉密后再提交，草稿中的涉密内容请立即删除。"
        )
    if declaration.has_personal_data is None:
        errors["personal"] = _("请回答是否含有个人信息。")
    elif declaration.has_personal_data:
        errors["personal"] = _("请先删去正文和附件中的个人信息，再提交。联系人和电话单独保存，不会公开。")
    if errors:
        raise GuardFailed(errors=errors)


def publish_challenge(actor: Actor, challenge: Challenge) -> None:
    """Put on the board; it stays valid for ``ITEM_VALID_DAYS`` unless renewed."""
    challenge.published_at = clock.now()
    _start_validity(challenge)
    WORKFLOW.apply(challenge, "publish", actor)
    publish(ChallengePublished(challenge.id))


def _start_validity(challenge: Challenge) -> None:
    challenge.confirmed_on = clock.today()
    challenge.expires_on = clock.today() + timedelta(days=current_app.config["ITEM_VALID_DAYS"])
    challenge.reminded_on = None


def return_challenge(
    actor: Actor, challenge: Challenge, note: str, reasons: Mapping[str, str] | None = None
) -> None:
    """Send back to the sponsor with what to mend; ``reasons`` stand beside their fields in the form."""
    given = {name: text.strip()[:LONGEST_REASON] for name, text in (reasons or {}).items() if text.strip()}
    words = note.strip() or (_("请按各栏旁的意见修改。") if given else "")
    WORKFLOW.apply(challenge, "return_for_revision", actor, words)
    challenge.revision_notes = given
    publish(ChallengeReturned(challenge.id))


def reject_challenge(actor: Actor, challenge: Challenge, note: str) -> None:
    """Refuse for good."""
    WORKFLOW.apply(challenge, "reject", actor, note)
    publish(ChallengeRejected(challenge.id))


def reopen_challenge(
    actor: Actor, challenge: Challenge, deadline_at: datetime | None, note: str = ""
) -> None:
    """Take answers again until a new deadline, with a new period of validity."""
    before = challenge.deadline_at
    challenge.deadline_at = deadline_at
    _start_validity(challenge)
    WORKFLOW.apply(challenge, "reopen", actor, note)
    audit.record(
        "challenge", challenge.id, "extend", actor, before=_day(before), after=_day(challenge.deadline_at)
    )
    publish(ChallengeReopened(challenge.id))


def _day(moment: datetime | None) -> str:
    return moment.astimezone(clock.BEIJING).strftime("%Y-%m-%d") if moment else ""
