"""Mappings: which column of a file is which of ours, said by a person or guessed from names."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Mapping, Sequence

from crosscurrent.connectors.faults import ColumnMissing, MappingUnreadable


def checked(mapping: Mapping[str, str], ours: Sequence[str], columns: Sequence[str], where: str) -> dict[str, str]:
    """Return a mapping whose two sides exist.

    Raises:
        MappingUnreadable: A left-hand side is none of our columns.
        ColumnMissing: A right-hand side is not in the file; near matches are named.
    """
    for mine, theirs in mapping.items():
        if mine not in ours:
            raise MappingUnreadable.unknown(mine, ours)
        if theirs not in columns:
            raise ColumnMissing.named(where, theirs, near(theirs, columns), columns)
    return dict(mapping)


def by_name(columns: Sequence[str], names: Mapping[str, Sequence[str]], taken: Mapping[str, str]) -> dict[str, str]:
    """Return our column -> column of the file, for each of ours whose known names occur; the first name wins.

    Args:
        columns: Columns of the file.
        names: Our column -> the names it is known under, lower case, best first.
        taken: What a person said; it is kept, and its columns are not given away twice.

    Example:
        >>> by_name(["User_ID", "url"], {"account_id": ["account_id", "user_id"], "object_id": ["url"]}, {})
        {'account_id': 'User_ID', 'object_id': 'url'}
    """
    lower = {column.strip().lower(): column for column in reversed(columns)}
    found = dict(taken)
    used = set(taken.values())
    for mine, known in names.items():
        if mine in found:
            continue
        match = next((lower[name] for name in known if name in lower and lower[name] not in used), None)
        if match is not None:
            found[mine] = match
            used.add(match)
    return found


def near(name: str, columns: Sequence[str], at_most: int = 3, likeness: float = 0.6) -> list[str]:
    """Return the columns whose names resemble ``name``, best first.

    Example:
        >>> near("acount", ["account", "time", "count"])
        ['account', 'count']
    """
    lower = {column.lower(): column for column in reversed(columns)}
    return [lower[match] for match in difflib.get_close_matches(name.lower(), list(lower), at_most, likeness)]


def command(needed: Mapping[str, Sequence[str]], columns: Sequence[str]) -> str:
    """Return a ready ``--map`` argument: the nearest column for each needed one, or a word to replace.

    Args:
        needed: Our column -> names it may have, best first.
        columns: Columns of the file.

    Example:
        >>> command({"account_id": ["account_id"], "timestamp": ["timestamp"]}, ["account", "zeit"])
        '--map account_id=account,timestamp=COLUMN'
    """
    guessed = by_name(columns, needed, {})
    for mine, known in needed.items():
        if mine in guessed:
            continue
        free = [column for column in columns if column not in guessed.values()]
        matches = [match for wanted in known for match in near(wanted, free, 1, 0.75)]
        guessed[mine] = matches[0] if matches else "COLUMN"
    return f"--map {shlex.quote(','.join(f'{mine}={guessed[mine]}' for mine in needed))}"
