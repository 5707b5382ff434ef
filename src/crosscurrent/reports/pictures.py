"""Pictures drawn without a browser: the tree of copies, and posts by platform against events. Plain SVG, no script.

Every word in them is also in a table beside them. Text from outside is made visible, defanged, cut and escaped.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

from markupsafe import Markup

from crosscurrent.reports.hostile import defang, visible

#: Told apart also by people who see few colours (after Okabe and Ito 2008), dark enough on white; further platforms
#: share the last.
COLOURS = ("#0b5d8f", "#b34700", "#00705a", "#8a4f7d", "#6b5900", "#44515f")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE, _HOUR, _DAY = 60_000_000, 3_600_000_000, 86_400_000_000
_STEPS = (
    _MINUTE, 5 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 7 * _DAY,
    14 * _DAY, 28 * _DAY, 91 * _DAY, 182 * _DAY, 364 * _DAY, 1820 * _DAY,
)  # fmt: skip
_WIDTH, _LABELS, _MARGIN = 920, 300, 96
_ROW, _LANE, _FOOT = 30, 54, 34
_BINS = 120


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One text in the picture of copies.

    Attributes:
        label: Account.
        platform: Platform.
        at_us: Time; ``None`` if unknown, then it has no place on the axis.
        parent: Row of its parent, or of the text it comes from if from a captured one; ``None`` without.
        decided: Whether its parent was decided.
        earliest: Whether it may be the earliest known.
        note: What stands at the right end: how long after its parent.
        depth: Steps from the top.
    """

    label: str
    platform: str
    at_us: int | None
    parent: int | None
    decided: bool
    earliest: bool
    note: str
    depth: int


def colours_of(platforms: Sequence[str]) -> dict[str, str]:
    """Give each platform its colour, in the order given."""
    return {name: COLOURS[min(number, len(COLOURS) - 1)] for number, name in enumerate(platforms)}


def clipped(text: str, columns: int) -> str:
    """Return text on one line, no wider than so many columns; Chinese characters take two.

    Example:
        >>> clipped("多伦多新闻速递", 8), clipped("short", 8)
        ('多伦多…', 'short')
    """
    line = " ".join(defang(visible(text)).split())
    width, kept = 0, ""
    for char in line:
        width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if width > columns:
            while kept and _columns(kept) > columns - 1:
                kept = kept[:-1]
            return kept + "…"
        kept += char
    return kept


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _text(x: float, y: float, text: str, style: str, *, anchor: str = "start") -> str:
    end = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:g}" y="{y:g}" class="{style}"{end}>{escape(text)}</text>'


