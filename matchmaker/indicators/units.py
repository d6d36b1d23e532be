"""Units of the field: a table of symbols, SI prefixes, and compounds such as ``g/(m²·24 h)``.

Facts of ``units.csv``: SI brochure (9th edition) for SI units and prefixes, GB 3100–3102 for the Chinese names;
亩 = 10,000/15 m², calorie = 4.184 J (thermochemical). A year counts 365 days, a month a twelfth of a year.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from matchmaker.indicators.quantities import fold

Dimension = tuple[tuple[str, int], ...]
_PREFIXES = {"p": 1e-12, "n": 1e-9, "μ": 1e-6, "u": 1e-6, "m": 1e-3, "c": 1e-2, "d": 0.1, "h": 100.0, "k": 1e3, "M": 1e6,
             "G": 1e9, "T": 1e12}  # fmt: skip
_SCALES = {"百万": 1e6, "千万": 1e7, "十万": 1e5, "万": 1e4, "亿": 1e8, "千": 1e3}
_OFFSETS = {"℃": 273.15, "℉": 459.67 * 5 / 9}
_PART = re.compile(r"(?P<count>\d+(?:\.\d+)?)?(?P<name>[^\d^]+?(?:\([^()]*\))?)(?:\^?(?P<power>[+-]?[1-4]))?")
_NOTE = re.compile(
    r"(?P<unit>t|kg|g|吨|公斤|千克|克|Nm\^3|m\^3|度|kWh|元)"
    r"(?P<note>蒸汽|新水|水|废水|污水|废气|产品|成品|合格品|原料|干料|干基|湿基|原煤|煤|焦炭|焦|粗钢|钢|铁|油|矿|渣|污泥|盐|氢气|氢|液氨|氨|甲醇|醇|"
    r"树脂|料|气|电|催化剂|吸附剂|BDO|PBAT|CO2)"
)
_PLAIN_NOTES = {"产品", "成品", "合格品", "以上"}  # say nothing about the unit
_ELECTRIC = re.compile(r"^(万?)度(?=/(?:万?吨|t|kg|公斤|千克|N?m\^3|立方|方|标方|m\^2|平方|件|台|个|只))")
_LONGEST = 40  # characters; a longer text is no unit


@dataclass(frozen=True)
class Unit:
    """``value × factor + offset`` is the value in base units.

    ``calendar`` is the exponent of months and years in it: a year of operation is not 8760 h. ``note`` is the
    substance in ``t蒸汽/t``.
    """

    factor: float
    dimension: Dimension
    offset: float = 0.0
    calendar: int = 0
    note: str = ""

    @property
    def is_percent(self) -> bool:
        """Whether people speak of percentage points; kg/t is a share too, but nobody does."""
        shares = (_SHARE, _MASS_SHARE, _VOLUME_SHARE, _MOLE_SHARE)
        return (self.factor == 0.01 and self.dimension in shares) or (
            self.factor == 0.001 and self.dimension == _SHARE
        )


def _dimension(text: str) -> Dimension:
    """``mass length^-1 time^-2`` → exponents by kind; kinds of two words stay one when they carry no exponent."""
    if "^" not in text and not set(text.split()) <= _PRODUCTS:
        return ((text, 1),)
    found: Counter[str] = Counter()
    for part in text.split():
        kind, _caret, exponent = part.partition("^")
        found[kind] += int(exponent or 1)
    return tuple(sorted((kind, power) for kind, power in found.items() if power))


_PRODUCTS = {"mass", "length", "time", "current", "mole", "temperature", "revolution"}
_SHARE: Dimension = (("share", 1),)
_MASS_SHARE: Dimension = (("mass/mass", 1),)
_VOLUME_SHARE: Dimension = (("volume/volume", 1),)
_MOLE_SHARE: Dimension = (("mole/mole", 1),)
_RATIOS: dict[Dimension, str] = {
    (("mass", 1),): "mass/mass",
    (("length", 3),): "volume/volume",
    (("mole", 1),): "mole/mole",
}


@lru_cache(maxsize=1)
def _table() -> dict[str, Unit]:
    with (Path(__file__).parent / "units.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known: dict[str, Unit] = {}
    for row in rows:
        kind = row["dimension"].removeprefix("calendar:")
        calendar = int(kind != row["dimension"])
        unit = Unit(float(row["factor"]), _dimension(kind), _OFFSETS.get(row["symbol"], 0.0), calendar)
        for name in (row["symbol"], *row["aliases"].split()):
            known.setdefault(_key(name), unit)
    for row in rows:  # prefixed forms never displace a symbol of the table: "min" is no milli-inch
        for prefix in row["prefixes"]:
            base = known[_key(row["symbol"])]
            known.setdefault(
                prefix + _key(row["symbol"]), Unit(base.factor * _PREFIXES[prefix], base.dimension)
            )
    return known


def _key(text: str) -> str:
    return fold(text).text.replace(" ", "")


def symbols() -> list[str]:
    """The symbols of the table in its order, for suggestions in forms."""
    with (Path(__file__).parent / "units.csv").open(encoding="utf-8", newline="") as file:
        return [row["symbol"] for row in csv.DictReader(file)]


_LARGEST_COUNT, _LARGEST_POWER = 1e9, 9


@lru_cache(maxsize=4096)
def unit_of(text: str) -> Unit | None:
    """The unit a text stands for, or None when it is empty or unknown."""
    key = _key(text).strip("。.,;:")
    if not key or len(key) > _LONGEST:
        return None
    return _table().get(key) or _scaled(key) or _compound(key)


def _scaled(key: str) -> Unit | None:
    for scale, factor in _SCALES.items():
        if key.startswith(scale) and (rest := unit_of(key.removeprefix(scale))):
            return Unit(rest.factor * factor, rest.dimension, 0.0, rest.calendar, rest.note)
    return None


def _compound(key: str) -> Unit | None:
    key = key.replace("每", "/") if "/" not in key else key
    key = _ELECTRIC.sub(r"\1kWh", key)  # 度/吨 is electricity; 度 alone may be degrees
    upper, *lowers = _split(key, "/")
    factor, dims, calendar, notes = 1.0, Counter[str](), 0, []
    first: Dimension | None = None
    for sign, group in [(1, upper), *((-1, lower) for lower in lowers)]:
        for text in _split(_unwrap(group), "·*"):
            part = _part(text)
            if part is None:
                return None
            unit, power = part
            first = first or unit.dimension
            factor *= unit.factor ** (sign * power)
            calendar += sign * power * unit.calendar
            notes.append(unit.note)
            for kind, exponent in unit.dimension:
                dims[kind] += sign * power * exponent
    dimension = tuple(sorted((kind, power) for kind, power in dims.items() if power))
    if not dimension:
        dimension = ((_RATIOS.get(first or (), "ratio"), 1),)
    return Unit(factor, dimension, 0.0, calendar, "".join(note for note in notes if note not in _PLAIN_NOTES))


def _unwrap(text: str) -> str:
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def _split(text: str, separators: str) -> list[str]:
    """Split outside brackets."""
    parts, depth, current = [], 0, ""
    for char in text:
        depth += (char == "(") - (char == ")")
        if char in separators and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += char
    return [*parts, current]


def _part(text: str) -> tuple[Unit, int] | None:
    """One factor of a compound with its exponent: ``m^2``, ``g^-1``, ``10min``, ``t蒸汽``."""
    if unit := _table().get(text):
        return unit, 1
    match = _PART.fullmatch(text)
    if not match:
        return None
    name, note = match["name"], ""
    unit = _table().get(name) or _scaled_atom(name)
    if unit is None and (annotated := _NOTE.fullmatch(name)):
        unit, note = _table().get(annotated["unit"]), annotated["note"]
    if unit is None:
        return None
    count, power = float(match["count"] or 1), int(match["power"] or 1)
    if not 0 < count < _LARGEST_COUNT or abs(power) > _LARGEST_POWER:
        return None  # no unit anybody writes, and arithmetic would fail
    return Unit(unit.factor * count, unit.dimension, 0.0, unit.calendar, note), power


def _scaled_atom(name: str) -> Unit | None:
    for scale, factor in _SCALES.items():
        if name.startswith(scale) and (unit := _table().get(name.removeprefix(scale))):
            return Unit(unit.factor * factor, unit.dimension, 0.0, unit.calendar)
    return None


def comparable(one: Unit, other: Unit) -> bool:
    """Whether figures in these units speak of the same quantity. ``%`` and ``ppm`` count as shares by mass."""
    if one.note and other.note and one.note != other.note:
        return False
    shares = {_SHARE, _MASS_SHARE}
    return one.dimension == other.dimension or {one.dimension, other.dimension} <= shares
