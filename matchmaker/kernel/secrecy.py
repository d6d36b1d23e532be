"""What must not be entered: marks of state secrets, and private data of persons. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

from flask_babel import gettext as _

# Marks as they stand on classified papers, with or without the star and the period.
_SECRET = re.compile(
    r"(?:绝密|机密|秘密)\s*(?:★|☆|[:：]?\s*(?:长期|\d+\s*年)|级)|(?:本|该)(?:成果|项目|课题|技术)(?:属|为|系)?涉密|涉密(?:项目|课题|成果)"
)
_DENIED = re.compile(r"(?:不属于|不涉及|不含|不是|非|无|未|并非|没有)[^。；，,;]{0,6}$")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
_IDENTITY = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dXx])"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def has_secret_mark(text: str) -> bool:
    """Whether the text carries a classification, not merely a denial of one."""
    return any(not _DENIED.search(text[: match.start()]) for match in _SECRET.finditer(text))


def refusals(values: Mapping[str, Any]) -> dict[str, str]:
    """Field → why its text cannot be taken. Lists and value objects are read as the sum of their texts."""
    found: dict[str, str] = {}
    for name, value in values.items():
        text = _text_of(value)
        if has_secret_mark(text):
            found[name] = _("内容带有密级标志。涉密成果不得在本平台登记，请删去后再保存。")
        elif _MOBILE.search(text) or _IDENTITY.search(text) or _MAIL.search(text):
            found[name] = _("请删去手机号、身份证号或邮箱。联系由平台转达，不要写在公开内容里。")
    return found


def _text_of(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "\n".join(_text_of(part) for part in value.values())
    if isinstance(value, (list, tuple)):
        return "\n".join(_text_of(part) for part in value)
    return _text_of(vars(value)) if is_dataclass(value) else ""
