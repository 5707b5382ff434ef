"""Posts, read -> the tables of the model, one batch at a time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import pyarrow as pa

from crosscurrent.connectors.posts_table.identity import PostSeen
from crosscurrent.model import account, engagement, post
from crosscurrent.model.table import TableSpec, validate

_REGION = re.compile(r"^(发布于|来自|IP属地[:：]?)\s*")
Cell = dict[str, object]


def tables(posts: Sequence[PostSeen], capture_id: str, unit: str) -> Iterator[tuple[str, pa.Table]]:
    """Yield (table name, rows) for one batch of posts; tables without rows are left out.

    ``account`` holds each account of the batch once. An account of several batches has several rows, with what each
    batch saw first and last; whoever needs one row merges them by ``account_uid``.

    Raises:
        TableInvalid: A defect of this connector.
    """
    origins: list[Cell] = [{"capture_id": capture_id, "locator": f"{unit}={seen.number}"} for seen in posts]
    writers: tuple[tuple[TableSpec, Callable[[PostSeen], list[Cell]]], ...] = (
        (post.SPEC, _post),
        (account.OBSERVATION_SPEC, _observation),
        (post.EDGE_SPEC, _edges),
        (engagement.SPEC, _engagement),
        (account.GEO_SPEC, _region),
    )
    yield account.SPEC.name, _table(account.SPEC, _accounts(posts, origins))
    for spec, rows_of in writers:
        rows = [{**row, **origin} for seen, origin in zip(posts, origins, strict=True) for row in rows_of(seen)]
        if rows:
            yield spec.name, _table(spec, rows)


def _table(spec: TableSpec, rows: Sequence[Cell]) -> pa.Table:
    """Return rows as a table of the model; columns no row speaks of are null."""
    arrays = []
    used = set(chain.from_iterable(rows))
    for column in spec.schema:
        if column.name not in used:
            arrays.append(pa.nulls(len(rows), column.type))
            continue
        values = [row.get(column.name) for row in rows]
        kind = pa.string() if pa.types.is_dictionary(column.type) else column.type
        array = pa.array(values, kind)
        arrays.append(array.dictionary_encode().cast(column.type) if pa.types.is_dictionary(column.type) else array)
    return validate(spec, pa.Table.from_arrays(arrays, names=spec.schema.names))


def _uid(seen: PostSeen) -> str:
    return f"{seen.platform}:{seen.native_id}"


def _accounts(posts: Sequence[PostSeen], origins: Sequence[Cell]) -> list[Cell]:
    rows: dict[str, Cell] = {}
    for seen, origin in zip(posts, origins, strict=True):
        author, at = seen.account, seen.time.at_us
        row = rows.get(author.uid)
        if row is None:
            rows[author.uid] = {
                "account_uid": author.uid,
                "platform": seen.platform,
                "native_id": author.native_id,
                "account_id_kind": author.id_kind,
                "created_at": author.created_us,
                "created_at_precision": author.created_precision,
                "first_seen_at": at,
                "last_seen_at": at,
                **origin,
            }
        else:
            row["first_seen_at"] = min(at, row["first_seen_at"])  # type: ignore[call-overload]
            row["last_seen_at"] = max(at, row["last_seen_at"])  # type: ignore[call-overload]
    return list(rows.values())


def _post(seen: PostSeen) -> list[Cell]:
    text = seen.texts["text"] or ""
    return [
        {
            "post_uid": _uid(seen),
            "platform": seen.platform,
            "native_id": seen.native_id,
            "kind": seen.kind,
            "account_uid": seen.account.uid,
            "created_at": seen.time.at_us,
            "created_at_raw": seen.time_raw,
            "created_at_precision": seen.time.precision,
            "created_at_source": seen.time_source,
            "created_at_id": seen.id_us,
            "time_conflict": seen.conflict,
            "availability": "unknown",
            "sha256_text": hashlib.sha256(text.encode()).hexdigest(),
            **seen.texts,
        }
    ]


def _observation(seen: PostSeen) -> list[Cell]:
    """What the row shows of its author. When that was seen is not written in these tables, so it stays null."""
    return [{"account_uid": seen.account.uid, **seen.account.shown}] if seen.account.shown else []


def _edges(seen: PostSeen) -> list[Cell]:
    return [
        {
            "src_post_uid": _uid(seen),
            "src_account_uid": seen.account.uid,
            "type": reference.type,
            "dst_kind": reference.dst_kind,
            "dst": reference.dst,
            "dst_raw": reference.dst_raw,
            "position": reference.position,
            "at": seen.time.at_us,
        }
        for reference in seen.references
    ]


def _engagement(seen: PostSeen) -> list[Cell]:
    if not seen.counts:
        return []
    bounds = [name for name, (_, bound, _) in seen.counts.items() if bound]
    coarse = [(name, step) for name, (_, _, step) in seen.counts.items() if step > 1]
    counts = {name: value for name, (value, _, _) in seen.counts.items()}
    return [{"post_uid": _uid(seen), **counts, "lower_bound": bounds or None, "granularity": coarse or None}]


def _region(seen: PostSeen) -> list[Cell]:
    if seen.ip_region is None:
        return []
    return [
        {
            "subject_uid": _uid(seen),
            "observed_at": seen.time.at_us,
            "signal": "ip_region_comment" if seen.kind == "comment" else "ip_region_post",
            "value_raw": seen.ip_region,
            "admin1": region_of(seen.ip_region),
            "source_field": "ip_location",
        }
    ]


def region_of(written: str | None) -> str | None:
    """Return the region without the words platforms put in front of it.

    Example:
        >>> region_of("发布于 浙江"), region_of(None)
        ('浙江', None)
    """
    return (_REGION.sub("", written) or None) if written else None
