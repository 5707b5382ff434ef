"""Values that Python wrote for itself (``repr``), read without running anything: a fixed set of forms, no other.

Source: the grammar of Python literals; the two calls are ``datetime.datetime`` and ``Media``, as auto-archiver's
``csv_db`` writes them.
"""

from __future__ import annotations

import ast
import re
import warnings
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

LONGEST = 1 << 21
_ZONE = re.compile(r"<UTC>|<StaticTzInfo '([\w/+\-]+)'>|tzutc\(\)")


class NotReadable(ValueError):
    """The text is none of the forms that are read."""


def parsed(written: str) -> Any:
    """Return a value written in Python's notation.

    Read are texts, numbers, ``None``, truth values, lists, tuples, sets, objects, ``datetime.datetime(…)`` with
    ``datetime.timezone.utc`` (given back as ISO 8601), and ``Name(field=…)`` (given back as an object of its fields).

    Raises:
        NotReadable: It holds anything else, is longer than 2 MiB, or is nested too deeply.

    Example:
        >>> parsed("{'a': datetime.datetime(2026, 4, 27, 10, 0, tzinfo=datetime.timezone.utc), 'b': [M(x=-1)]}")
        {'a': '2026-04-27T10:00:00+00:00', 'b': [{'x': -1}]}
        >>> parsed("__import__('os').system('ls')")
        Traceback (most recent call last):
        crosscurrent.connectors.news_lists.python_notation.NotReadable: a form that is not read
    """
    if len(written) > LONGEST:
        raise NotReadable("too long")
    text = _ZONE.sub("datetime.timezone.utc", written)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd escapes in hostile text
            tree = ast.parse(text.strip(), mode="eval")
        return _value(tree.body)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise error if isinstance(error, NotReadable) else NotReadable("no notation of Python") from error


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant):
        return None if isinstance(node.value, bytes | complex) or node.value is ... else node.value
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [_value(one) for one in node.elts]
    if isinstance(node, ast.Dict) and None not in node.keys:
        return {str(_value(key)): _value(one) for key, one in zip(node.keys, node.values, strict=True) if key}
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _negative(_value(node.operand))
    if isinstance(node, ast.Call):
        return _call(node)
    raise NotReadable("a form that is not read")


def _negative(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotReadable("a form that is not read")
    return -value


def _call(node: ast.Call) -> Any:
    name = ast.unparse(node.func) if isinstance(node.func, ast.Name | ast.Attribute) else ""
    if name in ("datetime.datetime", "datetime"):
        return _moment(node)
    if isinstance(node.func, ast.Name) and name[:1].isupper() and not node.args:
        return {one.arg.lstrip("_"): _value(one.value) for one in node.keywords if one.arg}
    if isinstance(node.func, ast.Name) and name.endswith("Path") and len(node.args) == 1:
        return _value(node.args[0])
    raise NotReadable("a form that is not read")


def _moment(node: ast.Call) -> str:
    parts = [_value(one) for one in node.args]
    named = {one.arg: one.value for one in node.keywords if one.arg}
    if not all(isinstance(part, int) for part in parts) or not 3 <= len(parts) <= 7 or set(named) - {"tzinfo", "fold"}:
        raise NotReadable("a form that is not read")
    zone = _zone(named["tzinfo"]) if "tzinfo" in named else None
    return datetime(*parts).replace(tzinfo=zone).isoformat()  # noqa: DTZ001  (as written, also without a zone)


def _zone(node: ast.expr) -> timezone:
    if isinstance(node, ast.Attribute) and ast.unparse(node) in ("datetime.timezone.utc", "timezone.utc"):
        return UTC
    if (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("datetime.timezone", "timezone")
        and len(node.args) == 1
    ):
        return timezone(_span(node.args[0]))
    raise NotReadable("a form that is not read")


def _span(node: ast.expr) -> timedelta:
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("datetime.timedelta", "timedelta"):
        named = {one.arg: _value(one.value) for one in node.keywords if one.arg in ("days", "seconds")}
        if not node.args and all(isinstance(value, int) for value in named.values()):
            return timedelta(days=named.get("days", 0), seconds=named.get("seconds", 0))
    raise NotReadable("a form that is not read")
