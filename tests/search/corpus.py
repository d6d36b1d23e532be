"""Small documents for tests of the engine, and a generator of random ones."""

from __future__ import annotations

import random

from matchmaker.kernel.layers import Layer
from matchmaker.search.analyzers import analyse
from matchmaker.search.backend import Concept, IndexDocument, IndicatorRange, LayeredText, Phrase
from matchmaker.search.normalization import normalise

WORDS = (
    "电子级",
    "γ-丁内酯",
    "GBL",
    "深度脱水",
    "痕量金属",
    "脱除",
    "分子筛",
    "渗透汽化",
    "精馏",
    "耦合",
    "溶剂",
    "回收",
    "PBAT",
    "薄膜",
    "水汽阻隔",
    "低温韧性",
    "催化剂",
    "加氢",
    "1,4-丁二醇",
    "矿井水",
    "高盐废水",
    "电石渣",
    "LiPF6",
    "锂电池",
)
PUBLIC, REGISTERED = (Layer.PUBLIC,), (Layer.PUBLIC, Layer.REGISTERED)


def make(
    number: int,
    title: str,
    text: str = "",
    *,
    kind: str = "need",
    keywords: str = "",
    registered: str = "",
    nda: str = "",
    audience: Layer = Layer.PUBLIC,
    facets: dict | None = None,
    numbers: dict | None = None,
    indicators: tuple[IndicatorRange, ...] = (),
) -> IndexDocument:
    """A document with texts on each layer; facets and numbers are public."""
    texts = [
        LayeredText(Layer.PUBLIC, 3, title),
        LayeredText(Layer.PUBLIC, 1, text),
        LayeredText(Layer.PUBLIC, 2, keywords),
        LayeredText(Layer.REGISTERED, 1, registered),
        LayeredText(Layer.NDA, 1, nda),
    ]
    return IndexDocument(
        key=f"{kind}:{number}",
        kind=kind,
        object_id=number,
        stamp=number * 7,
        audience=audience,
        texts=tuple(text for text in texts if text.text),
        facets={(Layer.PUBLIC, name): tuple(codes) for name, codes in (facets or {}).items()},
        numbers={(Layer.PUBLIC, name): value for name, value in (numbers or {}).items()},
        indicators=indicators,
    )


def concept(text: str) -> Concept:
    """All longest units of a text."""
    found = analyse(text)
    terms = {("m", term) for term in found["m"]} | {("t", term) for term in found["t"]}
    return Concept((frozenset(terms or {("b", term) for term in found["b"]}),))


def phrase(text: str, zone: int | None = None, is_excluded: bool = False) -> Phrase:
    return Phrase(normalise(text), concept(text), zone, is_excluded)


def random_document(source: random.Random, number: int) -> IndexDocument:
    """A document of random words on random layers."""

    def some(most: int) -> str:
        return " ".join(source.choices(WORDS, k=source.randint(0, most)))

    return make(
        number,
        some(4) or "题",
        some(30),
        kind=source.choice(("need", "offer")),
        keywords=some(3),
        registered=some(10),
        nda=some(10),
        audience=source.choice((Layer.PUBLIC, Layer.PUBLIC, Layer.REGISTERED)),
        facets={"domain": source.sample("abc", source.randint(0, 2)), "region": [source.choice("xy")]},
        numbers={"published": source.randint(1, 50)}
        | ({"funding": source.randint(1, 900)} if source.random() < 0.6 else {}),
    )
