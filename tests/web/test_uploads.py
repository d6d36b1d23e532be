"""Files are what their name says, not too large, and never executed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from matchmaker.kernel.errors import NotFound
from matchmaker.web.uploads import (
    DOCUMENTS,
    EVIDENCE,
    SavedUpload,
    UploadRefused,
    remove_stored,
    save_upload,
    send_stored,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PDF = b"%PDF-1.7\n" + b"x" * 40
EXE = b"MZ\x90\x00" + b"0" * 60


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return buffer.getvalue()


def upload(name: str, content: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("图.png", PNG),
        ("报告.PDF", PDF),
        ("表.xlsx", archive("xl/workbook.xml")),
        ("文.docx", archive("word/document.xml")),
    ],
)
def test_accepted(app: Flask, name: str, content: bytes) -> None:
    with app.test_request_context():
        saved = save_upload(upload(name, content), "evidence")
        assert saved.filename == name
        assert saved.size == len(content)
        assert Path(app.config["DATA_DIR"], "uploads", saved.storage_key).read_bytes() == content


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("报告.pdf", EXE, "扩展名不符"),
        ("程序.exe", EXE, "类型不接收"),
        ("无后缀", PDF, "类型不接收"),
        ("表.xlsx", archive("word/document.xml"), "扩展名不符"),
        ("宏.docx", archive("word/document.xml", "word/vbaProject.bin"), "扩展名不符"),
        ("坏.xlsx", b"PK\x03\x04broken", "扩展名不符"),
        ("空.pdf", b"", "扩展名不符"),
        ("x.svg", b"<svg/>", "类型不接收"),
    ],
)
def test_refused_with_reason(app: Flask, name: str, content: bytes, complaint: str) -> None:
    with app.test_request_context(), pytest.raises(UploadRefused) as caught:
        save_upload(upload(name, content), "evidence")
    assert complaint in caught.value.errors["evidence"]
    assert name in caught.value.errors["evidence"]


def test_kinds_are_those_of_the_field(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(UploadRefused) as caught:
        save_upload(upload("表.xlsx", archive("xl/workbook.xml")), "evidence", EVIDENCE)
    assert "pdf、jpg、jpeg、png" in caught.value.errors["evidence"]


def test_too_large_leaves_nothing(app: Flask) -> None:
    app.config["UPLOAD_MAX_BYTES"], before = 1000, app.config["UPLOAD_MAX_BYTES"]
    folder = Path(app.config["DATA_DIR"], "uploads")
    count = len(list(folder.rglob("*")))
    try:
        with app.test_request_context(), pytest.raises(UploadRefused, match="超过"):
            save_upload(upload("大.pdf", b"%PDF-" + b"x" * 200_000), "evidence")
    finally:
        app.config["UPLOAD_MAX_BYTES"] = before
    assert len([p for p in folder.rglob("*") if p.is_file()]) <= count


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\x\\报告.pdf", "报告.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("长" * 400 + ".pdf", "长" * 170 + ".pdf"),
    ],
)
def test_names_are_tamed(app: Flask, given: str, kept: str) -> None:
    with app.test_request_context():
        assert save_upload(upload(given, PDF), "evidence").filename == kept


def test_served_as_download_in_a_sandbox(app: Flask) -> None:
    with app.test_request_context():
        saved = save_upload(upload("报告.pdf", PDF), "evidence")
        response = send_stored(saved, inline=True)
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response.headers["Content-Security-Policy"]
        response.close()
        picture = send_stored(save_upload(upload("图.png", PNG), "evidence"), inline=True)
        assert picture.headers["Content-Disposition"].startswith("inline")
        picture.close()
        remove_stored(saved.storage_key)
        with pytest.raises(NotFound):
            send_stored(saved)


def test_columns_are_those_of_the_mixin() -> None:
    saved = SavedUpload("a", "b", 1, "c", "d")
    assert set(saved.as_columns()) == {"filename", "media_type", "size", "sha256", "storage_key"}
    assert set(EVIDENCE) < set(DOCUMENTS)
