"""Dictionary words of Chinese text: the compiled segmenter, or the pure-Python one where no wheel exists.

Both read the same dictionary and give the same words; the compiled one is about fifty times faster.
`lexicon/terms.txt` adds the words of the region's industries. A change of it needs a rebuilt index
(raise `SCHEMA_VERSION` in `schema.py`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_TERMS = Path(__file__).parent / "lexicon" / "terms.txt"
_FREQUENCY = 20_000
"""High enough that an added word wins against its parts."""


def added_words() -> list[str]:
    """The words of our own dictionary file, one a line, `#` starts a comment."""
    lines = _TERMS.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def compiled_segmenter() -> Any:
    """rjieba with our words; ImportError where it is not installed."""
    import rjieba

    segmenter = rjieba.Jieba()
    for word in added_words():
        segmenter.add_word(word, _FREQUENCY, None)
    return segmenter


def python_segmenter() -> Any:
    """jieba with our words; the fallback."""
    import jieba

    jieba.setLogLevel("WARNING")
    segmenter = jieba.Tokenizer()
    for word in added_words():
        segmenter.add_word(word, _FREQUENCY)
    return segmenter


@cache
def _segmenter() -> Any:
    try:
        return compiled_segmenter()
    except ImportError:
        return python_segmenter()


def words(text: str) -> list[str]:
    """The text cut into words, nothing left out, nothing twice."""
    return list(_segmenter().cut(text))


def search_words(text: str) -> list[str]:
    """Words and the shorter words inside them, as a searcher might type them."""
    return list(_segmenter().cut_for_search(text))


def is_word(text: str) -> bool:
    """Whether the dictionary has exactly this word."""
    segmenter = _segmenter()
    if hasattr(segmenter, "has_word"):
        return bool(segmenter.has_word(text))
    segmenter.initialize()
    return bool(segmenter.FREQ.get(text))
