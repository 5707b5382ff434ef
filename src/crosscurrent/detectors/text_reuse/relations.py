"""Reuse between distinct texts, and equal texts, as rows: who is earlier, what differs, what it may be, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from crosscurrent.detectors.text_reuse import benign
from crosscurrent.detectors.text_reuse.benign import TextFacts
from crosscurrent.detectors.text_reuse.passages import Places, Span, places, spans
from crosscurrent.detectors.text_reuse.prepare import Prepared, times_of
from crosscurrent.detectors.text_reuse.reuse import Reuse
from crosscurrent.model.text import BENIGN, DIFFERENCES, PASSAGE_SCHEMA, RELATION_SCHEMA

#: Text a, text b, language of a, language of b -> whether they contradict each other, and in what they differ.
Contrary = Callable[[str, str, str, str], tuple[bool, list[str]]]
NO_TIME = np.iinfo(np.int64).max


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
    """

    texts: Prepared
    contrary: Contrary
    known: Mapping[tuple[str, str], Looked] = field(default_factory=dict)
    _columns: dict[str, list[Any]] = field(default_factory=dict)
    _facts: dict[int, TextFacts] = field(default_factory=dict)
    _places: dict[int, Places] = field(default_factory=dict)
    at: np.ndarray[Any, np.dtype[np.int64]] = field(init=False)

    def __post_init__(self) -> None:
        """Lay the columns out that single rows are read from."""
        wanted = ("text_uid", "account_uid", "url", "links", "mentions", "byline")
        self._columns = {name: self.texts.texts.column(name).to_pylist() for name in wanted}
        self.at = times_of(self.texts.texts)

    def uid(self, row: int) -> str:
        """Return the text_uid of a row."""
        return str(self._columns["text_uid"][row])

    def facts(self, row: int) -> TextFacts:
        """Return a text with what stands around it."""
        if row not in self._facts:
            column = self._columns
            self._facts[row] = TextFacts(
                self.texts.written[row], column["account_uid"][row], column["url"][row], column["links"][row] or (),
                column["mentions"][row] or (), column["byline"][row],
            )  # fmt: skip
        return self._facts[row]

    def in_order(self, row: int, other: int) -> bool:
        """Return whether ``row`` comes first: by time, by text_uid where times are equal or unknown."""
        if self.at[row] != self.at[other] and NO_TIME not in (self.at[row], self.at[other]):
            return bool(self.at[row] < self.at[other])
        return row < other

    def lag(self, row: int, other: int) -> int | None:
        """Return microseconds from one text to the other, ``None`` where either time is unknown."""
        known = self.at[row] != NO_TIME and self.at[other] != NO_TIME
        return int(self.at[other] - self.at[row]) if known else None

    def places(self, row: int) -> Places:
        """Return where the characters of a row's normal form stand in it."""
        if row not in self._places:
            self._places[row] = places(self.texts.written[row], self.texts.normal[row])
        return self._places[row]

    def look(self, row: int, other: int, runs: list[tuple[int, int, int]], part: bool) -> Looked:
        """Read a pair, the earlier first; ``part`` says that one is only contained in the other."""
        key = (self.uid(row), self.uid(other))
        if key in self.known:
            return self.known[key]
        found = spans(runs, self.places(row), self.places(other))
        a, b = self.facts(row), self.facts(other)
        text_a, text_b = (_surroundings(a.text, b.text, found)) if part else (a.text, b.text)
        contrary, differences = self.contrary(text_a, text_b, self.texts.lang[row], self.texts.lang[other])
        return Looked(tuple(found), contrary, tuple(differences), tuple(benign.labels(a, b, found, 0.0)))


def _surroundings(a: str, b: str, found: Sequence[Span]) -> tuple[str, str]:
    """Return, of each text, what lies from its first shared passage to its last: an excerpt without its comments."""
    if not found:
        return a, b
    return (
        a[min(span.start_a for span in found) : max(span.end_a for span in found)],
        b[min(span.start_b for span in found) : max(span.end_b for span in found)],
    )


