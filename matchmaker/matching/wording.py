"""Stored reasons and verdicts as words for one reader: what he may not read is counted, not shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.indicators.verdicts import shown
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.layers import RANK, Layer
from matchmaker.matching.models import Match

PART_LABELS = {"terms": _l("术语"), "indicators": _l("指标"), "domain": _l("领域"), "maturity": _l("成熟度")}
LINE_LABELS = {
    "head": _l("需求的标题和关键词，对方写到的"),
    "back": _l("对方的标题和关键词，需求写到的"),
    "body": _l("需求全文，对方写到的"),
    "terms": _l("共有的词（含保密层）"),
    "indicators": _l("指标"),
    "domain": _l("领域、行业和学科"),
    "maturity": _l("成熟度和规模"),
    "curve": _l("词的加成：说到一部分就得到大半"),
    "cap": _l("共有的词太少，封顶"),
    "rounding": _l("四舍五入"),
    "reranked": _l("模型重排"),
}
SCALE_LABELS = {"lab": _l("小试"), "pilot": _l("中试"), "industrial": _l("工业化")}


@dataclass
class Why:
    """The reasons of a pair for one reader."""

    terms: list[dict[str, Any]] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    parts: list[tuple[Any, float | None, int]] = field(default_factory=list)
    hidden: int = 0

    @property
    def own_words(self) -> list[str]:
        """Words that stand on both sides; to be marked."""
        return [term["text"] for term in self.terms if not term.get("other")]

    @property
    def other_names(self) -> list[str]:
        """Both names of what the sides name differently; to be underlined."""
        return [name for term in self.terms if term.get("other") for name in (term["text"], term["other"])]


def layer_limit(actor: Actor, subject: Any) -> Layer:
    """The most secret layer a reader may read of an object.

    Objects that were cut for their reader say so themselves (``limit``); else all of it is for its own organization
    and staff, and the rest by the reader's own standing.
    """
    limit = getattr(subject, "limit", None)
    if isinstance(limit, Layer):
        return limit
    owners = (getattr(subject, name, None) for name in ("sponsor_id", "holder_id", "organization_id"))
    return Layer.NDA if any(actor.belongs_to(owner) for owner in owners) else actor.base_layer


def why(match: Match, need_limit: Layer, offer_limit: Layer) -> Why:
    """Words for a reader whose highest layers on the two sides are these."""
    result = Why()
    for reason in match.reasons:
        if not _readable(reason["need_layer"], need_limit) or not _readable(
            reason["offer_layer"], offer_limit
        ):
            result.hidden += 1
        elif reason["kind"] in ("term", "synonym"):
            result.terms.append(dict(reason["params"]))
        elif line := _line(str(reason["kind"]), dict(reason["params"])):
            result.lines.append(line)
    for stored in match.verdicts:
        if not _readable(stored["layer"], need_limit):
            result.hidden += 1
            continue
        if not _readable(stored["offer_layer"], offer_limit):
            result.hidden += 1
            stored = stored | {
                "offered": "",
                "verdict": "unstated",
                "code": "silent",
                "params": {},
                "miss": None,
            }
        result.verdicts.append(shown(stored))
    result.parts = _parts(match)
    return result


def _readable(layer: object, limit: Layer) -> bool:
    return RANK[Layer(str(layer))] <= RANK[limit]


def _parts(match: Match) -> list[tuple[Any, float | None, int]]:
    """Points of the four parts."""
    found = []
    for name, label in PART_LABELS.items():
        points, most = match.parts.get(name, [None, 0])
        found.append((label, points, int(most or 0)))
    return found


def _line(kind: str, params: dict[str, Any]) -> tuple[str, str] | None:
    if kind in ("domain", "industry", "discipline", "region"):
        return _code_line(kind, params)
    if kind == "trl":
        return _trl_line(params)
    if kind == "process":
        words = {"wanted": SCALE_LABELS[params["wanted"]], "reached": SCALE_LABELS[params["reached"]]}
        if params["gap"]:
            return _("成熟度"), _("成果到%(reached)s，需求要%(wanted)s", **words)
        return _("成熟度"), _("工艺规模已到%(reached)s", **words)
    if kind == "scale" and params["ratio"] > 1:
        return _("成熟度"), _("规模差 %(ratio)s 倍，需放大", ratio=f"{params['ratio']:g}")
    if kind == "scale":
        return _("成熟度"), _("规模已达到需求")
    return None


def _code_line(kind: str, params: dict[str, Any]) -> tuple[str, str]:
    name = _term(kind, params["code"])
    if kind == "domain":
        return _("领域"), _("同属%(name)s", name=name)
    if kind == "discipline":
        return _("领域"), _("同一学科：%(name)s", name=name)
    if kind == "region":
        return _("地区"), _("同在%(name)s", name=name)
    if params.get("level") == "class":
        return _("领域"), _("同为 %(code)s %(name)s", code=params["code"], name=name)
    return _("领域"), _("行业相近：%(code)s %(name)s", code=params["code"], name=name)


def _trl_line(params: dict[str, Any]) -> tuple[str, str]:
    if params["gap"]:
        return _("成熟度"), _("TRL %(reached)s，需求期望 %(wanted)s，差 %(gap)s 级", **params)
    return _("成熟度"), _("TRL %(reached)s，需求期望 %(wanted)s 以上", **params)


def _term(scheme: str, code: str) -> str:
    """The word of a code by the vocabularies' own template function, or the code."""
    lookup = current_app.jinja_env.globals.get("term_label")
    return str(lookup(scheme, code) or code) if callable(lookup) else code
