"""Tiers of accounts, from a dated and sourced registry that the analyst can edit. What it does not hold is unknown."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from crosscurrent.detectors.lineage.faults import RegistryRefused
from crosscurrent.detectors.lineage.intervals import EVER, NEVER
from crosscurrent.model.lineage import TIERS

UNKNOWN = "unknown"
_EPOCH = date(1970, 1, 1)
_DAY_US = 86_400_000_000
_LISTS = ("accounts", "handles", "domains")


@dataclass(frozen=True, slots=True)
class TierEntry:
    """One entry of a registry.

    Attributes:
        name: What it is called, for people.
        tier: One of :data:`crosscurrent.model.lineage.TIERS`, but not ``unknown``.
        keys: ``account:…``, ``handle:…`` and ``domain:…`` it is recognised by.
        source: Address of the published ground.
        date: Day the source was read, ISO.
        low_us: First moment at which it held.
        high_us: First moment after that.
    """

    name: str
    tier: str
    keys: tuple[str, ...]
    source: str
    date: str
    low_us: int = NEVER
    high_us: int = EVER


@dataclass(frozen=True, slots=True)
class TierRegistry:
    """A registry.

    Attributes:
        entries: In the order written.
        by_key: Key -> entries that have it.
    """

    entries: tuple[TierEntry, ...]
    by_key: Mapping[str, tuple[TierEntry, ...]]

    def entry_for(self, keys: Iterable[str], at_us: int | None) -> TierEntry | None:
        """Return the first entry, in the order written, that has one of the keys and held at that time.

        A post without a time is matched only by entries without ``since`` and ``until``.
        """
        found = [
            entry
            for key in keys
            for entry in self.by_key.get(key, ())
            if (entry.low_us == NEVER and entry.high_us == EVER)
            or (at_us is not None and entry.low_us <= at_us < entry.high_us)
        ]
        return min(found, key=self.entries.index) if found else None


def keys_of(account_uid: str | None, handles: Iterable[str], hosts: Iterable[str]) -> list[str]:
    """Return the keys under which a registry may know an account.

    Example:
        >>> keys_of("web:fr.people.com.cn", [], ["fr.people.com.cn"])[:3]
        ['account:web:fr.people.com.cn', 'domain:fr.people.com.cn', 'domain:people.com.cn']
    """
    keys = [f"account:{account_uid}"] if account_uid else []
    keys += [f"handle:{handle.casefold()}" for handle in handles]
    for host in hosts:
        parts = host.casefold().removeprefix("www.").split(".")
        keys += [f"domain:{'.'.join(parts[start:])}" for start in range(len(parts) - 1)]
    return keys


def read_registry(text: str) -> TierRegistry:
    """Read a registry.

    Args:
        text: TOML; the format stands at the head of ``tiers.toml``.

    Raises:
        RegistryRefused: Not TOML, or an entry has no source, no date, an unknown tier, or nothing to match by.
    """
    try:
        rows = tomllib.loads(text).get("entry", [])
    except tomllib.TOMLDecodeError as error:
        raise RegistryRefused.form(f"this is not TOML: {error}") from error
    if not isinstance(rows, list):
        raise RegistryRefused.form("entries are written as [[entry]]")
    entries = tuple(_entry(number, row) for number, row in enumerate(rows, 1))
    by_key: dict[str, tuple[TierEntry, ...]] = {}
    for entry in entries:
        for key in entry.keys:
            by_key[key] = (*by_key.get(key, ()), entry)
    return TierRegistry(entries, by_key)


def _entry(number: int, row: Any) -> TierEntry:
    if not isinstance(row, dict):
        raise RegistryRefused.entry(number, "an entry is a table")
    tier, source, day = row.get("tier"), row.get("source"), row.get("date")
    if tier not in TIERS or tier == UNKNOWN:
        raise RegistryRefused.entry(number, f"tier is one of {', '.join(name for name in TIERS if name != UNKNOWN)}")
    if not isinstance(source, str) or not source.startswith(("https://", "http://")):
        raise RegistryRefused.entry(number, "a tier without a source is refused: source is a web address")
    if _day(day) is None:
        raise RegistryRefused.entry(number, "a tier without the date of its source is refused: date = 2026-01-31")
    keys = _keys(number, row)
    bounds = [_day(row[key]) if key in row else None for key in ("since", "until")]
    for key, bound in zip(("since", "until"), bounds, strict=True):
        if key in row and bound is None:
            raise RegistryRefused.entry(number, f"{key} is a day: 2026-01-31")
    low = NEVER if bounds[0] is None else (bounds[0] - _EPOCH).days * _DAY_US
    high = EVER if bounds[1] is None else ((bounds[1] - _EPOCH).days + 1) * _DAY_US
    return TierEntry(str(row.get("name", "")), tier, keys, source, str(_day(day)), low, high)


def _keys(number: int, row: dict[str, Any]) -> tuple[str, ...]:
    keys = []
    for kind in _LISTS:
        values = row.get(kind, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
            raise RegistryRefused.entry(number, f"{kind} is a list of texts")
        keys += [f"{kind[:-1]}:{value if kind == 'accounts' else value.casefold()}" for value in values]
    if not keys:
        raise RegistryRefused.entry(number, "an entry has neither accounts nor handles nor domains")
    return tuple(dict.fromkeys(keys))


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


@cache
def shipped_registry() -> TierRegistry:
    """Return the registry that comes with the package: a few outlets that are openly state-owned."""
    return read_registry(resources.files("crosscurrent.detectors.lineage").joinpath("tiers.toml").read_text("utf-8"))
