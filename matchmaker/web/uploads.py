"""Uploaded files: checked by content, stored under a random name, served as downloads."""

from __future__ import annotations

import hashlib
import os
import secrets
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from flask import Response, current_app, send_file
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from matchmaker.kernel.errors import GuardFailed, NotFound

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCUMENTS = {".pdf": PDF, ".docx": DOCX, ".xlsx": XLSX, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}
PICTURES = {".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}
EVIDENCE = {".pdf": PDF, **PICTURES}
_STARTS = {PDF: (b"%PDF-",), JPEG: (b"\xff\xd8\xff",), PNG: (b"\x89PNG\r\n\x1a\n",)}
_OFFICE_PART = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml"}


class UploadRefused(GuardFailed):
    """The file is too large, empty, or not what its name says."""


class StoredFile(Protocol):
    """What `send_stored` needs; `kernel.models.FileMixin` provides it."""

    filename: str
    media_type: str
    storage_key: str


@dataclass(frozen=True)
class SavedUpload:
    """Where a file now lies; the fields are those of `FileMixin`."""

    filename: str
    media_type: str
    size: int
    sha256: str
    storage_key: str

    def as_columns(self) -> dict[str, Any]:
        return dict(vars(self))


def save_upload(upload: FileStorage, field: str, allowed: dict[str, str] = DOCUMENTS) -> SavedUpload:
    """Check and store one file, synced to disk; raises `UploadRefused` naming ``field``.

    The bytes come first and the row after: a crash between the two leaves an orphan file, never a row without one.
    """
    name, media_type = _checked(upload, field, allowed)
    key = f"{secrets.token_hex(2)}/{secrets.token_hex(16)}"
    size, digest = _write(upload.stream, _path(key), name, field)
    return SavedUpload(name, media_type, size, digest, key)


def read_upload(
    upload: FileStorage | None, field: str, allowed: dict[str, str] = DOCUMENTS
) -> tuple[str, str, bytes]:
    """Name, type and bytes of one file that its feature stores itself (sealed); checked like `save_upload`."""
    if upload is None or not upload.filename:
        raise _refused(field, _("请选择一个文件。"))
    name, media_type = _checked(upload, field, allowed)
    limit = current_app.config["UPLOAD_MAX_BYTES"]
    data = upload.stream.read(limit + 1)
    _check_size(len(data), limit, name, field)
    return name, media_type, data


def _checked(upload: FileStorage, field: str, allowed: dict[str, str]) -> tuple[str, str]:
    """The name to show and the type the content proves."""
    name = _display_name(upload.filename or "")
    media_type = allowed.get(Path(name).suffix.lower())
    if media_type is None:
        raise _refused(
            field, _("“%(name)s”的类型不接收。可上传：%(kinds)s。", name=name, kinds=kinds_of(allowed))
        )
    if not _looks_like(upload.stream, media_type):
        raise _refused(field, _("“%(name)s”的内容与扩展名不符，请上传真正的文件。", name=name))
    return name, media_type


def kinds_of(allowed: Iterable[str]) -> str:
    """The accepted endings as the user reads them."""
    return "、".join(ending.lstrip(".") for ending in allowed)


def send_stored(file: StoredFile, *, inline: bool = False) -> Response:
    """Answer with a stored file; only pictures are ever shown inside the browser."""
    path = _path(file.storage_key)
    if not path.is_file():
        raise NotFound(_("文件已不在，请联系分中心。"))
    shown = inline and file.media_type in PICTURES.values()
    response = send_file(path, file.media_type, as_attachment=not shown, download_name=file.filename)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def copy_stored(file: Any) -> SavedUpload:
    """A second copy of a stored file's bytes under a key of its own, for a row that must outlive the first."""
    source = _path(file.storage_key)
    if not source.is_file():
        raise NotFound(_("文件已不在，请联系分中心。"))
    key = f"{secrets.token_hex(2)}/{secrets.token_hex(16)}"
    with open(source, "rb") as stream:
        size, digest = _write(stream, _path(key), file.filename, "file")
    return SavedUpload(file.filename, file.media_type, size, digest, key)


def remove_stored(storage_key: str) -> None:
    """Delete the bytes of a file whose row is gone; call it after the commit."""
    _path(storage_key).unlink(missing_ok=True)


def _refused(field: str, message: str) -> UploadRefused:
    return UploadRefused(message, {field: message})


def _display_name(name: str) -> str:
    """The last part of the name without control or direction characters, at most 180 long."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    bare = "".join(c for c in bare if c.isprintable()).strip(" .") or "file"
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[:170]}.{ending[:8]}" if dot else bare[:180]


def _looks_like(stream: IO[bytes], media_type: str) -> bool:
    start = stream.read(16)
    stream.seek(0)
    if media_type in _STARTS:
        return start.startswith(_STARTS[media_type])
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
        return _OFFICE_PART[media_type] in names and not any(n.endswith("vbaProject.bin") for n in names)
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    finally:
        stream.seek(0)


def _write(stream: IO[bytes], path: Path, name: str, field: str) -> tuple[int, str]:
    limit, size, digest = current_app.config["UPLOAD_MAX_BYTES"], 0, hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as target:
        while (block := stream.read(1 << 16)) and size <= limit:
            size += len(block)
            digest.update(block)
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    try:
        _check_size(size, limit, name, field)
    except UploadRefused:
        path.unlink()
        raise
    return size, digest.hexdigest()


def _check_size(size: int, limit: int, name: str, field: str) -> None:
    if not size:
        raise _refused(field, _("“%(name)s”是空文件。", name=name))
    if size > limit:
        raise _refused(field, _("“%(name)s”超过 %(most)s MB。", name=name, most=limit >> 20))


def _path(key: str) -> Path:
    return Path(current_app.config["DATA_DIR"], "uploads", *key.split("/"))
