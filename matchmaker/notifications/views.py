"""The reader's messages; and a readable mailbox for trying the site without a mail server."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.routing import BuildError
from werkzeug.wrappers import Response

from matchmaker.extensions import db
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications import inbox
from matchmaker.notifications.kinds import Group
from matchmaker.notifications.models import Delivery
from matchmaker.web.responses import flash_bad, flash_ok, safe_next, see_other
from matchmaker.web.security import current_actor, login_only, public
from matchmaker.web.templating import register_global

blueprint = Blueprint("notifications", __name__)
SHOWN = 50


def unread_messages() -> int:
    """Template global for the bell. Error pages carry it too, so a database that does not answer counts as none."""
    try:
        return inbox.unread_count(current_actor())
    except SQLAlchemyError:
        db.session.rollback()
        return 0


register_global("unread_messages", unread_messages)


@blueprint.get("/notifications/")
@login_only
def centre() -> str:
    """Narrowed by ``group`` and ``unread``."""
    group, unread = _group(request.args.get("group")), request.args.get("unread") == "1"
    page = inbox.listed(current_actor(), group, unread, page_number(request.args.get("page")))
    return render_template("notifications/centre.html", page=page, groups=Group, chosen=group, unread=unread)


@blueprint.post("/notifications/read-all")
@login_only
def read_all() -> Response:
    with transaction():
        inbox.mark_all_read(current_actor(), _group(request.form.get("group")))
    flash_ok(_("已全部标为已读。"))
    return _back()


@blueprint.post("/notifications/<int:number>/open")
@login_only
def open_page(number: int) -> Response:
    """Mark it read and go where it leads; a page that is no more leads back to the list."""
    with transaction():
        found = inbox.mark_read(current_actor(), number)
        endpoint, arguments = found.endpoint, dict(found.arguments)
    try:
        return see_other(url_for(endpoint, **arguments))  # type: ignore[arg-type]
    except BuildError:
        flash_bad(_("这条消息指向的页面已经不在了。"))
        return _back()


@blueprint.post("/notifications/<int:number>/read")
@login_only
def read(number: int) -> Response:
    with transaction():
        inbox.mark_read(current_actor(), number)
    return _back()


@blueprint.post("/notifications/<int:number>/delete")
@login_only
def delete(number: int) -> Response:
    with transaction():
        inbox.remove(current_actor(), number)
    flash_ok(_("消息已删除。"))
    return _back()


def _group(text: str | None) -> Group | None:
    return Group(text) if text in set(Group) else None


def _back() -> Response:
    """To the list as it was filtered."""
    return see_other(safe_next(request.form.get("next"), url_for("notifications.centre")))


@blueprint.get("/mailbox")
@public
def mailbox() -> str:
    """The latest mails, only on a demo site without a mail server and only from the machine itself."""
    if not mailbox_is_open():
        raise NotFound
    query = select(Delivery).order_by(Delivery.id.desc()).limit(SHOWN)
    return render_template("notifications/mailbox.html", deliveries=list(db.session.scalars(query)))


def mailbox_is_open() -> bool:
    config = current_app.config
    is_local = request.remote_addr in {"127.0.0.1", "::1"} and "X-Forwarded-For" not in request.headers
    return bool(config["DEMO"]) and config["MAIL_BACKEND"] == "file" and is_local
