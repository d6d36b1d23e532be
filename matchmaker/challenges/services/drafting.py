"""Writing a challenge: begin, save step by step, throw away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from matchmaker.calls.models import Call
from matchmaker.calls.rules import MOST_AWARDS
from matchmaker.challenges.completeness import missing
from matchmaker.challenges.events import ChallengeChanged
from matchmaker.challenges.layers import LAYERED
from matchmaker.challenges.models import Challenge, ChallengeIndicator
from matchmaker.challenges.policy import POLICY, ChallengePermission
from matchmaker.challenges.vocabulary import LIMITS, MOST_KEYWORDS, ChallengeStatus, FundingKind
from matchmaker.extensions import db
from matchmaker.indicators.models import replace_rows
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.events import publish
from matchmaker.kernel.numbering import next_number
from matchmaker.organizations.models import Organization

EDITABLE = (
    frozenset(LIMITS)
    | {"keywords", "domain_code", "industry_code", "discipline_code", "activity_type", "region_code"}
    | {"indicators", "trl_required", "process_scale", "scale_tpa"}
    | {"funding_kind", "funding_amount", "starts_on", "ends_on", "deadline_at"}
    | {"cooperation_modes", "max_awards", "race_stages", "ip_ownership", "is_anonymous", "field_layers"}
)
MOST_INDICATORS = 200
LAST_STAGE = 20  # number of a milestone


def create_challenge(actor: Actor, token: str = "", call: Call | None = None) -> Challenge:
    """Begin a draft for the actor's organization, perhaps for a call; the same ``token`` again gives the same draft."""
    POLICY.require(actor, ChallengePermission.CREATE)
    if token and (known := _by_token(actor, token)):
        return known
    sponsor = db.session.get_one(Organization, actor.organization_id)
    challenge = Challenge(
        public_id=_next_public_id(),
        sponsor_id=sponsor.id,
        created_by_id=actor.user_id,
        draft_token=token or None,
        call=call,
        industry_code=sponsor.industry_code or "",
        region_code=sponsor.region_code or "",
        contact_name=(sponsor.contact_name or "")[: LIMITS["contact_name"]],
        contact_phone=(sponsor.contact_phone or "")[: LIMITS["contact_phone"]],
    )
    try:
        with db.session.begin_nested():
            db.session.add(challenge)
    except IntegrityError:  # the same click arrived twice at the same moment
        if token and (known := _by_token(actor, token)):
            return known
        raise
    audit.record("challenge", challenge.id, "create", actor, after=challenge.status)
    return challenge


def _by_token(actor: Actor, token: str) -> Challenge | None:
    own = (Challenge.draft_token == token, Challenge.sponsor_id == actor.organization_id)
    return db.session.scalar(select(Challenge).where(*own))


def _next_public_id() -> str:
    year = clock.today().year
    number = next_number(f"challenge-{year}")
    return f"{current_app.config['NUMBER_PREFIX']}-{year}-{number:04d}"


def save_challenge(
    actor: Actor,
    challenge: Challenge,
    values: Mapping[str, Any],
    version: int | None = None,
    *,
    is_automatic: bool = False,
) -> None:
    """Take over some fields. Raises `Conflict` when ``version`` is not the stored one.

    A draft may have gaps; an open challenge (staff mend it) must stay complete.
    """
    POLICY.require(actor, ChallengePermission.EDIT, challenge)
    if version is not None and version != challenge.version:
        raise Conflict(_("这份需求刚刚在别处保存过。你填写的内容还在本页，请选择保留哪一份。"))
    check_values(values)
    _keep_race(challenge, values)
    with db.session.no_autoflush:  # one save is one version
        changed = _take_over(challenge, values)
    if not changed:
        return
    flag_modified(challenge, "updated_at")  # a change of rows alone counts as a new version too
    challenge.updated_at = clock.now()
    if challenge.status is ChallengeStatus.OPEN:
        _stay_complete(challenge)
        publish(ChallengeChanged(challenge.id))
    if not is_automatic:
        audit.record("challenge", challenge.id, "edit", actor, details={"fields": changed})


