"""Many rows at once: the tables that :mod:`.reading` and :mod:`.writing` would give row by row, built from columns.

Every function answers for the whole part or not at all: whatever is unusual in it (an id with lost digits, a time of
another form, a cell that must be refused) gives ``None``, and the part goes to the exact reader, which says what is
wrong with which row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.connectors.posts_table import identity
from crosscurrent.connectors.posts_table.reading import ACCOUNT_COUNTS, ACCOUNT_TEXTS, COUNTS, PostReader, Refused
from crosscurrent.connectors.posts_table.writing import region_of
from crosscurrent.connectors.records.references import Reference
from crosscurrent.connectors.tabular import cells
from crosscurrent.connectors.tabular.rows import Columns, Row
from crosscurrent.connectors.tabular.times import TimeColumn
from crosscurrent.errors import CrosscurrentError
from crosscurrent.model import account, engagement, post
from crosscurrent.model.table import TIMESTAMP, TableSpec, validate

Tables = list[tuple[str, pa.Table]]
_MARKS = "#|\uff03|@|\uff20|://"
_REFERENCES = ("repost_of", "quote_of", "reply_to", "hashtags", "links", "mentions", "parent")


class _Unusual(Exception):
    """Something in the part needs the exact reader. Never leaves this module."""


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive rows as columns of ours.

    Attributes:
        first: Number of the first row.
        rows: How many there are.
        columns: Our column -> text, null where the cell is absent.
    """

    first: int
    rows: int
    columns: Mapping[str, pa.Array]

    def get(self, name: str) -> pa.Array | None:
        """Return a column, ``None`` if the table has none of that meaning or nothing in it."""
        found = self.columns.get(name)
        return None if found is None or found.null_count == len(found) else found


def part_of(found: Columns | list[Row], mapping: Mapping[str, str]) -> Part | None:
    """Return rows as columns; ``None`` if they are typed or one of them is at fault."""
    if isinstance(found, Columns):
        table, first = found.table, found.first
        if any(not pa.types.is_string(table.schema.field(column).type) for column in mapping.values()):
            return None
        columns = {ours: table.column(theirs).combine_chunks() for ours, theirs in mapping.items()}
        return Part(first, table.num_rows, columns)
    if not found or any(row.fault is not None for row in found) or found[-1].number - found[0].number + 1 != len(found):
        return None
    try:
        columns = {
            ours: pa.array([row.cells.get(theirs) for row in found], pa.string()) for ours, theirs in mapping.items()
        }
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
        return None
    return Part(found[0].number, len(found), columns)


def tables_of(reader: PostReader, part: Part, capture_id: str) -> Tables | None:
    """Return the tables of a part, or ``None`` where the exact reader must look."""
    try:
        return list(_Builder(reader, part, capture_id).tables())
    except (_Unusual, CrosscurrentError, ValueError, pa.ArrowInvalid, Refused):
        return None


