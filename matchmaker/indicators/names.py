"""Names of indicators: which words mean the same quantity, and when two names may be compared."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from matchmaker.indicators.quantities import fold

# Words that say where or how carefully, not what: 出口水分 is 水分.
_PLAIN = ("单位产品", "单位", "产品", "成品", "出口", "出水", "最终", "单线", "单套", "装置", "系统", "设备", "材料", "样品", "本项目", "本成果",
          "项目", "实测", "实际", "整体", "处理后", "净化后", "精制后", "所得", "得到", "其", "该", "的", "主要")  # fmt: skip
_TAILS = ("的含量", "含量", "浓度", "范围", "区间", "指标", "要求", "数值", "水平", "大小")
_OPERATING = re.compile(
    r"工作|使用|运行|操作|适用|适应|耐受|环境|量程|测量|检测范围|调节|输入|工况|储存|服役|适宜|可处理|负荷"
)
_RANGE_OF_USE = re.compile(
    r"温度|压力|电压|流量|负荷|ph|湿度|浓度|量程|范围|功率|频率|厚度|弹性|含量|粘度|海拔", re.I
)
_FIGURE_ENDS = re.compile(
    r"(?:限|差|度|率|量|值|性|力|压|温|比|分|耗|能|数|径|长|宽|高|厚|重|价|费|额|期|寿命|时间|面积|成本|效率|规模|速|通量|模量|"
    r"误差|精度|容积|体积|密度|强度|系数|指数|功率|电流|电压|周期|间隔|产值|效益|杂质|离子|含碳|含硫|噪[声音]|排放|残留|保持|"
    r"[A-Za-zΔ]\d{0,2}|pH)$"
)
_METHOD = re.compile(r"法$|^(?:gc|hplc|icp|icp-ms|kf|质量分数|体积分数|wt|以.+计|实测|平均值?)$")
_ROOT = Path(__file__).parent


@dataclass(frozen=True)
class Name:
    """A name taken apart: the quantity, and the words that narrow it (``CO2`` of ``CO2转化率``)."""

    head: str
    qualifier: str = ""

    @property
    def full(self) -> str:
        return self.qualifier + self.head


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], dict[str, str]]:
    with (_ROOT / "names.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    heads = {_key(alias): row["name"] for row in rows for alias in (row["name"], *row["aliases"].split())}
    return heads, {row["name"]: row["better"] for row in rows}


@lru_cache(maxsize=1)
def _substances() -> tuple[tuple[str, str], ...]:
    with (_ROOT / "substances.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = [(_key(alias), _key(row["name"])) for row in rows for alias in row["aliases"].split()]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _key(text: str) -> str:
    return re.sub(r"\s+", "", fold(text).text).lower()


@lru_cache(maxsize=8192)
def name_of(text: str) -> Name:
    """Take a name apart; unknown quantities keep their whole text as head."""
    key = _key(text)
    brackets = [
        part for part in re.findall(r"[(\[]([^()\[\]]*)[)\]]", key) if part and not _METHOD.search(part)
    ]
    key = re.sub(r"[(\[][^()\[\]]*[)\]]", "", key)
    heads = _table()[0]
    for tail in ("", *_TAILS):
        if tail and not key.endswith(tail):
            continue
        core = key.removesuffix(tail) if tail else key
        found = next((core[place:] for place in range(len(core)) if core[place:] in heads), "")
        if found:
            return Name(heads[found], _qualifier(core.removesuffix(found), brackets))
    core = next((key.removesuffix(tail) for tail in _TAILS if key.endswith(tail) and key != tail), key)
    return Name(_strip_plain(_substance(core)) or core, _qualifier("", brackets))


def _qualifier(text: str, brackets: list[str]) -> str:
    words = [_strip_plain(_substance(part)) for part in (text, *brackets)]
    return "/".join(word for word in words if word)


def _substance(text: str) -> str:
    for alias, name in _substances():
        if alias in text and name not in text:
            text = re.sub(rf"(?<![a-z0-9]){re.escape(alias)}(?![a-z0-9])", name, text)
    return text


def _strip_plain(text: str) -> str:
    before = None
    while text != before:
        before = text
        for word in _PLAIN:
            text = text.removeprefix(word).removesuffix(word)
    return text


def better(name: str) -> str:
    """``higher``, ``lower`` or, when nothing is known, an empty text."""
    return _table()[1].get(name_of(name).head, "")


def is_operating_range(name: str) -> bool:
    """Whether a range of this name says where something must work (to be covered), not what it must yield."""
    return bool(_OPERATING.search(name) and _RANGE_OF_USE.search(name))


def may_be_operating_range(name: str) -> bool:
    """``流量范围``: perhaps what must be covered, perhaps where a value must lie."""
    return bool(re.search(r"(?:范围|区间)$", name) and _RANGE_OF_USE.search(name))


def is_figure(name: str) -> bool:
    """Whether the words before a bare number sound like a measured quantity at all."""
    key = _key(name)
    return bool(key) and (
        name_of(name).head in _table()[1] or bool(_FIGURE_ENDS.search(re.sub(r"\(.*?\)$", "", key)))
    )


def relation(need: str, offer: str) -> str:
    """``same``, ``different``, or ``doubtful``: the same quantity, but perhaps of another substance or stream."""
    one, other = name_of(need), name_of(offer)
    if one == other or one.full == other.full:
        return "same"
    if one.head != other.head:
        return "doubtful" if _narrows(one, other) else "different"
    return "doubtful" if one.qualifier in other.qualifier or other.qualifier in one.qualifier else "different"


def _narrows(one: Name, other: Name) -> bool:
    """``床层热点温度`` against ``热点温度``: the shorter name ends the longer, and the table does not part them."""
    heads = _table()[1]
    short, long = sorted((one.full, other.full), key=len)
    return (one.head not in heads or other.head not in heads) and len(short) > 1 and long.endswith(short)
