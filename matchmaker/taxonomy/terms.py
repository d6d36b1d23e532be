"""Look-ups in the vocabularies, loaded once when the site starts."""

from __future__ import annotations

from functools import cache

from matchmaker.kernel.errors import NotFound
from matchmaker.taxonomy.loader import load_folder
from matchmaker.taxonomy.vocabulary import Term, Vocabulary


@cache
def vocabularies() -> dict[str, Vocabulary]:
    """All vocabularies by scheme."""
    return load_folder()


def vocabulary(scheme: str) -> Vocabulary:
    """The vocabulary called ``scheme``; raises `NotFound`."""
    found = vocabularies().get(scheme)
    if found is None:
        raise NotFound(scheme=scheme)
    return found


def terms_of(scheme: str) -> tuple[Term, ...]:
    """All terms in the order they are shown."""
    return vocabulary(scheme).terms


def find_term(scheme: str, code: object) -> Term | None:
    """The term with this code (a number is read as its digits), or None."""
    return vocabulary(scheme).by_code.get(str(code))


def is_valid(scheme: str, code: object) -> bool:
    return find_term(scheme, code) is not None


def term_label(scheme: str, code: object, locale: str | None = None) -> str:
    """The label of a code in the reader's language; a code no longer known stands for itself, nothing for nothing."""
    if code is None or code == "":
        return ""
    term = find_term(scheme, code)
    return term.label_in(locale) if term else str(code)


def term_path(scheme: str, code: object, locale: str | None = None) -> str:
    """The labels above a code, from the top down, as pickers show them."""
    own = term_label(scheme, code, locale)  # a group with one class bears its name
    above = (term.label_in(locale) for term in vocabulary(scheme).ancestors(str(code)))
    return " › ".join(label for label in above if label != own)


def term_place(code: object, locale: str | None = None) -> str:
    """A region as it is said: 乌海市海南区 or 浙江省杭州市; 内蒙古 goes without saying before its own cities."""
    own = find_term("region", code)
    if own is None:
        return term_label("region", code, locale)
    above = [term for term in ancestors("region", code) if term.code != "150000"]
    labels = [term.label_in(locale) for term in (*above, own)]
    return "".join(labels) if own.label_in(locale) == own.label_zh else ", ".join(reversed(labels))


def children(scheme: str, code: str = "") -> tuple[Term, ...]:
    return vocabulary(scheme).children(code)


def ancestors(scheme: str, code: object) -> tuple[Term, ...]:
    return vocabulary(scheme).ancestors(str(code))


def search_terms(scheme: str, query: str, limit: int = 20) -> list[Term]:
    return vocabulary(scheme).search(query, limit)
