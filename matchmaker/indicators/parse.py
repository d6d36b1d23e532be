"""Indicators stated in free Chinese text, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from matchmaker.indicators import statements as say
from matchmaker.indicators.figures import Figure, figures
from matchmaker.indicators.lists import enumeration, sandwich
from matchmaker.indicators.names import better, is_figure
from matchmaker.indicators.quantities import Folded, fold, written
from matchmaker.indicators.stated import Indicator, Operator
from matchmaker.indicators.units import unit_of

LONGEST_TEXT = 20_000  # characters read; texts of the forms are far shorter
_SENTENCE = re.compile(r"[^。;；!?\n]+")
_CLAUSE_CUT = re.compile(r"(?:[，、;；。:]|(?<!\d),|,(?!\d))(?![^()]*\))")
_BRACKET_CONDITION = re.compile(r"\(\s*(?:@|在)?\s*([^()≥≤<>=]*\d[^()≥≤<>=]*)\)")
_NAME_LIMIT = 24  # characters; a longer run is a sentence, of which the end is the name
_RUNNING = re.compile(
    r"(?:循环|充放电|经过?|运行|连续(?:运行)?|老化|浸泡|储存|放置|存放|搁置|煅烧|暴露|测试|反应)$"
)
_SCALE_END = re.compile(r"\(?(HRC|HRA|HRB|HV|HBW?)\)?\s*$")
_PER_TONNE = re.compile(r"^(?:每)?吨(?:产品|钢|煤|水|酸|碱|料|焦)?的?(?=.*(?:耗|成本|费))")
_CIRCUMSTANCES = ((("time", 1),), (("temperature", 1),), (("cycle", 1),))
_PERIODS = {"年": "年", "日": "d", "时": "h", "月": "月"}
_PER_PERIOD = re.compile(
    r"(?P<period>年|日|月|时)(?P<what>产能|产量|产|处理能力|处理量|处理|加工能力|加工量|加工|生产能力|生产|运行时间|产值)$"
)


@dataclass
class _Reading:
    """What is carried along while one sentence is read."""

    name: str = ""
    condition: str = ""
    verb: str = ""


def parse_indicators(text: str) -> list[Indicator]:
    """All stated figures that have a name, in order; each ``span`` reaches from the name to the end of the value."""
    folded = fold(text[:LONGEST_TEXT])
    found: list[Indicator] = []
    for sentence in _SENTENCE.finditer(folded.text):
        found.extend(_read_sentence(folded, sentence.start(), sentence.end()))
    return found


def _read_sentence(folded: Folded, start: int, end: int) -> list[Indicator]:
    text = folded.text[:end]
    numbers = [figure for figure in figures(text) if figure.start >= start]
    if listed := enumeration(folded, start, numbers):
        return listed
    state, found, last = _Reading(), list[Indicator](), start
    for index, figure in enumerate(numbers):
        after = text[figure.end :]
        between = text[last : figure.start]
        inside = re.match(r"\s*\(\s*(?:@|在)?\s*$", between) if found and last > start else None
        if inside and (close := after.find(")")) >= 0 and not after[:close].count("("):
            found[-1] = replace(found[-1], condition=text[figure.start : figure.end + close])
            last = figure.end + close + 1
            continue
        if re.search(r"\(\s*(?:@|在)?\s*$", between) and re.match(r"[^()≥≤<>=]{0,12}\)", after):
            continue  # 粘度（25 ℃）: the name's own bracket, read with the name
        if _is_condition(text, last, figure, numbers[index + 1 : index + 2]):
            state.condition = (state.condition + " " + _condition(text, last, figure)).strip()
            ending = say.CONDITION_END.match(after) or re.match(r"\s*内", after)
            last = figure.end + (ending.end() if ending else 0)
            continue
        if pair := sandwich(folded, figure, numbers[index + 1 : index + 2]):
            found.extend(pair)
            last = numbers[index + 1].end
            continue
        if figure.start < last:
            continue  # the second half of a sandwich
        indicator, last = _indicator(folded, last, figure, state)
        if indicator:
            found.append(indicator)
    return found


def _is_condition(text: str, last: int, figure: Figure, following: list[Figure]) -> bool:
    """``25℃下``, ``1000次循环后``, ``在 180 天内…`` narrow the next figure instead of being one."""
    after, before = text[figure.end :], text[last : figure.start]
    bare = say.LEADS.sub("", before).strip()
    if say.AFTER_GE.match(after) or (
        say.AFTER_LE.match(after) and not (following and bare in ("", "在", "于"))
    ):
        return False
    if say.CONDITION_END.match(after) and not is_figure(_clause_name(bare)):
        return True
    if not following:
        return False
    gap = text[figure.end : following[0].start]
    if _RUNNING.search(bare) and not re.match(r"\s*[,，、]", gap) and re.search(r"[\u4e00-\u9fff]{2}", gap):
        return True
    if bare not in ("", "在", "于"):
        return False
    return bool(re.match(r"\s*内(?=[\u4e00-\u9fff])", after)) or _stands_before_a_name(figure, gap)


def _stands_before_a_name(figure: Figure, gap: str) -> bool:
    """``180天降解率≥90%``, ``25℃粘度≤500``: a time, temperature or number of cycles right before the next name."""
    unit = unit_of(figure.unit)
    if unit is None or unit.dimension not in _CIRCUMSTANCES or re.match(r"\s*的|.*[,，、:(]", gap):
        return False
    return is_figure(_clause_name(gap))


def _clause_name(text: str) -> str:
    """The last clause before a number without link words."""
    wording = say.before_number(text)
    return _CLAUSE_CUT.split(text[: wording.start])[-1].strip()


def _condition(text: str, last: int, figure: Figure) -> str:
    running = _RUNNING.search(text[last : figure.start].rstrip())
    start = last + running.start() if running else figure.start
    ending = say.CONDITION_END.match(text[figure.end :])
    return text[start : figure.end + (ending.end() if ending else 0)].strip()


def _indicator(folded: Folded, last: int, figure: Figure, state: _Reading) -> tuple[Indicator | None, int]:
    text = folded.text
    before, after = text[last : figure.start], text[figure.end :]
    wording, figure = _wording(before, figure)
    operator, end, about = wording.operator, figure.end, wording.is_approximate
    implied = wording.is_implied
    if match := say.AFTER_GE.match(after):
        operator, end, implied = (operator if not implied else Operator.GE), end + match.end(), False
    elif match := say.AFTER_LE.match(after):
        operator, end, implied = (operator if not implied else Operator.LE), end + match.end(), False
    elif match := say.AFTER_ABOUT.match(after):
        about, end = True, end + match.end()
    name, name_start = _name_before(text, last, last + wording.start, state)
    change, name = say.change_in(name, figure.unit)
    if (
        not change
        and say.VERSUS.search(before)
        and (match := re.search(r"(?:(?P<up>高|多|长|大|快)|(?P<down>低|少|短|小|轻))(?:了|出)?$", name))
    ):
        change, name = ("up" if match["up"] else "down"), name[: match.start()].strip()
    if level := say.LEVEL_TO.search(before):
        change = ""
        if implied:
            operator = Operator.GE if level["verb"][0] in "提增升上延扩" else Operator.LE
        name, name_start = _name_before(text, last, last + level.start(), state)
        name = name or state.name
    if not name:
        name, reach = _name_after(text, end)
        name_start, end = figure.start, (reach if name else end)
    if not name or (implied and not _sounds_measured(name, figure, text[end:])) or _is_noise(name):
        state.name = name or state.name
        return None, end
    state.name = name
    name, unit = _unit_from_name(name, figure.unit.strip())
    figure = replace(figure, unit=unit)
    return _build(
        folded, figure, state, name, name_start, end, operator, wording, change, about, implied, before
    ), end


def _wording(before: str, figure: Figure) -> tuple[say.Wording, Figure]:
    """What is said before the number; in ``硬度 ≥ HRC58`` the scale stands between the operator and the number."""
    scale = None if figure.unit else _SCALE_END.search(before)
    if scale and not (wording := say.before_number(before[: scale.start()])).is_implied:
        return wording, replace(figure, unit=scale[1])
    return say.before_number(before), figure


_VERBS = re.compile(
    r"采用|建设|使用|配置|购置|投入|共|选用|添加|加入|形成|包括|含有|开展|完成|需要|拥有|占地|每|第|约|超|近"
)


def _sounds_measured(name: str, figure: Figure, rest: str) -> bool:
    """Whether words and a bare number make an indicator: a measured quantity, or a short ``名称 5 MPa`` on its own."""
    if is_figure(name) or _PER_PERIOD.search(name):
        return True
    alone = not rest.strip() or rest.lstrip()[0] in ",，、;；。:)\n"
    return alone and unit_of(figure.unit) is not None and len(name) <= 8 and not _VERBS.match(name)


def _unit_from_name(name: str, unit: str) -> tuple[str, str]:
    """Parts of the unit that stand in the name: 年产 5 万吨, 吨产品电耗 3200 kWh, 硬度 HRC ≥ 60."""
    if not unit:
        match = _SCALE_END.search(name)
        return (name[: match.start()].strip() or "硬度", match[1]) if match else (name, unit)
    known = unit_of(unit)
    if "/" in unit or known is None:
        return name, unit
    period = _PER_PERIOD.search(name)
    if period and known.dimension in ((("mass", 1),), (("length", 3),), (("normal volume", 1),)):
        what = {"产": "产能", "生产": "产能", "处理": "处理能力", "加工": "加工能力"}.get(
            period["what"], period["what"]
        )
        return what, f"{unit}/{_PERIODS[period['period']]}"
    if tonne := _PER_TONNE.match(name):
        return name[tonne.end() :], f"{unit}/t"
    return name, unit


def _build(
    folded: Folded, figure: Figure, state: _Reading, name: str, start: int, end: int, operator: Operator,
    wording: say.Wording, change: str, about: bool, implied: bool, before: str,
) -> Indicator:  # fmt: skip
    low, high = figure.low, figure.high
    if figure.is_tolerance:
        operator = Operator.PLUS_MINUS
    elif high is not None:
        operator, low, high = _range_meaning(operator, low, high)
    if wording.is_better_than:
        operator = (
            Operator.LT if better(name) == "lower" or re.search(r"精度|误差|偏差", name) else Operator.GT
        )
    context = say.VERSUS.sub("", before)
    return Indicator(
        name=name[:60], operator=operator, value_low=low, value_high=high, unit=written(figure.unit),
        span=folded.span(start, end), condition=state.condition, change=change, is_approximate=about,
        is_implied=implied and operator not in (Operator.BETWEEN, Operator.PLUS_MINUS),
        is_planned=bool(say.PLANNED.search(context)), is_reference=bool(say.REFERENCE.search(context))
        or bool(say.DENIED.search(before)),
    )  # fmt: skip


def _range_meaning(operator: Operator, low: float, high: float) -> tuple[Operator, float, float | None]:
    """A bound beside a range (``≥ 95–98%``) is taken at its stricter reading."""
    if operator in (Operator.GE, Operator.GT):
        return operator, high, None
    if operator in (Operator.LE, Operator.LT):
        return operator, low, None
    return Operator.BETWEEN, low, high


def _name_before(text: str, last: int, stop: int, state: _Reading) -> tuple[str, int]:
    """The name that ends before the operator, and where it begins."""
    segment = text[last:stop]
    for match in reversed(list(_CLAUSE_CUT.finditer(segment.rstrip(" :,，、")))):
        last, segment = last + match.end(), segment[match.end() :]
        break
    if condition := _BRACKET_CONDITION.search(segment):
        state.condition = condition[1].strip()
        segment = segment[: condition.start()] + " " * len(condition[0]) + segment[condition.end() :]
    segment = say.VERSUS.sub(lambda match: " " * len(match[0]), segment)
    lead = say.LEADS.match(segment)
    begin = lead.end() if lead else 0
    name = segment[begin:].strip(" :,，、;；\"'“”")
    name = re.sub(
        r"(?:由|从|(?<![产节性功储动热效势电化机显蓄智])能|可|应|须|需|已|也|均|都|就|将|是|为|达|的|目标值?)+$",
        "",
        name,
    ).strip()
    name = re.split(r"的(?=[^的]{2,}$)", name)[-1] if len(name) > 10 else name
    if len(name) > _NAME_LIMIT:
        name = name[-_NAME_LIMIT:]
    return name, last + begin


def _name_after(text: str, end: int) -> tuple[str, int]:
    """``99.9% 以上的纯度``: the name behind the value."""
    match = re.match(r"\s*的?\s*([^\d,，。;；、:()≥≤<>=]{2,12})", text[end:])
    if not match:
        return "", end
    name = re.split(r"[的和与及且并]", match[1].strip())[0]
    return (name, end + match.end()) if is_figure(name) else ("", end)


def _is_noise(name: str) -> bool:
    return bool(re.fullmatch(r"[\W\d_]+|[的为在是和与及等]+", name)) or len(name) > 60
