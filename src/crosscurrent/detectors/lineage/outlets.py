"""Outlets and the names they go by: the table a credit is recognised with. It can be extended by the analyst."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from crosscurrent.actions.normal_text import normalise
from crosscurrent.detectors.lineage.faults import OutletsRefused

KINDS = AGENCY, OUTLET = "agency", "outlet"
#: Letters up to which a name in capitals is an abbreviation, which counts only as written.
_ABBREVIATION = 4


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet.

    Attributes:
        outlet_id: Short id.
        kind: One of :data:`KINDS`.
        names: Names as written.
        domains: Hosts.
    """

    outlet_id: str
    kind: str
    names: tuple[str, ...]
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlets:
    """A table of outlets, ready to be looked up.

    Attributes:
        outlets: By id.
        by_name: Normal form of a name -> id; abbreviations as written.
        by_domain: Host -> id.
        folded: (name, name case folded, id), to be looked for in texts.
    """

    outlets: Mapping[str, Outlet]
    by_name: Mapping[str, str] = field(default_factory=dict)
    by_domain: Mapping[str, str] = field(default_factory=dict)
    folded: tuple[tuple[str, str, str], ...] = ()

    def of_host(self, host: str) -> str | None:
        """Return the outlet whose site a host belongs to.

        Example:
            >>> shipped_outlets().of_host("world.huanqiu.com")
            'global-times'
        """
        parts = host.casefold().removeprefix("www.").split(".")
        for start in range(len(parts) - 1):
            if (found := self.by_domain.get(".".join(parts[start:]))) is not None:
                return found
        return None

    def of_name(self, name: str) -> str | None:
        """Return the outlet that goes by exactly this name."""
        found = self.by_name.get(name.strip())
        return found if found is not None else self.by_name.get(normalise(name))

    def is_agency(self, outlet_id: str) -> bool:
        """Tell whether an outlet sells wire copy to others."""
        outlet = self.outlets.get(outlet_id)
        return outlet is not None and outlet.kind == AGENCY


def is_abbreviation(name: str) -> bool:
    """Tell whether a name is an abbreviation, which is looked for only as written.

    Example:
        >>> is_abbreviation("AP"), is_abbreviation("Reuters"), is_abbreviation("路透社")
        (True, False, False)
    """
    return len(name) <= _ABBREVIATION and name.isascii() and name.isupper()


def read_outlets(text: str, base: Outlets | None = None) -> Outlets:
    """Read a table of outlets.

    Args:
        text: TOML; the format stands at the head of ``outlets.toml``.
        base: Table to extend.

    Raises:
        OutletsRefused: Not TOML, or an entry lacks something.
    """
    try:
        rows = tomllib.loads(text).get("outlet", [])
    except tomllib.TOMLDecodeError as error:
        raise OutletsRefused.form(f"this is not TOML: {error}") from error
    if not isinstance(rows, list):
        raise OutletsRefused.form("entries are written as [[outlet]]")
    known = dict(base.outlets) if base else {}
    for number, row in enumerate(rows, 1):
        outlet = _outlet(number, row, known)
        known[outlet.outlet_id] = outlet
    return _indexed(known.values())


def _outlet(number: int, row: Any, known: Mapping[str, Outlet]) -> Outlet:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not row["id"]:
        raise OutletsRefused.entry(number, "an entry has no id")
    before = known.get(row["id"])
    kind = row.get("kind", before.kind if before else OUTLET)
    if kind not in KINDS:
        raise OutletsRefused.entry(number, f"kind is one of {', '.join(KINDS)}")
    lists: list[tuple[str, ...]] = []
    for key in ("names", "domains"):
        values = row.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise OutletsRefused.entry(number, f"{key} is a list of texts")
        lists.append((*(getattr(before, key) if before else ()), *values))
    if not lists[0] and not lists[1]:
        raise OutletsRefused.entry(number, "an entry has neither names nor domains")
    return Outlet(row["id"], kind, tuple(dict.fromkeys(lists[0])), tuple(dict.fromkeys(lists[1])))


def _indexed(outlets: Iterable[Outlet]) -> Outlets:
    every = sorted(outlets, key=lambda outlet: outlet.outlet_id)
    by_name: dict[str, str] = {}
    by_domain: dict[str, str] = {}
    for outlet in every:
        for name in outlet.names:
            by_name[name if is_abbreviation(name) else normalise(name)] = outlet.outlet_id
        by_domain |= {domain.casefold(): outlet.outlet_id for domain in outlet.domains}
    by_name.pop("", None)
    folded = tuple((name, name.casefold(), outlet_id) for name, outlet_id in by_name.items())
    return Outlets({outlet.outlet_id: outlet for outlet in every}, by_name, by_domain, folded)


@cache
def shipped_outlets() -> Outlets:
    """Return the table that comes with the package."""
    return read_outlets(resources.files("crosscurrent.detectors.lineage").joinpath("outlets.toml").read_text("utf-8"))


@cache
def _abbreviation(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])")


def contains_name(name: str, normal_name: str, written: str, padded: str) -> bool:
    """Tell whether a text contains a name.

    Args:
        name: As written.
        normal_name: Its normal form.
        written: The text as written.
        padded: Its normal form between two spaces.

    Example:
        >>> contains_name("AP", "ap", "OTTAWA (AP) - Talks", " ottawa ap talks ")
        True
        >>> contains_name("Sun", "sun", "a sunny day", " a sunny day ")
        False
    """
    if normal_name not in padded:
        return False
    if is_abbreviation(name):
        return _abbreviation(name).search(written) is not None
    # Words of an alphabet end somewhere; Han names stand between other Han characters without a mark.
    if not normal_name.isascii():
        return bool(normal_name)
    return f" {normal_name} " in padded or re.search(rf"(?<![a-z0-9]){normal_name}(?![a-z0-9])", padded) is not None


def named_outlets(outlets: Outlets, written: str, padded: str) -> frozenset[str]:
    """Return the outlets a text names anywhere."""
    near = [(name, folded, outlet_id) for name, folded, outlet_id in outlets.folded if folded in padded]
    return frozenset(outlet_id for name, folded, outlet_id in near if contains_name(name, folded, written, padded))


def outlets_of(outlets: Outlets, names: Sequence[str], hosts: Sequence[str]) -> frozenset[str]:
    """Return the outlets an account is, judged by its exact names and the hosts it publishes on."""
    found = {outlets.of_name(name) for name in names} | {outlets.of_host(host) for host in hosts}
    return frozenset(found - {None})  # type: ignore[arg-type]
