"""Chinese first, English by a switch that a cookie remembers."""

from __future__ import annotations

from flask import Blueprint, current_app, has_request_context, request, url_for
from werkzeug.wrappers import Response

from matchmaker.web.responses import safe_next, see_other
from matchmaker.web.security import public

COOKIE = "language"
blueprint = Blueprint("web", __name__)


def choose_locale() -> str:
    """The chosen language; without a choice, Chinese, whatever the browser prefers."""
    chosen = request.cookies.get(COOKIE, "") if has_request_context() else ""
    return chosen if chosen in current_app.config["LANGUAGES"] else current_app.config["BABEL_DEFAULT_LOCALE"]


@blueprint.post("/language")
@public
def set_language() -> Response:
    """Remember the language and return to the page."""
    response = see_other(safe_next(request.form.get("next"), url_for("home.index")))
    chosen = request.form.get("language", "")
    if chosen in current_app.config["LANGUAGES"]:
        response.set_cookie(COOKIE, chosen, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response
