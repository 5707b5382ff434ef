"""Which fields of a record a layout uses, which it knows and leaves, and which nobody has seen before: shape drift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

USED, LEFT, BELOW = True, False, "below"
Node = dict[str, Any]
_ITEMS, _ANY, _ALL = "[]", "*", "**"
#: A capture with more kinds of unknown keys than this is of another format; the rest is only counted.
MAX_UNKNOWN = 500
_NESTED = frozenset((dict, list))


@dataclass(slots=True)
class UnknownField:
    """One key that no layout knows.

    Attributes:
        path: Dotted; ``[]`` is any member of a list.
        records: How many times it was met.
        first: Locator of the record it was met in first.
    """

    path: str
    records: int
    first: str


def tree(used: Iterable[str], left: Iterable[str] = ()) -> Node:
    """Return known fields as a tree.

    Args:
        used: Dotted paths that are read. ``a[].b`` is a key of the objects in a list, ``a.*`` any key of an object,
            ``a.**`` all that is below ``a``, at any depth.
        left: Paths that are known and not read; nothing below them is looked at.

    Example:
        >>> tree(["id", "tags[].name"], ["video"])
        {'id': True, 'tags': {'[]': {'name': True}}, 'video': False}
    """
    root: Node = {}
    for mark, paths in ((USED, used), (LEFT, left)):
        for path in paths:
            _plant(root, path.replace("[]", ".[]").split("."), mark)
    return root


def _plant(node: Node, keys: list[str], mark: bool | str) -> None:
    if keys[-1] == _ALL:
        keys, mark = keys[:-1], BELOW
    for key in keys[:-1]:
        inner = node.get(key)
        if not isinstance(inner, dict):
            inner = node[key] = {}
        node = inner
    node.setdefault(keys[-1], mark)


def used_paths(node: Mapping[str, Any], prefix: str = "") -> list[str]:
    """Return the paths of a tree that are used, in order.

    Example:
        >>> used_paths(tree(["id", "tags[].name"], ["video"]))
        ['id', 'tags[].name']
    """
    found = []
    for key, inner in node.items():
        path = prefix + key if key == _ITEMS or not prefix else f"{prefix}.{key}"
        if isinstance(inner, dict):
            found += used_paths(inner, path)
        elif inner is not LEFT:
            found.append(path)
    return found


def _knows(known: Mapping[str, Any], column: str) -> bool:
    """Tell whether a column is known; dots in its name lead into the tree as they do in the specification."""
    node: Any = known
    for key in column.split("."):
        node = node.get(key) if isinstance(node, dict) else None
    return node is not None


class FieldAudit:
    """Counts the keys of the records of one capture that its layout does not know."""

    __slots__ = ("_clean", "_found", "_strangers", "more")

    def __init__(self) -> None:
        self._found: dict[str, UnknownField] = {}
        self.more = 0
        self._strangers = 0  # every unknown key of every record
        self._clean: dict[int, tuple[Mapping[str, Any], set[tuple[str, ...]]]] = {}  # tree -> keys it knows all of

    def look(self, record: Mapping[str, Any], known: Mapping[str, Any], locator: str) -> None:
        """Compare one record with the tree of known fields."""
        if not _NESTED.isdisjoint(map(type, record.values())):
            self._look(record, known, locator, "")
            return
        _, clean = self._clean.setdefault(id(known), (known, set()))
        keys = tuple(record)
        if keys not in clean:
            before = self._strangers
            self._look(record, known, locator, "")
            if before == self._strangers and len(clean) < MAX_UNKNOWN:
                clean.add(keys)

    def _look(self, record: Mapping[str, Any], known: Mapping[str, Any], locator: str, prefix: str) -> None:
        for key, value in record.items():
            node = known.get(key, None)
            if node is LEFT or node is BELOW:
                continue
            if node is None:
                node = known.get(_ANY)
                if node is None:
                    self.unknown(f"{prefix}{key}", locator)
                    continue
                if node is LEFT or node is BELOW:
                    continue
            if node is USED:
                if type(value) is dict and value:
                    self.unknown(f"{prefix}{key}{{}}", locator)  # it was a plain value so far
            elif type(value) is dict:
                self._look(value, node, locator, f"{prefix}{key}.")
            elif type(value) is list:
                self._items(value, node.get(_ITEMS), locator, f"{prefix}{key}")

    def _items(self, values: list[Any], node: Any, locator: str, path: str) -> None:
        if node is LEFT or node is BELOW or not values:
            return
        if node is None:
            self.unknown(f"{path}[]", locator)
            return
        for value in values:
            if type(value) is dict:
                if node is USED:
                    self.unknown(f"{path}[]{{}}", locator)
                    return
                self._look(value, node, locator, f"{path}[].")

    def unknown(self, path: str, locator: str, times: int = 1) -> None:
        """Enter one unknown key; of the locators, the first is kept."""
        self._strangers += 1
        found = self._found.get(path)
        if found is not None:
            found.records += times
        elif len(self._found) < MAX_UNKNOWN:
            self._found[path] = UnknownField(path.encode("utf-8", "replace").decode()[:200], times, locator)
        else:
            self.more += times

    def columns(self, columns: Iterable[str], known: Mapping[str, Any]) -> None:
        """Compare the columns of a table with the known ones."""
        for column in columns:
            if not _knows(known, column) and column not in self._found:
                self.unknown(column, "header")

    def found(self) -> list[UnknownField]:
        """Return the unknown keys, the most frequent first."""
        return sorted(self._found.values(), key=lambda each: (-each.records, each.path))
