"""One record of a capture, and how a layout is described."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import Peek
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.errors import InputRefused


class Record(NamedTuple):
    """One record.

    Attributes:
        number: 1-based number in its file.
        locator: How it is found again: ``line=17``, ``row=17``, ``pointer=/messages/16``, ``table=note;rowid=17`` …
        value: Its fields.
        kind: Which part of the file it is from, for files of several parts; else empty.
    """

    number: int
    locator: str
    value: dict[str, Any]
    kind: str = ""


class BadRecord(NamedTuple):
    """A record that could not even be taken apart.

    Attributes:
        number: 1-based number in its file.
        error: Why, with its place.
        is_end: Whether nothing can be read after it: a document or stream that is cut. Such a file is refused unless
            bad rows are to be reported.
    """

    number: int
    error: InputRefused
    is_end: bool = False


Records = Iterator[Record | BadRecord]


@dataclass(frozen=True, slots=True)
class Layout:
    """One shape of file that a connector reads. What is known of its fields stands in ``spec.toml``.

    Attributes:
        name: Second half of ``format_id``, as in ``spec.toml``.
        why: Sentence for the analyst: by what it was recognised.
        fits: From the first look at a file to a certainty 0-1.
        records: From the file to its records, streaming.
        read: Puts what one record says into the intake. May raise any
            :class:`crosscurrent.errors.InputRefused`: the record is then rejected with that code.
        zone: Zone of times without an offset, where the layout states one.
        options: Extra facts for ``read``, if one function serves several layouts.
    """

    name: str
    why: str
    fits: Callable[[Peek], float]
    records: Callable[[Source, Peek, ReadOptions], Records]
    read: Callable[[Record, Intake], None]
    zone: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
