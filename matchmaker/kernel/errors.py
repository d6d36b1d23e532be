"""What can go wrong in the domain; `web.errors` gives each a status code and a page."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l


class DomainError(Exception):
    """Root of all expected failures. ``message`` is for the user, in his language."""

    status_code = 400
    default: Any = _l("这一步没有完成。")

    def __init__(self, message: Any = "", **details: Any) -> None:
        super().__init__(str(message) if message else self.__class__.__name__)
        self.message = message or self.default
        self.details = details


class NotFound(DomainError):
    """The object does not exist, or this reader may not know that it does."""

    status_code = 404
    default = _l("没有找到这个页面，或者你没有查看权限。")


class PermissionDenied(DomainError):
    """The reader may see the object but not do this with it."""

    status_code = 403
    default = _l("你没有进行这项操作的权限。")


class Conflict(DomainError):
    """Somebody else changed the object meanwhile."""

    status_code = 409
    default = _l("内容已被他人更新，请刷新后重试。你填写的内容没有保存。")


class IllegalTransition(Conflict):
    """The action does not start from the present state."""

    default = _l("当前状态不能进行这项操作，可能已被他人处理。请刷新页面。")


class GuardFailed(DomainError):
    """A rule refuses the action. ``errors`` maps field names to sentences for the form."""

    status_code = 422
    default = _l("内容还不完整，暂时不能继续。")

    def __init__(self, message: Any = "", errors: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.errors = errors or {}
