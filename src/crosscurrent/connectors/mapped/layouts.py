"""Files that only a person can say the meaning of: mapped ones, and sheets that were made by hand."""

from __future__ import annotations

from collections.abc import Mapping

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.mapped import columns, names
from crosscurrent.connectors.records import json_source, table_source
from crosscurrent.connectors.records.declared import DeclaredMapping
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, TABLE, Peek
from crosscurrent.connectors.records.record import Layout, Record, Records
from crosscurrent.connectors.tabular import ndjson
from crosscurrent.connectors.tabular.source import Source

DECLARED, MANUAL_LOG = "declared", "manual_log"
_HAND_MADE = 0.8
_LEAST = 3


def readable(seen: Peek) -> bool:
    """Tell whether a mapping can be laid over a file: a table, or JSON objects."""
    return seen.kind in (TABLE, LINES, DOCUMENT) and (seen.shape is not None or bool(seen.objects))


def records(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the records of a file that a mapping can be laid over."""
    if seen.kind == TABLE:
        return table_source.table(source, seen, options)
    place = options.declared.records if options.declared is not None else None
    return json_source.members(source, place) if place else json_source.objects(source, seen, options)


def names_and_sample(seen: Peek, place: str | None = None) -> tuple[tuple[str, ...], tuple[Mapping[str, str], ...]]:
    """Return the columns of a file and its first rows as texts; inner objects of JSON give dotted names."""
    if seen.kind == TABLE and seen.shape is not None:
        return seen.shape.columns, seen.shape.sample
    found = seen.objects
    if place is not None:
        inner = seen.document
        for key in place.split("."):
            inner = inner.get(key) if isinstance(inner, dict) else None
        found = tuple(each for each in inner if isinstance(each, dict)) if isinstance(inner, list) else ()
    rows = [dict(ndjson.flat(each)) for each in found[:50]]
    sample = tuple({name: text for name, text in row.items() if text is not None} for row in rows)
    return tuple(dict.fromkeys(name for row in rows for name in row)), sample


def longest_array(seen: Peek) -> str | None:
    """Return where in a JSON document its records lie, keys joined by dots: the array with most objects."""
    best: tuple[int, str | None] = (0, None)
    todo: list[tuple[str, object, int]] = [("", seen.document, 0)] if isinstance(seen.document, dict) else []
    while todo:
        place, value, depth = todo.pop()
        if isinstance(value, list):
            size = sum(isinstance(each, dict) for each in value)
            best = max(best, (size, place), key=lambda found: found[0])
        elif isinstance(value, dict) and depth < 4:
            todo += [
                (f"{place}.{key}" if place else key, inner, depth + 1) for key, inner in value.items() if "." not in key
            ]
    return best[1]


def hand_made(seen: Peek, options: ReadOptions) -> DeclaredMapping | None:
    """Return the mapping of a sheet that looks made by hand, ``None`` if it does not.

    Its headings must name the post (an address or a title) and two things more, and something must speak of a person
    at work: a remark, a screenshot, headings in French or Chinese, or a counter cut off by hand (``10万+``).
    """
    if seen.kind != TABLE or seen.shape is None or not seen.shape.named:
        return None
    known = columns.named(seen.shape.columns)
    if not {"url", "title"} & set(known) or len(known) < _LEAST or not _by_a_person(seen, known):
        return None
    looked = columns.looks(seen.shape.columns, seen.shape.sample)
    mapping = columns.proposed(looked, None, options.assume_zone)
    used = set(mapping.columns)
    has_subject = bool({"url", "title"} & used) and bool({"display_name", "handle", "account_id", "url"} & used)
    return mapping if has_subject and "timestamp" in used | set(known) else None


def _by_a_person(seen: Peek, known: Mapping[str, str]) -> bool:
    assert seen.shape is not None  # noqa: S101  (asked for tables only)
    folded = [names.folded(column) for column in seen.shape.columns]
    if any(name in names.SCREENSHOTS or name in names.REMARKS for name in folded):
        return True
    if sum(not column.isascii() for column in known.values()) >= 2:
        return True
    counted = [known[ours] for ours in ("views", "likes", "reactions") if ours in known]
    return any(text.endswith("+") for column in counted for text in seen.shape.values(column))


def hand_made_fits(seen: Peek) -> float:
    """Return how sure we are that a sheet was made by hand."""
    return _HAND_MADE if hand_made(seen, ReadOptions()) is not None else 0.0


def _unbound(record: Record, intake: Intake) -> None:
    raise NothingInIt.because("it says something only with a mapping")


LAYOUTS = (
    Layout(DECLARED, "columns mapped by a saved mapping", lambda seen: 0.0, records, _unbound),
    Layout(MANUAL_LOG, "a sheet made by hand: its headings name posts, accounts and counters in English, French or "
           "Chinese", hand_made_fits, records, _unbound),
)  # fmt: skip