class _Builder:
    def __init__(self, reader: PostReader, part: Part, capture_id: str) -> None:
        self.reader, self.part, self.n = reader, part, part.rows
        self.capture = pa.DictionaryArray.from_arrays(pa.array(np.zeros(self.n, np.int32)), [capture_id]).cast(
            pa.string()
        )
        numbers = pa.array(np.arange(part.first, part.first + self.n)).cast(pa.string())
        self.locator = pc.binary_join_element_wise(pa.scalar(reader.unit), numbers, "=")
        self.platform = self._platforms()
        self.native_account, self.account_kind, self.account = self._accounts()
        self.at, self.precision = self._times()
        self.text = self._filled("text")
        self.native = self._post_ids()
        self.uid = pc.binary_join_element_wise(self.platform, self.native, ":")
        self.platforms: list[str] = self.platform.to_pylist()
        self.references = self._references()
        self.told = self._told()

    # --- columns -------------------------------------------------------------------------------------------

    def _filled(self, name: str) -> pa.Array:
        found = self.part.get(name)
        return pa.array([""] * self.n, pa.string()) if found is None else pc.fill_null(found, "")

    def _mapped(self, name: str, read: Callable[[str | None], Any], kind: pa.DataType) -> pa.Array:
        """Read every different cell of a column once."""
        found = self.part.get(name)
        if found is None:
            return pa.array([read(None)] * self.n, kind)
        coded = found.dictionary_encode(null_encoding="encode")
        return pa.array([read(each) for each in coded.dictionary.to_pylist()], kind).take(coded.indices)

    def _ident(self, name: str) -> pa.Array:
        found = self.part.get(name)
        if found is None:
            return pa.nulls(self.n, pa.string())
        trimmed = pc.ascii_trim_whitespace(found)
        return pc.if_else(pc.is_in(trimmed, value_set=pa.array(cells.MISSING)), pa.scalar(None, pa.string()), trimmed)

    def _written(self, name: str) -> pa.Array:
        found = self.part.get(name)
        if found is None:
            return pa.nulls(self.n, pa.string())
        return pc.if_else(pc.equal(found, ""), pa.scalar(None, pa.string()), found)

    def _needed_ids(self, name: str) -> pa.Array:
        found = self.part.get(name)
        if found is None or found.null_count or not cells.ids_are_clean(found):
            raise _Unusual
        if pc.any(pc.is_in(found, value_set=pa.array(cells.MISSING))).as_py():
            raise _Unusual
        return found

    def _platforms(self) -> pa.Array:
        layout, declared = self.reader.layout.platform, self.reader.platform

        def said(cell: str | None) -> str:
            found = (cells.identifier(cell) or layout or declared or "unknown").lower()
            return "x" if found == "twitter" else found

        return self._mapped("platform", said, pa.string())

    def _accounts(self) -> tuple[pa.Array, pa.Array, pa.Array]:
        layout, written = self.reader.layout, self._needed_ids("account_id")
        coded = written.dictionary_encode()
        ids: list[str] = coded.dictionary.to_pylist()
        kinds = [identity.account_kind(layout, each) for each in ids]
        handles = layout.account_kind == "handle_only"
        ends = [f"@{each.lstrip('@').lower()}" if handles else layout.account_prefix + each for each in ids]
        natives = [layout.account_prefix + each for each in ids]
        parts = [pa.array(values, pa.string()).take(coded.indices) for values in (natives, kinds, ends)]
        return parts[0], parts[1], pc.binary_join_element_wise(self.platform, parts[2], ":")

    def _times(self) -> tuple[pa.Array, pa.Array]:
        found = self.part.get("timestamp")
        read = None if found is None else self.reader.times.read_array(found)
        if read is None:
            raise _Unusual
        return read

    def _post_ids(self) -> pa.Array:
        if "post_id" not in self.part.columns:
            cells_of = (self.account, self._filled("timestamp"), self.text)
            return pa.array([identity.derived_id(*row) for row in zip(*(c.to_pylist() for c in cells_of), strict=True)])
        written = self._needed_ids("post_id")
        prefix = self.reader.layout.post_prefix
        return pc.binary_join_element_wise(pa.scalar(prefix), written, "") if prefix else written

    def _references(self) -> dict[int, tuple[Reference, ...]]:
        """Return row -> its references, for the rows that have any."""
        held = [name for name in _REFERENCES if self.part.get(name) is not None]
        mask = pc.match_substring_regex(self.text, _MARKS)
        for name in held:
            mask = pc.or_(mask, pc.not_equal(self._filled(name), ""))
        rows = np.flatnonzero(mask.to_numpy(zero_copy_only=False))
        taken = {name: self.part.columns[name].take(pa.array(rows)).to_pylist() for name in held}
        texts: list[str] = self.text.take(pa.array(rows)).to_pylist()
        found = {}
        for place, row in enumerate(rows.tolist()):
            line = Row(self.part.first + row, {name: column[place] for name, column in taken.items()})
            leading = self.reader.references(line, self.platforms[row], texts[place])
            if leading:
                found[row] = tuple(leading)
        return found

    # --- tables --------------------------------------------------------------------------------------------

    def tables(self) -> Iterator[tuple[str, pa.Table]]:
        """Yield the tables in the order of the exact writer."""
        yield account.SPEC.name, self._account_table()
        post_columns = self._post_columns()
        yield post.SPEC.name, self._table(post.SPEC, post_columns)
        for spec, columns in (
            (account.OBSERVATION_SPEC, self._observations()), (post.EDGE_SPEC, None),
            (engagement.SPEC, self._counters()),
            (account.GEO_SPEC, self._regions(post_columns["kind"])),
        ):  # fmt: skip
            table = self._edges() if spec is post.EDGE_SPEC else self._where_any(spec, columns or {})
            if table is not None:
                yield spec.name, table

    def _table(self, spec: TableSpec, columns: Mapping[str, pa.Array], rows: int | None = None) -> pa.Table:
        size = self.n if rows is None else rows
        arrays = [columns[field.name] if field.name in columns else pa.nulls(size, field.type) for field in spec.schema]
        return validate(spec, pa.Table.from_arrays(arrays, names=spec.schema.names))

    def _account_table(self) -> pa.Table:
        coded = self.account.dictionary_encode()
        codes, at = coded.indices.to_numpy(), self.told[0].to_numpy()
        first = np.full(len(coded.dictionary), self.n, np.int64)
        np.minimum.at(first, codes, np.arange(self.n))
        low, high = np.full(len(first), np.iinfo(np.int64).max), np.full(len(first), np.iinfo(np.int64).min)
        np.minimum.at(low, codes, at)
        np.maximum.at(high, codes, at)
        rows = pa.array(first)
        columns = {
            "account_uid": coded.dictionary, "platform": self.platform.take(rows),
            "native_id": self.native_account.take(rows), "account_id_kind": self.account_kind.take(rows),
            "first_seen_at": pa.array(low).cast(TIMESTAMP), "last_seen_at": pa.array(high).cast(TIMESTAMP),
            "capture_id": self.capture.take(rows), "locator": self.locator.take(rows),
            **self._made(rows),
        }  # fmt: skip
        return self._table(account.SPEC, columns, len(first))

    def _made(self, rows: pa.Array) -> dict[str, pa.Array]:
        """When the accounts were made; a row says nothing where the cell is empty."""
        clock = TimeColumn("UTC")

        def read(cell: str | None) -> tuple[int | None, str]:
            if cells.identifier(cell) is None:
                return None, "unknown"
            found = clock.read(cell, "")
            return found.at_us, found.precision

        made = self._mapped("account_created", lambda cell: read(cell)[0], pa.int64())
        clock = TimeColumn("UTC")
        precision = self._mapped("account_created", lambda cell: read(cell)[1], pa.string())
        return {"created_at": made.take(rows).cast(TIMESTAMP), "created_at_precision": precision.take(rows)}

    def _post_columns(self) -> dict[str, pa.Array]:
        kinds, parents, roots = self._kinds_and_threads()
        at, precision, source, id_us, conflict = self.told
        texts: list[str] = self.text.to_pylist()
        digests = [hashlib.sha256(each.encode()).hexdigest() for each in texts]
        return {
            "post_uid": self.uid, "platform": self.platform, "native_id": self.native, "kind": kinds,
            "account_uid": self.account, "created_at": at.cast(TIMESTAMP), "created_at_raw": self._filled("timestamp"),
            "created_at_precision": precision, "created_at_source": source, "created_at_id": id_us,
            "time_conflict": conflict,
            "availability": pa.array(["unknown"] * self.n), "sha256_text": pa.array(digests, pa.string()),
            "text": self.text,
            "title": self._written("title"), "transcript": self._written("transcript"),
            "text_ocr": self._written("text_ocr"), "lang_declared": self._ident("lang"), "url": self._ident("url"),
            "client_name": self._written("client"), "content_type_native": self._ident("kind"),
            "parent_post_uid": parents, "root_post_uid": roots, "capture_id": self.capture, "locator": self.locator,
        }  # fmt: skip

    def _told(self) -> tuple[pa.Array, ...]:
        """Return time, precision, source, time told by the id and conflict."""
        n = self.n
        if "x" not in self.platforms:
            nothing = pa.nulls(n, TIMESTAMP)
            return self.at, self.precision, pa.array(["field"] * n), nothing, pa.nulls(n, pa.bool_())
        found = [
            identity.told(platform, native, at_us, precision)
            for platform, native, at_us, precision in zip(
                self.platforms, self.native.to_pylist(), self.at.to_pylist(), self.precision.to_pylist(), strict=True
            )
        ]
        kinds = (pa.int64(), pa.string(), pa.string(), pa.int64(), pa.bool_())
        at, precision, source, id_us, conflict = (
            pa.array(column, kind) for column, kind in zip(zip(*found, strict=True), kinds, strict=True)
        )
        return at, precision, source, id_us.cast(TIMESTAMP), conflict

    def _kinds_and_threads(self) -> tuple[pa.Array, pa.Array, pa.Array]:
        """Kind, parent and root of each post; only rows with a cell of their own or a reference are looked at."""
        usual = self.reader.layout.usual_kind
        kinds = [usual] * self.n
        parents: list[str | None] = [None] * self.n
        roots: list[str | None] = [None] * self.n
        names = [name for name in ("kind", "reposted", "parent", "post_id", "reply_to", "repost_of")
                 if self.part.get(name) is not None]  # fmt: skip
        rows = set(self.references)
        for name in names:
            if name != "post_id":
                rows.update(
                    np.flatnonzero(pc.not_equal(self._filled(name), "").to_numpy(zero_copy_only=False)).tolist()
                )
        order = sorted(rows)
        taken = {name: self.part.columns[name].take(pa.array(order, pa.int64())).to_pylist() for name in names}
        for place, row in enumerate(order):
            line = Row(self.part.first + row, {name: column[place] for name, column in taken.items()})
            kinds[row] = self.reader.kind(line, self.references.get(row, ()))
            parents[row], roots[row] = self.reader.thread(line, self.platforms[row])
        return pa.array(kinds), pa.array(parents, pa.string()), pa.array(roots, pa.string())

    def _edges(self) -> pa.Table | None:
        rows = [row for row, leading in self.references.items() for _ in leading]
        if not rows:
            return None
        leading = [each for found in self.references.values() for each in found]
        place = pa.array(rows, pa.int64())
        at = self._post_at.take(place)
        columns = {
            "src_post_uid": self.uid.take(place), "src_account_uid": self.account.take(place),
            "type": pa.array([each.type for each in leading]),
            "dst_kind": pa.array([each.dst_kind for each in leading]),
            "dst": pa.array([each.dst for each in leading]), "dst_raw": pa.array([each.dst_raw for each in leading]),
            "position": pa.array([each.position for each in leading], pa.int32()), "at": at,
            "capture_id": self.capture.take(place), "locator": self.locator.take(place),
        }  # fmt: skip
        return self._table(post.EDGE_SPEC, columns, len(rows))

    @property
    def _post_at(self) -> pa.Array:
        return self.told[0].cast(TIMESTAMP)

    def _observations(self) -> dict[str, pa.Array]:
        shown = {ours: self._written(name) for ours, name in ACCOUNT_TEXTS.items() if self.part.get(name) is not None}
        for ours, name in ACCOUNT_COUNTS.items():
            if self.part.get(name) is not None:
                shown[ours] = self._mapped(name, lambda cell: (_count(cell) or (None,))[0], pa.int64())
        if self.part.get("verified") is not None:
            shown["verified"] = self._mapped("verified", identity.verified, pa.bool_())
        return {**shown, "account_uid": self.account} if shown else {}

    def _counters(self) -> dict[str, pa.Array]:
        names = {ours: name for ours, name in COUNTS.items() if self.part.get(name) is not None}
        if not names:
            return {}
        columns, bounds, steps = {}, [], []
        for ours, name in names.items():
            columns[ours] = self._mapped(name, lambda cell: (_count(cell) or (None,))[0], pa.int64())
            bound = self._mapped(name, lambda cell: bool((_count(cell) or (0, False))[1]), pa.bool_())
            step = self._mapped(name, lambda cell: (_count(cell) or (0, 0, 1))[2], pa.int64())
            bounds += [(row, ours) for row in np.flatnonzero(bound.to_numpy(zero_copy_only=False)).tolist()]
            coarse = step.to_numpy()
            steps += [(row, ours, int(coarse[row])) for row in np.flatnonzero(coarse > 1).tolist()]
        if bounds or steps:
            columns.update(self._caps(bounds, steps))
        return {**columns, "post_uid": self.uid}

    def _caps(self, bounds: list[tuple[int, str]], steps: list[tuple[int, str, int]]) -> dict[str, pa.Array]:
        low: list[list[str] | None] = [None] * self.n
        coarse: list[list[tuple[str, int]] | None] = [None] * self.n
        for row, name in bounds:
            low[row] = [*(low[row] or ()), name]
        for row, name, step in steps:
            coarse[row] = [*(coarse[row] or ()), (name, step)]
        kinds = {field.name: field.type for field in engagement.SCHEMA}
        return {
            "lower_bound": pa.array(low, kinds["lower_bound"]),
            "granularity": pa.array(coarse, kinds["granularity"]),
        }

    def _regions(self, kinds: pa.Array) -> dict[str, pa.Array]:
        if self.part.get("ip_region") is None:
            return {}
        signal = pc.if_else(pc.equal(kinds, "comment"), "ip_region_comment", "ip_region_post")
        return {
            "value_raw": self._ident("ip_region"), "subject_uid": self.uid, "observed_at": self._post_at,
            "signal": signal,
            "admin1": self._mapped("ip_region", lambda cell: region_of(cells.identifier(cell)), pa.string()),
            "source_field": pa.array(["ip_location"] * self.n),
        }  # fmt: skip

    def _where_any(self, spec: TableSpec, columns: Mapping[str, pa.Array]) -> pa.Table | None:
        """Return the rows in which one of the columns that say something does so."""
        keys = ("account_uid", "post_uid", "subject_uid", "signal", "observed_at", "source_field", "admin1")
        said = [column for name, column in columns.items() if name not in keys]
        if not said:
            return None
        mask = pc.is_valid(said[0])
        for column in said[1:]:
            mask = pc.or_(mask, pc.is_valid(column))
        rows = pa.array(np.flatnonzero(mask.to_numpy(zero_copy_only=False)))
        if not len(rows):
            return None
        placed = {**columns, "capture_id": self.capture, "locator": self.locator}
        return self._table(spec, {name: column.take(rows) for name, column in placed.items()}, len(rows))


def _count(cell: str | None) -> tuple[int, bool, int] | None:
    return cells.count(cell) if cell else None
