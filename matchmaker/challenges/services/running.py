"""While a challenge is open: confirm, extend, close, take back."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _

from matchmaker.challenges.completeness import deadline_problem
from matchmaker.challenges.events import (
    ChallengeChanged,
    ChallengeClosed,
    ChallengeRenewed,
    ChallengeWithdrawn,
)
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.policy import POLICY, ChallengePermission
from matchmaker.challenges.services.drafting import check_values
from matchmaker.challenges.workflow import WORKFLOW
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.events import publish


def amend_challenge(
    actor: Actor,
    challenge: Challenge,
    deadline_at: datetime | None,
    contact_name: str,
    contact_phone: str,
    version: int | None = None,
) -> None:
    """The changes that go live at once: a later deadline, another contact."""
    POLICY.require(actor, ChallengePermission.AMEND, challenge)
    if version is not None and version != challenge.version:
        raise Conflict
    _check_amendment(challenge, deadline_at, contact_name, contact_phone)
    before = {"deadline": _iso(challenge.deadline_at)}
    challenge.deadline_at = deadline_at
    challenge.contact_name, challenge.contact_phone = contact_name, contact_phone
    audit.record(
        "challenge", challenge.id, "amend", actor, details={"before": before, "deadline": _iso(deadline_at)}
    )
    publish(ChallengeChanged(challenge.id))


def _check_amendment(
    challenge: Challenge, deadline_at: datetime | None, contact_name: str, contact_phone: str
) -> None:
    errors = {}
    if sentence := deadline_problem(deadline_at):
        errors["deadline_on"] = sentence
    elif challenge.deadline_at and deadline_at and deadline_at < challenge.deadline_at:
        errors["deadline_on"] = _("截止日只能延后。要提前结束，请用“提前截止”。")
    if not contact_name:
        errors["contact_name"] = _("请填写“联系人”。")
    if not contact_phone:
        errors["contact_phone"] = _("请填写“联系电话”。")
    if errors:
        raise GuardFailed(errors=errors)
    check_values({"contact_name": contact_name, "contact_phone": contact_phone})


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def renew_challenge(actor: Actor, challenge: Challenge) -> None:
    """One click: it still stands; valid for another ``ITEM_VALID_DAYS`` from today."""
    POLICY.require(actor, ChallengePermission.RENEW, challenge)
    before = challenge.expires_on
    challenge.confirmed_on = clock.today()
    challenge.expires_on = clock.today() + timedelta(days=current_app.config["ITEM_VALID_DAYS"])
    challenge.reminded_on = None
    audit.record(
        "challenge", challenge.id, "renew", actor, before=str(before), after=str(challenge.expires_on)
    )
    publish(ChallengeRenewed(challenge.id))


def close_challenge(actor: Actor, challenge: Challenge, note: str) -> None:
    """Take no more answers."""
    challenge.closed_at = clock.now()
    WORKFLOW.apply(challenge, "close", actor, note)
    publish(ChallengeClosed(challenge.id))


def withdraw_challenge(actor: Actor, challenge: Challenge, note: str) -> None:
    """Taken back by the sponsor; leaves the board at once."""
    WORKFLOW.apply(challenge, "withdraw", actor, note)
    publish(ChallengeWithdrawn(challenge.id))
