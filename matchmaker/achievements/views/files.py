"""For the holder: proofs and pictures of a draft."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.achievements import queries, services
from matchmaker.achievements.forms import AttachmentForm
from matchmaker.achievements.models import Achievement
from matchmaker.achievements.policy import AchievementPermission
from matchmaker.achievements.views.blueprint import blueprint, load_achievement
from matchmaker.achievements.vocabulary import AttachmentKind
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.unit_of_work import after_commit, transaction
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires
from matchmaker.web.uploads import DOCUMENTS, PICTURES, kinds_of, remove_stored, save_upload


@blueprint.post("/<public_id>/attachments")
@requires(AchievementPermission.EDIT, load_achievement)
def attach(achievement: Achievement) -> Any:
    upload = AttachmentForm()
    address = url_for(".edit", public_id=achievement.public_id, step="evidence") + "#attachments"
    if upload.validate_on_submit():
        allowed = PICTURES if upload.kind.data is AttachmentKind.PICTURE else DOCUMENTS
        try:
            saved = save_upload(upload.file.data, "file", allowed)
            with transaction():
                services.add_attachment(
                    current_actor(), achievement, saved.as_columns(),
                    upload.kind.data, upload.caption.data or "", upload.layer.data,
                )  # fmt: skip
            flash_ok(_("文件已上传。"))
            return see_other(address)
        except GuardFailed as failure:
            upload.accept_errors(failure)
    page = render_template(
        "achievements/upload.html", achievement=achievement, upload=upload, accepted=kinds_of(DOCUMENTS)
    )
    return page, 422


@blueprint.post("/<public_id>/attachments/<int:attachment_id>/remove")
@requires(AchievementPermission.EDIT, load_achievement)
def remove_attachment(achievement: Achievement) -> Any:
    found = queries.attachment_of(achievement, (request.view_args or {})["attachment_id"])
    with transaction():
        key = services.remove_attachment(current_actor(), achievement, found)
        after_commit(lambda: remove_stored(key))
    flash_ok(_("文件已移除。"))
    return see_other(url_for(".edit", public_id=achievement.public_id, step="evidence") + "#attachments")
