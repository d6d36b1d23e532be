"""Writing a bid: begin, save part by part, annexes. Everything is sealed before it is stored."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matchmaker.bids import sealing
from matchmaker.bids.content import BidContent, SealedFile
from matchmaker.bids.eligibility import unit_problem
from matchmaker.bids.models import Bid, BidFile, BidMember
from matchmaker.bids.policy import POLICY, BidPermission
from matchmaker.bids.reading import draft_of, file_label, key_of, stored_at
from matchmaker.bids.vocabulary import LIMITS, LIVE, MOST_FILES, MemberAnswer
from matchmaker.challenges.models import Challenge
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.secrecy import has_secret_mark
from matchmaker.organizations.models import Organization

TEAM_IS_TAKEN = "uq_bid_member_one_team"


def start_bid(actor: Actor, challenge: Challenge) -> Bid:
    """Begin a bid of the actor's unit; its live one when there is one already."""
    POLICY.require(actor, BidPermission.START, challenge)
    lead = db.session.get_one(Organization, actor.organization_id)
    if (known := live_bid(challenge, lead.id)) is not None:
        return known
    if sentence := unit_problem(challenge, lead):
        raise GuardFailed(sentence)
    try:
        with db.session.begin_nested():
            bid = _new_bid(actor, challenge, lead)
            db.session.add(bid)
    except IntegrityError as error:
        if (known := live_bid(challenge, lead.id)) is not None:
            return known
        raise already_in_a_team(lead) from error
    audit.record("bid", bid.id, "create", actor, after=bid.status)
    return bid


def _new_bid(actor: Actor, challenge: Challenge, lead: Organization) -> Bid:
    """The number says nothing about how many there are."""
    public_id = f"{current_app.config['NUMBER_PREFIX']}B-{secrets.token_hex(4).upper()}"
    key = sealing.new_key()
    bid = Bid(
        public_id=public_id,
        challenge=challenge,
        lead=lead,
        created_by_id=actor.user_id,
        wrapped_key=sealing.wrap(key, public_id),
        sealed_draft=sealing.seal(key, BidContent().to_bytes(), f"draft:{public_id}"),
    )
    bid.members.append(
        BidMember(
            challenge_id=challenge.id, organization_id=lead.id, answer=MemberAnswer.CONFIRMED,
            answered_by_id=actor.user_id, answered_at=clock.now(),
        )
    )  # fmt: skip
    return bid


def already_in_a_team(unit: Organization) -> GuardFailed:
    sentence = _(
        "%(name)s 已经在另一个揭榜团队里（揭榜规则：每个团队、每家单位对一个榜单只投一份）。", name=unit.name
    )
    return GuardFailed(sentence, errors={"members": sentence})


def live_bid(challenge: Challenge, organization_id: int | None) -> Bid | None:
    """The bid this unit leads, unless it is withdrawn, lapsed or refused."""
    own = (Bid.challenge_id == challenge.id, Bid.lead_id == organization_id, Bid.status.in_(LIVE))
    return db.session.scalar(select(Bid).where(*own))


def save_bid(actor: Actor, bid: Bid, values: Mapping[str, Any], version: int | None = None) -> None:
    """Take over parts of the content. Raises `Conflict` when ``version`` is not the stored one; a draft may have gaps."""
    POLICY.require(actor, BidPermission.EDIT, bid)
    if version is not None and version != bid.version:
        raise Conflict(_("这份投标刚刚在别处保存过。你填写的内容还在本页，请核对后再保存。"))
    texts = {name: value for name, value in values.items() if name in LIMITS}
    _check_texts(texts)
    before = draft_of(bid)
    rest = {name: value for name, value in values.items() if name not in LIMITS}
    after = replace(before, texts=before.texts | texts, **rest)
    if after != before:
        store_draft(bid, after)


def store_draft(bid: Bid, content: BidContent) -> None:
    """Seal the working copy."""
    bid.sealed_draft = sealing.seal(key_of(bid), content.to_bytes(), f"draft:{bid.public_id}")


def _check_texts(texts: Mapping[str, str]) -> None:
    errors = {
        name: _("最多 %(limit)s 字，现在 %(length)s 字。", limit=LIMITS[name], length=len(text))
        for name, text in texts.items()
        if len(text) > LIMITS[name]
    }
    for name, text in texts.items():
        if has_secret_mark(text):
            errors[name] = _("内容带有密级标志。涉密内容不得在本平台投标，请删去后再保存。")
    if errors:
        raise GuardFailed(errors=errors)


def add_file(actor: Actor, bid: Bid, name: str, media_type: str, data: bytes) -> SealedFile:
    """Seal an annex and name it in the working copy. The bytes come first: a crash leaves an orphan, never a gap."""
    POLICY.require(actor, BidPermission.EDIT, bid)
    content = draft_of(bid)
    if len(content.files) >= MOST_FILES:
        raise GuardFailed(errors={"file": _("最多 %(most)s 个附件，请先移除不需要的。", most=MOST_FILES)})
    digest = hashlib.sha256(data).hexdigest()
    row = BidFile(bid_id=bid.id, storage_key=_write(bid, data, digest), uploaded_by_id=actor.user_id)
    bid.files.append(row)
    db.session.flush()
    file = SealedFile(row.id, name, media_type, len(data), digest)
    store_draft(bid, replace(content, files=(*content.files, file)))
    return file


def _write(bid: Bid, data: bytes, digest: str) -> str:
    key = f"{secrets.token_hex(2)}/{secrets.token_hex(16)}"
    path = stored_at(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        file.write(sealing.seal(key_of(bid), data, file_label(bid, digest)))
        file.flush()
        os.fsync(file.fileno())
    return key


def remove_file(actor: Actor, bid: Bid, number: int) -> None:
    """Leave an annex out from now on; what was handed in keeps it."""
    POLICY.require(actor, BidPermission.EDIT, bid)
    content = draft_of(bid)
    store_draft(bid, replace(content, files=tuple(file for file in content.files if file.id != number)))
