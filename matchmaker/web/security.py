"""Guards of routes, the acting person of a request, and protective headers.

Every view carries exactly one of `requires`, `login_only`, `public`; a test walks the map of routes.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, g, redirect, request, url_for
from flask_babel import gettext as _
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    XContentTypeOptions,
    XFrameOptions,
)

from matchmaker.kernel.actor import ANONYMOUS, Actor
from matchmaker.kernel.policy import policy_of
from matchmaker.web.responses import flash_bad

View = TypeVar("View", bound=Callable[..., Any])
_load_actor: Callable[[], Actor] = lambda: ANONYMOUS  # noqa: E731  replaced by wiring


def use_actor_loader(loader: Callable[[], Actor]) -> None:
    """`wiring` hands over how an account becomes an `Actor`; the shell does not know accounts."""
    global _load_actor
    _load_actor = loader


def current_actor() -> Actor:
    """Who sends this request; loaded once."""
    if "actor" not in g:
        g.actor = _load_actor()
    return g.actor


def forget_actor() -> None:
    """Load the actor anew on next use, after sign-in or a change of membership."""
    g.pop("actor", None)


def _guarded(view: Callable[..., Any], kind: str, wrapper: Callable[..., Any]) -> Any:
    if hasattr(view, "guard"):
        raise TypeError(f"{view.__name__} has two guards")
    wrapper.guard = kind  # type: ignore[attr-defined]
    return wrapper


def public(view: View) -> View:
    """Open to everybody; the view itself shows only what `visible_to` allows."""
    return _guarded(view, "public", wraps(view)(lambda *args, **kwargs: view(*args, **kwargs)))


def login_only(view: View) -> View:
    """For any signed-in person, about that person's own things."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return _to_sign_in() if current_actor().is_anonymous else view(*args, **kwargs)

    return _guarded(view, "login", wrapper)


def requires(
    permission: StrEnum, load: Callable[..., Any] | None = None, *, anonymous: bool = False
) -> Callable[[View], View]:
    """For those whom the policy grants ``permission``.

    With ``load(actor, **url arguments)`` the view gets the loaded object instead of the URL's arguments; ``load``
    raises `NotFound` for what the actor may not see. ``anonymous=True`` lets the policy decide about strangers too,
    who are otherwise sent to the sign-in page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(**arguments: Any) -> Any:
            actor = current_actor()
            if actor.is_anonymous and not anonymous:
                return _to_sign_in()
            policy = policy_of(permission.value)
            if load is None:
                policy.require(actor, permission, None)
                return view(**arguments)
            subject = load(actor, **arguments)
            policy.require(actor, permission, subject)
            return view(subject)

        return _guarded(view, permission.value, wrapper)

    return decorate


def _to_sign_in() -> Any:
    flash_bad(_("请先登录，再继续这一步。"))
    target = url_for("security.login", next=_wanted_page())
    if request.headers.get("HX-Request"):
        return "", 204, {"HX-Redirect": target}
    return redirect(target, 303)


def _wanted_page() -> str:
    """Where to return after sign-in: the page asked for, never the address of a mere action."""
    return request.full_path.rstrip("?") if request.method == "GET" else url_for("home.index")


# -- headers ----------------------------------------------------------------------------------


def _headers() -> Secure:
    csp = (
        ContentSecurityPolicy()
        .default_src("'self'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'", "data:")
        .object_src("'none'")
        .base_uri("'self'")
        .form_action("'self'")
        .frame_ancestors("'none'")
    )
    return Secure(
        csp=csp,
        xfo=XFrameOptions().deny(),
        xcto=XContentTypeOptions(),
        referrer=ReferrerPolicy().strict_origin_when_cross_origin(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        permissions=PermissionsPolicy().geolocation().camera().microphone(),
    )


def init_app(app: Flask) -> None:
    """Protective headers on every answer; hashed assets may be kept for a year, pages not at all."""
    headers = dict(_headers().headers)

    @app.after_request
    def protect(response: Any) -> Any:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint == "static" and "/vendor/" in request.path and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store" if _signed_in() else "no-cache")
            response.vary.update(["Cookie", "HX-Request"])
        return response

    @app.before_request
    def refuse_odd_text() -> None:
        """A NUL byte is never typed by a person and no database wants it."""
        if "%00" in request.query_string.decode("latin-1") or "\x00" in request.path:
            abort(400)


def _signed_in() -> bool:
    return "actor" in g and not g.actor.is_anonymous
