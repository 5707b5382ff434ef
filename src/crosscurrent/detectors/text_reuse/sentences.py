"""How much of a text is told again in another, where words cannot be compared: sentence by sentence.

Two long texts may be related by meaning although one tells far more. Each of their sentences is encoded, and counts as
told if a sentence of the other lies near enough. Nothing is said of short texts: that a single sentence resembles
another is what their relation already says, and of very many sentences some resemble each other by chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from crosscurrent.actions.normal_text import weight
from crosscurrent.detectors.text_reuse.encoder import Encoder, plain_words
from crosscurrent.detectors.text_reuse.meaning import Progress
from crosscurrent.detectors.text_reuse.prepare import Prepared

F64 = npt.NDArray[np.float64]
F32 = npt.NDArray[np.float32]

#: Least cosine at which a sentence counts as told. Of five unrelated sentences the nearest reaches it in 4 % of the
#: cases, of two translations it is reached in 90 % (generated posts, seed 1; the bundled encoder).
NEAR = 0.40
#: Shorter pieces, in letters, are read with the sentence after them: "Mr.", "对。".
SHORTEST = 12.0
#: A share is said only if at least so many sentences of the text are told, which say at least so much in letters.
LEAST_TOLD, LEAST_SAID = 2, 120.0
#: Sentences read of one text; the rest of a longer text is not said to be told.
MOST = 64
_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？；])\s*|\n+")


def recorded() -> dict[str, float]:
    """Return the bounds for the method record.

    Example:
        >>> recorded()["near"]
        0.4
    """
    return {
        "near": NEAR, "shortest": SHORTEST, "least_told": LEAST_TOLD, "least_said": LEAST_SAID, "most": MOST,
    }  # fmt: skip


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; what says too little by itself goes with what follows.

    Example:
        >>> sentences("Mr. Alderwick closed the pier. 近四百名通勤者被拦在铁门外。没有通知，也没有船！")
        ['Mr. Alderwick closed the pier.', '近四百名通勤者被拦在铁门外。', '没有通知，也没有船！']
    """
    out: list[str] = []
    held = ""
    for piece in _END.split(text):
        held = f"{held} {piece}".strip() if held else piece.strip()
        if weight(held) >= SHORTEST:
            out.append(held)
            held = ""
    if held and out:
        out[-1] = f"{out[-1]} {held}"
    elif held:
        out.append(held)
    return out[:MOST]


def told_again(
    pairs: Sequence[tuple[str, str]], encoder: Encoder, advance: Callable[[int], None] = lambda _: None
) -> F64:
    """Measure how much of each text of a pair is told in the other.

    Args:
        pairs: Two texts as written each.
        encoder: Sentence encoder.
        advance: Told of pairs done.

    Returns:
        Share of the first told in the second, and of the second told in the first, by the weight of sentences; one row
        per pair. 0 where fewer than :data:`LEAST_TOLD` sentences, or such that say little, are told: not measured.

    Source:
        Greedy matching of sentences by cosine, as in BERTScore's recall (Zhang et al. 2020, section 3), with sentences
        in place of tokens and a threshold in place of the mean.
    """
    pieces = {text: sentences(text) for pair in pairs for text in pair}
    vectors = _encoded(pieces, encoder)
    said = {text: np.array([weight(plain_words(one)) for one in found], np.float64) for text, found in pieces.items()}
    out = np.zeros((len(pairs), 2))
    for row, (a, b) in enumerate(pairs):
        near = np.asarray(vectors[a] @ vectors[b].T >= NEAR)
        out[row] = _share(said[a], np.any(near, axis=1)), _share(said[b], np.any(near, axis=0))
        advance(1)
    return out


def measured(relations: pa.Table, texts: Prepared, encoder: Encoder, progress: Progress | None = None) -> pa.Table:
    """Fill in the coverage of rewordings and translations between texts that are long enough to have one.

    Args:
        relations: Rows of ``model.text.RELATION_SCHEMA`` found by the encoder.
        texts: The texts they are between.
        encoder: The encoder.
        progress: Told of pairs read.

    Returns:
        The same rows; ``coverage_a`` and ``coverage_b`` stay 0 where they were not measured.
    """
    row_of = {uid: row for row, uid in enumerate(texts.texts.column("text_uid").to_pylist())}
    ends = [[row_of[uid] for uid in relations.column(name).to_pylist()] for name in ("text_a", "text_b")]
    long = [row for row, pair in enumerate(zip(*ends, strict=True)) if min(texts.weight[list(pair)]) >= LEAST_SAID]
    if not long:
        return relations
    if progress:
        progress.start("reading sentences", len(long), "pairs")
    pairs = [(texts.written[ends[0][row]], texts.written[ends[1][row]]) for row in long]
    shares = np.zeros((relations.num_rows, 2))
    shares[long] = told_again(pairs, encoder, progress.advance if progress else lambda _: None)
    if progress:
        progress.finish()
    for side, name in enumerate(("coverage_a", "coverage_b")):
        place = relations.schema.get_field_index(name)
        relations = relations.set_column(place, relations.schema.field(place), pa.array(np.round(shares[:, side], 4)))
    return relations


def _encoded(pieces: dict[str, list[str]], encoder: Encoder) -> dict[str, F32]:
    """Encode every different sentence once."""
    every = sorted({plain_words(one) for found in pieces.values() for one in found})
    if not every:
        return {text: np.zeros((0, encoder.dimension), np.float32) for text in pieces}
    place = {one: number for number, one in enumerate(every)}
    vectors = np.asarray(encoder.encode(every), np.float32)
    return {text: vectors[[place[plain_words(one)] for one in found]] for text, found in pieces.items()}


def _share(said: F64, told: Any) -> float:
    covered = float(said[told].sum())
    if int(told.sum()) < LEAST_TOLD or covered < LEAST_SAID:
        return 0.0
    return covered / float(said.sum())
