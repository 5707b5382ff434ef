"""Cells of tables of X: ids, lists and texts as the tools write them."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.faults import IdLossy
from crosscurrent.connectors.records.values import ident
from crosscurrent.connectors.tabular import cells

#: Words that stand for nothing in the archive and in tables written by pandas.
ABSENT = frozenset(("absent", "nan", "none", "null", "na", "<na>", "0", "0.0", "false"))
_EXACT = 1 << 53


def an_id(cell: Any) -> str | None:
    r"""Return an id; tables written by pandas hold ``123.0``, which is exact up to 2**53 only.

    Raises:
        IdLossy: The id went through floating point and lost digits.

    Example:
        >>> an_id(" 898925911292772693\t"), an_id("123.0"), an_id("absent"), an_id(None)
        ('898925911292772693', '123', None, None)
    """
    found = ident(cell)
    if found is None or found.lower() in ABSENT:
        return None
    if found.endswith(".0") and found[:-2].isdecimal():
        found = found[:-2]
        if int(found) >= _EXACT:
            raise IdLossy.cell("")
    return found


def piped(cell: str | None) -> list[str]:
    """Return the entries of a list joined by bars; empty ones keep their place.

    Example:
        >>> piped("a||b"), piped(None)
        (['a', '', 'b'], [])
    """
    return cell.split("|") if cell else []


def listed(cell: str | None) -> list[str]:
    """Return the entries of a list in a cell: JSON, a Python literal, or words; a broken one is no list.

    Example:
        >>> listed('["#a", "#b"]'), listed("['c']"), listed("[broken"), listed(None)
        (['#a', '#b'], ['c'], [], [])
    """
    try:
        return cells.listing(cell)
    except ValueError:
        return []


def plain(cell: str | None) -> str | None:
    """Return text as its author wrote it: X escapes three signs.

    Example:
        >>> plain("Q&amp;A &lt;3")
        'Q&A <3'
    """
    if cell is None or "&" not in cell:
        return cell
    return cell.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def country(code: str | None) -> str | None:
    """Return a country code of two letters."""
    return code.upper() if code is not None and len(code) == 2 and code.isalpha() else None
