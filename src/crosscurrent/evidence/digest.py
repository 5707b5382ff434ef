"""Digests: SHA-256 of files and of canonical JSON. Everything in a case is named or chained by them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

CHUNK_BYTES = 1 << 20


def canonical_json(value: object) -> str:
    """Return the one JSON text of a value: keys sorted, no spaces, no escapes that are not needed.

    Args:
        value: Strings, integers, finite floats, booleans, ``None``, lists and dictionaries with string keys.

    Raises:
        ValueError: A float is not finite.
        TypeError: A value has no JSON form.

    Example:
        >>> canonical_json({"b": [1, None], "a": "é"})
        '{"a":"é","b":[1,null]}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256_of_text(text: str) -> str:
    """Return the SHA-256 of text as UTF-8; bytes that were no UTF-8 when read count as themselves.

    Example:
        >>> sha256_of_text("")[:16]
        'e3b0c44298fc1c14'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def sha256_of_json(value: object) -> str:
    """Return the SHA-256 of the canonical JSON of a value."""
    return sha256_of_text(canonical_json(value))


def sha256_of_rows(rows: Iterable[object]) -> str:
    """Return the SHA-256 of rows, each as canonical JSON and a line feed.

    Example:
        >>> sha256_of_rows([]) == sha256_of_text("")
        True
    """
    digest = hashlib.sha256()
    for row in rows:
        digest.update(canonical_json(row).encode("utf-8", "surrogateescape") + b"\n")
    return digest.hexdigest()


def sha256_of_file(path: Path, advance: Callable[[int], None] | None = None) -> str:
    """Return the SHA-256 of a file's bytes, read once in pieces of a megabyte.

    Args:
        path: File to read.
        advance: Called with the number of bytes after each piece.
    """
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as handle:
        while piece := handle.read(CHUNK_BYTES):
            digest.update(piece)
            if advance is not None:
                advance(len(piece))
    return digest.hexdigest()
