"""NDJSON: one object per line. Numbers keep the digits they are written with; ids never become floats."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from crosscurrent.connectors.tabular.encoding import keep_surrogates

_DEPTH = 2


def likely(head: bytes) -> bool:
    """Tell whether a text is NDJSON: it begins with a brace and at least one of its first lines is an object."""
    if not head.lstrip().startswith(b"{"):
        return False
    lines = [line for line in head.split(b"\n", 21)[:20] if line.strip()]
    return any(parse(line) is not None for line in lines)


def parse(line: bytes) -> dict[str, object] | None:
    """Return the object on a line, its numbers as text; ``None`` if the line is no object.

    Example:
        >>> parse(b'{"id": 9007199254740993, "n": 9.6e+14}')
        {'id': '9007199254740993', 'n': '9.6e+14'}
    """
    try:
        found = json.loads(line, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def error_at(line: bytes) -> int:
    """Return the 1-based character at which a line stops being an object."""
    try:
        json.loads(line)
    except json.JSONDecodeError as error:
        return error.pos + 1
    except (ValueError, RecursionError):
        return 1
    return 1


def flat(found: Mapping[str, object], prefix: str = "", depth: int = _DEPTH) -> Iterator[tuple[str, str | None]]:
    """Yield (name, text) of an object; inner objects give dotted names (``author.id``), lists stay JSON.

    Example:
        >>> list(flat({"author": {"id": "7"}, "tags": ["a"], "ok": True, "gone": None}))
        [('author.id', '7'), ('tags', '["a"]'), ('ok', 'true'), ('gone', None)]
    """
    for key, inner in found.items():
        name = prefix + keep_surrogates(key)
        if isinstance(inner, dict) and depth:
            yield from flat(inner, f"{name}.", depth - 1)
        else:
            yield name, text_of(inner)


def text_of(value: object) -> str | None:
    """Return one JSON value as the text of a cell; ``None`` for null."""
    if isinstance(value, str):
        return keep_surrogates(value)
    if value is None:
        return None
    return keep_surrogates(json.dumps(value, ensure_ascii=False))


def look(head: bytes, rows: int) -> tuple[list[str], list[dict[str, str]]]:
    """Return the names and the texts of the first objects of a text."""
    columns: dict[str, None] = {}
    sample: list[dict[str, str]] = []
    for line in head.split(b"\n")[: rows + 20]:
        found = parse(line)
        if found is None:
            continue
        cells = dict(flat(found))
        columns.update(dict.fromkeys(cells))
        sample.append({name: text for name, text in cells.items() if text is not None})
    return list(columns), sample[:rows]
