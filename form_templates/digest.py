"""The identity of a document: the SHA-256 of its canonical form, in which the order of members does not matter."""

import hashlib
from typing import Any

import orjson


def canonical_bytes(document: Any) -> bytes:
    """Sorted keys, UTF-8, no spaces. Raises TypeError for what JSON cannot carry."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def digest(document: Any) -> str:
    return "sha256:" + hashlib.sha256(canonical_bytes(document)).hexdigest()
