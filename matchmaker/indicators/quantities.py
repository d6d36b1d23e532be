"""Numbers as people write them: full width, 万 and 亿, powers of ten, Chinese numerals, 百分之."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import cn2an

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
_SINGLE = {
    "≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤", "−": "-", "﹣": "-", "—": "–", "‐": "-", "‑": "-", "∼": "~", "〜": "~",
    "•": "·", "∙": "·", "⋅": "·", "・": "·", "‧": "·", "✕": "×", "✖": "×", "╳": "×", "µ": "μ", "∶": ":",
    "貳": "二", "㎡": "m^2", "㎥": "m^3", "㎜": "mm", "㎝": "cm", "㎞": "km", "㎟": "mm^2", "㎠": "cm^2", "㎤": "cm^3",
    "。": "。", "…": "…", "°": "°", "℃": "℃", "℉": "℉",
}  # fmt: skip
_SCALES = {
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "十亿": 1e9,
    "百亿": 1e10,
    "万亿": 1e12,
}
_DIGITS = "零〇一二两三四五六七八九十百千万亿"

POWER = r"(?:\s*[×xX*]\s*10\s*\^?\s*\(?(?P<power>[+-]?\d{1,2})\)?|[eE](?P<exponent>[+-]?\d{1,2}))"
SCALE = r"(?P<scale>万亿|百亿|十亿|亿|千万|百万|十万|万|千(?!克|瓦|帕|米|焦|伏|卡|赫|牛|安|分|升|字))"
ARABIC = rf"(?:10\^(?P<bare>[+-]?\d{{1,2}})|(?P<digits>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|\.\d+){POWER}?)\s*{SCALE}?"
CHINESE = rf"(?P<chinese>[{_DIGITS}半]+(?:点[零〇一二两三四五六七八九]+)?)"
NUMBER = re.compile(rf"(?P<sign>[+-]\s*)?(?:{ARABIC}|{CHINESE})")
SHARE = re.compile(
    rf"(?P<base>百|千|万)分之(?:(?P<arabic>\d+(?:\.\d+)?)|(?P<chinese>[{_DIGITS}]+(?:点[零〇一二两三四五六七八九]+)?))"
)
TENTHS = re.compile(
    r"(?P<whole>[一二两三四五六七八九1-9])成(?P<part>[一二三四五六七八九半])?(?![本功为果立长熟品分套员])"
)


@dataclass(frozen=True)
class Folded:
    """Text in one spelling, and where each of its characters came from."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place of ``text[start:end]`` in the original."""
        if start >= end:
            return (self.origin[start], self.origin[start])
        return (self.origin[start], self.origin[end - 1] + 1)


@cache
def _spelt(char: str) -> str:
    """One character in its usual spelling; there are only so many of them."""
    return "~" if char == "～" else _SINGLE.get(char) or unicodedata.normalize("NFKC", char)


def fold(text: str) -> Folded:
    """Half width, one minus, one range sign; superscripts become ``^n``. Places stay traceable."""
    out: list[str] = []
    origin: list[int] = []
    raised = False
    for index, char in enumerate(text):
        if char in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻":
            piece = ("" if raised else "^") + char.translate(SUPERSCRIPTS)
            raised = True
        else:
            raised = False
            piece = _spelt(char)
        out.append(piece)
        origin.extend([index] * len(piece))
    return Folded("".join(out), (*origin, len(text)))


def chinese_number(text: str) -> float:
    """``三`` 3, ``十二`` 12, ``两万`` 20000, ``半`` 0.5. Raises ValueError."""
    if text == "半":
        return 0.5
    if text in ("百万", "千万", "百亿", "千亿"):
        text = f"一{text}"
    return float(cn2an.cn2an(text.replace("〇", "零").replace("两", "二"), "smart"))


def number_of(match: re.Match[str]) -> float:
    """The value of a match of `NUMBER`. Raises ValueError for Chinese numerals that are none (``千万别``)."""
    if match["chinese"]:
        value = chinese_number(match["chinese"])
    elif match["bare"]:
        value = 10.0 ** int(match["bare"])
    else:
        value = float(match["digits"].replace(",", ""))
        if power := match["power"] or match["exponent"]:
            value = float(f"{match['digits'].replace(',', '')}e{int(power)}")
        if match["scale"]:
            value *= _SCALES[match["scale"]]
    return -value if (match["sign"] or "").startswith("-") else value


def share_of(match: re.Match[str]) -> tuple[float, str]:
    """``百分之九十五`` → (95, "%"), ``千分之三`` → (3, "‰"), ``万分之二`` → (0.02, "%")."""
    value = float(match["arabic"]) if match["arabic"] else chinese_number(match["chinese"])
    return {"百": (value, "%"), "千": (value, "‰"), "万": (value / 100, "%")}[match["base"]]


def tenths_of(match: re.Match[str]) -> float:
    """``九成五`` → 95 (percent)."""
    part = match["part"]
    whole = float(match["whole"]) if match["whole"].isdigit() else chinese_number(match["whole"])
    return whole * 10 + (0.0 if not part else 5.0 if part == "半" else chinese_number(part))


def read_number(text: str) -> float | None:
    """One number and nothing else, or None."""
    folded = fold(text).text.strip()
    match = NUMBER.fullmatch(folded)
    if not match:
        return None
    try:
        return number_of(match)
    except ValueError:
        return None


def written(unit: str) -> str:
    """``m^2·g^-1`` as people print it: ``m²·g⁻¹``."""
    return re.sub(r"\^([+-]?\d+)", lambda match: match[1].translate(_RAISED), unit.strip())


def format_number(value: float) -> str:
    """``99.95``, ``5000``, ``12,480``, ``−20``, ``1×10⁻⁷``: how figures stand on the pages."""
    size = abs(value)
    if size and (size >= 1e12 or size < 1e-4):
        mantissa, _, exponent = f"{size:.10e}".partition("e")
        raised = str(int(exponent)).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
        text = f"{mantissa.rstrip('0').rstrip('.')}×10{raised}"
    else:
        text = f"{size:.10f}".rstrip("0").rstrip(".") or "0"
        whole, dot, rest = text.partition(".")
        text = (f"{int(whole):,}" if len(whole) > 4 else whole) + dot + rest
    return f"−{text}" if value < 0 and text != "0" else text
