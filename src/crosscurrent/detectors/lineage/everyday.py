"""Wording that many use without having it from each other: everyday phrases, and forms that people fill in.

What is passed on comes in its time: copies crowd. What everybody says comes whenever anything is posted at all. And
what is passed on keeps its numbers; of a form nothing else changes.
"""
# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

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
#: Texts that share as much of one text, counted at most: evenly spread over all of them.
_MOST_COUNTED = 400
#: What shares three quarters as much as the source does is as good a match.
_AS_GOOD = 0.75
#: Share of all texts of the language that the matches may be, at most.
_MOST_OF_ALL = 0.5
#: Chance of such a crowd, any window counted, from which on there is none.
_P_CROWDED = 0.001


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
    """

    texts: Corpus
    parameters: Parameters
    moments: Ints
    forms: Flags
    kin: Kin
    times: dict[str, Ints]

    def reason(self, child: int, source: int, coverage: float) -> str | None:
        """Say why what a text shares is no copying: ``filled_form`` or ``everyday_wording``; ``None`` if it may be."""
        if self.forms[self.texts.form[child]]:
            return "filled_form"
        return "everyday_wording" if self._at_all_times(child, source, coverage) else None

    def _at_all_times(self, child: int, source: int, coverage: float) -> bool:
        """Tell whether as good matches are many, over some time, and no more crowded than all texts are."""
        if self.texts.low[child] == NEVER:
            return False
        rows = self._matches(int(self.texts.form[child]), max(self.parameters.coverage, _AS_GOOD * coverage))
        rows = rows[(self.kin.account[rows] != self.kin.account[child]) & (self.texts.low[rows] != NEVER)]
        rows = rows[np.unique(self.kin.account[rows], return_index=True)[1]]
        moments = self.moments[rows]
        span_us = self.parameters.apart_days * _DAY_US
        if len(rows) < self.parameters.everyday_accounts or moments.max() - moments.min() < span_us:
            return False
        times = self.times[self.texts.lang[child]]
        # Of a capture that holds little else, when other things were posted is not known.
        if len(rows) > _MOST_OF_ALL * len(times):
            return False
        places = np.sort(np.searchsorted(times, moments)) / len(times)
        own = np.searchsorted(times, self.moments[[child, source]]) / len(times)
        return not _crowded(places, own, self.parameters.bunched, _P_CROWDED)

    def _matches(self, form: int, least: float) -> Ints:
        """Return texts that hold at least this share of a normal form."""
        forms = np.append(self.kin.forms_of(form, least), form)
        if len(forms) > _MOST_COUNTED:
            forms = forms[np.linspace(0, len(forms) - 1, _MOST_COUNTED).astype(np.int64)]
        return self.kin.texts_of(forms)


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
def _crowded(places: Floats, own: Floats, times: float, p: float) -> bool:
    """Tell whether points on a line from 0 to 1 crowd around given places more than evenly spread ones would.

    A window counts if it holds one of the places, the points in it are that many times as dense as those outside, and
    so many are improbable in any window: points times windows times the Chernoff bound of the binomial tail.
    """
    n = places.size
    for i in range(n):
        for j in range(i + 1, n):
            if not ((own >= places[i]) & (own <= places[j])).any():
                continue
            wide = max(places[j] - places[i], 1.0 / (1000.0 * n))
            inside, share = j - i + 1, (j - i) / max(n - 1, 1)
            if share <= wide or inside * (1.0 - wide) < times * (n - inside) * wide:
                continue
            bound = share * np.log(share / wide)
            if share < 1.0:
                bound += (1.0 - share) * np.log((1.0 - share) / (1.0 - wide))
            if n * n * np.exp(-(n - 1) * bound) < p:
                return True
    return False
