"""Wording that many use without having it from each other: everyday phrases, and forms that people fill in.

What is passed on comes in its time: copies crowd. What everybody says comes whenever anything is posted at all. And
what is passed on keeps its numbers; of a form nothing else changes.
"""
# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numba import njit

from crosscurrent.detectors.lineage.chance import Capture
from crosscurrent.detectors.lineage.intervals import NEVER, Flags, Floats, Ints, middle
from crosscurrent.detectors.lineage.kin import Kin
from crosscurrent.detectors.lineage.material import Corpus
from crosscurrent.detectors.lineage.parameters import Parameters

#: Reasons for which what two texts share is nobody's.
EVERYBODYS = ("filled_form", "everyday_wording")
_DAY_US = 86_400_000_000
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_TAG, _NO_LETTERS = re.compile(r"[#＃][^\s#＃]+"), re.compile(r"[\W_]+")
#: Reason where the capture holds little but the wording, over a time and in no crowd: all times, or copied, who knows.
EVENLY_SPREAD = "evenly_spread"
#: Accounts that share as much of one text, counted at most: evenly drawn from all of them, by time.
_MOST_COUNTED = 400
#: Lines of such places kept for the texts to come.
_MOST_KEPT = 512
#: What shares three quarters as much as the source does is as good a match.
_AS_GOOD = 0.75
#: Share of all texts of the language up to which they tell when anything was posted at all.
_MOST_OF_ALL = 0.5
#: Share of the days from which on what comes every day may come at one hour of it, and is no crowd for that.
_MOST_DAYS = 0.5
#: Share of the time that a crowd takes at most: that more is met in the later half may be how a search finds.
_WIDEST = 0.25
#: Chance of such a crowd, any window counted, from which on there is none.
_P_CROWDED = 0.001


