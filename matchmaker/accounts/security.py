"""Settings of the account library, mail through our outbox, throttled sign-in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, Response, request
from flask_babel import lazy_gettext as _l
from flask_security import MailUtil, Security

from matchmaker.accounts import messages
from matchmaker.accounts.datastore import datastore
from matchmaker.accounts.events import AccountMailRequested
from matchmaker.accounts.forms import (
    ConfirmationForm,
    NewPasswordForm,
    PasswordForm,
    RecoverForm,
    RegisterForm,
    SignInForm,
)
from matchmaker.extensions import limiter
from matchmaker.kernel import clock
from matchmaker.kernel.events import publish
from matchmaker.kernel.unit_of_work import write_intent

SETTINGS: dict[str, Any] = {
    # No look-up of the domain while a person waits: the confirmation proves the address.
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "SECURITY_REGISTERABLE": True,
    "SECURITY_CONFIRMABLE": True,
    "SECURITY_RECOVERABLE": True,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_AUTO_LOGIN_AFTER_CONFIRM": False,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_LENGTH_MIN": 10,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,  # nobody learns from us which addresses are registered
    "SECURITY_CONFIRM_EMAIL_WITHIN": timedelta(days=2),
    "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=4),
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_REGISTER_URL": "/register",
    "SECURITY_CONFIRM_URL": "/confirm",
    "SECURITY_RESET_URL": "/recover",
    "SECURITY_CHANGE_URL": "/account/password",
    "SECURITY_POST_REGISTER_VIEW": "/register/sent",
    "SECURITY_POST_CONFIRM_VIEW": "/sign-in",
    "SECURITY_POST_LOGIN_VIEW": "/organizations/welcome",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_EMAIL_HTML": False,  # plain text reads everywhere and hides nothing
    "SECURITY_EMAIL_SUBJECT_REGISTER": _l("确认邮箱，启用账号"),
    "SECURITY_EMAIL_SUBJECT_CONFIRM": _l("确认邮箱"),
    "SECURITY_EMAIL_SUBJECT_PASSWORD_RESET": _l("重置密码"),
    "SECURITY_EMAIL_SUBJECT_PASSWORD_NOTICE": _l("密码已重置"),
    "SECURITY_EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": _l("密码已修改"),
    "SECURITY_DATETIME_FACTORY": clock.now,
    "REMEMBER_COOKIE_HTTPONLY": True,
    "REMEMBER_COOKIE_SAMESITE": "Lax",
}
WRITING_ENDPOINTS = {
    f"security.{name}"
    for name in (
        "register",
        "send_confirmation",
        "confirm_email",
        "forgot_password",
        "reset_password",
        "change_password",
    )
}


class OutboxMail(MailUtil):
    """Mails become rows of the outbox in the same transaction as what they tell of."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        address = recipient[1] if isinstance(recipient, tuple) else recipient
        publish(AccountMailRequested(template, address, str(subject), body or "", html or ""))


def init_app(app: Flask) -> None:
    """Bind the library with our forms, words, tables and limits."""
    for key, value in (SETTINGS | messages.SETTINGS).items():
        app.config.setdefault(key, value)
    app.config["REMEMBER_COOKIE_SECURE"] = app.config["SESSION_COOKIE_SECURE"]
    Security(
        app,
        datastore,
        register_form=RegisterForm,
        login_form=SignInForm,
        forgot_password_form=RecoverForm,
        reset_password_form=NewPasswordForm,
        change_password_form=PasswordForm,
        send_confirmation_form=ConfirmationForm,
        mail_util_cls=OutboxMail,
    )
    _take_write_lock(app)
    _throttle(app)


def _take_write_lock(app: Flask) -> None:
    """The library commits by itself; its writing requests wait for the lock at the start, not half way."""

    @app.before_request
    def enter() -> None:
        if (
            request.method == "POST" and request.endpoint in WRITING_ENDPOINTS
        ) or request.endpoint == "security.confirm_email":
            intent = write_intent()
            intent.__enter__()
            request.environ["matchmaker.write_intent"] = intent

    @app.teardown_request
    def leave(error: BaseException | None) -> None:
        intent: Any = request.environ.pop("matchmaker.write_intent", None)
        if intent is not None:
            intent.__exit__(None, None, None)


def _typed_address() -> str:
    return f"{request.remote_addr}|{request.form.get('email', '').strip().lower()[:254]}"


def _is_refused(response: Response) -> bool:
    """A sign-in that succeeded redirects; only the others are guesses."""
    return response.status_code not in (302, 303)


def _throttle(app: Flask) -> None:
    """Limits on guessing: per address typed, and per machine; the 429 page says when to come back."""
    limits = {
        "security.login": ("6 per 15 minutes", "60 per 15 minutes"),
        "security.register": ("5 per hour", "30 per hour"),
        "security.send_confirmation": ("3 per hour", "30 per hour"),
        "security.forgot_password": ("3 per hour", "30 per hour"),
    }
    for endpoint, (address, machine) in limits.items():
        view: Any = app.view_functions[endpoint]
        view = limiter.limit(
            address,
            key_func=_typed_address,
            methods=["POST"],
            override_defaults=False,
            deduct_when=_is_refused if endpoint == "security.login" else None,
        )(view)
        app.view_functions[endpoint] = limiter.limit(machine, methods=["POST"], override_defaults=False)(view)
