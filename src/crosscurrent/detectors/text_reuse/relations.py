"""Reuse between distinct texts, and equal texts, as rows: who is earlier, what differs, what it may be, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import starmap
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from crosscurrent.detectors.text_reuse import benign, denials
from crosscurrent.detectors.text_reuse.benign import TextFacts
from crosscurrent.detectors.text_reuse.passages import Span, all_places
from crosscurrent.detectors.text_reuse.prepare import Prepared, times_of
from crosscurrent.detectors.text_reuse.reuse import Reuse
from crosscurrent.kernels import places as kernel
from crosscurrent.kernels import shingles
from crosscurrent.model.text import BENIGN, DIFFERENCES, PASSAGE_SCHEMA, RELATION_SCHEMA

I64 = npt.NDArray[np.int64]
#: Text a, text b, language of a, language of b -> whether they contradict each other, and in what they differ.
Contrary = Callable[[str, str, str, str], tuple[bool, list[str]]]
NO_TIME = np.iinfo(np.int64).max
#: Differences that a comment beside the shared part may seem to make.
_SAID_BESIDE = frozenset(("fact_check", "negation"))


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read out of one pair of texts; it depends on nothing but the two.

    Attributes:
        spans: Passages.
        contrary: Whether the two contradict each other.
        differences: In what they differ.
        benign: Labels other than boilerplate.
    """

    spans: tuple[Span, ...]
    contrary: bool
    differences: tuple[str, ...]
    benign: tuple[str, ...]


