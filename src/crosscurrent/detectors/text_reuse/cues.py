"""What speaks for and against two texts telling the same, beside the cosine: figures, names, words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.text_reuse import figures, names
from crosscurrent.detectors.text_reuse.figures import Figure
from crosscurrent.detectors.text_reuse.names import Named
from crosscurrent.detectors.text_reuse.nearest import Standing

F64 = npt.NDArray[np.float64]
#: Columns of :func:`put_together`, in order.
CUES = (
    "cosine", "cosine_low", "cosine_high", "margin", "margin_low",
    "figures", "conflicts", "names", "other_names", "overlap", "one_sided", "both_sided", "in_common",
    "rare_words", "rarest_word", "common_words", "rank", "standing_low", "standing_high",
    "aliases", "other_aliases", "unheard", "cosine_names", "margin_names",
)  # fmt: skip
#: … and those of :func:`measured` among them.
MEASURED = ("figures", "conflicts", "names", "other_names", "overlap", "one_sided", "both_sided", "in_common")
#: A shared figure or name is worth the logarithm of how rare it is, at most this; a text repeats little by chance.
_COSINE_BEND, _COSINE_HIGH, _MARGIN_BEND, _OVERLAP, _ROUGH, _UNIT_MISSING = 0.5, 0.65, 0.1, 0.5, 1.0, 0.3
_MOST_FIGURE, _MOST_NAME, _MOST_SUM, _LEAST_TEXTS = 5.0, 3.0, 7.0, 2_000
#: Names are shared by all who speak of a topic: one in an eighth of the texts is worth nothing.
_COMMON_NAME = 2.0
_LATIN_WORD, _HAN = re.compile(r"[^\W\d_]{4,}"), re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What is compared of one text.

    Attributes:
        figures: Numbers, shares, days and times.
        units: Unit of each number, where it is known.
        latin: Words of names in Latin letters, each with the first word of its name.
        han: Names in Han characters, as far as they transcribe foreign ones.
        words: Longer words, and pairs of Han characters.
        weight: How much it says, in letters.
        han_written: Whether it is written in Han characters.
    """

    figures: frozenset[Figure]
    units: dict[float, str]
    latin: dict[str, str]
    han: frozenset[str]
    words: frozenset[str]
    weight: float
    han_written: bool


def said(texts: Sequence[str], weights: Sequence[float]) -> list[Said]:
    """Read the cues of every text; texts are prepared for the encoder (simplified, without links)."""
    found: list[Named] = [names.named(text) for text in texts]
    latin = names.particular(names.settle(found))
    return [
        Said(
            figures.figures(text),
            figures.units(text),
            latin[row],
            found[row].han,
            content(text),
            weights[row],
            _HAN.search(text) is not None,
        )
        for row, text in enumerate(texts)
    ]


