"""Adding texts to a finished run: the same findings as a run over all of them, without folding and reading again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from crosscurrent.detectors.text_reuse.detect import Listener, Meaning, TextReuse, detect
from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.detectors.text_reuse.relations import Contrary, looked_at
from crosscurrent.model.text import SCHEMA


def update(
    previous: TextReuse, new: pa.Table, parameters: Parameters | None = None, encoder: Any = None,
    progress: Listener | None = None, *, meaning: Meaning | None = None, contrary: Contrary | None = None,
    inputs: Mapping[str, str] | None = None,
) -> TextReuse:  # fmt: skip
    """Add texts to a run made with the same parameters and rules.

    What depends on all texts (which shingles are rare, which texts share them, groups) is a matter of seconds and is
    worked out anew, so nothing can go stale; what depends on one text or one pair (normal forms; passages,
    contradictions and labels) is taken from the earlier run.

    Args:
        previous: The earlier run; of it ``state``, ``relations`` and ``passages`` are read.
        new: Rows in ``model.text.SCHEMA``. Where a text_uid is known already, the rows are told apart as in one run.
        parameters: Those of the earlier run.
        encoder: As in :func:`.detect.detect`.
        progress: As in :func:`.detect.detect`.
        meaning: As in :func:`.detect.detect`.
        contrary: As in :func:`.detect.detect`.
        inputs: Name and SHA-256 of each input, old and new.

    Returns:
        What :func:`.detect.detect` returns for the old and the new texts together.
    """
    state = previous.state
    normal = {
        text: form
        for text, form in zip(_texts(state), state.column("normal").to_pylist(), strict=True)
        if form is not None and text is not None
    }
    every = pa.concat_tables([state.select(SCHEMA.names), new.select(SCHEMA.names)]).unify_dictionaries()
    known = (normal, _unchanged(previous, new))
    return detect(every, parameters, encoder, progress, meaning=meaning, contrary=contrary, inputs=inputs, known=known)


def _texts(state: pa.Table) -> list[str | None]:
    try:
        return list(state.column("text").to_pylist())
    except UnicodeDecodeError:
        return [None] * state.num_rows


def _unchanged(previous: TextReuse, new: pa.Table) -> dict[tuple[str, str], Any]:
    """Return what is known of pairs, without those of which a text came again."""
    again = set(new.column("text_uid").to_pylist())
    known = looked_at(previous.relations, previous.passages)
    return {pair: looked for pair, looked in known.items() if not again.intersection(pair)}
