"""Answers that many views give."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Response, flash, redirect, request, stream_with_context
from werkzeug.wrappers import Response as BaseResponse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def see_other(address: str) -> BaseResponse:
    """Redirect after a POST, so that a reload repeats nothing."""
    return redirect(address, 303)


def flash_ok(message: Any) -> None:
    flash(str(message), "ok")


def flash_bad(message: Any) -> None:
    flash(str(message), "bad")


def is_htmx() -> bool:
    """Whether only a part of the page is wanted."""
    return request.headers.get("HX-Request") == "true" and not request.headers.get(
        "HX-History-Restore-Request"
    )


def safe_next(address: str | None, fallback: str) -> str:
    """``address`` when it stays on this site, else ``fallback``."""
    if (
        not address
        or not address.startswith("/")
        or any(letter <= " " or letter in "\\\x7f" for letter in address)
    ):
        return fallback
    try:
        parts = urlsplit(address)
    except ValueError:
        return fallback
    return fallback if parts.scheme or parts.netloc else address


def csv_response(name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Response:
    """A streamed CSV that spreadsheets open as UTF-8; cells that look like formulas are disarmed."""

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield _csv_line(header)
        for row in rows:
            yield _csv_line(row)

    disposition = f"attachment; filename*=UTF-8''{quote(name)}.csv"
    return Response(
        stream_with_context(lines()), mimetype="text/csv", headers={"Content-Disposition": disposition}
    )


def _csv_line(row: Sequence[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_disarm(cell) for cell in row])
    return buffer.getvalue()


def _disarm(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_download(data: bytes, media_type: str, filename: str) -> Response:
    """A file to keep, under its own name; a server refuses headers with other than Latin letters, so it is quoted."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(filename, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(data, mimetype=media_type, headers=headers)
