"""Numbers of patents and papers: shape and check digit, with sentences that say what is wrong.

The check digit of a Chinese application number is Σ dᵢ·wᵢ mod 11 over the digits from the left, 10 written as X
(patent number standard ZC 0006; weights 2…9 then 2…5 for twelve digits, 2…9 for the eight digits used before
October 2003). A publication number (nine digits, seven before 2007) has no check digit.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from flask_babel import gettext as _

LONG_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
SHORT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9)
_APPLICATION = re.compile(r"(?:ZL|CN)?(?P<digits>\d{12}|\d{8})\.?(?P<check>[0-9X])")
_WITHOUT_CHECK = re.compile(r"(?:ZL|CN)?(?:\d{12}|\d{8})\.?")
_KINDS = "12389"  # invention, utility model, design, international invention, international utility model
_PUBLICATION = re.compile(r"CN(?P<kind>[1-3])(?:\d{8}|\d{6})(?P<letter>[ABCUYS])")
_LETTERS = {"1": "ABC", "2": "UY", "3": "S"}
_DOI = re.compile(r"10\.\d{4,9}/[\x21-\x7e]+")


@dataclass(frozen=True)
class Reading:
    """A number in its usual spelling, or ``error`` saying what is wrong with it."""

    number: str = ""
    error: str = ""

    @property
    def is_good(self) -> bool:
        return not self.error


def check_digit(digits: str) -> str:
    """The check digit of the 12 (or, before 2004, 8) digits of an application number."""
    weights = LONG_WEIGHTS if len(digits) == 12 else SHORT_WEIGHTS
    if len(digits) != len(weights) or not digits.isdecimal():
        raise ValueError("twelve or eight digits")
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def _plain(text: str) -> str:
    """Half width, upper case, without blanks; the full stops of all widths become one."""
    folded = unicodedata.normalize("NFKC", text).upper().replace("。", ".").replace("·", ".")
    return re.sub(r"\s+", "", folded)


def read_application_number(text: str) -> Reading:
    """``ZL 2017 1 0601862.3`` → ``ZL201710601862.3``; empty text is good and stays empty."""
    plain = _plain(text)
    if not plain:
        return Reading()
    match = _APPLICATION.fullmatch(plain)
    if match is None:
        return Reading(text.strip(), _misshapen(plain))
    digits, given = match["digits"], match["check"]
    place = 4 if len(digits) == 12 else 2
    if digits[place] not in _KINDS:
        return Reading(text.strip(), _wrong_kind(place + 1, digits[place]))
    if given != check_digit(digits):
        return Reading(
            text.strip(),
            _(
                "申请号的校验位应为 %(expected)s，填的是 %(given)s。请对照受理通知书或专利证书核对每一位。",
                expected=check_digit(digits),
                given=given,
            ),
        )
    prefix = "ZL" if plain.startswith("ZL") else ""
    return Reading(f"{prefix}{digits}.{given}")


def _wrong_kind(place: int, given: str) -> str:
    return _(
        "申请号的第 %(place)s 位表示专利种类，只能是 %(kinds)s，填的是 %(given)s。",
        place=place,
        kinds="、".join(_KINDS),
        given=given,
    )


def _misshapen(plain: str) -> str:
    if _WITHOUT_CHECK.fullmatch(plain):
        return _("申请号缺少小数点后的校验位，例如 201710601862.3。")
    count = sum(char.isdecimal() for char in plain)
    return _(
        "申请号是 12 位数字加小数点和校验位（2003 年 10 月前为 8 位），例如 201710601862.3；填写的内容有 %(count)s 位数字。",
        count=count,
    )


def read_publication_number(text: str) -> Reading:
    """``CN 115455304 A`` → ``CN115455304A``; empty text is good and stays empty."""
    plain = _plain(text).replace(".", "")
    if not plain:
        return Reading()
    match = _PUBLICATION.fullmatch(plain)
    if match is None:
        return Reading(text.strip(), _("公开（公告）号是 CN 加 9 位数字和种类字母，例如 CN115455304A。"))
    if match["letter"] not in _LETTERS[match["kind"]]:
        return Reading(
            text.strip(),
            _(
                "公开（公告）号以 %(kind)s 开头时，末位字母应为 %(letters)s，填的是 %(given)s。",
                kind=match["kind"],
                letters="、".join(_LETTERS[match["kind"]]),
                given=match["letter"],
            ),
        )
    return Reading(plain)


def read_doi(text: str) -> Reading:
    """``https://doi.org/10.1000/xyz`` → ``10.1000/xyz``; empty text is good and stays empty."""
    plain = unicodedata.normalize("NFKC", text).strip()
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", plain, flags=re.I)
    if not bare:
        return Reading()
    if not _DOI.fullmatch(bare):
        return Reading(plain, _("DOI 以“10.”开头，形如 10.1016/j.memsci.2020.118000。"))
    return Reading(bare)
