"""Figures that share a name or names that share a verb: ``5 ≤ pH ≤ 9``, 纯度、收率分别达到 99%、95%."""

from __future__ import annotations

import re
from itertools import pairwise

from matchmaker.indicators import statements as say
from matchmaker.indicators.figures import Figure
from matchmaker.indicators.quantities import Folded, written
from matchmaker.indicators.stated import Indicator, Operator

_SANDWICH = re.compile(r"\s*(?P<first>≤|<)\s*(?P<name>[^\d≤<≥>=,，。;；]{1,20}?)\s*(?P<second>≤|<)\s*")


def sandwich(folded: Folded, one: Figure, following: list[Figure]) -> list[Indicator]:
    """``5 ≤ pH ≤ 9``: both bounds around the name."""
    if not following or one.high is not None or following[0].high is not None:
        return []
    match = _SANDWICH.fullmatch(folded.text[one.end : following[0].start])
    if not match:
        return []
    name, other = say.LEADS.sub("", match["name"]).strip(), following[0]
    span, unit = folded.span(one.start, other.end), written(other.unit or one.unit)
    if match["first"] == match["second"] == "≤":
        return [Indicator(name, Operator.BETWEEN, one.low, other.low, unit, span=span)]
    lower = Operator.GE if match["first"] == "≤" else Operator.GT
    upper = Operator.LE if match["second"] == "≤" else Operator.LT
    return [
        Indicator(name, lower, one.low, unit=unit, span=span),
        Indicator(name, upper, other.low, unit=unit, span=span),
    ]


def enumeration(folded: Folded, start: int, numbers: list[Figure]) -> list[Indicator]:
    """``纯度、收率分别达到 99%、95%``: as many names as figures."""
    text = folded.text
    if len(numbers) < 2 or not say.ENUMERATION.search(text[start : numbers[0].start]):
        return []
    head = say.ENUMERATION.sub("", text[start : numbers[0].start])
    head = re.split(r"[,，:](?=[^,，:]*$)", head)[-1]
    names = [say.LEADS.sub("", part).strip() for part in re.split(r"、|和|与|及|以及", head) if part.strip()]
    names = _with_shared_head(names, numbers)
    joints = [text[one.end : other.start] for one, other in pairwise(numbers)]
    run = 1
    while run < len(numbers) and re.fullmatch(r"\s*(?:以上|以下|以内)?\s*[、,，和与及]\s*", joints[run - 1]):
        run += 1
    if run != len(names):
        return []
    opening = say.before_number(text[start : numbers[0].start])
    explicit = (
        re.search(r"不低于|≥|>", text[start : numbers[0].start]),
        re.search(r"不高于|≤|<", text[start : numbers[0].start]),
    )
    tail = text[numbers[run - 1].end :]
    operator = Operator.GE if explicit[0] or say.AFTER_GE.match(tail) else opening.operator
    operator = Operator.LE if explicit[1] or say.AFTER_LE.match(tail) else operator
    return [
        Indicator(name, operator if figure.high is None else Operator.BETWEEN, figure.low, figure.high, written(figure.unit),
                  span=folded.span(figure.start, figure.end), is_implied=operator is Operator.EQ and figure.high is None)
        for name, figure in zip(names, numbers[:run], strict=True)
    ]  # fmt: skip


def _with_shared_head(names: list[str], numbers: list[Figure]) -> list[str]:
    """``COD、氨氮去除率``: the rate named last is meant of all, when all figures have its unit."""
    rate = re.search(r"(?:去除|脱除|转化|回收|截留|降解|吸附|浸出|提取)率$", names[-1]) if names else None
    alike = len({figure.unit for figure in numbers[: len(names)]}) == 1
    if not rate or not rate.start() or not alike:
        return names
    return [name if re.search(r"[率度性分量]$", name) else name + rate[0] for name in names]