@dataclass(frozen=True, slots=True)
class Line:
    """The texts that share as much of one text, one of each account, on a line from 0 to 1.

    Attributes:
        account: Account of each, by time.
        moments: When, ascending.
        times: What a place is counted in: the times of all texts of the language, or only the first and the last.
        calendar: The capture holds little else, so a place is a share of the time it spans.
        thinned: These are some of them.
    """

    account: Ints
    moments: Ints
    times: Ints
    calendar: bool
    thinned: bool

    def places(self, moments: Ints) -> Floats:
        """Return where on the line these times lie."""
        if self.calendar:
            first, last = int(self.times[0]), int(self.times[-1])
            return np.clip((moments - first) / max(last - first, 1), 0.0, 1.0)
        return np.searchsorted(self.times, moments) / len(self.times)

    def narrowest(self) -> float:
        """Return the least width of a window: of what comes on most days a day, because mornings are no crowds."""
        least = 1.0 / (1000.0 * len(self.moments))
        days = len(np.unique(self.moments // _DAY_US))
        all_days = (int(self.moments[-1]) - int(self.moments[0])) / _DAY_US + 1.0
        if not self.calendar or days < _MOST_DAYS * all_days:
            return least
        return max(least, min(_WIDEST, _DAY_US / max(int(self.times[-1]) - int(self.times[0]), 1)))

    def without(self, account: int) -> Line:
        """Return the line without an account; of many one does not matter."""
        if self.thinned:
            return self
        kept = self.account != account
        return Line(self.account[kept], self.moments[kept], self.times, self.calendar, False)

    def holds(self, crowd: Flags, moments: Ints) -> bool:
        """Tell whether one of these times lies in a crowd."""
        places, own = self.places(self.moments), self.places(moments)
        after = np.searchsorted(places, own, "right") - 1
        left, right = np.maximum(after, 0), np.minimum(after + 1, len(places) - 1)
        if self.thinned:  # Each place stands for those next to it.
            at = 2 * np.where(own - places[left] <= places[right] - own, left, right)
        else:
            inside = (after >= 0) & ((after < len(places) - 1) | (own == places[-1]))
            at = np.where(inside, 2 * left + (own != places[left]), len(crowd) - 1)
        return bool(crowd[at].any())


@dataclass(frozen=True, slots=True)
class Everyday:
    """Looks for wording that is met at all times.

    Attributes:
        texts: The texts.
        parameters: Parameters.
        moments: Middle of the time of each text.
        forms: Normal forms that many filled in with numbers of their own.
        kin: Their relations.
        times: Times of all texts of a language, ascending.
        lines: What was laid out for texts before.
        crowds: Where it crowds.
    """

    texts: Corpus
    parameters: Parameters
    moments: Ints
    forms: Flags
    kin: Kin
    times: dict[str, Ints]
    lines: dict[tuple[int, str, float], Line] = field(default_factory=dict)
    crowds: dict[tuple[int, str, float, int], Flags] = field(default_factory=dict)

    def reason(self, child: int, source: int, coverage: float) -> str | None:
        """Say why what a text shares tells no copying; ``None`` if it may.

        Returns:
            ``filled_form``, ``everyday_wording``, or ``evenly_spread`` where the capture holds too little else to say
            when anything was posted at all.
        """
        if self.forms[self.texts.form[child]]:
            return "filled_form"
        if self.texts.low[child] == NEVER:
            return None
        least = round(max(self.parameters.coverage, _AS_GOOD * coverage), 3)
        key = (int(self.texts.form[child]), self.texts.lang[child], least)
        shared = self._line(*key)
        account = int(self.kin.account[child])
        line = shared.without(account)
        if not self._over_time(line.moments):
            return None
        own = self.moments[[n for n in (child, source) if self.texts.low[n] != NEVER]]
        if line.holds(self._crowd((*key, -1 if line.thinned else account), line), own):
            return None
        return EVENLY_SPREAD if line.calendar else "everyday_wording"

    def _over_time(self, moments: Ints) -> bool:
        """Tell whether these are of many accounts, over some time."""
        many = len(moments) >= self.parameters.everyday_accounts
        return many and bool(moments[-1] - moments[0] >= self.parameters.apart_days * _DAY_US)

    def _line(self, form: int, lang: str, least: float) -> Line:
        """Return the texts that hold at least this share of a normal form."""
        if (known := self.lines.get((form, lang, least))) is not None:
            return known
        rows = self.kin.texts_of(np.append(self.kin.forms_of(form, least), form))
        rows = rows[self.texts.low[rows] != NEVER]
        times = self.times[lang]
        calendar = len(rows) > _MOST_OF_ALL * len(times)
        rows = rows[np.unique(self.kin.account[rows], return_index=True)[1]]
        rows = rows[np.argsort(self.moments[rows], kind="stable")]
        thinned = len(rows) > _MOST_COUNTED
        if thinned:
            rows = rows[np.linspace(0, len(rows) - 1, _MOST_COUNTED).astype(np.int64)]
        ends = times[[0, -1]] if calendar else times
        line = Line(self.kin.account[rows], self.moments[rows], ends, calendar, thinned)
        if len(self.lines) >= _MOST_KEPT:
            self.lines.clear()
        self.lines[form, lang, least] = line
        return line

    def _crowd(self, key: tuple[int, str, float, int], line: Line) -> Flags:
        if key not in self.crowds:
            if len(self.crowds) >= _MOST_KEPT:
                self.crowds.clear()
            places = line.places(line.moments)
            widest = _WIDEST if line.calendar else 1.0
            self.crowds[key] = _crowded(places, line.narrowest(), widest, self.parameters.bunched, _P_CROWDED)
        return self.crowds[key]


def everyday(texts: Corpus, kin: Kin, times: dict[str, Ints], parameters: Parameters) -> Everyday:
    """Prepare the search.

    Args:
        texts: The texts.
        kin: Their relations.
        times: Times of all texts of the capture by language, ascending.
        parameters: Parameters.
    """
    return Everyday(texts, parameters, middle(texts.low, texts.high), filled_forms(texts, parameters), kin, times)


def filled_forms(texts: Corpus, parameters: Parameters) -> Flags:
    """Mark the normal forms that differ from others in their numbers only, written by many accounts over some time."""
    masked: dict[str, list[int]] = defaultdict(list)
    for form, normal in enumerate(texts.normals):
        if any(char.isdecimal() for char in normal):
            masked[_NUMBER.sub("0", normal)].append(form)
    members: dict[int, list[int]] = defaultdict(list)
    for n, form in enumerate(texts.form.tolist()):
        members[form].append(n)
    found = np.zeros(len(texts.normals), np.bool_)
    for forms in masked.values():
        rows = [n for form in forms for n in members[form]]
        # Where the numbers of half of the texts stand in another one too, the numbers were passed on with the rest.
        found[forms] = 2 * len(forms) > len(rows) and _many(texts, rows, parameters)
    return found


def filled_in(capture: Capture, written: Iterable[str], parameters: Parameters) -> frozenset[str]:
    """Return those of some texts that many accounts of the capture filled in with other numbers, related or not.

    Args:
        capture: All texts with a time; what everybody says is often related to nothing, because it tells no copy.
        written: Texts as written.
        parameters: ``everyday_accounts`` and ``apart_days``.
    """
    asked = {text: _skeleton(text) for text in written if any(char.isdecimal() for char in text)}
    wanted = set(asked.values())
    found: dict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(capture.text.to_pylist() if wanted else ()):
        if (skeleton := _skeleton(text)) in wanted:
            found[skeleton].append(row)
    forms = {skeleton for skeleton, rows in found.items() if _by_many(capture, rows, parameters)}
    return frozenset(text for text, skeleton in asked.items() if skeleton in forms)


def _skeleton(text: str) -> str:
    return _NO_LETTERS.sub("", _NUMBER.sub("0", _TAG.sub("", text.casefold())))


def _by_many(capture: Capture, rows: list[int], parameters: Parameters) -> bool:
    numbers = {tuple(_NUMBER.findall(capture.text[row].as_py())) for row in rows}
    accounts = {capture.account[row] for row in rows} - {None}
    span = int(capture.at[rows[-1]] - capture.at[rows[0]])  # rows are in the order of their times
    return (
        2 * len(numbers) > len(rows)
        and len(accounts) >= parameters.everyday_accounts
        and span >= parameters.apart_days * _DAY_US
    )


def _many(texts: Corpus, rows: list[int], parameters: Parameters) -> bool:
    if len({texts.account[n] for n in rows} - {None}) < parameters.everyday_accounts:
        return False
    timed = [n for n in rows if texts.low[n] != NEVER]
    span = max((int(texts.low[n]) for n in timed), default=0) - min((int(texts.high[n]) for n in timed), default=0)
    return span >= parameters.apart_days * _DAY_US


@njit(cache=True)
def _crowded(places: Floats, narrowest: float, widest: float, times: float, p: float) -> Flags:
    """Mark where points on a line from 0 to 1, ascending, crowd more than evenly spread ones would.

    A window counts if the points in it are that many times as dense as those outside, and so many are improbable in
    any window: points times windows times the Chernoff bound of the binomial tail.

    Returns:
        Point k at 2k, what lies between it and the next at 2k + 1; the last is none.
    """
    n = places.size
    found = np.zeros(2 * n, np.bool_)
    reached = 0
    for i in range(n):
        # The longest window from here covers all shorter ones; one within what is marked adds nothing.
        for j in range(n - 1, max(i, reached), -1):
            wide = max(places[j] - places[i], narrowest)
            inside, share = j - i + 1, (j - i) / max(n - 1, 1)
            if wide > widest or share <= wide or inside * (1.0 - wide) < times * (n - inside) * wide:
                continue
            bound = share * np.log(share / wide)
            if share < 1.0:
                bound += (1.0 - share) * np.log((1.0 - share) / (1.0 - wide))
            if n * n * np.exp(-(n - 1) * bound) < p:
                found[2 * i : 2 * j + 1] = True
                reached = j
                break
    return found
