"""First letters of the pinyin of Chinese text, without a dictionary.

The 3,755 common characters of GB 2312 (first level, codes B0A1–D7F9) stand in the order of their pinyin, so the place of a
character tells its letter. Rarer characters have no letter and are left out; of several readings only one is known.
"""

from __future__ import annotations

from bisect import bisect_right

# First code of each letter in the table of GB 2312 (no syllable begins with i, u or v).
_STARTS = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"), (0xB8C1, "g"),
    (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"), (0xC4C3, "n"), (0xC5B6, "o"),
    (0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"), (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"),
    (0xD1B9, "y"), (0xD4D1, "z"),
)  # fmt: skip
_CODES = [code for code, _letter in _STARTS]
_LAST = 0xD7F9


def initials_of(text: str) -> str:
    """``有机化学原料制造`` → ``yjhxylzz``; Latin letters and digits stay, everything else is dropped."""
    return "".join(_initial(character) for character in text)


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    coded = character.encode("gb2312", "ignore")
    place = int.from_bytes(coded, "big")
    if len(coded) != 2 or not _CODES[0] <= place <= _LAST:
        return ""
    return _STARTS[bisect_right(_CODES, place) - 1][1]
