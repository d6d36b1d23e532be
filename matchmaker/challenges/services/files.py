"""Files of a challenge. The bytes are stored before; here is only the row."""

from __future__ import annotations

from typing import Any, Protocol

from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from matchmaker.challenges.events import ChallengeChanged
from matchmaker.challenges.models import Challenge, ChallengeAttachment
from matchmaker.challenges.policy import POLICY, ChallengePermission
from matchmaker.challenges.vocabulary import MOST_ATTACHMENTS, ChallengeStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed, NotFound, PermissionDenied
from matchmaker.kernel.events import publish
from matchmaker.kernel.layers import Layer


class StoredUpload(Protocol):
    """A file that already lies in the store."""

    def as_columns(self) -> dict[str, Any]: ...


def add_attachment(
    actor: Actor, challenge: Challenge, upload: StoredUpload, label: str = "", layer: Layer = Layer.NDA
) -> ChallengeAttachment:
    """Tie a stored file to the challenge."""
    _require(actor, challenge)
    if len(challenge.attachments) >= MOST_ATTACHMENTS:
        sentence = _("最多 %(most)s 个附件，请先移除不需要的。", most=MOST_ATTACHMENTS)
        raise GuardFailed(sentence, errors={"file": sentence})
    attachment = ChallengeAttachment(
        label=label, layer=layer, uploaded_by_id=actor.user_id, **upload.as_columns()
    )
    challenge.attachments.append(attachment)
    db.session.flush()
    _note(actor, challenge, "upload", attachment)
    return attachment


def remove_attachment(actor: Actor, challenge: Challenge, attachment_id: int) -> str:
    """Drop the row; returns the key whose bytes the caller removes after the commit."""
    _require(actor, challenge)
    attachment = _own(challenge, attachment_id)
    _note(actor, challenge, "remove", attachment)
    challenge.attachments.remove(attachment)
    return attachment.storage_key


def note_download(actor: Actor, challenge: Challenge, attachment_id: int) -> None:
    """Who fetched which file; the closed layer promises this trace to the sponsor."""
    attachment = _own(challenge, attachment_id)
    audit.record("challenge", challenge.id, "download", actor, details={"attachment": attachment.id})


def _require(actor: Actor, challenge: Challenge) -> None:
    allowed = (ChallengePermission.EDIT, ChallengePermission.AMEND)
    if not any(POLICY.can(actor, permission, challenge) for permission in allowed):
        raise PermissionDenied


def _own(challenge: Challenge, attachment_id: int) -> ChallengeAttachment:
    found = next((file for file in challenge.attachments if file.id == attachment_id), None)
    if found is None:
        raise NotFound
    return found


def _note(actor: Actor, challenge: Challenge, action: str, attachment: ChallengeAttachment) -> None:
    flag_modified(challenge, "updated_at")
    details = {"attachment": attachment.id, "sha256": attachment.sha256, "layer": attachment.layer.value}
    audit.record("challenge", challenge.id, action, actor, details=details)
    if challenge.status is ChallengeStatus.OPEN:
        publish(ChallengeChanged(challenge.id))
