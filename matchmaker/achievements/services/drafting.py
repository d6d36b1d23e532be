"""Writing a draft: made once per form, saved step by step, with its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from matchmaker.achievements.models import (
    Achievement,
    AchievementAttachment,
    AchievementIndicator,
    IntellectualProperty,
)
from matchmaker.achievements.policy import POLICY, AchievementPermission
from matchmaker.achievements.vocabulary import AttachmentKind
from matchmaker.achievements.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.indicators.models import replace_rows
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.numbering import next_number
from matchmaker.kernel.secrecy import refusals

MOST_ATTACHMENTS = 30
EDITABLE = frozenset(
    {
        "title", "summary", "keywords", "domain_code", "industry_code", "discipline_codes", "region_code", "form",
        "originality", "description", "innovation_points", "comparison", "benefit", "trl", "process_scale",
        "scale_tpa", "stage", "application_status", "maturity_note", "level", "evaluation_kind", "evaluation_by",
        "evaluated_on", "registration_number", "units", "team", "project_source", "project_name", "started_on",
        "ended_on", "transfer_modes", "price_kind", "price_amount", "price_note", "region_limit",
        "economic_benefit", "is_declared_open",
    }
)  # fmt: skip
# Published figures and titles may look like anything; texts written here must not carry secrets or private data.
READ_FOR_SECRETS = EDITABLE | {"indicators", "rights"}


def create_achievement(actor: Actor, token: str, values: Mapping[str, Any]) -> Achievement:
    """A new draft of the actor's organization. The same ``token`` sent again gives the same draft."""
    POLICY.require(actor, AchievementPermission.CREATE)
    known = db.session.scalar(
        select(Achievement).where(
            Achievement.draft_token == token, Achievement.created_by_id == actor.user_id
        )
    )
    if known is not None:
        return known
    assert actor.organization_id is not None  # the policy has seen to it
    achievement = Achievement(
        public_id=next_public_id(),
        holder_id=actor.organization_id,
        created_by_id=actor.user_id,
        draft_token=token,
    )
    _take(achievement, values)
    db.session.add(achievement)
    db.session.flush()
    audit.record("achievement", achievement.id, "create", actor, after=achievement.status)
    return achievement


def next_public_id() -> str:
    """The next number of the year, such as WHC-2026-0231."""
    year = clock.today().year
    return f"{current_app.config['NUMBER_PREFIX']}C-{year}-{next_number(f'achievement-{year}'):04d}"


def save_draft(
    actor: Actor, achievement: Achievement, values: Mapping[str, Any], version: int | None = None
) -> Achievement:
    """Replace these fields of a draft; raises `Conflict` when ``version`` is no longer the present one."""
    POLICY.require(actor, AchievementPermission.EDIT, achievement)
    require_version(achievement, version)
    _take(achievement, values)
    touch(achievement)
    db.session.flush()
    return achievement


def require_version(achievement: Achievement, version: int | None) -> None:
    """Raise `Conflict` when somebody has saved since the page was opened."""
    if version is not None and version != achievement.version:
        raise Conflict


def touch(achievement: Achievement) -> None:
    """Count a change of rows as a change of the achievement: its version rises, the index hears of it."""
    achievement.updated_at = clock.now()
    flag_modified(achievement, "updated_at")


def _take(achievement: Achievement, values: Mapping[str, Any]) -> None:
    wrong = refusals({name: value for name, value in values.items() if name in READ_FOR_SECRETS})
    if wrong:
        raise GuardFailed(_("有内容不能在本平台登记，请修改后再保存。"), wrong)
    for name, value in values.items():
        if name in EDITABLE:
            setattr(achievement, name, value)
        elif name == "indicators":
            replace_rows(achievement.indicators, AchievementIndicator, value)
        elif name == "rights":
            achievement.rights[:] = [
                IntellectualProperty(**right, position=position) for position, right in enumerate(value)
            ]
        elif name == "field_layers":
            achievement.field_layers = {**achievement.field_layers, **value}
        else:
            raise ValueError(f"{name} cannot be edited")


def add_attachment(
    actor: Actor,
    achievement: Achievement,
    file: Mapping[str, Any],
    kind: AttachmentKind,
    caption: str = "",
    layer: Layer = Layer.PUBLIC,
) -> AchievementAttachment:
    """Tie a stored file to a draft; ``file`` holds the columns of `FileMixin`."""
    POLICY.require(actor, AchievementPermission.EDIT, achievement)
    if len(achievement.attachments) >= MOST_ATTACHMENTS:
        raise GuardFailed(
            errors={"file": _("最多上传 %(most)s 个文件，请先移除不需要的。", most=MOST_ATTACHMENTS)}
        )
    attachment = AchievementAttachment(
        **file, kind=kind, caption=caption, layer=layer, uploaded_by_id=actor.user_id
    )
    achievement.attachments.append(attachment)
    touch(achievement)
    audit.record("achievement", achievement.id, "upload", actor, note=attachment.filename)
    db.session.flush()
    return attachment


def remove_attachment(actor: Actor, achievement: Achievement, attachment: AchievementAttachment) -> str:
    """Take a file off a draft; returns the key of its bytes, to be deleted after the commit."""
    POLICY.require(actor, AchievementPermission.EDIT, achievement)
    achievement.attachments.remove(attachment)
    touch(achievement)
    audit.record("achievement", achievement.id, "remove", actor, note=attachment.filename)
    return attachment.storage_key


def withdraw_achievement(actor: Actor, achievement: Achievement, note: str = "") -> None:
    """The holder gives up a draft, or what waits for screening."""
    WORKFLOW.apply(achievement, "withdraw", actor, note)
    achievement.delisted_at = clock.now()