def content(text: str) -> frozenset[str]:
    """Return the longer words of a text, or its pairs of Han characters."""
    lower = text.lower()
    words = set(_LATIN_WORD.findall(lower)) if not _HAN.search(lower) else set()
    for run in _HAN.findall(lower):
        words.update(run[start : start + 2] for start in range(len(run) - 1))
    return frozenset(words)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much it says that two texts share a figure or a name.

    Attributes:
        figure: Worth of each figure.
        name: Worth of each name.
    """

    figure: dict[Hashable, float]
    name: dict[Hashable, float]


def rarity(texts: Sequence[Said]) -> Rarity:
    """Count in how many texts each figure and name occurs; what many state proves nothing."""
    n = max(len(texts), _LEAST_TEXTS)
    return Rarity(
        _worth((text.figures for text in texts), n, _MOST_FIGURE, 0.0),
        _worth((text.han.union(text.latin) for text in texts), n, _MOST_NAME, _COMMON_NAME),
    )


def _worth(sets: Iterable[frozenset[Hashable]], n: int, most: float, less: float) -> dict[Hashable, float]:
    seen = Counter(member for members in sets for member in members)
    return {member: max(0.0, min(most, math.log((n + 1) / (count + 1)) - less)) for member, count in seen.items()}


@dataclass(frozen=True, slots=True)
class Near:
    """How near the texts of pairs are; one value per pair.

    Attributes:
        cosine: Of their vectors.
        margin: Cosine less how near other texts are to the two.
        standing: How near they are to each other compared with others.
    """

    cosine: F64
    margin: F64
    standing: Standing


def put_together(near: Near, checked: F64, words: F64, aliases: F64) -> F64:
    """Return one row of :data:`CUES` per pair.

    Far below and far above certain values a cosine says more or less, so it has several columns; a shared name says
    more of texts that are near.

    Args:
        near: What the encoder says.
        checked: Rows of :func:`measured`.
        words: Rows of :func:`.rare_words.shared`.
        aliases: Rows of :func:`.aliases.compared`.
    """
    cosine, margin, standing = near.cosine, near.margin, near.standing
    named = np.maximum(checked[:, MEASURED.index("names")], aliases[:, 0])
    return np.column_stack((
        cosine, np.minimum(cosine, _COSINE_BEND), np.maximum(cosine - _COSINE_HIGH, 0.0), margin,
        np.minimum(margin, _MARGIN_BEND), checked, words, standing.rank, standing.low, standing.high, aliases,
        cosine * named, margin * named,
    ))  # fmt: skip


def measured(a: Said, b: Said, rare: Rarity) -> tuple[float, ...]:
    """Return the cues of a pair that neither an encoder nor other texts are needed for: :data:`MEASURED`."""
    shared, only_a, only_b = figures.compared(a.figures, b.figures)
    exact = a.figures & b.figures
    alike = sum(
        rare.figure[figure] * _specific(figure) * _of_one_kind(figure, a, b) for figure in exact
    ) + _ROUGH * len(shared - exact)
    conflicts = max((_conflict(x, y) for x in only_a for y in only_b), default=0.0)
    one_sided = 0.0 if conflicts else float(min(len(only_a) + len(only_b), 4))
    both_sided, in_common = float(min(len(only_a), len(only_b), 2)), float(min(len(shared), 3))
    named, other = _named_alike(a, b, rare)
    fewer = min(len(a.words), len(b.words))
    words = len(a.words & b.words) / fewer if fewer and a.han_written == b.han_written else 0.0
    overlap = max(words - _OVERLAP, 0.0)
    return min(alike, _MOST_SUM), conflicts, named, other, overlap, one_sided, both_sided, in_common


def _of_one_kind(figure: Figure, a: Said, b: Said) -> float:
    """55 hours are not 55 passengers, but who leaves the unit out may mean the same."""
    if figure[0] != "n":
        return 1.0
    unit_a, unit_b = a.units.get(figure[1]), b.units.get(figure[1])
    if unit_a == unit_b:
        return 1.0
    return _UNIT_MISSING if unit_a is None or unit_b is None else 0.0


def _conflict(a: Figure, b: Figure) -> float:
    """Small numbers are stated of many things, so that two of them need not contradict each other."""
    if a[0] != b[0]:
        return 0.0
    return 0.3 if a[0] == "n" and min(a[1], b[1]) <= 12 else 1.0


def _specific(figure: Figure) -> float:
    """Small and round numbers and years are shared by chance more often than others."""
    kind, value = figure
    if kind in "dt%":
        return 0.7 if kind == "%" else 1.0
    if value <= 10 or 1900 <= value <= 2100:
        return 0.4
    round_number = len(f"{value:.0f}".rstrip("0")) == 1
    return 0.7 if value < 100 or round_number else 1.0


def _named_alike(a: Said, b: Said, rare: Rarity) -> tuple[float, float]:
    """Return the worth of the names shared, and how much speaks for each naming what the other does not."""
    if a.han_written and not b.han_written:
        a, b = b, a
    shared = set(a.latin.keys() & b.latin.keys())
    runs = _runs_alike(a.han, b.han) if a.han_written else frozenset[str]()
    heard = names.shared_by_sound(a.latin.keys() - shared, b.han) if b.han_written > a.han_written else frozenset[str]()
    worth: dict[str, float] = {}
    for word in (*shared, *heard):
        head = a.latin[word]
        worth[head] = max(worth.get(head, 0.0), rare.name.get(word, 1.0))
    for run in runs:
        worth[run] = rare.name.get(run, 1.0)
    return min(sum(worth.values()), _MOST_SUM), _others(a, b, shared, runs, heard)


def _others(a: Said, b: Said, shared: set[str], runs: frozenset[str], heard: frozenset[str]) -> float:
    if a.han_written != b.han_written:
        return 0.5 if a.latin and b.han and not heard else 0.0
    if a.han_written:
        other = _unmatched(a.han, runs) and _unmatched(b.han, runs)
        return float(other) + (0.5 if other and not runs else 0.0)
    heads_a = {head for word, head in a.latin.items()} - {a.latin[word] for word in shared}
    heads_b = {head for word, head in b.latin.items()} - {b.latin[word] for word in shared}
    other = bool(heads_a and heads_b)
    return float(other) + (0.5 if other and not shared else 0.0)


def _unmatched(runs: frozenset[str], shared: frozenset[str]) -> bool:
    return any(not any(run in other or other in run for other in shared) for run in runs if len(run) > 2)


def _runs_alike(a: frozenset[str], b: frozenset[str]) -> frozenset[str]:
    return frozenset(x for x in a for y in b if x == y or (min(len(x), len(y)) >= 2 and (x in y or y in x)))