@dataclass(slots=True)
class Reader:
    """Reads pairs of texts; what it made of a text once it keeps.

    Attributes:
        texts: Prepared texts.
        contrary: Rules that keep contradicting texts apart.
        known: Pair of text_uid -> what an earlier run read out of it.
        at: Time of each row.
    """

    texts: Prepared
    contrary: Contrary
    known: Mapping[tuple[str, str], Looked] = field(default_factory=dict)
    at: I64 = field(init=False)
    _facts: dict[int, TextFacts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the times."""
        self.at = times_of(self.texts.texts)

    def gather(self, rows: I64) -> None:
        """Lay out what stands around the texts of some rows."""
        rows = np.array([row for row in rows.tolist() if row not in self._facts], np.int64)
        table = self.texts.texts.take(pa.array(rows))
        names = ("account_uid", "url", "links", "mentions", "byline")
        columns = (table.column(name).to_pylist() for name in names)
        written = [self.texts.written[row] for row in rows.tolist()]
        silent = benign.silent(written)
        for row, text, quiet, account, url, links, mentions, byline in zip(
            rows.tolist(), written, silent, *columns, strict=True
        ):
            self._facts[row] = TextFacts(text, account, url, links or (), mentions or (), byline, quiet)

    def facts(self, row: int) -> TextFacts:
        """Return a text with what stands around it."""
        return self._facts[row]

    def uids(self, rows: I64) -> pa.Array:
        """Return the text_uid of each row."""
        return self.texts.texts.column("text_uid").take(pa.array(rows)).combine_chunks()

    def in_order(self, row: I64, other: I64) -> npt.NDArray[np.bool_]:
        """Return whether ``row`` comes first: by time, by text_uid where times are equal or unknown."""
        at, then = self.at[row], self.at[other]
        told = (at != then) & (at != NO_TIME) & (then != NO_TIME)
        return np.asarray(np.where(told, at < then, row < other), np.bool_)

    def lags(self, row: I64, other: I64) -> pa.Array:
        """Return microseconds from one text to the other, null where either time is unknown."""
        unknown = (self.at[row] == NO_TIME) | (self.at[other] == NO_TIME)
        return pa.array(np.where(unknown, 0, self.at[other] - self.at[row]), mask=unknown)

    def look(self, row: int, other: int, found: Sequence[Span], part: bool, whole: bool) -> Looked:
        """Read a pair, the earlier first.

        Args:
            row: The earlier.
            other: The later.
            found: Passages they share.
            part: One is only contained in the other.
            whole: One stands unchanged in the other; whether that denies it is for what is added to say.
        """
        a, b = self._facts[row], self._facts[other]
        text_a, text_b = (_surroundings(a.text, b.text, found)) if part else (a.text, b.text)
        contrary, differences = self.contrary(text_a, text_b, self.texts.lang[row], self.texts.lang[other])
        if whole and contrary:
            differences = [name for name in differences if name not in _SAID_BESIDE]
            contrary = "numbers" in differences
        one, both = denials.added(a.text, b.text, found)
        if one:
            contrary, differences = True, [name for name in DIFFERENCES if name == "fact_check" or name in differences]
        elif both and contrary:
            differences = [name for name in differences if name not in _SAID_BESIDE]
            contrary = "numbers" in differences
        return Looked(tuple(found), contrary, tuple(differences), tuple(benign.labels(a, b, found, 0.0)))


def _surroundings(a: str, b: str, found: Sequence[Span]) -> tuple[str, str]:
    """Return, of each text, what lies from its first shared passage to its last: an excerpt without its comments."""
    if not found:
        return a, b
    return (
        a[min(span.start_a for span in found) : max(span.end_a for span in found)],
        b[min(span.start_b for span in found) : max(span.end_b for span in found)],
    )


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of rows, the earlier first, with their passages in the texts as written."""

    a: I64
    b: I64
    turned: npt.NDArray[np.bool_]
    first: I64
    span: npt.NDArray[np.int32]


def between(reuse: Reuse, reader: Reader, advance: Callable[[int], None]) -> tuple[pa.Table, pa.Table]:
    """Return relations and passages between the earliest texts of related distinct texts."""
    if not len(reuse.a):
        return RELATION_SCHEMA.empty_table(), PASSAGE_SCHEMA.empty_table()
    pairs = _written(reuse, reader)
    contained = _contained(reuse, pairs)
    contrary, differences, labels = _read(reuse, reader, pairs, contained, advance)
    uid_a, uid_b = reader.uids(pairs.a), reader.uids(pairs.b)
    in_a, in_b = (
        np.where(pairs.turned, there, here)
        for here, there in ((reuse.coverage_a, reuse.coverage_b), (reuse.coverage_b, reuse.coverage_a))
    )
    kinds = pa.DictionaryArray.from_arrays(pa.array((~reuse.copy).astype(np.int32)), pa.array(["copy", "excerpt"]))
    relations = table(
        [
            uid_a, uid_b, kinds, pa.array(contained, pa.string()), in_a, in_b, reuse.similarity, reuse.shared_chars,
            reader.lags(pairs.a, pairs.b), contrary, differences, labels, _repeated("shingles", len(reuse.a)),
        ],
        RELATION_SCHEMA,
    )  # fmt: skip
    of = pa.array(np.repeat(np.arange(len(reuse.a)), np.diff(pairs.first)))
    return relations, table([uid_a.take(of), uid_b.take(of), *pairs.span.T], PASSAGE_SCHEMA)


def _written(reuse: Reuse, reader: Reader) -> _Pairs:
    """Put each pair in order, and find its passages in the texts as written."""
    texts = reader.texts
    used = np.zeros(len(texts.forms), np.bool_)
    used[reuse.a], used[reuse.b] = True, True
    distinct = np.flatnonzero(used)
    rows, number = texts.earliest[distinct], np.cumsum(used) - 1
    reader.gather(rows)
    form, first = shingles.taken(texts.points.code, texts.points.offset, distinct)
    begin, end = all_places(
        [texts.written[row] for row in rows.tolist()], [texts.forms[k] for k in distinct.tolist()], first, form
    )
    a, b = number[reuse.a], number[reuse.b]
    found, span = kernel.between(a, b, reuse.passage_first, reuse.passage, first, begin, end)
    row_a, row_b = rows[a], rows[b]
    turned = ~reader.in_order(row_a, row_b)
    back = np.repeat(turned, np.diff(found))
    span[back] = span[back][:, [2, 3, 0, 1]]
    return _Pairs(np.where(turned, row_b, row_a), np.where(turned, row_a, row_b), turned, found, span)


def _contained(reuse: Reuse, pairs: _Pairs) -> list[str | None]:
    """Return which text of each pair is contained in the other, for excerpts."""
    inside = np.where(pairs.turned, reuse.coverage_b >= reuse.coverage_a, reuse.coverage_a >= reuse.coverage_b)
    names = np.array(("b_in_a", "a_in_b", None), object)
    return list(names[np.where(reuse.copy, 2, inside.astype(np.int64))].tolist())


def _whole(reuse: Reuse, texts: Prepared) -> npt.NDArray[np.bool_]:
    """Return for which pairs one normal form stands in the other from end to end, with nothing put in or changed.

    A share of its characters would not do: a "not" at the end of a long text is less than any share, and one put into
    its middle leaves all of it shared.
    """
    long = np.diff(texts.points.offset)
    first = reuse.passage_first
    length = np.zeros(len(reuse.a), np.int64)
    alone = np.diff(first) == 1
    length[alone] = reuse.passage[first[:-1][alone], 2]
    return np.asarray(alone & (length >= np.minimum(long[reuse.a], long[reuse.b])), np.bool_)


def _read(
    reuse: Reuse, reader: Reader, pairs: _Pairs, contained: list[str | None], advance: Callable[[int], None]
) -> tuple[list[bool], list[list[str]], list[list[str]]]:
    """Return whether each pair is contrary, in what its texts differ, and its labels."""
    contrary: list[bool] = []
    differences: list[list[str]] = []
    labels: list[list[str]] = []
    spans, first = list(starmap(Span, pairs.span.tolist())), pairs.first.tolist()
    plain, part = (reuse.boilerplate >= benign.MOSTLY).tolist(), (~reuse.copy).tolist()
    whole = _whole(reuse, reader.texts).tolist()
    uids = (
        zip(reader.uids(pairs.a).to_pylist(), reader.uids(pairs.b).to_pylist(), strict=True) if reader.known else None
    )
    for k, (a, b) in enumerate(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)):
        looked = reader.known.get(next(uids)) if uids else None
        looked = looked or reader.look(a, b, spans[first[k] : first[k + 1]], part[k], whole[k])
        contrary.append(looked.contrary)
        differences.append(_differences(looked.differences, contained[k]))
        labels.append(_ordered(looked.benign, plain[k]) if looked.benign or plain[k] else [])
        if k % 1_000 == 999:
            advance(1_000)
    return contrary, differences, labels


