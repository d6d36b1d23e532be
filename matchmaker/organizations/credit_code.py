"""统一社会信用代码 (GB 32100-2015): 18 places, check digit modulo 31; the message names the wrong place.

Places: 1 authority, 2 kind, 3–8 region (GB/T 2260), 9–17 organization code (GB 11714), 18 check digit.
"""

from __future__ import annotations

from flask_babel import gettext as _
from stdnum.cn import uscc

from matchmaker.taxonomy.terms import is_valid

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
LENGTH = 18
AUTHORITIES = "123456789ANY"  # bodies that register organizations; 9 is market supervision
NATIONAL = "10"  # stands for the state where the first two places of the region name a province
LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}


def tidy(text: str | None) -> str:
    """Upper case, half width, no blanks, no hyphens."""
    half = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text or "")
    return "".join(c for c in half.upper() if not c.isspace() and c not in "-‐–—")


def complaint(code: str) -> str | None:
    """What is wrong with a tidied code and how to mend it; None when it is right."""
    return _wrong_letter(code) or _wrong_length(code) or _wrong_part(code) or _wrong_check(code)


def _wrong_letter(code: str) -> str | None:
    for place, letter in enumerate(code[: LENGTH * 2], 1):
        if letter in LOOKALIKES:
            return _(
                "第 %(place)s 位“%(letter)s”不对：代码里没有字母 I、O、S、V、Z，可能是 %(meant)s。",
                place=place,
                letter=letter,
                meant=LOOKALIKES[letter],
            )
        if letter not in ALPHABET:
            return _("第 %(place)s 位“%(letter)s”不对：只能是数字或大写字母。", place=place, letter=letter)
    return None


def _wrong_length(code: str) -> str | None:
    if len(code) < LENGTH:
        return _("统一社会信用代码有 18 位，现在是 %(n)s 位，请补全。", n=len(code))
    if len(code) > LENGTH:
        return _("统一社会信用代码有 18 位，现在是 %(n)s 位，请删去多余的。", n=len(code))
    return None


def _wrong_part(code: str) -> str | None:
    if code[0] not in AUTHORITIES:
        return _("第 1 位“%(letter)s”不对：没有这样的登记管理部门代码。", letter=code[0])
    for place, letter in enumerate(code[2:8], 3):
        if not letter.isdigit():
            return _(
                "第 %(place)s 位“%(letter)s”不对：第 3 到 8 位是行政区划，只能是数字。",
                place=place,
                letter=letter,
            )
    if code[2:4] != NATIONAL and not is_valid("region", f"{code[2:4]}0000"):
        return _("第 3、4 位“%(digits)s”不对：没有以它开头的行政区划代码。", digits=code[2:4])
    return None


def _wrong_check(code: str) -> str | None:
    expected = uscc.calc_check_digit(code)
    if code[-1] == expected:
        return None
    return _(
        "第 18 位校验码不对：按前 17 位应为 %(expected)s，填的是 %(given)s。请核对前 17 位有没有抄错。",
        expected=expected,
        given=code[-1],
    )
