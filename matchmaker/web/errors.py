"""From failures to status codes and pages in the reader's language."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from matchmaker.extensions import db
from matchmaker.kernel.errors import DomainError

log = logging.getLogger(__name__)
PAGES = {400, 403, 404, 405, 409, 413, 422, 429, 500}


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _domain(error: DomainError) -> Any:
    db.session.rollback()
    return _page(error.status_code, str(error.message))


def _expired(error: CSRFError) -> Any:
    kept = [(name, text) for name, text in request.form.items(multi=True) if _is_typed(name, text)]
    return _page(400, _("这个页面打开太久，安全凭证已失效，所以没有保存。"), template="csrf", kept=kept[:60])


def _is_typed(name: str, text: str) -> bool:
    return bool(text.strip()) and name not in {"csrf_token", "next", "version"} and "password" not in name


def _http(error: HTTPException) -> Any:
    if error.response is not None:  # a redirect or a ready answer raised as an exception
        return error.get_response()
    code = error.code or 500
    message = {
        400: _("请求的内容有误。"),
        404: _("没有找到这个页面，或者你没有查看权限。"),
        405: _("这个地址不能这样打开。"),
        413: _("提交的内容太大，没有保存。单个文件最多 20 MB，一次提交最多 25 MB。"),
        429: _("操作太频繁，请稍等一会儿再试。"),
    }.get(code, "")
    answer, status = _page(code, message)
    retry = error.get_response().headers.get("Retry-After")
    return (answer, status, {"Retry-After": retry}) if retry else (answer, status)


def _unexpected(error: Exception) -> Any:
    log.exception("unexpected failure at %s %s", request.method, request.path)
    try:
        db.session.rollback()
    except Exception:
        log.exception("the session could not be rolled back")
    return _page(500, _("网站出了问题，已经记录。刚才的操作没有保存，请稍后重试。"))


def _page(code: int, message: str, *, template: str = "", **context: Any) -> tuple[Any, int]:
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=message, status=code), code
    name = template or (str(code) if code in PAGES else "500" if code >= 500 else "400")
    if name == "500":  # no context processors: they ask the database who is reading
        page = current_app.jinja_env.get_template("errors/500.html")
        return page.render(message=message, code=code), code
    return render_template(f"errors/{name}.html", message=message, code=code, **context), code
