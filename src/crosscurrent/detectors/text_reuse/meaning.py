"""Rewordings and translations: pairs an encoder puts side by side, decided with cues no encoder is needed for.

The cosine proposes. Whether a pair is reported depends on it together with the margin over the neighbourhood, which
suppresses texts that lie close to everything, and on what can be checked: figures, names, rare words. The weights of
the cues are those of a logistic regression on generated posts (``benchmarks/text_meaning.py``), stated in
``spec.toml``.

Source:
    Artetxe and Schwenk 2019, Margin-based Parallel Corpus Mining with Multilingual Sentence Embeddings (the margin).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from rapidfuzz.distance import Indel

from crosscurrent.detectors.text_reuse import aliases, contrary, cues, rare_words
from crosscurrent.detectors.text_reuse.encoder import Encoder, plain_words
from crosscurrent.detectors.text_reuse.languages import UNKNOWN
from crosscurrent.detectors.text_reuse.nearest import Neighbours, neighbours, standing
from crosscurrent.detectors.text_reuse.prepare import Prepared
from crosscurrent.detectors.text_reuse.set_phrases import without_set_phrases
from crosscurrent.detectors.text_reuse.weighing import meant, recorded
from crosscurrent.model import table
from crosscurrent.model.text import RELATION_SPEC

__all__ = ["Pairs", "considered", "find", "proposed", "recorded", "reported", "strength"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

_ENCODED_AT_ONCE, _PAIRS_AT_ONCE, _CUT_FORMS = 4_096, 1 << 14, 600
#: What the cosine and the worth of shared names count for beside shared figures where a pair is beyond doubt.
_COSINE, _NAMES = 10.0, 0.7
#: Chinese written and spoken forms are one language here: a text is not translated by being written in another script.
_ONE_LANGUAGE = {"yue": "zh", "wuu": "zh", "nan": "zh", "lzh": "zh", "nb": "no", "nn": "no"}


class Progress(Protocol):
    """Told of stages, one after the other."""

    def start(self, label: str, total: int | None = None, unit: str = "rows") -> None:
        """Begin a stage."""
        ...

    def advance(self, count: int = 1) -> None:
        """Say that more is done."""
        ...

    def finish(self) -> None:
        """End the stage."""
        ...


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of distinct texts, a before b, with their cues.

    Attributes:
        a: Earlier distinct text.
        b: Later distinct text.
        translation: Whether their languages are known and different; else they are known and the same.
        measured: One row of ``cues.CUES`` per pair.
        scripts_differ: Whether exactly one of them is in Han characters.
    """

    a: I64
    b: I64
    translation: npt.NDArray[np.bool_]
    measured: F64
    scripts_differ: npt.NDArray[np.bool_]


def find(prepared: Prepared, encoder: Encoder, parameters: object, progress: Progress | None = None) -> pa.Table:
    """Find rewordings and translations among distinct texts.

    Args:
        prepared: Texts of a run.
        encoder: Sentence encoder.
        parameters: Parameters of the run; none of them is read here, those of meaning are fixed.
        progress: Told of the stages.

    Returns:
        Rows of ``model.text.RELATION_SCHEMA`` between the earliest rows of distinct texts, sorted by them;
        pairs that agree in topic but contradict each other are marked ``contrary``.
    """
    if len(prepared.earliest) < 2:
        return table.empty(RELATION_SPEC)
    written = [prepared.written[row] for row in prepared.earliest]
    told = [plain_words(text[: meant().read_chars]) for text in written]
    lang = [_language(prepared.lang[row]) for row in prepared.earliest]
    pairs = proposed(told, lang, [float(prepared.weight[row]) for row in prepared.earliest], encoder, progress)
    kept = reported(pairs)
    return _rows(prepared, told, lang, pairs, kept)


def _language(tag: str) -> str:
    primary = tag.split("-")[0].lower()
    return _ONE_LANGUAGE.get(primary, primary)


def proposed(
    told: list[str], lang: list[str], weights: list[float], encoder: Encoder, progress: Progress | None = None
) -> Pairs:
    """Return every pair of near neighbours whose languages are known, with its cues."""
    stated = meant()
    told = without_set_phrases(told, stated.phrase_texts, stated.phrase_share)
    vectors = _vectors(told, encoder, progress)
    known = np.array([tag != UNKNOWN for tag in lang])
    kinds = {tag: number for number, tag in enumerate(sorted(set(lang)))}
    group = np.array([kinds[tag] for tag in lang], np.int64)
    if progress:
        progress.start("comparing meanings", len(told), "texts")
    advance = progress.advance if progress else lambda _: None
    found = neighbours(vectors, group, stated.neighbours, stated.floor, stated.seed, advance)
    if progress:
        progress.finish()
    a, b, side, cosine = _pairs(found, known)
    around = found.cosine[:, :, stated.closest :].mean(axis=2)
    margin = cosine - (around[a, side] + around[b, side]) / 2
    near = cues.Near(cosine, margin, standing(len(told), a, b, side, cosine, stated.neighbours, stated.floor))
    texts = cues.said(told, weights)
    han = np.array([text.han_written for text in texts])
    return Pairs(a, b, side == 1, _cues(told, texts, near, a, b, side == 1), han[a] != han[b])


