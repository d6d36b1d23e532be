"""The BDO chain as data: its links, which words count towards each, and where each is drawn.

Source of the chain: the city's public description (BDO to spandex, battery solvents, degradable and engineering plastics,
pharmaceutical intermediates, rubber replaced by modified BDO).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

WIDTH, HEIGHT = 194, 48  # of a node, in units of the drawing
COLUMNS = (1, 349, 697, 1045)
BAR = 84  # length of the split bar
SHORTEST = 8  # of a part of the bar that is not zero


@dataclass(frozen=True)
class Link:
    """One link of the chain. ``words`` count when title or summary contain one; ``query`` is what a click searches for."""

    key: str
    label: Any
    column: int
    y: int
    words: tuple[str, ...]
    query: str
    leads_to: tuple[str, ...] = ()


LINKS = (
    Link("acetylene", _l("电石 / 乙炔"), 0, 95, ("电石", "乙炔"), "电石 乙炔", ("bdo",)),
    Link("formaldehyde", _l("甲醛"), 0, 219, ("甲醛",), "甲醛", ("bdo",)),
    Link(
        "bdo",
        "BDO",
        1,
        157,
        ("BDO", "1,4-丁二醇", "丁二醇"),
        "BDO",
        ("thf", "gbl", "pbat", "pbt", "elastomer"),
    ),
    Link(
        "thf", "THF / PTMEG", 2, 2, ("THF", "四氢呋喃", "PTMEG", "聚四氢呋喃"), "四氢呋喃 PTMEG", ("spandex",)
    ),
    Link("gbl", _l("γ-丁内酯 GBL"), 2, 64, ("丁内酯", "GBL"), "γ-丁内酯", ("solvent", "medicine")),
    Link("pbat", "PBAT / PBS", 2, 126, ("PBAT", "PBS"), "PBAT", ("degradable",)),
    Link("pbt", "PBT", 2, 188, ("PBT",), "PBT", ("engineering",)),
    Link("elastomer", _l("BDO 改性弹性体"), 2, 250, ("弹性体", "TPEE"), "弹性体", ("rubber",)),
    Link("spandex", _l("氨纶"), 3, 2, ("氨纶",), "氨纶"),
    Link(
        "solvent", _l("锂电池溶剂 NMP"), 3, 64, ("NMP", "甲基吡咯烷酮", "锂电池溶剂", "电解液"), "锂电池溶剂"
    ),
    Link("degradable", _l("可降解塑料制品"), 3, 126, ("可降解", "地膜", "降解塑料"), "可降解塑料"),
    Link("engineering", _l("工程塑料"), 3, 188, ("工程塑料", "改性塑料"), "工程塑料"),
    Link("rubber", _l("橡胶替代制品"), 3, 250, ("橡胶", "硫化"), "橡胶"),
    Link("medicine", _l("医药中间体"), 3, 312, ("医药中间体", "医药级", "原料药"), "医药中间体"),
)
BY_KEY = {link.key: link for link in LINKS}


@dataclass(frozen=True)
class Node:
    """A link with its counts, ready to be drawn."""

    link: Link
    needs: int
    offers: int

    @property
    def x(self) -> int:
        return COLUMNS[self.link.column]

    @property
    def gap(self) -> Any:
        """What the eye should stop at: nothing offered, or less than is asked for."""
        if self.needs and not self.offers:
            return _l("空白")
        return _l("缺口") if self.needs > self.offers else ""

    @property
    def bars(self) -> tuple[float, float]:
        """Lengths of the needs' and the offers' part of the bar."""
        total = self.needs + self.offers
        if not self.needs or not self.offers:
            return (BAR if self.needs else 0, BAR if self.offers else 0)
        part = min(max(BAR * self.needs / total, SHORTEST), BAR - SHORTEST)
        return round(part, 1), round(BAR - part, 1)


def nodes(counts: Mapping[str, tuple[int, int]]) -> list[Node]:
    """Every link with (needs, offers); links without a count have none."""
    return [Node(link, *counts.get(link.key, (0, 0))) for link in LINKS]


def curves() -> list[str]:
    """The connecting lines as SVG path data."""
    return [_curve(link, BY_KEY[key]) for link in LINKS for key in link.leads_to]


def _curve(start: Link, end: Link) -> str:
    x1, x2 = COLUMNS[start.column] + WIDTH, COLUMNS[end.column]
    y1, y2, middle = start.y + HEIGHT // 2, end.y + HEIGHT // 2, (x1 + x2) // 2
    return f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