@dataclass(slots=True)
class _Rows:
    relations: list[tuple[Any, ...]] = field(default_factory=list)
    passages: list[tuple[Any, ...]] = field(default_factory=list)


def between(reuse: Reuse, reader: Reader, advance: Callable[[int], None]) -> tuple[pa.Table, pa.Table]:
    """Return relations and passages between the earliest texts of related distinct texts."""
    rows = _Rows()
    earliest = reader.texts.earliest
    columns = [
        column.tolist()
        for column in (
            earliest[reuse.a], earliest[reuse.b], reuse.copy, reuse.coverage_a, reuse.coverage_b, reuse.similarity,
            reuse.shared_chars, reuse.boilerplate, reuse.passage_first[:-1], reuse.passage_first[1:],
        )
    ]  # fmt: skip
    passage = reuse.passage.tolist()
    for done, (a, b, copy, in_a, in_b, similarity, chars, plain, first, last) in enumerate(
        zip(*columns, strict=True), start=1
    ):
        runs = [(i, j, n) for i, j, n in passage[first:last]]
        if not reader.in_order(a, b):
            a, b, in_a, in_b, runs = b, a, in_b, in_a, sorted((j, i, n) for i, j, n in runs)
        looked = reader.look(a, b, runs, not copy)
        labels = [*looked.benign, *(["boilerplate"] if plain >= benign.MOSTLY else [])]
        contained = None if copy else ("a_in_b" if in_a >= in_b else "b_in_a")
        rows.relations.append(
            (reader.uid(a), reader.uid(b), "copy" if copy else "excerpt", contained, in_a, in_b, similarity, chars,
             reader.lag(a, b), looked.contrary, _differences(looked.differences, contained), _ordered(labels),
             "shingles")
        )  # fmt: skip
        rows.passages += [(reader.uid(a), reader.uid(b), *_span(span)) for span in looked.spans]
        if done % 1_000 == 0:
            advance(1_000)
    return table(rows.relations, RELATION_SCHEMA), table(rows.passages, PASSAGE_SCHEMA)


def equals(reader: Reader) -> tuple[pa.Table, pa.Table]:
    """Return a relation from the earliest of equal texts to each other one; among the others it is implied."""
    rows = _Rows()
    texts = reader.texts
    compared = np.flatnonzero(texts.distinct >= 0)
    others = compared[texts.earliest[texts.distinct[compared]] != compared]
    for other in others.tolist():
        row = int(texts.earliest[texts.distinct[other]])
        a, b = (row, other) if reader.in_order(row, other) else (other, row)
        text_a, text_b = reader.facts(a), reader.facts(b)
        rows.relations.append(
            (reader.uid(a), reader.uid(b), "copy", None, 1.0, 1.0, 1.0, len(texts.normal[row]), reader.lag(a, b), False,
             [], benign.labels(text_a, text_b, [], 0.0), "shingles")
        )  # fmt: skip
        rows.passages.append((reader.uid(a), reader.uid(b), 0, len(text_a.text), 0, len(text_b.text)))
    return table(rows.relations, RELATION_SCHEMA), table(rows.passages, PASSAGE_SCHEMA)


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
    every = {*differences, *([_MADE_BY[contained]] if contained else [])}
    return [name for name in DIFFERENCES if name in every]


def _ordered(labels: Sequence[str]) -> list[str]:
    return [label for label in BENIGN if label in labels]


def _span(span: Span) -> tuple[int, int, int, int]:
    return span.start_a, span.end_a, span.start_b, span.end_b


def table(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    """Lay rows out as a table."""
    if not rows:
        return schema.empty_table()
    columns = []
    for values, column in zip(zip(*rows, strict=True), schema, strict=True):
        if pa.types.is_dictionary(column.type):
            columns.append(pa.array(values, pa.string()).dictionary_encode().cast(column.type))
        else:
            columns.append(pa.array(values, column.type))
    return pa.table(columns, schema=schema)