def ticks(first_us: int, last_us: int, most: int = 6) -> list[tuple[int, str]]:
    """Return times for an axis, with how they are written: dates, or clock times where days are too wide.

    Example:
        >>> [label for _, label in ticks(1_741_564_800_000_000, 1_741_737_600_000_000)]
        ['2025-03-10 00:00', '12:00', '2025-03-11 00:00', '12:00', '2025-03-12 00:00']
    """
    span = max(last_us - first_us, 1)
    step = next((step for step in _STEPS if span // step < most), _STEPS[-1])
    start = -(-first_us // step) * step
    found: list[tuple[int, str]] = []
    day = ""
    for at_us in range(start, last_us + 1, step):
        at = _EPOCH + timedelta(microseconds=at_us)
        date, clock = at.strftime("%Y-%m-%d"), at.strftime("%H:%M")
        written = date if step >= _DAY else clock if date == day else f"{date} {clock}"
        found.append((at_us, written))
        day = date
    return found


@dataclass(frozen=True, slots=True)
class _Axis:
    """From times to places on the picture."""

    first_us: int
    last_us: int

    @classmethod
    def over(cls, times: Sequence[int]) -> _Axis:
        if not times:
            return cls(0, 1)
        pad = max((max(times) - min(times)) // 40, _MINUTE)
        return cls(min(times) - pad, max(times) + pad)

    def x(self, at_us: int) -> float:
        return _LABELS + (at_us - self.first_us) / (self.last_us - self.first_us) * (_WIDTH - _LABELS - _MARGIN)

    def drawn(self, top: float, bottom: float) -> list[str]:
        lines = []
        for at_us, label in ticks(self.first_us, self.last_us):
            x = round(self.x(at_us), 1)
            lines.append(f'<line x1="{x:g}" x2="{x:g}" y1="{top:g}" y2="{bottom:g}" class="tick"/>')
            lines.append(_text(x, bottom + 17, label, "axis", anchor="middle"))
        return lines


def _picture(height: float, title: str, parts: Sequence[str]) -> Markup:
    view = f'viewBox="0 0 {_WIDTH} {height:g}" width="{_WIDTH}" height="{height:g}"'
    body = "".join(parts)
    return Markup(  # noqa: S704  (every text in it went through escape)
        f'<svg xmlns="http://www.w3.org/2000/svg" {view} role="img" aria-label="{escape(title)}" class="drawn">'
        f"{body}</svg>"
    )


def tree_picture(rows: Sequence[TreeRow], title: str, colour: Mapping[str, str]) -> Markup:
    """Draw who most probably copied whom: a row per text, its place by time, a line from the parent.

    A filled mark has a decided parent, a hollow one none; a line to a hollow one is dashed, since the parent may not be
    captured. A ring marks what may be the earliest known.

    Args:
        rows: Parents before children, each in the row below what it hangs on.
        title: What the picture shows, for those who hear it.
        colour: Platform -> colour.
    """
    axis = _Axis.over([row.at_us for row in rows if row.at_us is not None])
    bottom = 16 + _ROW * len(rows)
    parts = axis.drawn(8, bottom)
    middle = [16 + _ROW * number + _ROW / 2 for number in range(len(rows))]
    for row, y in zip(rows, middle, strict=True):
        parent = rows[row.parent] if row.parent is not None else None
        if parent is not None and parent.at_us is not None and row.at_us is not None and row.parent is not None:
            x, top = round(axis.x(parent.at_us), 1), middle[row.parent]
            dashed = "" if row.decided else ' stroke-dasharray="3 4"'
            parts.append(f'<path d="M{x:g} {top:g}V{y:g}H{axis.x(row.at_us):.1f}" class="branch"{dashed}/>')
    for row, y in zip(rows, middle, strict=True):
        parts += _tree_row(row, y, axis, colour[row.platform])
    return _picture(bottom + _FOOT, title, parts)


def _tree_row(row: TreeRow, y: float, axis: _Axis, colour: str) -> list[str]:
    indent = 14 * min(row.depth, 6)
    name = clipped(row.label, 27 - 2 * min(row.depth, 6))
    label = (
        f'<text x="{4 + indent}" y="{y + 4:g}" class="name">{escape(name)}'
        f'<tspan class="platform" dx="6" fill="{colour}">{escape(clipped(row.platform, 12))}</tspan></text>'
    )
    if row.at_us is None:
        return [label, _text(_LABELS, y + 4, "?", "axis"), _text(_WIDTH - _MARGIN + 12, y + 4, row.note, "axis")]
    x = round(axis.x(row.at_us), 1)
    fill = colour if row.decided or row.earliest else "#ffffff"
    marks = [f'<circle cx="{x:g}" cy="{y:g}" r="5" fill="{fill}" stroke="{colour}" stroke-width="1.8"/>']
    if row.earliest:
        marks.insert(0, f'<circle cx="{x:g}" cy="{y:g}" r="9.5" fill="#ffffff" stroke="{colour}" stroke-width="1.5"/>')
    return [label, *marks, _text(_WIDTH - _MARGIN + 12, y + 4, row.note, "axis")]


def timeline_picture(
    times: Mapping[str, Sequence[int]], events: Sequence[tuple[int, str]], title: str, colour: Mapping[str, str]
) -> Markup:
    """Draw posts by platform over time, with numbered lines for events.

    Args:
        times: Platform -> times of its posts; the tallest bar is the same height in every lane.
        events: (time, number shown above its line); those outside the times are drawn as well.
        title: What the picture shows, for those who hear it.
        colour: Platform -> colour.
    """
    every = [at for lane in times.values() for at in lane]
    axis = _Axis.over([*every, *(at for at, _ in events)])
    bars = {name: _bars(lane, axis) for name, lane in times.items()}
    tallest = max((n for lane in bars.values() for n in lane.values()), default=1)
    top = 30 if events else 10
    bottom = top + _LANE * max(len(times), 1)
    parts = axis.drawn(top, bottom)
    for number, (name, lane) in enumerate(bars.items()):
        parts += _lane(name, len(times[name]), lane, top + _LANE * (number + 1), tallest, colour[name])
    for at_us, mark in events:
        x = round(axis.x(at_us), 1)
        parts.append(f'<line x1="{x:g}" x2="{x:g}" y1="{top - 8}" y2="{bottom:g}" class="event"/>')
        parts.append(_text(x, top - 13, mark, "event-mark", anchor="middle"))
    return _picture(bottom + _FOOT, title, parts)


def _bars(times: Sequence[int], axis: _Axis) -> dict[int, int]:
    counted: dict[int, int] = {}
    span = axis.last_us - axis.first_us
    for at_us in times:
        place = (at_us - axis.first_us) * _BINS // span
        counted[place] = counted.get(place, 0) + 1
    return dict(sorted(counted.items()))


def _lane(name: str, n: int, bars: Mapping[int, int], base: float, tallest: int, colour: str) -> list[str]:
    width = (_WIDTH - _LABELS - _MARGIN) / _BINS
    parts = [
        f'<line x1="{_LABELS}" x2="{_WIDTH - _MARGIN}" y1="{base:g}" y2="{base:g}" class="base"/>',
        f'<text x="4" y="{base - 8:g}" class="name">{escape(clipped(name, 30))}</text>',
        _text(_WIDTH - _MARGIN + 12, base - 8, str(n), "axis"),
    ]
    for place, count in bars.items():
        height = max(4.0, (_LANE - 16) * count / tallest)
        x = _LABELS + place * width
        parts.append(
            f'<rect x="{x:.1f}" y="{base - height:.1f}" width="{max(width - 1, 3):.1f}" height="{height:.1f}" '
            f'fill="{colour}"/>'
        )
    return parts
