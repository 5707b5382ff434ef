"""Which CSV exports of 4CAT there are, and how each is recognised by its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from crosscurrent.connectors.fourcat import reading
from crosscurrent.connectors.fourcat.exports import BASE, BY_NAME, EXPORTS, Export, export_of
from crosscurrent.connectors.records import table_source
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import TABLE, Peek
from crosscurrent.connectors.records.record import Layout, Record
from crosscurrent.model.post_address import post_address

_ADDRESSES = ("url", "link", "post_url", "collected_from_url")
_WORDS = {
    "both": "both of its times are UTC",
    "unix": "unix_timestamp is right, timestamp is in the zone of the server that made the export",
    "text": "timestamp is UTC, unix_timestamp is off by the zone of the server that made the export",
    "neither": "neither of its times is right, so posts get none: read the CSV of CrowdTangle itself",
}


def _host(seen: Peek) -> str | None:
    assert seen.shape is not None  # noqa: S101  (asked for tables only)
    names = [column for column in seen.shape.columns if column.strip().lower() in _ADDRESSES]
    found = Counter(
        address.platform for name in names for text in seen.shape.values(name)[:20] if (address := post_address(text))
    )
    return found.most_common(1)[0][0] if found else None


def _lower(seen: Peek) -> list[str]:
    assert seen.shape is not None  # noqa: S101  (asked for tables only)
    return [column.strip().lower() for column in seen.shape.columns]


def _is(export: Export, seen: Peek) -> float:
    if seen.kind != TABLE or seen.shape is None or not seen.shape.named or not seen.shape.sample:
        return 0.0
    if not seen.columns(*BASE) or export_of(_lower(seen), _host(seen)) is not export:
        return 0.0
    return 0.95 if export is not BY_NAME["other"] else 0.85


def _reader(export: Export) -> Callable[[Record, Intake], None]:
    def read(record: Record, intake: Intake) -> None:
        reading.row(record, intake, export)

    return read


def _layout(export: Export) -> Layout:
    of = export.platform if export.platform is not None else "a dataset of no known platform"
    why = f"a CSV export of 4CAT ({of}): {_WORDS[export.time]}"
    return Layout(export.name, why, partial(_is, export), table_source.table, _reader(export))


LAYOUTS = tuple(map(_layout, EXPORTS))
