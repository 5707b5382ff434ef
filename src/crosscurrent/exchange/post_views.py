"""Posts with what belongs to them, put together from the tables of a case for other tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from crosscurrent.model.engagement import COUNTS


@dataclass(frozen=True, slots=True)
class Leading:
    """One reference of a post: its type, what kind of thing it leads to, and where."""

    type: str
    dst_kind: str
    dst: str
    written: str


@dataclass(frozen=True, slots=True)
class PostView:
    """One post as other tools want it: everything about it in one place.

    Attributes:
        row: Its row of the post table, by column; nulls left out.
        account: What was seen of its author last, by column of ``account_obs``; nulls left out.
        counts: Counters as seen last, by column of ``engagement``; not observed ones left out.
        leading: Its references in order.
        media: Rows of the media table, nulls left out.
    """

    row: Mapping[str, Any]
    account: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    leading: tuple[Leading, ...] = ()
    media: tuple[Mapping[str, Any], ...] = ()

    @property
    def uid(self) -> str:
        """``platform:native id``."""
        return str(self.row["post_uid"])

    @property
    def at(self) -> datetime | None:
        """When it was made, UTC; ``None`` if unknown."""
        found = self.row.get("created_at")
        return found.astimezone(UTC) if isinstance(found, datetime) else None

    @property
    def text(self) -> str:
        """Text, else title, else the empty string."""
        return str(self.row.get("text") or self.row.get("title") or "")

    def targets(self, *types: str) -> list[Leading]:
        """Return the references of some types, in order."""
        return [each for each in self.leading if each.type in types]


def native(uid: str) -> str:
    """Return the platform's own id of a uid.

    Example:
        >>> native("x:17"), native("weibo:crc32:ab")
        ('17', 'crc32:ab')
    """
    return uid.partition(":")[2]


def views(tables: Mapping[str, pa.Table]) -> Iterator[PostView]:
    """Yield the posts of one capture, each once, in the order they were met.

    A post that was met in part and in whole gives the whole one. Of several sightings of an account or of counters the
    last one counts: later ``observed_at``, then later in the capture.

    Args:
        tables: Rows of one capture: post, account_obs, edge, engagement, media; tables that are absent are empty.
    """
    accounts = _latest(tables.get("account_obs"), "account_uid")
    counts = _latest(tables.get("engagement"), "post_uid")
    edges = _grouped(tables.get("edge"), "src_post_uid")
    media = _grouped(tables.get("media"), "post_uid")
    posts: dict[str, dict[str, Any]] = {}
    for row in _rows(tables.get("post")):
        known = posts.get(row["post_uid"])
        if known is None or (known.get("is_partial") and not row.get("is_partial")):
            posts[row["post_uid"]] = row
    for uid, row in posts.items():
        seen = counts.get(uid, {})
        leading = [Leading(e["type"], e["dst_kind"], e["dst"], e.get("dst_raw", e["dst"])) for e in edges.get(uid, ())]
        yield PostView(
            row,
            accounts.get(row.get("account_uid", ""), {}),
            {name: seen[name] for name in COUNTS if name in seen},
            tuple(leading),
            tuple(media.get(uid, ())),
        )


def once(captures: Iterable[Iterable[PostView]]) -> Iterator[PostView]:
    """Yield the posts of several captures, each once: the first capture that holds a post gives it."""
    seen: set[str] = set()
    for found in captures:
        for view in found:
            if view.uid not in seen:
                seen.add(view.uid)
                yield view


def _rows(table: pa.Table | None) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches() if table is not None else ():
        for row in batch.to_pylist():
            yield {name: value for name, value in row.items() if value is not None}


def _latest(table: pa.Table | None, key: str) -> dict[str, dict[str, Any]]:
    """Return key -> the sightings of it laid over each other, the earliest first."""
    oldest = datetime.min.replace(tzinfo=UTC)
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(_rows(table), key=lambda row: row.get("observed_at", oldest)):
        found.setdefault(row[key], {}).update(row)
    return found


def _grouped(table: pa.Table | None, key: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(table):
        found.setdefault(row[key], []).append(row)
    return found
