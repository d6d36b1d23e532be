"""The wording around a number: operators, hedges, changes, plans and comparisons, as patterns over folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from matchmaker.indicators.stated import Indicator, Operator
from matchmaker.indicators.units import unit_of

_NOT = r"不(?:得|应|能|可|宜|允许|应该|要)?"
_WORDS: tuple[tuple[str, Operator], ...] = (
    (rf"≥|>=|=>|>/=|{_NOT}(?:低于|小于|少于|下于|短于|弱于|差于)|(?:大于|高于|多于|超过)(?:或)?等于|至少|最低|最少|最小|下限为?|[可能]低至", Operator.GE),
    (rf"≤|<=|=<|</=|{_NOT}(?:高于|大于|多于|超过|超出|长于|超)|未超过|(?:小于|低于|少于)(?:或)?等于|至多|最高|最多|最大|上限为?|[可能]高达", Operator.LE),
    (r">|(?<!不)(?:大于|高于|超过|多于|长于|突破|超出)", Operator.GT),
    (r"<|(?<![不降减])(?:小于|低于|少于|短于)|不到|不足|(?<![未不])低於", Operator.LT),
    (r"=|等于", Operator.EQ),
)  # fmt: skip
_FILL = r"(?:(?<![许认])可|(?<![产节性功储动热效势电化机显蓄智动])能|能够|应|需|须|要|均|都|已|已经|稳定|基本|仅|只|仍|一般|通常|全部|总体)*"
_LINK = rf"{_FILL}(?:可达到?|达到了?|达|做到|控制在|稳定在|保持在|维持在|保证在|设定在|处于|位于|介于|为|是|在|:|即|约为|能达到|高达|低至|仅为|可为|有)?"
HEDGE = r"(?:(?<![节集制])±?约|大约|大概|近|接近|将近|左右|~)"
BEFORE = [
    (re.compile(rf"{_LINK}\s*(?:{pattern})\s*(?:到|至)?\s*{HEDGE}?\s*$"), operator)
    for pattern, operator in _WORDS
]
BETTER_THAN = re.compile(rf"{_LINK}\s*(?:优于|好于|强于)\s*$")
LINK_END = re.compile(rf"{_LINK}\s*(?P<hedge>{HEDGE})?\s*$")
AFTER_GE = re.compile(r"\s*(?:\(含\))?(?:及|或|和)?(?:以上|之上|更高|起(?![来动])|及更高)")
AFTER_LE = re.compile(r"\s*(?:\(含\))?(?:及|或|和)?(?:以下|之下|以内|之内|更低|内(?![部外径衬置蒙]))")
AFTER_ABOUT = re.compile(r"\s*(?:左右|上下)")
CONDITION_END = re.compile(
    r"\s*(?:[^,。;、，；\d\n≥≤<>=]{0,6}?)(?:条件下|工况下|环境下|环境中|循环后|之后|以后|下(?!降)|时(?!间|长|效|产)|后(?!续|处理)|(?<=[天时日月年hd])内(?=[\u4e00-\u9fff]))"
)
LEVEL_TO = re.compile(
    r"(?P<verb>提高|提升|增加|增长|升高?|上升|延长|扩大|降低?|下降|减少?|减小|缩短|压缩|降)(?:了)?(?:到|至|为)\s*$"
)
CHANGE = re.compile(
    r"(?P<up>提高|提升|增加|增长|升高|上升|延长|增幅)|(?P<down>降低|下降|减少|减小|缩短|节约|节省|降幅|降(?=$|了|约)|减(?=$|了|约))"
)
CHANGE_TAIL = re.compile(r"(?:了|幅度|比例|率)?\s*$")
SAVING = {"节能": "能耗", "节水": "水耗", "节电": "电耗", "减排": "排放", "降耗": "能耗", "降本": "成本", "增产": "产量",
          "增效": "效率", "节煤": "煤耗", "减碳": "碳排放"}  # fmt: skip
VERSUS = re.compile(
    r"(?:相?较于?|相比于?|比(?!容量|表面|能量|功率|例|重|热|强度|电容|值|色|电阻|转速)|同比|环比|与[^,，。;；]{1,14}相比|对比)"
    r"(?P<what>[^,，。;；\d≥≤<>]{0,14}?)(?:相比)?(?=提高|提升|增加|降|下降|减|缩短|节|延长|升|增|低|高|少|多|快)"
)
PLANNED = re.compile(
    r"预计|有望|目标|力争|理论|拟(?!合)|计划|预期|将(?:达|可|实现|提|降)|期望|希望|争取|规划|设计值"
)
REFERENCE = re.compile(
    r"现有|传统|常规|国内(?:一般|平均|普遍)|普通|原有|原工艺|原装置|同类|文献|对照|国外|目前市场|市售|行业平均|改造前|处理前|由\s*$|从\s*$"
)
DENIED = re.compile(
    r"未(?:能)?达|达不到|没有?达|无法|不能(?!低于|高于|超过|大于|小于|少于|多于)|难以|未实现|尚未|不满足|不再"
)
LEADS = re.compile(
    r"^(?:[,，、;；:\s]|其中|要求(?!度)|需要|需(?!氧|求)|应(?!力|用|变|答|急)|使(?!用)|将|把|令(?!牌)|实现|可实现|确保|保证|并且?|且|而且|和(?!易)|与|及|以及|同时|"
    r"此外|产品的?(?=.)|的|在(?!线|役)|其(?!他|余)|通过(?!率|量)|能够|可以|可使|能使|能(?!耗|量|效|源|力|级|谱)|可(?!靠|逆|见|降|再|燃|溶|用|视|控|利)|"
    r"满足(?!率|度)|达到|具有|具备|获得|得到|指标|技术指标|主要指标|考核指标|即|其他|另外|经(?!济|纬|过)|有(?!效|机|害|毒|功)|对(?!位|照|比|称|苯|二)|所得|本项目|"
    r"本成果|预计|有望|力争|预期|期望|希望|\d+[.、)](?!\d)|\(\d+\)|[①-⑳•·*])+"
)
ENUMERATION = re.compile(r"分别(?:可|能|应|需)?(?:不低于|不高于|达到|达|为|是|≥|≤|>|<)?\s*$")


@dataclass(frozen=True)
class Wording:
    """What the words before a number say: operator, and where they begin."""

    operator: Operator
    start: int
    is_implied: bool = False
    is_approximate: bool = False
    is_better_than: bool = False


def before_number(text: str) -> Wording:
    """Read the end of the text before a number."""
    if match := BETTER_THAN.search(text):
        return Wording(Operator.GT, match.start(), is_better_than=True)
    for pattern, operator in BEFORE:
        if match := pattern.search(text):
            return Wording(operator, match.start(), is_approximate=bool(re.search(rf"{HEDGE}\s*$", match[0])))
    match = LINK_END.search(text)
    assert match  # the pattern takes the empty end
    hedged = match["hedge"] is not None
    return Wording(Operator.EQ, match.start(), is_implied=True, is_approximate=hedged)


def _is_share(unit: str) -> bool:
    """Whether a figure in this unit can be a part of something: 节电 20 %, not 节电 35 万 kWh."""
    known = unit_of(unit)
    return known is None or known.is_percent or unit in ("个百分点", "百分点", "倍")


def change_in(name: str, unit: str) -> tuple[str, str]:
    """Whether a figure of this name is an improvement (``up``, ``down``), and of what: 能耗降低 → 能耗.

    An amount saved (节电 35 万 kWh) is neither a level nor a change of 电耗; it gets a name of its own, 节电量.
    """
    for word, quantity in SAVING.items():
        if name.endswith(word):
            if not _is_share(unit) and word[0] in "节减":
                return "", f"{name}量"
            of = re.sub(r"^(?:每?年|可|能|约|平均|累计|总)+|[的可能均]+$", "", name.removesuffix(word))
            return ("up" if word in ("增产", "增效") else "down"), of + quantity
    match = CHANGE.search(name)
    if not match or re.match(r"时间|速[率度]|沿|剂|率", name[match.end() :]):
        return "", name
    direction = "up" if match["up"] else "down"
    before_verb, after_verb = name[: match.start()].strip(), name[match.end() :].strip()
    core = before_verb if before_verb and not CHANGE_TAIL.sub("", after_verb) else after_verb or before_verb
    core = re.sub(
        r"^(?:了|其|产品)|(?:可|(?<![产节性功储动热效势电化机显蓄智])能|约|均|并|将|使|了)+$", "", core
    )
    return (direction, core) if core else ("", name)


_ENDS_IN_CHANGE = re.compile(rf"(?:{CHANGE.pattern}|{'|'.join(SAVING)})(?:幅度|比例)?$")


def row_as_change(row: Indicator) -> Indicator:
    """A row called 能耗降低 states a change of 能耗, as the sentence 能耗降低 20 % does."""
    name = row.name.strip()
    if row.change or not _ENDS_IN_CHANGE.search(name):
        return row
    change, quantity = change_in(name, row.unit)
    return replace(row, change=change, name=quantity) if quantity != name else row


def change_as_row(stated: Indicator) -> Indicator:
    """The same for a row, which has no place for the change but its name: 能耗 → 能耗降低."""
    verb = {"up": "提高", "down": "降低"}.get(stated.change, "")
    return replace(stated, name=stated.name + verb, change="") if verb else stated
