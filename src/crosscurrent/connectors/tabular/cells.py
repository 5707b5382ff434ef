"""Cells: what counts as missing, which ids are refused, and how counters and lists in cells are read."""

from __future__ import annotations

import ast
import json
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

#: An empty cell and the NA of R stand for nothing. Other words (None, null, nan) may be names of accounts.
MISSING = ("", "NA")
BLANKS = " \t\r\n\v\f"
_LOSSY = r"^[+-]?\d+(\.\d+)?[eE]\+\d+$"
_LOSSY_COMPILED = re.compile(_LOSSY)
_COUNT = re.compile(r"(\d[\d,]*)(\.\d+)?\s*([kKmMbB万亿])?(\+)?")
_MAGNITUDES = {"k": 10**3, "m": 10**6, "b": 10**9, "万": 10**4, "亿": 10**8}


_BLANK, _PLUS = ord(" "), ord("+")


def identifier(text: str | None) -> str | None:
    r"""Return an id without blanks around it; ``None`` if the cell stands for nothing.

    Example:
        >>> identifier("4454572602912349\t"), identifier("NA"), identifier("007")
        ('4454572602912349', None, '007')
    """
    if text is None:
        return None
    trimmed = text.strip(BLANKS)
    return None if trimmed in MISSING else trimmed


def is_lossy(text: str) -> bool:
    """Tell whether an id went through floating point: digits, an exponent and its plus sign.

    Example:
        >>> is_lossy("9.6e+14"), is_lossy("12e7"), is_lossy("007")
        (True, False, False)
    """
    return _LOSSY_COMPILED.match(text) is not None


def ids_are_clean(array: pa.Array) -> bool:
    """Tell whether no id of an array has blanks around it or lost digits; nulls are ignored."""
    if not len(array) or _is_plainly_clean(array):
        return True
    trimmed = pc.equal(pc.ascii_trim_whitespace(array), array)
    if not pc.all(trimmed, min_count=0).as_py():
        return False
    return not any(  # plain search first: it is far cheaper than the expression
        pc.any(pc.match_substring(array, exponent), min_count=0).as_py()
        and pc.any(pc.match_substring_regex(array, _LOSSY), min_count=0).as_py()
        for exponent in ("e+", "E+")
    )


def _is_plainly_clean(array: pa.Array) -> bool:
    """Tell from the bytes alone: no blank and no plus sign anywhere, as in nearly every file."""
    letters = array.buffers()[2] if pa.types.is_string(array.type) else None
    if letters is None:
        return False
    codes = np.frombuffer(letters, dtype=np.uint8)
    return not bool((codes <= _BLANK).any()) and not bool((codes == _PLUS).any())


def count(text: str | None) -> tuple[int, bool, int] | None:
    """Read a counter as (value, is a lower bound, granularity); ``None`` if the cell shows no counter.

    Raises:
        ValueError: The cell is neither empty nor a counter.

    Example:
        >>> count("1,234"), count("10万+"), count("1.2k"), count("383.0"), count("absent")
        ((1234, False, 1), (100000, True, 10000), (1200, False, 100), (383, False, 1), None)
    """
    written = (text or "").strip()
    if written.isdecimal():
        return int(written), False, 1
    if written.lower() in ("", "na", "nan", "none", "null", "absent", "-", "无"):
        return None
    found = _COUNT.fullmatch(written)
    if found is None:
        raise ValueError("not a count")
    whole, fraction, unit, more = found.groups()
    magnitude = _MAGNITUDES.get((unit or "").lower(), 1)
    digits = len(fraction) - 1 if fraction else 0
    if magnitude == 1 and fraction and int(fraction[1:]):
        raise ValueError("not a count")
    value = round(float(whole.replace(",", "") + (fraction or "")) * magnitude)
    if magnitude == 1:
        return int(whole.replace(",", "")), bool(more), 1
    return value, bool(more), max(1, magnitude // 10**digits)


def listing(text: str | None, commas: bool = False) -> list[str]:
    """Take a list in a cell apart: JSON, Python literal, ``[a, b]`` without quotes, or words between blanks.

    Args:
        text: The cell.
        commas: Commas part words too; links may hold commas themselves.

    Raises:
        ValueError: The cell opens a bracket and does not close it.

    Example:
        >>> listing("['a', 'b']"), listing('["x,y"]'), listing("[a, b]"), listing("u1 u2"), listing("")
        (['a', 'b'], ['x,y'], ['a', 'b'], ['u1', 'u2'], [])
    """
    written = (text or "").strip()
    if written in ("", "[]", "NA", "absent", "nan"):
        return []
    if not written.startswith("["):
        return [part for part in re.split(r"[\s|,]+" if commas else r"[\s|]+|,(?=https?://)", written) if part]
    if not written.endswith("]"):
        raise ValueError("not a list")
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(written)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, list):
            return [entry for part in found if (entry := _entry(part))]
    return [part for raw in written[1:-1].split(",") if (part := raw.strip().strip("'\""))]


def _entry(part: object) -> str:
    """Return one entry of a list as text; of an object, as X writes them, the field that names it."""
    if not isinstance(part, dict):
        return "" if part is None else str(part)
    for name in ("text", "tag", "name", "expanded_url", "url", "id_str", "id"):
        if part.get(name):
            return str(part[name])
    raise ValueError("not a list")
