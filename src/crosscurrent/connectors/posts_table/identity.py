"""Which post and account a row is about, and when: ids, what they tell, and ids made where there are none."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from crosscurrent.connectors.posts_table.layouts import Layout
from crosscurrent.connectors.records.references import Reference
from crosscurrent.connectors.tabular import cells
from crosscurrent.model.time import PRECISION_WIDTH_US, ReadTime

_ARCHIVE_HASH = re.compile(r"[A-Za-z0-9+/_-]{43}=?")
_FIRST_SNOWFLAKE = 29_700_859_247
_TOLERANCE_US = 2_000_000


class AccountSeen(NamedTuple):
    """The author of one row.

    Attributes:
        uid: ``platform:id``.
        native_id: The id as written.
        id_kind: One of :data:`crosscurrent.model.account.ID_KINDS`.
        created_us: When the account was made, if the row says so.
        created_precision: Precision of that.
        shown: What the row shows of the account (handle, followers …), by column of ``account_obs``.
    """

    uid: str
    native_id: str
    id_kind: str
    created_us: int | None = None
    created_precision: str = "unknown"
    shown: Mapping[str, object] = MappingProxyType({})


class PostSeen(NamedTuple):
    """One row, read.

    Attributes:
        number: Of the row.
        platform: Platform.
        native_id: Id of the post as written, or derived.
        kind: One of :data:`crosscurrent.model.post.KINDS`.
        account: Its author.
        time: When it was written.
        time_raw: As written in the file.
        time_source: ``field`` or ``id``.
        id_us: Time told by the id, if it tells one.
        conflict: Whether the two differ; ``None`` if there are not two.
        texts: Other plain columns of the post table by name.
        references: Edges that leave the post.
        counts: Counter -> (value, is a lower bound, granularity).
        ip_region: Region the platform showed beside the post, as written.
    """

    number: int
    platform: str
    native_id: str
    kind: str
    account: AccountSeen
    time: ReadTime
    time_raw: str
    time_source: str
    id_us: int | None
    conflict: bool | None
    texts: Mapping[str, str | None]
    references: tuple[Reference, ...]
    counts: Mapping[str, tuple[int, bool, int]]
    ip_region: str | None


def account_kind(layout: Layout, native: str) -> str:
    """Return the kind of an account's id; in the X archive the id itself tells whether it is hashed."""
    if layout.account_kind != "x_archive":
        return layout.account_kind
    return "x_archive_hash" if _ARCHIVE_HASH.fullmatch(native) else "native"


def verified(cell: str | None) -> bool | None:
    """Return what a cell says about verification, ``None`` if it says nothing."""
    said = cells.identifier(cell)
    return None if said is None else said.lower() in ("true", "1", "yes")


def told(platform: str, native: str, at_us: int, precision: str) -> tuple[int, str, str, int | None, bool | None]:
    """Bring a written time and the id of a post together.

    Returns:
        Time, precision, source, time told by the id (``None`` if it tells none) and whether the two contradict.
    """
    id_us = _snowflake_us(native) if platform == "x" else None
    if id_us is None:
        return at_us, precision, "field", None, None
    conflict = _conflicts(id_us, ReadTime(at_us, precision))
    if not conflict and precision not in ("ms", "us"):
        return id_us, "ms", "id", id_us, conflict
    return at_us, precision, "field", id_us, conflict


def derived_id(account_uid: str, time: str, text: str) -> str:
    """Return a stable id for a post whose table has none: the same author, time and text give the same id."""
    digest = hashlib.sha256("\x1f".join((account_uid, time, text)).encode("utf-8", "surrogatepass"))
    return f"derived-{digest.hexdigest()[:24]}"


def _snowflake_us(native: str) -> int | None:
    """Return the time told by an X post id (since November 2010), in microseconds.

    Example:
        >>> _snowflake_us("898925911294132224"), _snowflake_us("20")
        (1503155613145000, None)
    """
    if not native.isdecimal() or len(native) > 19 or int(native) < _FIRST_SNOWFLAKE:
        return None
    return ((int(native) >> 22) + 1_288_834_974_657) * 1000


def _conflicts(id_us: int, written: ReadTime) -> bool:
    """Tell whether an id's time lies outside the written minute, second … by more than two seconds."""
    width = PRECISION_WIDTH_US.get(written.precision, 0)
    return not written.at_us - _TOLERANCE_US <= id_us < written.at_us + width + _TOLERANCE_US
