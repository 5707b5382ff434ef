"""How much wording of their own two texts share by chance that have nothing to do with each other.

Wording of their own is what stands in no third text that neither is related to: not a phrase of the trade, not a form.
The more texts are captured, the more the best of them shares by accident. So texts drawn from the capture are held
against those of the week before them, in their language, by other accounts and outside what they are related to; the
most that each shares with any that would count as its source is what chance gives.
"""
# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit
from numpy.typing import NDArray

from crosscurrent.actions.normal_text import normalise
from crosscurrent.detectors.lineage.candidates import Related
from crosscurrent.detectors.lineage.fingerprints import Fingerprints, Words, fingerprints
from crosscurrent.detectors.lineage.intervals import Flags, Ints
from crosscurrent.detectors.lineage.material import Corpus, Material, languages
from crosscurrent.detectors.lineage.null import LEAST_PAIRS
from crosscurrent.detectors.lineage.parameters import Parameters

Counts = NDArray[np.int32]

_WEEK_US = 7 * 86_400_000_000
#: Texts of one language that are drawn from: evenly spread over all of them.
_MOST_OF_LANGUAGE = 20_000
#: Earlier texts without which a text has met nothing.
_LEAST_MET = 20
#: What two related texts share is their own if it stands in their part only; of unrelated ones, in their two.
_ONE_PART = 1
#: Share from which two texts are taken for related.
_RELATED = 0.5


@dataclass(frozen=True, slots=True)
class Capture:
    """All texts of the capture that have a time, by time.

    Attributes:
        uid: text_uid.
        lang: Language.
        account: account_uid or ``None``.
        at: Time, µs.
        text: As written.
    """

    uid: list[str]
    lang: list[str]
    account: list[str | None]
    at: Ints
    text: pa.ChunkedArray

    def times(self) -> dict[str, Ints]:
        """Return the times of the texts of each language, ascending."""
        lang = np.array(self.lang, dtype=object)
        return {one: self.at[lang == one] for one in sorted(set(self.lang))}


@dataclass(frozen=True, slots=True)
class Chance:
    """What chance gives, and what pairs share that is their own.

    Attributes:
        prints: Shingles of the related texts.
        parts: Per shingle there, in how many parts of the capture it stands.
        most: Language -> the most each drawn text shares, ascending.
    """

    prints: Fingerprints
    parts: Counts
    most: dict[str, Ints]

    def drawn(self) -> int:
        """Return how many texts were drawn."""
        return sum(len(most) for most in self.most.values())

    def p(self, lang: str, child: int, source: int) -> float | None:
        """Return how often a text shares as much by chance; ``None`` with too few texts to tell.

        Args:
            lang: Language of the text.
            child: Its normal form.
            source: Normal form of the earlier text.
        """
        most = self.most.get(lang)
        if most is None or len(most) < LEAST_PAIRS:
            return None
        pair = np.array([child]), np.array([source])
        own = int(_own(self.prints.hashes, self.prints.first, self.parts, *pair, _ONE_PART)[0][0])
        return float((1 + len(most) - np.searchsorted(most, own)) / (len(most) + 1))


def capture_of(material: Material) -> Capture:
    """Return the texts of a capture, by time."""
    timed = material.texts.filter(pc.is_valid(material.texts["at"]))
    timed = timed.sort_by([("at", "ascending"), ("text_uid", "ascending")])
    uid = timed["text_uid"].to_pylist()
    return Capture(
        uid, languages(material, timed, uid), timed["account_uid"].to_pylist(),
        pc.cast(timed["at"], "int64").to_numpy().astype(np.int64), timed["text"],
    )  # fmt: skip


def shared_by_chance(capture: Capture, texts: Corpus, parts: Ints, parameters: Parameters) -> Chance:
    """Draw texts and measure what each shares with earlier ones.

    Args:
        capture: All texts with a time.
        texts: The related texts.
        parts: Part of each of their normal forms, of :func:`related_parts`.
        parameters: ``null_texts``, ``null_met`` and ``seed``.
    """
    rng = np.random.default_rng(parameters.seed)
    part_of = {uid: int(parts[form]) for uid, form in zip(texts.uid, texts.form.tolist(), strict=True)}
    normal_of = {uid: texts.normals[form] for uid, form in zip(texts.uid, texts.form.tolist(), strict=True)}
    # A text that is related to none is a part of its own.
    part = np.array([part_of.get(uid, -1 - row) for row, uid in enumerate(capture.uid)], np.int64)
    lang, known = np.array(capture.lang, dtype=object), np.array([one is not None for one in capture.account], np.bool_)
    pairs = [_drawn(capture, np.flatnonzero((lang == one) & known), part, rng, parameters) for one in sorted(set(lang))]
    child, other = (np.concatenate([np.empty(0, np.int64), *(pair[side] for pair in pairs)]) for side in (0, 1))
    used, place = np.unique(np.concatenate([child, other]), return_inverse=True)
    prints = fingerprints(
        [
            normal_of[uid] if (uid := capture.uid[row]) in normal_of else normalise(capture.text[row].as_py())
            for row in used.tolist()
        ]
    )
    held = _parts_of([(texts.prints, parts), (prints, part[used])])
    asked, met = np.ascontiguousarray(place[: len(child)]), np.ascontiguousarray(place[len(child) :])
    own, shared = _own(prints.hashes, prints.first, held[1], asked, met, _ONE_PART + 1)
    own[shared < parameters.coverage * np.diff(prints.first)[asked]] = 0
    begin = np.flatnonzero(np.diff(child, prepend=-1))
    best, owner = np.maximum.reduceat(own, begin) if len(begin) else own, child[begin]
    return Chance(texts.prints, held[0], {one: np.sort(best[lang[owner] == one]) for one in sorted(set(lang[owner]))})


