"""Which table of events this is: told by its columns and by the values in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crosscurrent.connectors.base import ReadOptions, Recognition
from crosscurrent.connectors.faults import ColumnMissing
from crosscurrent.connectors.tabular import mapping as maps
from crosscurrent.connectors.tabular.shape import Shape
from crosscurrent.connectors.tabular.times import all_on_the_minute, form_of

CONNECTOR = "events_table"
OURS = ("account_id", "object_id", "timestamp", "content_id", "behaviour", "precision")
NEEDED = OURS[:3]
#: Columns that hold objects in tables of others; only ever suggested, never taken unasked.
OBJECT_HINTS = ("url_id", "url", "link", "retweet_id", "repost_id", "hashtag", "domain")
COORTWEET = ("object_id", "account_id", "content_id", "timestamp_share")
TOOLKIT = ("message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp", "urls")
#: Columns of a toolkit row that name objects, and the behaviour each stands for.
TOOLKIT_OBJECTS = (("repost_id", "repost"), ("reply_id", "reply"), ("urls", "link"))
#: Names under which each of our columns is known, best first.
NAMES: Mapping[str, tuple[str, ...]] = {
    "object_id": ("object_id", "object", "objectid"),
    "account_id": ("account_id", "account_uid", "account", "user_id", "userid", "author_id"),
    "timestamp": ("timestamp_share", "timestamp", "acted_at", "at", "at_us", "created_at", "time", "datetime", "date"),
    "content_id": ("content_id", "post_id", "post_uid", "message_id", "tweet_id", "id"),
    "behaviour": ("behaviour", "behavior"),
    "precision": ("precision",),
}


@dataclass(frozen=True, slots=True)
class Match:
    """One layout that fits.

    Attributes:
        layout: Its name; the second half of ``format_id``.
        certainty: 0-1.
        mapping: Our column -> column of the file.
        why: The sentence for the analyst.
    """

    layout: str
    certainty: float
    mapping: Mapping[str, str]
    why: str


def recognise(shape: Shape, options: ReadOptions, where: str) -> Recognition:
    """Return how sure we are that a table holds events, and why.

    Raises:
        MappingUnreadable: The mapping names a column of ours that does not exist.
        ColumnMissing: The mapping names a column the file does not have, or leaves a needed one open.
    """
    match = _mapped(shape, options, where) if options.mapping else _unmapped(shape)
    if match is None:
        return Recognition(f"{CONNECTOR}/none", 0.0)
    notes = (match.why, *shape.notes, *_time_notes(shape, match.mapping["timestamp"], options))
    return Recognition(f"{CONNECTOR}/{match.layout}", match.certainty, dict(match.mapping), notes)


def minute_column(shape: Shape, column: str, zone: str | None) -> bool:
    """Tell whether the seconds of the time column are always 0 in the sample, so that it knows only minutes."""
    return all_on_the_minute(shape.values(column), zone)


def _mapped(shape: Shape, options: ReadOptions, where: str) -> Match | None:
    if any(name not in OURS for name in options.mapping):
        return None  # it names columns of another kind of table
    said = maps.checked(options.mapping, OURS, shape.columns, where)
    full = maps.by_name(shape.columns, NAMES, said)
    if "object_id" not in full:
        return None
    open_columns = [name for name in NEEDED if name not in full]
    if open_columns:
        known = {name: (said[name],) if name in said else NAMES[name] for name in NEEDED}
        raise ColumnMissing.unmapped(where, open_columns, maps.command(known, shape.columns))
    guessed = [f"{mine} = {full[mine]!r}" for mine in full if mine not in said]
    why = "columns mapped by hand" + (f"; guessed from their names: {', '.join(guessed)}" if guessed else "")
    return Match("mapped", 1.0, full, why)


def _unmapped(shape: Shape) -> Match | None:
    lower = {column.strip().lower(): column for column in reversed(shape.columns)}
    if all(name in lower for name in TOOLKIT) and shape.named:
        return _toolkit(
            [lower[name] for name in TOOLKIT], 0.95, "the eight columns of the coordination-network-toolkit"
        )
    if not shape.named:
        return _positional(shape)
    full = maps.by_name(shape.columns, NAMES, {})
    if any(name not in full for name in NEEDED):
        return None
    if all(name in lower for name in COORTWEET):
        return Match("coortweet", 0.95, full, "the four columns of CooRTweet")
    guessed = ", ".join(f"{mine} = {theirs!r}" for mine, theirs in full.items())
    return Match("events", 0.8, full, f"columns named like account, object and time: {guessed}")


def _positional(shape: Shape) -> Match | None:
    """Eight columns without a header, the seventh a time: the toolkit reads columns by position."""
    if len(shape.columns) != len(TOOLKIT):
        return None
    times = shape.values(shape.columns[6])
    ids = [shape.values(column) for column in shape.columns[:2]]
    full = all(len(values) == len(shape.sample) for values in (*ids, times))
    if not full or not times or any(form_of(text) != "epoch seconds" for text in times):
        return None
    return _toolkit(
        list(shape.columns),
        0.8,
        "eight columns without a header, the seventh a time: coordination-network-toolkit by position",
    )


def _toolkit(columns: list[str], certainty: float, why: str) -> Match:
    named = dict(zip(TOOLKIT, columns, strict=True))
    mapping = {
        "account_id": named["user_id"],
        "timestamp": named["timestamp"],
        "content_id": named["message_id"],
        "repost_id": named["repost_id"],
        "reply_id": named["reply_id"],
        "urls": named["urls"],
    }
    return Match(
        "toolkit", certainty, mapping, f"{why}; each row gives a repost, a reply and links, as far as it has them"
    )


def _time_notes(shape: Shape, column: str, options: ReadOptions) -> list[str]:
    texts = shape.values(column)
    if not texts:
        return ["there are no rows"] if not shape.sample else []
    form = form_of(texts[0])
    notes = [f"times in column {column!r} are read as {form}"]
    if form == "ISO 8601 without offset":
        zone = options.assume_zone
        notes.append(
            f"their zone is {zone}, as declared" if zone else "they have no offset: --assume-zone must be given"
        )
    if minute_column(shape, column, options.assume_zone):
        notes.append("their seconds are always 0: taken as precise to the minute only")
    return notes
