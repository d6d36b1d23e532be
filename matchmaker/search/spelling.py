"""Did you mean: known words near what was typed. Only words of documents the asker may find are ever proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from matchmaker.kernel.layers import Layer
from matchmaker.search.analyzers import Token, tokens
from matchmaker.search.backend import SearchBackend
from matchmaker.search.ranking import TermKey
from matchmaker.search.segmentation import is_word

_SHORTEST_WORD = 3
_MOST_CANDIDATES = 400


def correct(normal: str, backend: SearchBackend, layers: Sequence[Layer], kinds: Sequence[str]) -> str | None:
    """The normalised text with unknown words replaced by near ones, or None when nothing better is known."""

    def count(term: TermKey) -> int:
        return backend.frequency(term, layers, kinds)

    better = normal
    for token in reversed(list(tokens(normal))):
        replacement = (
            _near_han(token.text, lambda: backend.vocabulary("b", layers), count)
            if token.kind == "han"
            else _near_latin(token, lambda: backend.vocabulary("m", layers), count)
        )
        if replacement:
            better = better[: token.start] + replacement + better[token.end :]
    return better if better != normal else None


def _near_latin(
    token: Token, vocabulary: Callable[[], Sequence[str]], count: Callable[[TermKey], int]
) -> str | None:
    word = token.text
    if len(word) < _SHORTEST_WORD or word.replace(".", "").isdigit() or count(("m", word)):
        return None
    allowed = 1 if len(word) < 6 else 2
    near = []
    for known in vocabulary():
        if abs(len(known) - len(word)) <= allowed and (known[0] == word[0] or known[-1] == word[-1]):
            steps = distance(word, known, allowed)
            if steps <= allowed and not known.isdigit():
                near.append((steps, known))
    ranked = [(steps, -count(("m", known)), known) for steps, known in sorted(near)[:_MOST_CANDIDATES]]
    return next((known for _steps, frequency, known in sorted(ranked) if frequency), None)


def distance(one: str, other: str, limit: int) -> int:
    """Edits (insert, delete, replace, swap neighbours) from one word to another; `limit + 1` when there are more."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, target in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == target:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before_last, last = last, row
    return last[-1]


def _near_han(
    run: str, vocabulary: Callable[[], Sequence[str]], count: Callable[[TermKey], int]
) -> str | None:
    """One wrong character: pairs it stands in are unknown, and another character makes known words of them."""
    pairs = ["".join(pair) for pair in pairwise(run)]
    unknown = [i for i, pair in enumerate(pairs) if not count(("b", pair))]
    if not unknown or is_word(run):
        return None
    known = set(vocabulary())
    best: tuple[int, str] | None = None
    for place in sorted({i for start in unknown for i in (start, start + 1)}):
        if not _repairs_all(unknown, place):
            continue
        for letter in _letters_between(run[place - 1 : place], run[place + 1 : place + 2], known):
            candidate = run[:place] + letter + run[place + 1 :]
            weight = _evidence(candidate, place, count) if candidate != run else 0
            if weight and (best is None or weight > best[0]):
                best = weight, candidate
    return best[1] if best else None


def _evidence(candidate: str, place: int, count: Callable[[TermKey], int]) -> int:
    """How often the new character is really written so: in a triple around it, or as a word of two."""
    if len(candidate) == 2:
        return count(("w", candidate))
    starts = range(max(0, place - 2), min(place, len(candidate) - 3) + 1)
    return max(count(("t", candidate[start : start + 3])) for start in starts)


def _repairs_all(unknown: Sequence[int], place: int) -> bool:
    return all(i in (place - 1, place) for i in unknown)


def _letters_between(left: str, right: str, known: Iterable[str]) -> list[str]:
    after = {pair[1] for pair in known if left and pair[0] == left}
    before = {pair[0] for pair in known if right and pair[1] == right}
    return sorted(after & before if left and right else after | before)[:_MOST_CANDIDATES]
