"""Values out of records that nobody vouches for: every getter takes anything and gives the type asked for or ``None``.

They are what makes a record with a key missing, null or of another type give null instead of a crash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from crosscurrent.connectors.faults import IdLossy
from crosscurrent.connectors.tabular import cells

Json = Mapping[str, Any]
EMPTY: Mapping[str, Any] = {}
_LARGEST_EXACT = 1 << 53
_TRUE, _FALSE = frozenset(("true", "1", "yes", "是", "t")), frozenset(("false", "0", "no", "否", "f"))


class Count(NamedTuple):
    """A counter as it was shown.

    Attributes:
        value: The number; where only a bound is known, the bound.
        lower_bound: Whether the true number may be higher (``10万+``).
        granularity: Step of rounding: 1 if exact, 1000 for ``1.2万``.
    """

    value: int
    lower_bound: bool = False
    granularity: int = 1


def sub(value: Any, *path: str) -> Json:
    """Return the object at a path of keys; an empty one where there is none.

    Example:
        >>> sub({"a": {"b": {"c": 1}}}, "a", "b"), sub({"a": 5}, "a", "b"), sub(None)
        ({'c': 1}, {}, {})
    """
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else EMPTY


def at(value: Any, *path: str) -> Any:
    """Return whatever stands at a path of keys, ``None`` where there is nothing."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def members(value: Any, *path: str) -> list[Any]:
    """Return the list at a path; an empty one where there is none."""
    found = at(value, *path) if path else value
    return found if isinstance(found, list) else []


def objects(value: Any, *path: str) -> Iterator[Json]:
    """Yield the objects in the list at a path; members that are none are passed over."""
    return (member for member in members(value, *path) if isinstance(member, dict))


def text(value: Any) -> str | None:
    r"""Return text as written; numbers become text; empty text, ``None``, booleans and objects give ``None``.

    Example:
        >>> text("a"), text(7), text(""), text(True), text({})
        ('a', '7', None, None, None)
    """
    if isinstance(value, str):
        return value or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def ident(value: Any) -> str | None:
    r"""Return an id as text without blanks around it; ``None`` if there is none.

    Raises:
        IdLossy: The id went through floating point and lost digits.

    Example:
        >>> ident(4454572602912349), ident("4454572602912349\t"), ident(0.0), ident(None), ident("")
        ('4454572602912349', '4454572602912349', '0', None, None)
    """
    if isinstance(value, str):
        found = value.strip()
        if "e+" in found.lower() and cells.is_lossy(found):
            raise IdLossy.cell("")
        return found or None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if not value.is_integer() or abs(value) >= _LARGEST_EXACT:
            raise IdLossy.cell("")
        return str(int(value))
    return None


def count(value: Any) -> Count | None:
    """Return a counter from a number or its text (``1,234``, ``1.2万``, ``10万+``, ``1.2K``), ``None`` if it is none.

    Negative numbers, which tools write for "hidden", and text that is no counter (``赞``) give ``None`` as well.

    Example:
        >>> count(5), count("1.2万"), count("10万+"), count("评论"), count(-1), count(None)
        (Count(value=5, lower_bound=False, granularity=1), Count(value=12000, lower_bound=False, granularity=1000), \
Count(value=100000, lower_bound=True, granularity=10000), None, None, None)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return Count(value) if 0 <= value < 1 << 62 else None
    if isinstance(value, float):
        return Count(int(value)) if value >= 0 and value.is_integer() and value < _LARGEST_EXACT else None
    if not isinstance(value, str) or not value:
        return None
    if len(value) < 19:
        return Count(int(value)) if value.isdecimal() else _short_count(value)
    return _written_count(value)


def _written_count(value: str) -> Count | None:
    try:
        found = cells.count(value)
    except ValueError:
        return None
    return None if found is None or found[0] >= 1 << 62 else Count(*found)


#: There are few ways to write a rounded number, and files full of them.
_short_count = lru_cache(maxsize=4096)(_written_count)


def number(value: Any) -> int | float | None:
    """Return a number, also out of text; ``None`` if it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        try:
            return int(value) if value.lstrip("-").isdecimal() else float(value)
        except ValueError:
            return None
    return None


def flag(value: Any) -> bool | None:
    """Return a truth value, also out of its usual words; ``None`` if it is none.

    Example:
        >>> flag(True), flag("False"), flag(1), flag("maybe"), flag(None)
        (True, False, True, None, None)
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and value in (0, 1):
        return value == 1
    if isinstance(value, str):
        word = value.strip().lower()
        return True if word in _TRUE else False if word in _FALSE else None
    return None