def _cues(
    told: list[str], texts: list[cues.Said], near: cues.Near, a: I64, b: I64, translation: npt.NDArray[np.bool_]
) -> F64:
    rare = cues.rarity(texts)
    checked = np.empty((len(a), len(cues.MEASURED)))
    for start in range(0, len(a), _PAIRS_AT_ONCE):
        ends = zip(a[start:][:_PAIRS_AT_ONCE].tolist(), b[start:][:_PAIRS_AT_ONCE].tolist(), strict=True)
        checked[start : start + _PAIRS_AT_ONCE] = [cues.measured(texts[x], texts[y], rare) for x, y in ends]
    checked[translation, cues.MEASURED.index("overlap")] = 0.0  # words are compared inside one language only
    words = rare_words.shared(told, a, b, ~translation)
    named = aliases.Names([text.latin for text in texts], [text.han for text in texts])
    certain = translation & _sure(near.cosine, checked)
    known = aliases.learn(told, named.latin, a[certain], b[certain], meant().alias_stories, meant().alias_together)
    return cues.put_together(near, checked, words, aliases.compared(told, named, known, a, b))


def _sure(cosine: F64, checked: F64) -> npt.NDArray[np.bool_]:
    """Return which pairs tell the same beyond doubt, by figures and names and although nothing is fitted to them."""
    figures, conflicts, named, others = (checked[:, number] for number in range(4))
    said = _COSINE * cosine + figures + _NAMES * named
    return np.asarray((said >= meant().sure) & (conflicts == 0) & (others == 0), np.bool_)


def _vectors(encoded: list[str], encoder: Encoder, progress: Progress | None) -> npt.NDArray[np.float16]:
    """Encode each text once, in the order of the texts themselves: batches do not depend on the order of the rows."""
    texts = sorted(set(encoded))
    out = np.zeros((len(texts), encoder.dimension), np.float16)
    if progress:
        progress.start("reading meanings", len(texts), "texts")
    for start in range(0, len(texts), _ENCODED_AT_ONCE):
        batch = texts[start : start + _ENCODED_AT_ONCE]
        out[start : start + len(batch)] = encoder.encode(batch)
        if progress:
            progress.advance(len(batch))
    if progress:
        progress.finish()
    place = {text: number for number, text in enumerate(texts)}
    return out[[place[text] for text in encoded]]


def _pairs(near: Neighbours, known: npt.NDArray[np.bool_]) -> tuple[I64, I64, I64, F64]:
    row, side, rank = np.nonzero(near.other >= 0)
    other = near.other[row, side, rank].astype(np.int64)
    a, b = np.minimum(row, other), np.maximum(row, other)
    kept = known[a] & known[b]
    a, b, side, cosine = a[kept], b[kept], side[kept], near.cosine[row, side, rank][kept].astype(np.float64)
    _, first = np.unique(b * len(known) + a, return_index=True)
    return a[first], b[first], side[first], np.round(cosine[first], 4)


def strength(pairs: Pairs) -> F64:
    """Return what speaks for each pair: the weighed sum of its cues less what it must reach; reported from 0 on."""
    sums = []
    for weighing in (meant().rewording, meant().translation):
        total = pairs.measured @ np.array(weighing.weights) + weighing.constant - weighing.least
        sums.append(total + weighing.between_scripts * pairs.scripts_differ)
    return np.asarray(np.where(pairs.translation, sums[1], sums[0]), np.float64)


def reported(pairs: Pairs) -> I64:
    """Return the numbers of the pairs that are reported."""
    return np.flatnonzero((strength(pairs) >= 0) & considered(pairs))


def considered(pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Return which pairs are weighed at all.

    The two must stand out as near among their neighbours or state figures in common: one shared figure and a shared
    place occur by chance. And texts in one language that share most of their words are copies or fill one form, which
    shingles find.
    """
    stated = meant()
    standing_high, margin, overlap, in_common = (
        pairs.measured[:, cues.CUES.index(cue)] for cue in ("standing_high", "margin", "overlap", "in_common")
    )
    near = np.where(pairs.translation, standing_high >= stated.least_standing, margin >= stated.least_margin)
    told = near | (in_common >= stated.figures_instead)
    return np.asarray(told & (pairs.translation | (overlap < stated.same_words)), np.bool_)


def _rows(prepared: Prepared, told: list[str], lang: list[str], pairs: Pairs, kept: I64) -> pa.Table:
    uid = prepared.column("text_uid")
    at = prepared.texts.column("at").cast(pa.int64()).take(pa.array(prepared.earliest)).to_pylist()
    rows: list[dict[str, Any]] = []
    for number in kept.tolist():
        a, b = int(pairs.a[number]), int(pairs.b[number])
        if not pairs.translation[number] and _too_alike(prepared.forms[a], prepared.forms[b]):
            continue
        opposed, differences = contrary.differences(told[a], told[b], lang[a], lang[b])
        lag = at[b] - at[a] if at[a] is not None and at[b] is not None else None
        rows.append({
            "text_a": uid[a], "text_b": uid[b], "relation": "translation" if pairs.translation[number] else "rewording",
            "contained": None, "coverage_a": 0.0, "coverage_b": 0.0, "similarity": float(pairs.measured[number, 0]),
            "shared_chars": None, "lag_us": lag, "contrary": opposed, "differences": differences, "benign": [],
            "found_by": "encoder",
        })  # fmt: skip
    rows.sort(key=lambda row: (row["text_a"], row["text_b"]))
    if not rows:
        return table.empty(RELATION_SPEC)
    return table.validate(RELATION_SPEC, pa.Table.from_pylist(rows, schema=RELATION_SPEC.schema))


def _too_alike(a: str, b: str) -> bool:
    least = meant().too_alike
    return bool(Indel.normalized_similarity(a[:_CUT_FORMS], b[:_CUT_FORMS], score_cutoff=least) >= least)
