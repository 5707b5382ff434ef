"""What two stretches share, how surely no chance brought it about, and which figures they state differently."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crosscurrent.detectors.text_reuse import figures, names
from crosscurrent.detectors.text_reuse.echo_anchors import HARD, SOUND, Anchor, in_han, is_hard, measured, stated
from crosscurrent.detectors.text_reuse.echo_chance import at_most, share_among
from crosscurrent.detectors.text_reuse.echo_index import ALONE_SURPRISE, I64, Held, surprise_of

#: Names of which one sounds like the other: a run of Han characters sounds like so many.
_LIKE, _MOST_HEARD = 0.01, 16
#: A number of one unit in both texts is rarer than that number of whatever.
_SAME_UNIT = 0.3
_UNIT_LOG, _HEARD = math.log(_SAME_UNIT), -2 * math.log(_LIKE)
#: Other figures that are listed of each text.
_MOST_OTHER = 6
_FRAGMENTS = ("quotation", "headline")
_KIND = {"number": "n", "percent": "%", "day": "d", "time": "t"}


@dataclass(frozen=True, slots=True)
class Echo:
    """Two stretches that echo each other.

    Attributes:
        shared: What they share and how common each is, the rarest first.
        p: Bound on the probability that an unrelated text shares as much.
        other: Figures that the first and the second state otherwise.
    """

    shared: tuple[tuple[Anchor, float], ...]
    p: float
    other: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(slots=True)
class Weighing:
    """What pairs of stretches are weighed with.

    Attributes:
        held: Anchors of all stretches.
        called: Names of each stretch, with the name each is part of.
        written: Each stretch as written.
        context: Language, and block of time, of each stretch; -1 where it is not known.
        among: (kind of context, context) -> units that hold each anchor, and units there are.
    """

    held: Held
    called: Sequence[Mapping[Anchor, str]]
    written: Sequence[str]
    context: tuple[I64, I64]
    among: Mapping[tuple[int, int], tuple[Mapping[int, int], int]]
    _units: dict[int, dict[str, str]] = field(default_factory=dict)

    def weigh(self, a: int, b: int, needed: float = 0.0) -> Echo | None:
        """Return what two stretches share; ``None`` where it ties them to nothing in particular.

        Args:
            a: One stretch.
            b: The other.
            needed: Surprise without which nobody asks further: the bound is never below it.
        """
        both = set(self.held.of[a]).intersection(self.held.of[b])
        heard = self._heard_at_most(a, b)
        if sum(self._at_most(each, float(self.held.frequency[each])) for each in both) + heard < needed:
            return None
        common = {each: self._common(each, b, a) for each in self._one_of_each_name(a, b, both)}
        if sum(self._at_most(each, p) for each, p in common.items()) + heard < needed:
            return None
        shared = self._units_agree(a, b, common)
        anchors = self.held.names
        told = [(self._named(a, b, anchors[each]), p) for each, p in shared.items()]
        if heard:
            told += self._heard(a, b, {anchors[each] for each in shared})
        told = _once(told)
        if not _ties(told) or sum(surprise_of(p) for _, p in told) < needed:
            return None
        p = 0.0
        for one, other in ((a, b), (b, a)):
            p = max(p, at_most([p for _, p in told], self._rest(one, other, set(shared))))
            if surprise_of(max(p, 1e-300)) < needed:
                return None
        told.sort(key=lambda each: (each[1], each[0]))
        return Echo(tuple(told), p, self._otherwise(a, b))

    def _at_most(self, anchor: int, frequency: float) -> float:
        """A number of one unit in both says more than the number."""
        return surprise_of(frequency) - (_UNIT_LOG if self.held.names[anchor][0] == "number" else 0.0)

    def _heard_at_most(self, a: int, b: int) -> float:
        """Return what names may add that are only heard: one text writes them in Han characters, the other does not."""
        one, other = ({in_han(value) for kind, value in self.called[each] if kind == "name"} for each in (a, b))
        return _HEARD if (True in one and False in other) or (False in one and True in other) else 0.0

    def _one_of_each_name(self, a: int, b: int, shared: set[int]) -> list[int]:
        """Of the words of one name only the rarest counts; a name that is written alike need not sound alike."""
        called_a, called_b = self.called[a], self.called[b]
        best: dict[str, int] = {}
        kept = []
        for each in sorted(shared, key=lambda one: (self.held.names[one][0] == SOUND, self.held.frequency[one])):
            anchor = self.held.names[each]
            if anchor[0] not in ("name", SOUND):
                kept.append(each)
                continue
            heads = called_a.get(anchor, anchor[1]), called_b.get(anchor, anchor[1])
            if anchor[0] == SOUND and in_han(heads[0]) == in_han(heads[1]):
                continue
            if not any(head in best for head in heads):
                kept.append(each)
            best |= dict.fromkeys(heads, each)
        return sorted(kept)

    def _common(self, anchor: int, there: int, here: int) -> float:
        """Return how common an anchor is among all texts, those in the language of the other, those of its weeks."""
        overall = float(self.held.frequency[anchor])
        most = overall
        for kind, contexts in enumerate(self.context):
            both = 2 if contexts[there] == contexts[here] else 1
            for place in {int(contexts[there]), int(contexts[here])} - {-1}:
                seen, texts = self.among[kind, place]
                most = max(most, share_among(seen.get(anchor, 0) - both, texts - both, overall))
        return most

    def _units_agree(self, a: int, b: int, common: Mapping[int, float]) -> dict[int, float]:
        """55 hours are not 55 passengers; 55 hours in both are rarer than 55 of something."""
        out = {}
        for each, p in common.items():
            kind, value = self.held.names[each]
            units = [self._unit(stretch).get(value) for stretch in (a, b)] if kind == "number" else [None, None]
            if units[0] and units[1] and units[0] != units[1]:
                continue
            out[each] = p * _SAME_UNIT if units[0] and units[0] == units[1] else p
        return out

    def _unit(self, stretch: int) -> dict[str, str]:
        if stretch not in self._units:
            self._units[stretch] = measured(self.written[stretch])
        return self._units[stretch]

    def _named(self, a: int, b: int, anchor: Anchor) -> Anchor:
        """Return a name that two scripts share by sound as it is written in Latin letters."""
        if anchor[0] != SOUND:
            return anchor
        words = (word for one in (a, b) for kind, word in self.called[one] if kind == "name" and not in_han(word))
        return "name", next(word for word in words if names.sound_of_latin(word) == anchor[1])

    def _heard(self, a: int, b: int, shared: set[Anchor]) -> list[tuple[Anchor, float]]:
        """Return names in Latin letters of one text that a name in Han characters of the other sounds like."""
        known = {self.called[one].get(anchor) for one in (a, b) for anchor in shared}
        found: dict[str, tuple[Anchor, float]] = {}
        for one, other in ((a, b), (b, a)):
            latin = {
                word: head for (kind, word), head in self.called[one].items() if kind == "name" and not in_han(word)
            }
            runs = [run for kind, run in self.called[other] if kind == "name" and in_han(run) and run not in known]
            for word, head in list(latin.items())[:_MOST_HEARD]:
                if head not in known and any(names.sounds_alike(word, run) for run in runs[:_MOST_HEARD]):
                    found.setdefault(head, (("name", word), min(0.5, _LIKE * len(runs))))
        return list(found.values())

    def _rest(self, one: int, other: int, shared: set[int]) -> list[float]:
        """Return how common those anchors of a stretch are that the other does not share, one for each name."""
        heads: dict[str, float] = {}
        out = []
        for each in self.held.of[one]:
            anchor = self.held.names[each]
            if each in shared or anchor[0] == SOUND:
                continue
            p = self._common(each, other, one)
            if anchor[0] == "name":
                head = self.called[one].get(anchor, anchor[1])
                heads[head] = max(heads.get(head, 0.0), p)
            else:
                out.append(p)
        return [*out, *heads.values()]

    def _otherwise(self, a: int, b: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return figures of one kind and unit that each states and the other does not."""
        sides = [self._figures(stretch) for stretch in (a, b)]
        out: tuple[list[str], list[str]] = ([], [])
        for key in sorted(sides[0].keys() & sides[1].keys(), key=str):
            _, only_a, only_b = figures.compared(frozenset(sides[0][key]), frozenset(sides[1][key]))
            if only_a and only_b:
                out[0].extend(_written(figure, key[1]) for figure in only_a)
                out[1].extend(_written(figure, key[1]) for figure in only_b)
        return tuple(out[0][:_MOST_OTHER]), tuple(out[1][:_MOST_OTHER])

    def _figures(self, stretch: int) -> dict[tuple[str, str], set[figures.Figure]]:
        units = self._unit(stretch)
        out: dict[tuple[str, str], set[figures.Figure]] = {}
        for each in self.held.of[stretch]:
            kind, value = self.held.names[each]
            if kind in ("number", "percent") and (kind, value) != ("number", "1"):
                unit = units.get(value, "") if kind == "number" else ""
                out.setdefault((kind, unit), set()).add((_KIND[kind], float(value)))
        return out


def _once(told: list[tuple[Anchor, float]]) -> list[tuple[Anchor, float]]:
    """What stands inside a fragment that both hold is no further evidence."""
    fragments = [value for (kind, value), _ in told if kind in _FRAGMENTS]
    if not fragments:
        return told
    inside = frozenset(anchor for fragment in fragments for anchor in stated(fragment))
    return [
        (anchor, p)
        for anchor, p in told
        if anchor[0] in _FRAGMENTS or not (anchor in inside or any(anchor[1].lower() in each for each in fragments))
    ]


def _ties(told: Sequence[tuple[Anchor, float]]) -> bool:
    """One particular that is no day, name or hashtag, and another one; or a quoted fragment that says enough alone."""
    if not any(anchor[0] in HARD and is_hard(anchor) for anchor, _ in told):
        return False
    return len(told) > 1 or surprise_of(told[0][1]) >= ALONE_SURPRISE


def _written(figure: figures.Figure, unit: str) -> str:
    kind, value = figure
    return f"{value:.12g}" + (" %" if kind == "%" else f" {unit}" if unit else "")