def _keep_race(challenge: Challenge, values: Mapping[str, Any]) -> None:
    """How many teams may win is part of what bidders were promised: it stays once it is published."""
    names = [name for name in ("max_awards", "race_stages") if name in values]
    changed = [name for name in names if values[name] != getattr(challenge, name)]
    if challenge.published_at is not None and changed:
        raise GuardFailed(errors={name: _("发布以后不能改赛马的名额和评比节点。") for name in changed})


def _take_over(challenge: Challenge, values: Mapping[str, Any]) -> list[str]:
    changed = []
    for name, value in values.items():
        if name not in EDITABLE:
            raise KeyError(name)
        if name == "indicators":
            before = [row.to_indicator() for row in challenge.indicators]
            replace_rows(challenge.indicators, ChallengeIndicator, value)
            if before != [row.to_indicator() for row in challenge.indicators]:
                changed.append(name)
        elif getattr(challenge, name) != value:
            setattr(challenge, name, value)
            changed.append(name)
    if challenge.funding_kind is FundingKind.NEGOTIABLE and challenge.funding_amount is not None:
        challenge.funding_amount = None
    return changed


def _stay_complete(challenge: Challenge) -> None:
    if gaps := {name: text for name, text in missing(challenge).items() if name != "deadline_on"}:
        raise GuardFailed(_("已发布的需求必须保持完整。"), errors=gaps)


def check_values(values: Mapping[str, Any]) -> None:
    """Limits that hold for drafts too, whichever way the values come in."""
    errors = {
        name: _("最多 %(limit)s 字，现在 %(length)s 字。", limit=limit, length=len(values[name] or ""))
        for name, limit in LIMITS.items()
        if name in values and len(values[name] or "") > limit
    }
    if len(values.get("keywords") or ()) > MOST_KEYWORDS:
        errors["keywords"] = _("“关键词”最多 %(most)s 个。", most=MOST_KEYWORDS)
    if len(values.get("indicators") or ()) > MOST_INDICATORS:
        errors["indicators"] = _("最多填 %(limit)s 行指标。", limit=MOST_INDICATORS)
    if (values.get("funding_amount") or 0) < 0:
        errors["funding_amount"] = _("“金额”不能是负数。")
    if not 1 <= values.get("max_awards", 1) <= MOST_AWARDS:
        errors["max_awards"] = _("中榜名额要在 1 到 %(most)s 之间。", most=MOST_AWARDS)
    stages = list(values.get("race_stages") or ())
    if stages != sorted({n for n in stages if 1 <= n <= LAST_STAGE}):
        errors["race_stages"] = _("请填 1 到 %(last)s 之间、从小到大的里程碑序号。", last=LAST_STAGE)
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and starts > ends:
        errors["ends_on"] = _("“完成时限”早于“开始日期”，请对调或修改。")
    errors |= _layer_errors(values.get("field_layers") or {})
    if errors:
        raise GuardFailed(errors=errors)


def _layer_errors(layers: Mapping[str, str]) -> dict[str, str]:
    allowed = {field.name: {layer.value for layer in field.choices} for field in LAYERED}
    return {
        f"layer_{name}": _("请从列表中选择可见范围。")
        for name, layer in layers.items()
        if layer not in allowed.get(name, set())
    }


def delete_draft(actor: Actor, challenge: Challenge) -> list[str]:
    """Remove a draft nobody else has seen; returns the keys of its files, whose bytes the caller removes."""
    POLICY.require(actor, ChallengePermission.DELETE_DRAFT, challenge)
    keys = [file.storage_key for file in challenge.attachments]
    audit.record("challenge", challenge.id, "delete", actor, before=challenge.status)
    db.session.delete(challenge)
    return keys
