"""A readable mailbox for trying the site without a mail server."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.kernel.errors import NotFound
from matchmaker.notifications.models import Delivery
from matchmaker.web.security import public

blueprint = Blueprint("notifications", __name__)
SHOWN = 50


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
