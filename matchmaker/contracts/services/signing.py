"""From the awarded bid to a contract both sides have signed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Protocol

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matchmaker.awards.models import Award
from matchmaker.bids.content import BidContent
from matchmaker.bids.content import Milestone as PlannedStep
from matchmaker.bids.reading import handed_in_bytes
from matchmaker.contracts.events import ContractActivated, ContractDrafted, SignaturesRequested
from matchmaker.contracts.models import Contract, Milestone, Signature
from matchmaker.contracts.policy import POLICY, ContractPermission
from matchmaker.contracts.vocabulary import LIMITS, LIVE, ContractKind, ContractStatus
from matchmaker.contracts.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, IllegalTransition
from matchmaker.kernel.events import publish

EDITABLE = frozenset({"kind", "starts_on", "ends_on", "ip_terms", "pledge"})
PLEDGE = "我单位承诺按合同约定的指标、期限和经费完成任务，接受里程碑考核；因自身原因未完成的，退回已付未用经费并接受失信登记。"


class StoredUpload(Protocol):
    """A file that already lies in the store."""

    def as_columns(self) -> dict[str, Any]: ...


def draft_contract(award: Award) -> Contract:
    """The first draft, filled in from the awarded bid; the one there already when there is one."""
    query = select(Contract).where(Contract.award_id == award.id, Contract.status.in_(LIVE))
    if (known := db.session.scalar(query)) is not None:
        return known
    left = select(Contract.id).where(Contract.award_id == award.id, Contract.is_eliminated)
    if db.session.scalar(left) is not None:
        raise IllegalTransition(_("这个团队在赛马中已被淘汰，不再起草合同。"))
    content = BidContent.from_bytes(handed_in_bytes(award.bid))
    rules, steps = award.challenge.rules, content.milestones
    amount = content.quote_amount or 0
    if award.amount is not None and award.amount != amount:
        steps, amount = scaled(steps, award.amount), award.amount
    contract = Contract(
        public_id=f"{current_app.config['NUMBER_PREFIX']}H-{secrets.token_hex(4).upper()}",
        award_id=award.id, challenge_id=award.challenge_id, sponsor_id=award.challenge.sponsor_id,
        contractor_id=award.bid.lead_id,
        kind=_kind_of(award.challenge.cooperation_modes or ()), title=award.challenge.title,
        amount=amount, ip_terms=content.texts.get("ip_terms", ""), pledge=PLEDGE,
        ends_on=max((one.day for one in content.milestones), default=None),
        signing_until=clock.today() + timedelta(days=rules.signing_days), fail_limit=rules.milestone_fail_limit,
        subsidy_percent=rules.subsidy_percent, subsidy_cap_amount=rules.subsidy_cap_amount,
    )  # fmt: skip
    _replace_milestones(contract, steps)
    db.session.add(contract)
    db.session.flush()
    audit.record("contract", contract.id, "create", SYSTEM, after=contract.status)
    publish(ContractDrafted(contract.id))
    return contract


def scaled(steps: tuple[PlannedStep, ...], amount: int) -> tuple[PlannedStep, ...]:
    """The payments in the proportions of the bid, adding up to ``amount`` 分; the last one takes what is left over."""
    total = sum(one.amount for one in steps)
    shares = [one.amount * amount // total if total else 0 for one in steps[:-1]]
    shares.append(amount - sum(shares))
    return tuple(replace(one, amount=share) for one, share in zip(steps, shares, strict=False))


def _kind_of(modes: Any) -> ContractKind:
    """What the challenge asked for first; joint development where it names none of the kinds."""
    names = {"commissioned_development", "joint_development", "transfer", "licence", "consulting", "service"}
    found = next((mode for mode in modes if mode in names), "joint_development")
    return ContractKind(found)


def save_contract(
    actor: Actor,
    contract: Contract,
    values: Mapping[str, Any],
    milestones: tuple[PlannedStep, ...],
    version: int | None = None,
) -> None:
    """Both sides may change the draft; the amount stays what was bid."""
    POLICY.require(actor, ContractPermission.EDIT, contract)
    if version is not None and version != contract.version:
        raise Conflict(_("合同草稿刚刚在别处保存过，请核对后再保存。"))
    for name, value in values.items():
        if name not in EDITABLE:
            raise KeyError(name)
        if name in LIMITS and len(value or "") > LIMITS[name]:
            words = _("最多 %(limit)s 字，现在 %(length)s 字。", limit=LIMITS[name], length=len(value))
            raise GuardFailed(errors={name: words})
    if values.get("starts_on") and values.get("ends_on") and values["starts_on"] > values["ends_on"]:
        raise GuardFailed(errors={"ends_on": _("结束日期早于开始日期。")})
    with db.session.no_autoflush:
        for name, value in values.items():
            setattr(contract, name, value)
        _replace_milestones(contract, milestones)
    contract.updated_at = clock.now()
    audit.record("contract", contract.id, "edit", actor)


def _replace_milestones(contract: Contract, steps: tuple[PlannedStep, ...]) -> None:
    contract.milestones = [
        Milestone(
            position=n, title=one.title, due_on=one.day, amount=one.amount, evidence_wanted=one.evidence
        )
        for n, one in enumerate(steps)
    ]


def request_signatures(actor: Actor, contract: Contract) -> None:
    """The text is final from now on."""
    WORKFLOW.apply(contract, "request_signatures", actor)
    publish(SignaturesRequested(contract.id))


def revise_contract(actor: Actor, contract: Contract, note: str) -> None:
    """Back to the draft, while nobody has signed."""
    WORKFLOW.apply(contract, "revise", actor, note)


def sign_contract(
    actor: Actor, contract: Contract, signer_name: str, signed_on: date | None, upload: StoredUpload | None
) -> Signature:
    """Record one side's signature with its scan; the second one brings the contract into force."""
    POLICY.require(actor, ContractPermission.SIGN, contract)
    if contract.status is not ContractStatus.SIGNING:
        raise IllegalTransition
    _check_signature(signer_name, signed_on, upload)
    assert upload is not None
    try:
        with db.session.begin_nested():
            signature = Signature(
                organization_id=actor.organization_id, signer_name=signer_name.strip(), signed_on=signed_on,
                recorded_by_id=actor.user_id, **upload.as_columns(),
            )  # fmt: skip
            contract.signatures.append(signature)
            contract.updated_at = clock.now()  # both sides at once meet on this row: one of them is second
    except IntegrityError as error:
        raise Conflict(_("你方已经签字。")) from error
    details = {"signer": signature.signer_name, "sha256": signature.sha256}
    audit.record("contract", contract.id, "sign", actor, details=details)
    if len(contract.signatures) == 2:
        with db.session.no_autoflush:
            contract.signed_on = max(one.signed_on for one in contract.signatures)
            WORKFLOW.apply(contract, "activate", SYSTEM)
        publish(ContractActivated(contract.id))
    return signature


def _check_signature(signer_name: str, signed_on: date | None, upload: StoredUpload | None) -> None:
    errors = {}
    if not signer_name.strip():
        errors["signer_name"] = _("请填写签字人。")
    if signed_on is None:
        errors["signed_on"] = _("请填写签字日期。")
    elif signed_on > clock.today():
        errors["signed_on"] = _("签字日期不能晚于今天。")
    if upload is None:
        errors["file"] = _("请上传签字盖章的扫描件。")
    if errors:
        raise GuardFailed(errors=errors)


def record_registration(actor: Actor, contract: Contract, number: str) -> None:
    """The number the registration office gave (技术合同认定登记): 16 digits."""
    POLICY.require(actor, ContractPermission.REGISTER, contract)
    digits = number.strip()
    if not (digits.isdecimal() and len(digits) == LIMITS["registration_number"]):
        raise GuardFailed(errors={"number": _("登记编号是 16 位数字：年份、省、地市、登记点和序号。")})
    before, contract.registration_number = contract.registration_number, digits
    audit.record("contract", contract.id, "register", actor, before, digits)