def equals(reader: Reader) -> tuple[pa.Table, pa.Table]:
    """Return a relation from the earliest of equal texts to each other one; among the others it is implied."""
    texts = reader.texts
    compared = np.flatnonzero(texts.distinct >= 0)
    others = compared[texts.earliest[texts.distinct[compared]] != compared]
    if not len(others):
        return RELATION_SCHEMA.empty_table(), PASSAGE_SCHEMA.empty_table()
    first = texts.earliest[texts.distinct[others]]
    reader.gather(np.union1d(first, others))
    right = reader.in_order(first, others)
    a, b = np.where(right, first, others), np.where(right, others, first)
    n, ones = len(others), np.ones(len(others))
    facts = [(reader.facts(x), reader.facts(y)) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    labels = [benign.labels(x, y, [], 0.0) for x, y in facts]
    uid_a, uid_b = reader.uids(a), reader.uids(b)
    relations = table(
        [
            uid_a, uid_b, _repeated("copy", n), pa.nulls(n, pa.string()), ones, ones, ones,
            [len(texts.normal[row]) for row in others.tolist()], reader.lags(a, b), np.zeros(n, np.bool_),
            [[]] * n, labels, _repeated("shingles", n),
        ],
        RELATION_SCHEMA,
    )  # fmt: skip
    zero = np.zeros(n, np.int64)
    long_a, long_b = ([len(pair[side].text) for pair in facts] for side in (0, 1))
    return relations, table([uid_a, uid_b, zero, long_a, zero, long_b], PASSAGE_SCHEMA)


def looked_at(relations: pa.Table, passages: pa.Table) -> dict[tuple[str, str], Looked]:
    """Return what the rows of an earlier run say about each pair that was found by shingles."""
    found: dict[tuple[str, str], list[Span]] = {}
    for a, b, *span in zip(*(column.to_pylist() for column in passages.columns), strict=True):
        found.setdefault((a, b), []).append(Span(span[0], span[1], span[2], span[3]))
    names = ("text_a", "text_b", "contrary", "differences", "benign", "contained", "found_by")
    out = {}
    for a, b, contrary, differences, labels, contained, found_by in zip(
        *(relations.column(name).to_pylist() for name in names), strict=True
    ):
        if found_by == "shingles":
            own = tuple(d for d in differences if d != _MADE_BY.get(contained))
            kept = tuple(label for label in labels if label != "boilerplate")
            out[a, b] = Looked(tuple(found.get((a, b), ())), contrary, own, kept)
    return out


_MADE_BY = {"a_in_b": "addition", "b_in_a": "omission"}


def _differences(differences: Sequence[str], contained: str | None) -> list[str]:
    if contained is None and len(differences) < 2:
        return list(differences)
    every = {*differences, *([_MADE_BY[contained]] if contained else [])}
    return [name for name in DIFFERENCES if name in every]


def _ordered(labels: Sequence[str], boilerplate: bool) -> list[str]:
    every = {*labels, "boilerplate"} if boilerplate else labels
    return [label for label in BENIGN if label in every]


def _repeated(name: str, n: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int32)), pa.array([name]))


def table(columns: Sequence[Any], schema: pa.Schema) -> pa.Table:
    """Lay columns out as a table."""
    return pa.table([_column(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema)


def _column(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array):
        if pa.types.is_dictionary(kind) and not pa.types.is_dictionary(values.type):
            values = values.dictionary_encode()
        return values.cast(kind)
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode().cast(kind)
    return pa.array(values, kind)