def _parts_of(pieces: list[tuple[Fingerprints, Ints]]) -> list[Counts]:
    """Return per shingle of each piece in how many parts of all pieces it stands."""
    part = np.concatenate([np.repeat(part, np.diff(prints.first)) for prints, part in pieces])
    # Shingle and part in one number, which is sorted with a third of the memory.
    keys = np.concatenate([prints.hashes for prints, _ in pieces]).astype(np.uint64) << np.uint64(32)
    keys |= (part - part.min(initial=0)).astype(np.uint64)
    del part
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    new_part = np.diff(keys, prepend=~keys[:1]) != 0
    keys >>= np.uint64(32)
    number = np.cumsum(np.diff(keys, prepend=~keys[:1]) != 0, dtype=np.int32) - 1
    counts = np.bincount(number[new_part]).astype(np.int32)
    found = np.empty(len(keys), np.int32)
    found[order] = counts[number] if len(keys) else 0
    size = len(pieces[0][0].hashes)
    return [found[:size], found[size:]]


@njit(cache=True)
def _own(hashes: Words, first: Ints, parts: Counts, child: Ints, other: Ints, most: int) -> tuple[Ints, Ints]:
    """Count, per pair, the shingles of the child that the other has: those in so many parts at most, and all."""
    found, shared = np.zeros(child.size, np.int64), np.zeros(child.size, np.int64)
    for row in range(child.size):
        j, stop = first[other[row]], first[other[row] + 1]
        for i in range(first[child[row]], first[child[row] + 1]):
            while j < stop and hashes[j] < hashes[i]:
                j += 1
            if j < stop and hashes[j] == hashes[i]:
                shared[row] += 1
                found[row] += parts[i] <= most
    return found, shared


def _drawn(
    capture: Capture, rows: Ints, part: Ints, rng: np.random.Generator, parameters: Parameters
) -> tuple[Ints, Ints]:
    """Return pairs (text, an earlier one it has nothing to do with), texts ascending."""
    if len(rows) > _MOST_OF_LANGUAGE:
        rows = rows[np.linspace(0, len(rows) - 1, _MOST_OF_LANGUAGE).astype(np.int64)]
    drawn: list[int] = []
    others: list[int] = []
    at = capture.at[rows]
    for place in np.sort(rng.choice(len(rows), min(parameters.null_texts, len(rows)), replace=False)).tolist():
        text = int(rows[place])
        begin, end = np.searchsorted(at, [at[place] - _WEEK_US, at[place]]).tolist()
        pool = rows[begin:end]
        if len(pool) > parameters.null_met:
            pool = pool[np.sort(rng.choice(len(pool), parameters.null_met, replace=False))]
        account = capture.account[text]
        apart = [other for other in pool[part[pool] != part[text]].tolist() if capture.account[other] != account]
        if len(apart) >= _LEAST_MET:
            drawn += [text] * len(apart)
            others += apart
    return np.array(drawn, np.int64), np.array(others, np.int64)


def related_parts(texts: Corpus, related: Related, set_aside: Flags) -> Ints:
    """Return the number of the connected part each normal form lies in.

    Args:
        texts: The texts.
        related: What the relations say.
        set_aside: Normal forms whose wording is everybody's: what they share is chance, and connects nothing.
    """
    connected = [pair for pair, shares in related.coverage.items() if max(shares) >= _RELATED]
    pairs = np.array([*connected, *related.against], np.int64).reshape(-1, 2)
    kept = ~(set_aside[pairs[:, 0]] | set_aside[pairs[:, 1]])
    return _joined(np.arange(len(texts.normals)), np.ascontiguousarray(pairs[kept]))


@njit(cache=True)
def _joined(part: Ints, pairs: Ints) -> Ints:
    """Join what pairs connect (union and find with halved paths)."""
    for row in range(len(pairs)):
        a, b = pairs[row, 0], pairs[row, 1]
        while part[a] != a:
            part[a] = part[part[a]]
            a = part[a]
        while part[b] != b:
            part[b] = part[part[b]]
            b = part[b]
        part[max(a, b)] = min(a, b)
    for n in range(len(part)):
        part[n] = part[part[n]]
    return part
