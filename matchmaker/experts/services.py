"""What can be done with experts' profiles. First argument: who does it. The caller opens the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from matchmaker.experts.events import (
    ExpertContacted,
    ExpertHidden,
    ExpertListed,
    ExpertRejected,
    ExpertReturned,
    ExpertSubmitted,
)
from matchmaker.experts.models import Availability, ContactRequest, Expert, ExpertStatus
from matchmaker.experts.policy import POLICY, ExpertPermission
from matchmaker.experts.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.events import publish
from matchmaker.kernel.numbering import next_number
from matchmaker.kernel.secrecy import refusals

EDITABLE = frozenset(
    {
        "name", "title", "position", "degree", "employer_name", "discipline_codes", "industry_codes", "keywords",
        "biography", "works", "availability", "orcid", "region_code",
    }
)  # fmt: skip


def create_expert(actor: Actor, values: Mapping[str, Any]) -> Expert:
    """The profile of the acting account; the one already there when there is one."""
    POLICY.require(actor, ExpertPermission.CREATE)
    known = profile_of(actor)
    if known is not None:
        return known
    year = clock.today().year
    number = next_number(f"expert-{year}")
    expert = Expert(
        public_id=f"{current_app.config['NUMBER_PREFIX']}E-{year}-{number:04d}",
        user_id=actor.user_id,
        organization_id=actor.organization_id,
    )
    _take(expert, values)
    db.session.add(expert)
    db.session.flush()
    audit.record("expert", expert.id, "create", actor, after=expert.status)
    return expert


def profile_of(actor: Actor) -> Expert | None:
    """The acting person's own profile."""
    if actor.user_id is None:
        return None
    return db.session.scalar(select(Expert).where(Expert.user_id == actor.user_id))


def save_expert(
    actor: Actor, expert: Expert, values: Mapping[str, Any], version: int | None = None
) -> Expert:
    """Replace these fields of a draft; raises `Conflict` when ``version`` is no longer the present one."""
    POLICY.require(actor, ExpertPermission.EDIT, expert)
    if version is not None and version != expert.version:
        raise Conflict
    _take(expert, values)
    expert.organization_id = actor.organization_id
    db.session.flush()
    return expert


def _take(expert: Expert, values: Mapping[str, Any]) -> None:
    if wrong := refusals({name: value for name, value in values.items() if name != "orcid"}):
        raise GuardFailed(_("有内容不能公开，请修改后再保存。"), wrong)
    for name, value in values.items():
        if name not in EDITABLE:
            raise ValueError(f"{name} cannot be edited")
        setattr(expert, name, value)


def set_availability(actor: Actor, expert: Expert, availability: Availability) -> None:
    """Say whether new requests are welcome; needs no screening."""
    POLICY.require(actor, ExpertPermission.HIDE, expert)
    before, expert.availability = expert.availability, availability
    audit.record("expert", expert.id, "availability", actor, before, availability)


def submit_expert(actor: Actor, expert: Expert) -> None:
    WORKFLOW.apply(expert, "submit", actor)
    expert.submitted_at = clock.now()
    expert.revision_notes = {}
    publish(ExpertSubmitted(expert.id))


def list_expert(actor: Actor, expert: Expert, note: str = "") -> None:
    """Put a screened profile into the directory."""
    expert.published_at, expert.confirmed_on = clock.now(), clock.today()
    WORKFLOW.apply(expert, "list", actor, note)
    publish(ExpertListed(expert.id))


def return_for_revision(
    actor: Actor, expert: Expert, note: str, field_notes: Mapping[str, str] | None = None
) -> None:
    """Back to the expert, with what to mend per field and in general."""
    WORKFLOW.apply(expert, "return_for_revision", actor, note)
    expert.revision_notes = {name: text for name, text in (field_notes or {}).items() if text} | {"": note}
    publish(ExpertReturned(expert.id))


def reject_expert(actor: Actor, expert: Expert, note: str) -> None:
    """Refuse or take out of the directory, with a reason; the expert may change the profile and try again."""
    WORKFLOW.apply(expert, "reject", actor, note)
    publish(ExpertRejected(expert.id))


def hide_expert(actor: Actor, expert: Expert) -> None:
    WORKFLOW.apply(expert, "hide", actor)
    publish(ExpertHidden(expert.id))


def show_expert(actor: Actor, expert: Expert) -> None:
    """Back into the directory; showing again also confirms that the profile still holds."""
    WORKFLOW.apply(expert, "show", actor)
    expert.confirmed_on = clock.today()
    publish(ExpertListed(expert.id))


def revise_expert(actor: Actor, expert: Expert) -> None:
    """Back to the draft; changes are screened before they are public."""
    was_listed = expert.status is ExpertStatus.LISTED
    WORKFLOW.apply(expert, "revise", actor)
    if was_listed:
        publish(ExpertHidden(expert.id))


# -- requests ---------------------------------------------------------------------------------


def request_contact(
    actor: Actor, expert: Expert, subject: str, message: str, reply_to: str
) -> ContactRequest:
    """Leave a message for a listed expert; at most so many a day per sender."""
    POLICY.require(actor, ExpertPermission.CONTACT, expert)
    most = current_app.config["CONTACT_REQUESTS_PER_DAY"]
    if sent_today(actor) >= most:
        raise GuardFailed(
            errors={"message": _("每天最多发 %(most)s 条对接请求，请明天再发。填写的内容已保留。", most=most)}
        )
    request = ContactRequest(
        expert_id=expert.id,
        sender_id=actor.user_id,
        sender_name=actor.name,
        organization_id=actor.organization_id,
        subject=subject,
        message=message,
        reply_to=reply_to,
    )
    db.session.add(request)
    db.session.flush()
    audit.record("expert", expert.id, "contact", actor, note=subject)
    publish(ExpertContacted(request.id))
    return request


def sent_today(actor: Actor) -> int:
    """Requests of this sender since midnight in Beijing."""
    midnight = datetime.combine(clock.today(), time(), clock.BEIJING)
    query = select(func.count()).where(
        ContactRequest.sender_id == actor.user_id, ContactRequest.created_at >= midnight
    )
    return db.session.scalar(query) or 0


def mark_seen(actor: Actor, expert: Expert, request: ContactRequest) -> None:
    """The expert has read a request."""
    POLICY.require(actor, ExpertPermission.HIDE, expert)
    if request.expert_id == expert.id and request.seen_at is None:
        request.seen_at = clock.now()
