"""统一社会信用代码 (GB 32100-2015): 18 places, check digit modulo 31; the message names the wrong place."""

from __future__ import annotations

from flask_babel import gettext as _
from stdnum.cn import uscc

from matchmaker.web.forms import clean_text

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
LENGTH = 18
LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}


def tidy(text: str) -> str:
    """Upper case, half width, no blanks or hyphens."""
    half = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in clean_text(text or ""))
    return "".join(c for c in half.upper() if c not in " -\u3000")


def complaint(code: str) -> str | None:
    """What is wrong with a tidied code and how to mend it; None when it is right."""
    for place, letter in enumerate(code, 1):
        if letter not in ALPHABET:
            return _foreign_letter(place, letter)
    if len(code) != LENGTH:
        return _("统一社会信用代码有 18 位，现在是 %(n)s 位，请补全。", n=len(code))
    for place, letter in enumerate(code[2:8], 3):
        if not letter.isdigit():
            return _(
                "第 %(place)s 位“%(letter)s”不对：第 3 到 8 位是行政区划，只能是数字。",
                place=place,
                letter=letter,
            )
    expected = uscc.calc_check_digit(code)
    if code[-1] != expected:
        return _(
            "第 18 位校验码不对：按前 17 位应为 %(expected)s，填的是 %(given)s。请核对前 17 位有没有抄错。",
            expected=expected,
            given=code[-1],
        )
    return None


def _foreign_letter(place: int, letter: str) -> str:
    if letter in LOOKALIKES:
        return _(
            "第 %(place)s 位“%(letter)s”不对：代码里没有字母 I、O、S、V、Z，可能是 %(meant)s。",
            place=place,
            letter=letter,
            meant=LOOKALIKES[letter],
        )
    return _("第 %(place)s 位“%(letter)s”不对：只能是数字或大写字母。", place=place, letter=letter)
