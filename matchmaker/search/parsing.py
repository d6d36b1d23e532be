"""From what somebody typed to what is asked: words, phrases, exclusions, fields, indicators.

电子级 GBL              both words          "深度脱水"       the phrase
GBL -催化剂             without the word    标题:脱水        a field; 领域:新材料 a facet
水分 ≤ 50 mg/kg         an indicator        “”「」 and full-width signs work as well
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from matchmaker.search.analyzers import Token, latin_forms, tokens
from matchmaker.search.backend import Concept, Phrase
from matchmaker.search.figures import Recognised, recognise
from matchmaker.search.normalization import fold, normalise
from matchmaker.search.ranking import SHORT_TEXT, Bag, TermKey, bag_of, bag_of_query
from matchmaker.search.segmentation import words
from matchmaker.search.synonyms import Found, Synonyms

LONGEST_QUERY = 300
"""Characters; what stands behind is ignored, and the page says so."""
SYNONYM_WEIGHT = 0.8
_MOST_CONCEPTS = 40
_QUOTES = str.maketrans("“”„«»「」『』", '"' * 9)
_part = re.compile(
    r'(?P<minus>(?<!\S)-)?(?:(?P<field>[^\s:"-][^\s:"]{0,19}):)?'
    r'(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))'
)
_STOP = frozenset(  # words that never narrow a search
    "的 了 和 与 及 或 在 对 是 为 用 于 从 把 将 有 等 中 上 下 之 其 如何 怎么 怎样 什么 哪些 需要 一种 关于".split()  # noqa: SIM905
)


@dataclass
class ParsedQuery:
    """What was understood. `text` is the query without indicators, fields and exclusions, for ranking."""

    typed: str = ""
    text: str = ""
    concepts: list[Concept] = field(default_factory=list)
    excluded: list[Concept] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    indicators: list[Recognised] = field(default_factory=list)
    synonyms: list[Found] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    """Normalised words to highlight."""
    bag: Bag = field(default_factory=dict)
    is_cut: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.concepts or self.excluded or self.phrases or self.fields or self.indicators)


def parse(typed: str, synonyms: Synonyms, zones: dict[str, int], names: Iterable[str]) -> ParsedQuery:
    """`zones`: words for text zones (标题 → 3); `names`: words for facets. Any input gives an answer."""
    known = {normalise(name) for name in names}
    query = ParsedQuery(
        typed=" ".join(fold(typed).split())[:LONGEST_QUERY], is_cut=len(typed) > LONGEST_QUERY
    )
    plain: list[str] = []
    for match in _part.finditer(fold(typed[:LONGEST_QUERY].translate(_QUOTES))):
        name, is_excluded = match["field"] or "", bool(match["minus"])
        body = normalise(match["phrase"] if match["phrase"] is not None else match["word"]).strip()
        if not body:
            continue
        if name in known and not is_excluded:
            query.fields.append((name, body))
        elif name in zones or match["phrase"] is not None:
            _add_phrase(query, body, zones.get(name), is_excluded)
        elif is_excluded:
            query.excluded.extend(_joined(concepts_of(body, synonyms)))
        else:
            plain.append(f"{name}:{body}" if name else body)
    _add_plain(query, " ".join(plain), synonyms)
    return query


def _add_phrase(query: ParsedQuery, body: str, zone: int | None, is_excluded: bool) -> None:
    terms = frozenset(term for token in tokens(body) for term in required_terms(token))
    if not terms:
        return
    query.phrases.append(Phrase(body, Concept((terms,)), zone, is_excluded))
    if not is_excluded:
        query.marked.append(body)
        _add_to_bag(query.bag, bag_of_query(body), 1.0)


def _add_plain(query: ParsedQuery, plain: str, synonyms: Synonyms) -> None:
    query.indicators, query.text = recognise(plain)
    normal = normalise(query.text)
    for group in query.text.split():
        query.concepts.extend(concepts_of(normalise(group), synonyms))
    query.concepts = list(dict.fromkeys(query.concepts))[:_MOST_CONCEPTS]
    query.synonyms = [found for group in query.text.split() for found in synonyms.find(normalise(group))]
    query.marked.extend([*(found.name for found in query.synonyms), *_words_to_mark(normal)])
    _add_to_bag(query.bag, bag_of_query(normal), 1.0)
    for found in query.synonyms:
        for other in found.others:
            _add_to_bag(query.bag, bag_of([(other, 1.0)], SHORT_TEXT), SYNONYM_WEIGHT)


def _add_to_bag(bag: Bag, more: Bag, factor: float) -> None:
    for term, weight in more.items():
        bag[term] = bag.get(term, 0.0) + factor * weight


def required_terms(token: Token) -> set[TermKey]:
    """The terms a document must have to contain a run: triples, a pair, one character, or the whole Latin word."""
    if token.kind != "han":
        return {("m", latin_forms(token)[0])}
    text, size = token.text, min(len(token.text), 3)
    unit = {1: "u", 2: "b", 3: "t"}[size]
    return {(unit, text[i : i + size]) for i in range(len(text) - size + 1)}


def _alternative(text: str) -> frozenset[TermKey]:
    return frozenset(term for token in tokens(normalise(text)) for term in required_terms(token))


def concepts_of(normal: str, synonyms: Synonyms) -> list[Concept]:
    """What one blank-free piece asks for: names with their synonyms, and the words around them."""
    concepts: list[Concept] = []
    place = 0
    for found in synonyms.find(normal):
        concepts.extend(_word_concepts(normal[place : found.start]))
        alternatives = [_alternative(name) for name in (normal[found.start : found.end], *found.others)]
        concepts.append(Concept(tuple(dict.fromkeys(a for a in alternatives if a))))
        place = found.end
    concepts.extend(_word_concepts(normal[place:]))
    kept = [concept for concept in concepts if not _is_stop(concept)]
    return kept or concepts


def _word_concepts(normal: str) -> list[Concept]:
    found: list[Concept] = []
    for token in tokens(normal):
        if token.kind == "han":
            found.extend(Concept((_alternative(word),)) for word in words(token.text))
        else:
            whole, *others = latin_forms(token)
            joined = [form for form in others if form == whole.replace("-", "")]
            found.append(Concept(tuple(frozenset({("m", form)}) for form in (whole, *joined))))
    return found


def _is_stop(concept: Concept) -> bool:
    terms = concept.alternatives[0] if len(concept.alternatives) == 1 else frozenset()
    return len(terms) == 1 and next(iter(terms))[1] in _STOP


def _joined(concepts: list[Concept]) -> Iterator[Concept]:
    """-甲乙 leaves out documents that have both 甲 and 乙."""
    if concepts:
        alternatives: list[frozenset[TermKey]] = [frozenset()]
        for concept in concepts:
            alternatives = [one | other for one in alternatives for other in concept.alternatives][:64]
        yield Concept(tuple(alternatives))


def _words_to_mark(normal: str) -> list[str]:
    marked: list[str] = []
    for token in tokens(normal):
        if token.kind == "han":
            marked.append(token.text)
            marked.extend(word for word in words(token.text) if len(word) > 1 and word not in _STOP)
        else:
            marked.extend(form for form in latin_forms(token) if len(form) > 1 or form == token.text)
    return list(dict.fromkeys(marked))
