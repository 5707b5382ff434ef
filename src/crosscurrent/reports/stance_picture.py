"""The picture of a sequence of stances: posts for and against over time, and their mean with its interval; SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from crosscurrent.reports.pictures import clipped, ticks

#: For, neither, against: told apart also by people who see few colours, and by their place above and below the line.
COLOURS = {"favourable": "#0b5d8f", "neutral": "#a9b3bd", "critical": "#b34700"}
_WIDTH, _LEFT, _RIGHT = 920, 170, 44
_TOP, _COUNTS, _GAP, _MEANS, _FOOT = 26, 150, 34, 130, 34


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of time.

    Attributes:
        begin_us: Its begin.
        end_us: Its end.
        favourable: Posts for the target.
        neutral: Posts that are neither.
        critical: Posts against it.
        mean: Mean stance.
        low: Lower end of its interval.
        high: Upper end.
    """

    begin_us: int
    end_us: int
    favourable: int
    neutral: int
    critical: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Band:
    """One phase: from its first post to its last, its mean and interval, and what stands above it."""

    begin_us: int
    end_us: int
    mean: float
    low: float
    high: float
    label: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """From times, counts and stances to places on the picture."""

    first_us: int
    last_us: int
    tallest: float
    scale: int

    def x(self, at_us: float) -> float:
        return _LEFT + (at_us - self.first_us) / max(self.last_us - self.first_us, 1) * (_WIDTH - _LEFT - _RIGHT)

    @property
    def zero(self) -> float:
        """Height of the line between for and against."""
        return _TOP + _COUNTS / 2

    def rise(self, posts: float) -> float:
        """Return how high so many posts are."""
        return posts * (_COUNTS / 2 - 6) / max(self.tallest, 1)

    def y(self, stance: float) -> float:
        """Return the height of a stance in the lower part."""
        return _TOP + _COUNTS + _GAP + (self.scale - stance) / (2 * self.scale) * _MEANS


def stance_picture(
    stretches: Sequence[Stretch], bands: Sequence[Band], scale: int, title: str, words: Mapping[str, str]
) -> Markup:
    """Draw a sequence of stances.

    Above, a bar per stretch of time: posts for the target over the line, posts against it under it, posts that are
    neither on both sides of it. Below, the mean of each stretch with its interval, and behind it each phase with its
    own.

    Args:
        stretches: By time; none of them empty.
        bands: Phases by time.
        scale: Stances run from -scale to scale.
        title: What the picture shows, for those who hear it.
        words: ``favourable``, ``neutral``, ``critical``, ``posts`` and ``mean``.
    """
    first, last = stretches[0].begin_us, stretches[-1].end_us
    tallest = max(max(one.favourable, one.critical) + one.neutral / 2 for one in stretches)
    frame = _Frame(first, last, tallest, scale)
    bottom = _TOP + _COUNTS + _GAP + _MEANS
    parts = [*_times(frame, bottom), *_scales(frame, words, max(1, int(tallest)))]
    parts += [mark for band in bands for mark in _band(frame, band)]
    parts += [mark for one in stretches for mark in (*_bar(frame, one), *_whisker(frame, one))]
    height = bottom + _FOOT
    view = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
    return Markup(  # noqa: S704  (every text in it went through escape)
        f'<svg xmlns="http://www.w3.org/2000/svg" {view} role="img" aria-label="{escape(title)}" class="drawn">'
        f"{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, text: str, style: str, *, anchor: str = "start") -> str:
    end = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{style}"{end}>{escape(text)}</text>'


def _line(x: float, y: float, to_x: float, to_y: float, style: str) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" class="{style}"/>'


def _box(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"{more}/>'


def _times(frame: _Frame, bottom: float) -> list[str]:
    parts = []
    for at_us, label in ticks(frame.first_us, frame.last_us):
        x = frame.x(at_us)
        parts.append(_line(x, _TOP, x, bottom, "tick"))
        parts.append(_text(x, bottom + 17, label, "axis", anchor="middle"))
    return parts


def _scales(frame: _Frame, words: Mapping[str, str], most: int) -> list[str]:
    """Draw what stands left of the plots: the words with their colours, and the ends of both scales."""
    right = _WIDTH - _RIGHT
    parts = [
        _text(4, _TOP - 9, words["posts"], "axis"),
        _text(4, _TOP + _COUNTS + _GAP - 9, words["mean"], "axis"),
        _line(_LEFT, frame.zero, right, frame.zero, "base"),
        _text(_LEFT - 8, frame.zero - frame.rise(most) + 4, str(most), "axis", anchor="end"),
        _text(_LEFT - 8, frame.zero + 4, "0", "axis", anchor="end"),
        _text(_LEFT - 8, frame.zero + frame.rise(most) + 4, str(most), "axis", anchor="end"),
    ]
    for number, name in enumerate(("favourable", "neutral", "critical")):
        y = _TOP + 26 + number * 48
        parts.append(_box(4, y - 10, 11, 11, COLOURS[name]))
        parts.append(_text(21, y, clipped(words[name], 15), "name"))
    for stance in (frame.scale, 0, -frame.scale):
        sign = "+" if stance > 0 else "−" if stance < 0 else ""
        parts.append(_line(_LEFT, frame.y(stance), right, frame.y(stance), "base" if stance == 0 else "tick"))
        parts.append(_text(_LEFT - 8, frame.y(stance) + 4, f"{sign}{abs(stance)}", "axis", anchor="end"))
    return parts


def _bar(frame: _Frame, one: Stretch) -> list[str]:
    left, right = frame.x(one.begin_us), frame.x(one.end_us)
    x, width = left + 1, max(right - left - 2, 2.5)
    half = frame.rise(one.neutral / 2)
    parts = []
    if one.neutral:
        parts.append(_box(x, frame.zero - half, width, 2 * half, COLOURS["neutral"]))
    if one.favourable:
        height = frame.rise(one.favourable)
        parts.append(_box(x, frame.zero - half - height, width, height, COLOURS["favourable"]))
    if one.critical:
        parts.append(_box(x, frame.zero + half, width, frame.rise(one.critical), COLOURS["critical"]))
    return parts


def _whisker(frame: _Frame, one: Stretch) -> list[str]:
    x = (frame.x(one.begin_us) + frame.x(one.end_us)) / 2
    return [
        f'<path d="M{x:.1f} {frame.y(one.high):.1f}V{frame.y(one.low):.1f}" class="branch"/>',
        f'<circle cx="{x:.1f}" cy="{frame.y(one.mean):.1f}" r="3.2" fill="#1b2430"/>',
    ]


def _band(frame: _Frame, one: Band) -> list[str]:
    left, right = frame.x(one.begin_us), frame.x(one.end_us)
    width = max(right - left, 6.0)
    fill = COLOURS["favourable"] if one.low > 0 else COLOURS["critical"] if one.high < 0 else "#6c7885"
    top, bottom = frame.y(one.high), frame.y(one.low)
    middle = min(max(left + width / 2, _LEFT + 40), _WIDTH - _RIGHT - 40)
    return [
        _box(left, top, width, max(bottom - top, 2.0), fill, ' fill-opacity="0.22"'),
        _box(left, frame.y(one.mean) - 1, width, 2, fill),
        _text(middle, _TOP + _COUNTS + _GAP - 9, one.label, "name", anchor="middle"),
    ]
