"""The sponsor compares the teams of a race after a milestone and decides who goes on."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaker.challenges.models import Challenge
from matchmaker.contracts.models import Contract, RaceDecision
from matchmaker.contracts.policy import RACE_POLICY, RacePermission
from matchmaker.contracts.races import Stage, stage_of
from matchmaker.contracts.services.ending import eliminate_contract
from matchmaker.contracts.vocabulary import NOTE_LIMIT, ContractStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, IllegalTransition


def decide_stage(
    actor: Actor, challenge: Challenge, number: int, going_on: Collection[int], reasons: Mapping[int, str]
) -> list[Contract]:
    """Decide the stage after milestone ``number``: who is not among ``going_on`` leaves, with a reason each.

    Returns the contracts that ended. What they were accepted for is paid; nobody is at fault.
    """
    RACE_POLICY.require(actor, RacePermission.DECIDE, challenge)
    stage = stage_of(challenge)
    if stage is None or stage.number != number or not stage.is_ready:
        raise IllegalTransition(_("现在不能评比：还有团队没有考核，或这个节点已经评比过。"))
    leaving = [one for one in stage.contracts if one.id not in going_on]
    _check(stage, leaving, reasons)
    row = RaceDecision(
        challenge_id=challenge.id,
        stage=number,
        decided_by_id=actor.user_id,
        teams_left=len(stage.contracts) - len(leaving),
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise Conflict(_("这个节点刚刚评比过。")) from error
    told = {
        "stage": number,
        "going_on": [one.public_id for one in stage.contracts if one not in leaving],
        "eliminated": {one.public_id: reasons[one.id].strip() for one in leaving},
    }
    audit.record("challenge", challenge.id, "race_stage", actor, details=told)
    for contract in leaving:
        eliminate_contract(contract, reasons[contract.id])
    return leaving


def _check(stage: Stage, leaving: list[Contract], reasons: Mapping[int, str]) -> None:
    errors: dict[str, str] = {}
    if len(leaving) == len(stage.contracts):
        errors["going_on"] = _("至少要有一个团队继续。")
    for one in leaving:
        reason = reasons.get(one.id, "").strip()
        if one.status is ContractStatus.COMPLETED:
            errors["going_on"] = _("已验收结清的团队不能淘汰。")
        if not reason:
            errors[f"reason_{one.id}"] = _("请写明淘汰的理由，会发给这个团队。")
        elif len(reason) > NOTE_LIMIT:
            errors[f"reason_{one.id}"] = _(
                "最多 %(limit)s 字，现在 %(length)s 字。", limit=NOTE_LIMIT, length=len(reason)
            )
    if errors:
        raise GuardFailed(errors=errors)
