"""summary.json: what a run found, in figures, and what it could not look for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent import __version__
from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.detectors.text_reuse.prepare import Prepared
from crosscurrent.model.text import BENIGN, DIFFERENCES, RELATIONS, STATUSES

TOP_GROUPS = 10
NEEDS_ENCODER = ("rewording", "translation")


def figures(
    texts: Prepared, relations: pa.Table, groups: pa.Table, looked_at: int, parameters: Parameters, encoder: str | None
) -> dict[str, Any]:
    """Return the content of summary.json.

    Args:
        texts: Prepared texts.
        relations: Rows of text_relation.
        groups: Rows of text_group.
        looked_at: Candidates compared.
        parameters: Parameters.
        encoder: Name and version of the encoder, or ``None`` if there was none.

    Returns:
        Plain values.
    """
    statuses = Counter(texts.status)
    kinds = _tally(relations.column("relation"))
    return {
        "crosscurrent": __version__,
        "status": "found" if relations.num_rows else "nothing_found" if len(texts.forms) > 1 else "not_assessable",
        "input": {
            "texts": len(texts.status),
            "duplicate_rows": texts.duplicate_rows,
            "wrong_encoding": texts.undecodable,
            "status": {status: statuses[status] for status in STATUSES},
            "distinct": len(texts.forms),
            "languages": dict(sorted(Counter(texts.lang).items(), key=lambda pair: (-pair[1], pair[0]))),
        },
        "parameters": parameters.as_record(),
        "candidates": looked_at,
        "relations": {kind: kinds[kind] for kind in RELATIONS},
        "contrary": int(pc.sum(relations.column("contrary")).as_py() or 0),
        "differences": _listed(relations.column("differences"), DIFFERENCES),
        "benign": _listed(relations.column("benign"), BENIGN),
        "groups": _group_figures(groups),
        "encoder": encoder,
        "unanswered": _unanswered(encoder),
        "limits": _limits(texts, parameters, statuses),
    }


def _tally(column: pa.ChunkedArray) -> Counter[str]:
    return Counter(column.to_pylist())


def _listed(column: pa.ChunkedArray, names: Sequence[str]) -> dict[str, int]:
    seen = Counter(pc.list_flatten(column).to_pylist())
    return {name: seen[name] for name in names}


def _group_figures(groups: pa.Table) -> dict[str, Any]:
    sizes = _tally(groups.column("group_id"))
    largest = sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP_GROUPS]
    return {
        "groups": len(sizes),
        "texts": groups.num_rows,
        "largest": [{"group_id": name, "texts": size} for name, size in largest],
    }


def _unanswered(encoder: str | None) -> list[dict[str, str]]:
    if encoder is not None:
        return []
    return [{"question": name, "reason": "no sentence encoder was available"} for name in NEEDS_ENCODER]


def _limits(texts: Prepared, parameters: Parameters, statuses: Counter[str]) -> list[str]:
    """Say in sentences what the figures do not cover."""
    said = [
        f"A shingle that more than {parameters.all_pairs} distinct texts hold pairs each of them only with the first "
        f"{parameters.hubs} and the {parameters.hubs} just before it; relations among the others are implied by the "
        "group.",
        "Equal texts are each related to the earliest of them; relations among the others are implied by distinct_id.",
    ]
    if statuses["too_short"]:
        said.append(f"{statuses['too_short']} texts say too little to be told from chance and were not compared.")
    if statuses["cut"]:
        said.append(f"{statuses['cut']} texts were compared on their first {parameters.max_chars} characters.")
    if texts.undecodable:
        said.append(f"{texts.undecodable} texts hold marks of a wrong encoding; passages across them are not found.")
    return said
