"""Sealing: a key of its own for each bid, itself wrapped by a master key that is never in the database.

A dump of the database, with or without the uploaded files, therefore shows no word of a bid before its opening;
whoever also holds the master key could read it, so that key is kept by another person or machine where a city
wants that (docs/bids.md). AES-256-GCM of the library `cryptography`; each text is bound to its bid and purpose by
``label``, so that a ciphertext moved to another row does not open.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

_NONCE = 12  # bytes, as GCM wants them
KEY_BYTES = 32


class SealBroken(Exception):
    """The text or its key was altered, or belongs to another master key."""


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def seal(key: bytes, text: bytes, label: str) -> bytes:
    """Nonce and ciphertext."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text, label.encode())


def unseal(key: bytes, sealed: bytes, label: str) -> bytes:
    """What was sealed under this label. Raises `SealBroken`."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], label.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken(label) from error


def wrap(key: bytes, label: str) -> bytes:
    """A bid's key under the master key."""
    return seal(master_key(), key, f"key:{label}")


def unwrap(wrapped: bytes, label: str) -> bytes:
    """A bid's key again. Raises `SealBroken` with another master key."""
    return unseal(master_key(), wrapped, f"key:{label}")


def receipt_hash(text: bytes) -> str:
    """SHA-256 of the very bytes a bidder gets as his copy. The content carries a salt, so nobody guesses it."""
    return hashlib.sha256(text).hexdigest()


def master_key() -> bytes:
    """From the setting ``SEALING_KEY`` (base64), else from ``<data>/sealing.key``, made at first use."""
    if given := current_app.config["SEALING_KEY"]:
        return _checked(base64.b64decode(given))
    path = Path(current_app.config["DATA_DIR"], "sealing.key")
    if not path.exists():
        _make(path)
    return _checked(base64.b64decode(path.read_bytes()))


def _checked(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError(f"the sealing key must have {KEY_BYTES} bytes")
    return key


def _make(path: Path) -> None:
    """Written beside and linked into place: two at once agree on one key, and it is on disk before use."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(new_key()))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
