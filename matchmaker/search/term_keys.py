"""A term as one 64-bit number, so that numpy can sort, group and find terms.

Chinese n-grams (units u, b, t) are packed: 21 bits a character, and the number gives the text back. Everything else
is a 63-bit digest with the top bit set, and the text is kept beside it; two of ten million different terms fall
together with a probability of about 10⁻⁵.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

PACKED_UNITS = {"u": 1, "b": 2, "t": 3}
"""Unit → characters of its terms."""
CHARACTER_BITS = 21
_MASK = (1 << CHARACTER_BITS) - 1
_DIGEST = 1 << 63


def packed_key(text: str) -> int:
    """The number of one to three characters."""
    key = 0
    for character in text:
        key = key << CHARACTER_BITS | ord(character)
    return key


def unpacked(key: int, length: int) -> str:
    """The characters of a packed number."""
    return "".join(chr(key >> CHARACTER_BITS * place & _MASK) for place in range(length - 1, -1, -1))


@lru_cache(maxsize=1 << 17)
def digest_key(text: str) -> int:
    """The number of any other term."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") | _DIGEST


@lru_cache(maxsize=1 << 17)
def key_of(unit: str, text: str) -> int:
    """The number of a term of a unit; texts no n-gram can be get a digest, which no packed field holds."""
    if len(text) == PACKED_UNITS.get(unit):
        return packed_key(text)
    return digest_key(text)
