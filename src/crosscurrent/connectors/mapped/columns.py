"""What the columns of an unknown file look like, and the mapping that follows from their names and contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from crosscurrent.connectors.mapped import names
from crosscurrent.connectors.mapped.counters import count_written
from crosscurrent.connectors.mapped.moments import day_order, read_moment
from crosscurrent.connectors.records.declared import (
    COUNT,
    IDENT,
    MOMENT,
    SORTS,
    TELLING,
    Column,
    DeclaredMapping,
    MediaColumn,
    PlaceColumn,
)
from crosscurrent.connectors.tabular.times import form_of
from crosscurrent.errors import InputRefused
from crosscurrent.model.post_address import post_address
from crosscurrent.model.time import zone_named

EMPTY, URL, TIME, NUMBER, ID, FILE, WORD, LIST, PROSE = (
    "empty", "address", "time", "count", "id", "file name", "word", "list", "text",
)  # fmt: skip
_UTC = zone_named("UTC")
_ANY = Column("")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_FILE = re.compile(r"[^\n]{1,200}\.(?:png|jpe?g|webp|gif|bmp|heic|pdf|mp4|mov|mkv|mp3|m4a)", re.IGNORECASE)
_ID = re.compile(r"(?=[\w\-:=]*\d)[\w\-:=]{6,64}", re.ASCII)
_LIST = re.compile(r"\[.*\]|[^\s,;|]+(?:[,;|]\s?[^\s,;|]+)+", re.DOTALL)
_BIG = 10**8
_ENOUGH = 0.8
#: Which of ours a column of a sort may be, if no name says so.
_BY_CONTENT: Mapping[str, str] = {URL: "url", TIME: "timestamp", PROSE: "text"}
_FITS: Mapping[str, tuple[str, ...]] = {
    MOMENT: (TIME,), COUNT: (NUMBER,), IDENT: (ID, NUMBER, WORD, URL, PROSE),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """One column as it looks.

    Attributes:
        name: As the file writes it.
        sort: One of the constants of this module.
        filled: Share of the sampled rows in which it holds something.
        distinct: Share of different values among those.
        form: Of times, the form they have; of addresses, the platform most of them lead to; of counters, whether they
            only number the rows.
        examples: Up to three different values, cut short.
    """

    name: str
    sort: str
    filled: float
    distinct: float
    form: str = ""
    examples: tuple[str, ...] = ()


def looks(columns: Sequence[str], sample: Sequence[Mapping[str, str]]) -> tuple[ColumnLook, ...]:
    """Return how each column looks in a sample of rows."""
    return tuple(_look(name, [row[name] for row in sample if row.get(name)], len(sample)) for name in columns)


def _look(name: str, texts: Sequence[str], rows: int) -> ColumnLook:
    if not texts:
        return ColumnLook(name, EMPTY, 0.0, 0.0)
    sort = next((sort for sort, is_one in _TESTS if _share(texts, is_one) >= _ENOUGH), WORD)
    if sort == WORD and sum(map(len, texts)) / len(texts) > 25:
        sort = PROSE
    distinct = list(dict.fromkeys(texts))
    form = _time_form(texts) if sort == TIME else _host(texts) if sort == URL else ""
    if sort == NUMBER and _is_numbered(distinct, texts):
        form = "a running number"
    shown = tuple(text if len(text) <= 60 else text[:59] + "…" for text in distinct[:3])
    return ColumnLook(name, sort, len(texts) / max(rows, 1), len(distinct) / len(texts), form, shown)


def _share(texts: Sequence[str], is_one: Callable[[str], bool]) -> float:
    return sum(map(is_one, texts)) / len(texts)


def _is_time(text: str) -> bool:
    if day_order([text]) is not None:
        return True
    try:
        return read_moment(text, _ANY, _UTC) is not None
    except InputRefused:
        return False


def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None and not (text.isdecimal() and int(text) < _BIG)


_TESTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (URL, lambda text: _URL.fullmatch(text) is not None),
    (FILE, lambda text: _FILE.fullmatch(text) is not None),
    (TIME, _is_time),
    (ID, _is_id),
    (NUMBER, lambda text: count_written(text) is not None),
    (LIST, lambda text: len(text) < 400 and _LIST.fullmatch(text) is not None and " " not in text.strip()),
)


def _is_numbered(distinct: Sequence[str], texts: Sequence[str]) -> bool:
    """Tell a running number from a counter: all different, in order, without a gap."""
    if len(distinct) < max(len(texts), 5) or not all(text.isdecimal() for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return all(later - earlier == 1 for earlier, later in pairwise(numbers))


def _time_form(texts: Sequence[str]) -> str:
    order = day_order(texts)
    if order is not None:
        return order or "day and month cannot be told apart"
    return form_of(texts[0]) if texts[0][:1].isdigit() else "in words"


def _host(texts: Sequence[str]) -> str:
    found = Counter(address.platform for text in texts if (address := post_address(text)) is not None)
    return found.most_common(1)[0][0] if found and found.total() >= 0.5 * len(texts) else ""


# --- from looks to a mapping --------------------------------------------------------------------------------------


def named(columns: Iterable[str]) -> dict[str, str]:
    """Return ours -> column of the file for every column whose name is known; the best known name wins.

    Example:
        >>> named(["序号", "公众号", "标题", "阅读量", "Link"])
        {'url': 'Link', 'title': '标题', 'display_name': '公众号', 'views': '阅读量'}
    """
    folded = {names.folded(column): column for column in reversed(list(columns))}
    found: dict[str, str] = {}
    for ours, known in names.NAMES.items():
        match = next((folded[name] for name in known if name in folded and folded[name] not in found.values()), None)
        if match is not None:
            found[ours] = match
    return found


def proposed(looked: Sequence[ColumnLook], platform: str | None = None, zone: str | None = None) -> DeclaredMapping:
    """Return the mapping that the names of the columns, and where they say nothing their contents, suggest."""
    by_name = {each.name: each for each in looked}
    found = {ours: column for ours, column in named(by_name).items() if _may_be(ours, by_name[column])}
    taken = {*found.values(), *(each.name for each in looked if _role(each) is not None)}
    for sort, ours in _BY_CONTENT.items():
        free = [each for each in looked if each.sort == sort and each.name not in taken and each.filled > 0.3]
        if ours not in found and free:
            best = max(free, key=lambda each: (bool(each.form), round(each.distinct, 1), each.filled))
            found[ours] = best.name
            taken.add(best.name)
    if "post_id" not in found and not ("url" in found and by_name[found["url"]].form):
        free = [
            each for each in looked if each.sort == ID and each.distinct == each.filled == 1 and each.name not in taken
        ]
        if len(free) == 1 or (free and not any(ours in found for ours in TELLING)):
            found["post_id"] = free[0].name
    if not {"account_id", "display_name", "handle"} & set(found):
        taken = {*taken, *found.values()}
        found.update(_repeated(looked, taken))
    columns = {ours: _column(ours, by_name[found[ours]]) for ours in SORTS if ours in found}
    mapping = DeclaredMapping(columns, platform=platform or _platform(by_name, found), zone=zone)
    return replace(mapping, places=tuple(_places(looked)), media=tuple(_media(looked, found)), ignored=_remarks(looked))


def _may_be(ours: str, look: ColumnLook) -> bool:
    """Tell whether the contents of a column do not contradict its name."""
    if look.sort == EMPTY:
        return ours not in TELLING
    if ours == "url":
        return look.sort == URL
    if ours in ("display_name", "handle", "platform"):
        return look.sort not in (URL, TIME, FILE)
    return look.sort in _FITS.get(SORTS[ours], (look.sort,))


def _role(look: ColumnLook) -> str | None:
    name = names.folded(look.name)
    if name in names.SCREENSHOTS or look.sort == FILE:
        return "file"
    if name in names.IP_REGIONS:
        return "place"
    if name in names.IMAGES and look.sort in (URL, LIST):
        return "image"
    return "remark" if name in names.REMARKS else None


def _repeated(looked: Sequence[ColumnLook], taken: set[str]) -> dict[str, str]:
    """An account is what comes back: an id, else a word, that several rows share."""
    free = [each for each in looked if each.name not in taken and each.filled > 0.5 and each.distinct < 0.9]
    for sort, ours in ((ID, "account_id"), (WORD, "display_name")):
        found = [each for each in free if each.sort == sort and each.distinct > 0.02]
        if found:
            return {ours: max(found, key=lambda each: each.distinct).name}
    return {}


def _column(ours: str, look: ColumnLook) -> Column:
    if SORTS[ours] == MOMENT and "%" in look.form:
        return Column(look.name, form=look.form)
    return Column(look.name)


def _platform(by_name: Mapping[str, ColumnLook], found: Mapping[str, str]) -> str | None:
    if "platform" in found:
        return None
    implied = [names.IMPLIED[name] for column in by_name if (name := names.folded(column)) in names.IMPLIED]
    if implied:
        return implied[0]
    return None if "url" not in found or not by_name[found["url"]].form else by_name[found["url"]].form


def _places(looked: Iterable[ColumnLook]) -> Iterable[PlaceColumn]:
    return (PlaceColumn(each.name, "ip_region_post") for each in looked if _role(each) == "place")


def _media(looked: Iterable[ColumnLook], found: Mapping[str, str]) -> Iterable[MediaColumn]:
    for each in looked:
        role = _role(each) if each.name not in found.values() else None
        if role == "file":
            kind = (
                "video" if any(text.lower().endswith((".mp4", ".mov", ".mkv")) for text in each.examples) else "image"
            )
            yield MediaColumn(each.name, kind, is_file=each.sort != URL)
        elif role == "image":
            yield MediaColumn(each.name, "image")


def _remarks(looked: Iterable[ColumnLook]) -> tuple[str, ...]:
    return tuple(each.name for each in looked if _role(each) == "remark")
