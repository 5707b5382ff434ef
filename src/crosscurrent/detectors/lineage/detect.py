"""The detector: related texts in, a tree of parents, unattributed copying, the way the text went, and a summary out."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import numpy as np
import pyarrow as pa

from crosscurrent.detectors.lineage.candidates import find_candidates, read_relations
from crosscurrent.detectors.lineage.chance import capture_of
from crosscurrent.detectors.lineage.credit import CreditSearch
from crosscurrent.detectors.lineage.intervals import Floats
from crosscurrent.detectors.lineage.material import Corpus, Material, corpus
from crosscurrent.detectors.lineage.outlets import Outlets, shipped_outlets
from crosscurrent.detectors.lineage.parameters import Parameters
from crosscurrent.detectors.lineage.parents import Parents, find_parents
from crosscurrent.detectors.lineage.retold import with_retold
from crosscurrent.detectors.lineage.spread import Spread, find_spread
from crosscurrent.detectors.lineage.stemma import Hidden, find_hidden
from crosscurrent.detectors.lineage.summary import summarise
from crosscurrent.detectors.lineage.tiers import TierRegistry, shipped_registry
from crosscurrent.detectors.lineage.unattributed import Unattributed, find_unattributed
from crosscurrent.model import lineage as model
from crosscurrent.model.method import MethodRecord
from crosscurrent.model.table import TableSpec, validate

DETECTOR, VERSION = "lineage", "1"
#: Packages whose arithmetic the findings depend on.
SOFTWARE = ("crosscurrent", "numpy", "numba", "opencc", "pyarrow")


@dataclass(frozen=True, slots=True)
class Lineage:
    """Everything a run found.

    Attributes:
        nodes: Rows of ``lineage_node``, by text_uid.
        unattributed: Rows of ``lineage_unattributed``, by text_uid.
        appearances: Rows of ``lineage_appearance``.
        hops: Rows of ``lineage_hop``.
        hidden: Rows of ``lineage_hidden``.
        summary: Figures, sentences, limits.
        method: How it was done.
    """

    nodes: pa.Table
    unattributed: pa.Table
    appearances: pa.Table
    hops: pa.Table
    hidden: pa.Table
    summary: dict[str, Any]
    method: MethodRecord


def detect(
    material: Material,
    parameters: Parameters | None = None,
    *,
    tiers: TierRegistry | None = None,
    outlets: Outlets | None = None,
    null: Floats | None = None,
    inputs: Mapping[str, str] | None = None,
) -> Lineage:
    """Find who copied whom among related texts.

    Args:
        material: Texts, relations, groups and what else is known.
        parameters: Parameters.
        tiers: Registry of account tiers; without it the one that comes with the package.
        outlets: Names of outlets; without it the table that comes with the package.
        null: Shares between unrelated texts, from :func:`crosscurrent.detectors.lineage.null.unrelated_shares`; what
            chance finds among the texts of the capture is measured besides.
        inputs: Name and SHA-256 of each input, for the method record.

    Returns:
        Findings; the same rows in any order give the same findings, byte for byte.
    """
    asked = parameters or Parameters()
    texts = corpus(material)
    related = read_relations(material.relations, texts)
    found = find_candidates(texts, related, asked)
    search = CreditSearch(texts, outlets or shipped_outlets())
    hidden = find_hidden(texts)
    parents = with_retold(texts, related, find_parents(texts, found, related, search, hidden, asked))
    copying = find_unattributed(texts, found, related, parents, search, asked, capture_of(material), null)
    spread = find_spread(texts, parents, search, tiers or shipped_registry())
    return Lineage(
        nodes=_nodes(texts, parents, spread),
        unattributed=_unattributed(texts, copying.findings),
        appearances=_rows(model.APPEARANCE_SPEC, spread.appearances),
        hops=_rows(model.HOP_SPEC, spread.hops),
        hidden=_hidden(texts, hidden),
        summary=summarise(
            material, texts, parents, copying, spread, hidden, asked
        ),
        method=_method(asked, inputs or {}),
    )  # fmt: skip


def _nodes(texts: Corpus, parents: Parents, spread: Spread) -> pa.Table:
    timed = np.array([moment is not None for moment in texts.at], np.bool_)
    both = (parents.parent >= 0) & timed
    both[both] &= timed[parents.parent[both]]
    columns = {
        "text_uid": texts.uid,
        "post_uid": texts.post,
        "group_id": spread.group,
        "account_uid": texts.account,
        "platform": texts.platform,
        "lang": texts.lang,
        "at": texts.at,
        "precision": texts.precision,
        "depth": parents.depth.astype(np.int32),
        "parent_text": [texts.uid[n] if n >= 0 else None for n in parents.parent.tolist()],
        "best_candidate": [texts.uid[n] if n >= 0 else None for n in parents.best.tolist()],
        "parent_confidence": pa.array(parents.confidence, mask=np.isnan(parents.confidence)),
        "decided": parents.parent >= 0,
        "undecided_because": parents.because,
        "candidates": parents.candidates.astype(np.int32),
        "delay_us": pa.array(parents.delay_us, mask=~both),
        "cues": parents.cues,
        "tier": spread.tier,
        "earliest": spread.earliest,
    }
    return _table(model.SPEC, columns)


def _unattributed(texts: Corpus, findings: list[Unattributed]) -> pa.Table:
    return _rows(
        model.UNATTRIBUTED_SPEC,
        [
            {
                "text_uid": texts.uid[one.child],
                "source_text": texts.uid[one.source],
                "coverage": one.coverage,
                "p_coverage": one.p_coverage,
                "translated": one.translated,
                "credit": one.credit,
                "lag_us": None if one.lag_us is None else max(one.lag_us, 0),
                "order": "certain" if one.lag_us is not None else "likely",
                "chance_later": one.chance,
            }
            for one in findings
        ],
    )


def _hidden(texts: Corpus, hidden: list[Hidden]) -> pa.Table:
    return _rows(
        model.HIDDEN_SPEC,
        [
            {
                "group_id": one.group,
                "children": [texts.uid[child] for child in one.children],
                "variant": one.variant,
                "earliest_text": texts.uid[one.earliest],
            }
            for one in hidden
        ],
    )


def _rows(spec: TableSpec, rows: list[dict[str, Any]]) -> pa.Table:
    return _table(spec, {name: [row[name] for row in rows] for name in spec.schema.names})


def _table(spec: TableSpec, columns: Mapping[str, Any]) -> pa.Table:
    """Build a table; columns of a dictionary type are written as text first, which Arrow casts."""
    arrays = []
    for field in spec.schema:
        kind = pa.string() if pa.types.is_dictionary(field.type) else field.type
        column = columns[field.name]
        arrays.append(column.cast(kind) if isinstance(column, pa.Array) else pa.array(column, kind))
    return validate(spec, pa.table(arrays, names=spec.schema.names))


def _method(parameters: Parameters, inputs: Mapping[str, str]) -> MethodRecord:
    """Return the record of how a run was made; no clock, so that equal runs have equal records."""
    software = {name: metadata.version(name) for name in SOFTWARE}
    software["python"] = platform.python_version()
    return MethodRecord(DETECTOR, VERSION, parameters.as_record(), dict(inputs), "local", parameters.seed, software)
