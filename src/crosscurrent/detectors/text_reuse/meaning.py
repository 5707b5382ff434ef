"""Rewordings and translations: pairs an encoder puts side by side, decided with cues no encoder is needed for.

The cosine proposes. Whether a pair is reported depends on it together with the margin over the neighbourhood, which
suppresses texts that lie close to everything, and on what can be checked: figures, names, length. The weights of the
cues are those of a logistic regression on generated posts (``benchmarks/text_meaning.py``).

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

from crosscurrent.detectors.text_reuse import contrary, cues
from crosscurrent.detectors.text_reuse.encoder import Encoder, plain_words
from crosscurrent.detectors.text_reuse.languages import UNKNOWN
from crosscurrent.detectors.text_reuse.nearest import Neighbours, neighbours
from crosscurrent.detectors.text_reuse.prepare import Prepared
from crosscurrent.model import table
from crosscurrent.model.text import RELATION_SPEC

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

#: Neighbours looked at per text among its own language and among the others; least cosine looked at.
NEIGHBOURS, FLOOR, SEED = 16, 0.30, 1
#: The neighbourhood of a text is what lies beyond its nearest few, which may all tell the same.
_CLOSEST = 8
#: Of each text so many first characters are read for figures and names; the encoder reads fewer.
READ_CHARS = 1_000
#: More alike by spelling than this is a copy, which shingles find.
TOO_ALIKE = 0.85
_ENCODED_AT_ONCE, _CUT_FORMS = 4_096, 600
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
class Weighing:
    """How the cues of a pair are weighed: reported where their sum reaches ``least``.

    Attributes:
        weights: Weight of each of ``cues.CUES``.
        constant: Added to the sum.
        between_scripts: Added where one text is in Han characters and the other is not: such cosines are lower.
        least: Least sum that is reported.
        nearest: Least cosine that is reported, whatever else agrees.
    """

    weights: tuple[float, ...]
    constant: float
    between_scripts: float
    least: float
    nearest: float


#: Fitted on the generated seeds 1-6; ``least`` leaves at most one in a million unrelated pairs there.
TRANSLATION = Weighing((8.28, -11.79, 9.47, 15.46, 1.62, -8.11, 0.43, -6.45, 0.0, -0.34), -4.02, 0.9, 2.6, 0.36)
REWORDING = Weighing((8.86, 11.87, 4.71, 14.2, 1.35, -9.09, 0.55, -4.02, -20.8, -0.27), -14.62, 0.0, 1.8, 0.42)
#: Texts that share so many of their words (above one half) are copies or fill one form; shingles tell.
_SAME_WORDS = 0.25


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
        parameters: Parameters of the run; none of them is read here, the weights are fixed.
        progress: Told of the stages.

    Returns:
        Rows of ``model.text.RELATION_SCHEMA`` between the earliest rows of distinct texts, sorted by them;
        pairs that agree in topic but contradict each other are marked ``contrary``.
    """
    if len(prepared.earliest) < 2:
        return table.empty(RELATION_SPEC)
    written = [prepared.written[row] for row in prepared.earliest]
    told = [plain_words(text[:READ_CHARS]) for text in written]
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
    vectors = _vectors(told, encoder, progress)
    known = np.array([tag != UNKNOWN for tag in lang])
    kinds = {tag: number for number, tag in enumerate(sorted(set(lang)))}
    group = np.array([kinds[tag] for tag in lang], np.int64)
    if progress:
        progress.start("comparing meanings", len(told), "texts")
    near = neighbours(vectors, group, NEIGHBOURS, FLOOR, SEED, progress.advance if progress else lambda _: None)
    if progress:
        progress.finish()
    a, b, side, cosine = _pairs(near, known)
    around = near.cosine[:, :, _CLOSEST:].mean(axis=2)
    margin = cosine - (around[a, side] + around[b, side]) / 2
    texts = cues.said(told, weights)
    rare = cues.rarity(texts)
    rest = np.array([cues.measured(texts[x], texts[y], rare) for x, y in zip(a, b, strict=True)], np.float64)
    rest = rest.reshape(len(a), len(cues.CUES) - 4)
    han = np.array([text.han_written for text in texts])
    return Pairs(a, b, side == 1, np.column_stack((cues.proximity(cosine, margin), rest)), han[a] != han[b])


def _vectors(encoded: list[str], encoder: Encoder, progress: Progress | None) -> npt.NDArray[np.float16]:
    """Encode in the order of the texts themselves, so that batches do not depend on the order of the rows."""
    out = np.zeros((len(encoded), encoder.dimension), np.float16)
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    if progress:
        progress.start("reading meanings", len(encoded), "texts")
    for start in range(0, len(order), _ENCODED_AT_ONCE):
        rows = order[start : start + _ENCODED_AT_ONCE]
        out[rows] = encoder.encode([encoded[row] for row in rows])
        if progress:
            progress.advance(len(rows))
    if progress:
        progress.finish()
    return out


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
    for weighing in (REWORDING, TRANSLATION):
        total = pairs.measured @ np.array(weighing.weights) + weighing.constant - weighing.least
        total = total + weighing.between_scripts * pairs.scripts_differ
        sums.append(np.where(pairs.measured[:, 0] >= weighing.nearest, total, -np.inf))
    return np.asarray(np.where(pairs.translation, sums[1], sums[0]), np.float64)


def reported(pairs: Pairs) -> I64:
    """Return the numbers of the pairs that are reported."""
    retold = pairs.translation | (pairs.measured[:, cues.CUES.index("overlap")] < _SAME_WORDS)
    return np.flatnonzero((strength(pairs) >= 0) & retold)


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
    return bool(Indel.normalized_similarity(a[:_CUT_FORMS], b[:_CUT_FORMS], score_cutoff=TOO_ALIKE) >= TOO_ALIKE)
