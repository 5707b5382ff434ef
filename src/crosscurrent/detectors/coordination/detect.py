"""The detector: actions in, pairs, groups, evidence and a summary out."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import numpy as np
import pyarrow as pa

from crosscurrent.detectors.coordination import summary as figures
from crosscurrent.detectors.coordination import tables
from crosscurrent.detectors.coordination.events import EventLog, layers
from crosscurrent.detectors.coordination.groups import find_groups
from crosscurrent.detectors.coordination.grouptables import (
    ACTIONS_SCHEMA,
    GROUPS_SCHEMA,
    GroupActs,
    Verdict,
    action_rows,
    group_acts,
    group_rows,
    verdicts,
)
from crosscurrent.detectors.coordination.grouptests import run_group_tests
from crosscurrent.detectors.coordination.layerwork import LayerWork, study
from crosscurrent.detectors.coordination.listening import Listener, Silent
from crosscurrent.detectors.coordination.pairtable import PairTable, combine, family_size
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.detectors.coordination.permutation import Permutation, permute
from crosscurrent.detectors.coordination.power import Power, power
from crosscurrent.engines.base import Engine
from crosscurrent.model.method import MethodRecord

DETECTOR, VERSION = "coordination", "1"
#: Packages whose arithmetic the findings depend on.
SOFTWARE = ("crosscurrent", "numpy", "scipy", "numba", "pyarrow", "graspologic-native")


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything a run found.

    Attributes:
        pairs: Rows of pairs.parquet.
        groups: Rows of groups.parquet.
        evidence: Rows of evidence.parquet in pieces, made as they are asked for: there may be many.
        group_actions: Rows of group_actions.parquet.
        summary: Content of summary.json.
        method: How it was done.
    """

    pairs: pa.Table
    groups: pa.Table
    evidence: Iterable[pa.Table]
    group_actions: pa.Table
    summary: dict[str, Any]
    method: MethodRecord


def detect(
    log: EventLog,
    engine: Engine,
    parameters: Parameters,
    inputs: Mapping[str, str],
    listener: Listener | None = None,
) -> Findings:
    """Look for coordination.

    Args:
        log: Actions.
        engine: Where the partitioned work runs; the findings do not depend on it.
        parameters: Parameters.
        inputs: Name and SHA-256 of each input, for the method record.
        listener: Told how far it is.

    Returns:
        Findings; the same input, parameters and seed give the same findings, byte for byte.
    """
    told = listener or Silent()
    told.start("laying out actions", log.n_actions, "actions")
    laid_out = layers(log)
    works: list[LayerWork] = []
    for layer in laid_out:
        told.start(f"testing pairs by {layer.behaviour}", len(parameters.windows_us), "windows")
        works.append(study(layer, engine, parameters, told.advance))
    try:
        return _found(log, works, engine, parameters, inputs, told)
    finally:
        for work in works:
            work.loaded.close()


@dataclass(frozen=True, slots=True)
class _Result:
    """What was found, before it is put into tables and words."""

    works: list[LayerWork]
    pairs: PairTable
    permutation: Permutation
    verdicts: list[Verdict]
    acts: list[list[GroupActs]]
    power: Power


def _found(
    log: EventLog, works: list[LayerWork], engine: Engine, parameters: Parameters, inputs: Mapping[str, str],
    told: Listener,
) -> Findings:  # fmt: skip
    family = family_size(works, parameters.min_objects)
    pairs = combine(works, [work.tests for work in works], family)
    told.start("shuffling times within objects", sum(len(work.windows_us) for work in works), "windows")
    permutation = permute(works, engine, parameters, family, told.advance)
    told.start("growing groups", None, "rounds")
    groups = find_groups(works, pairs, parameters, told.advance)
    told.start("testing groups", len(groups), "groups")
    found = verdicts(groups, run_group_tests(works, groups, parameters, told.advance), parameters)
    acts = [group_acts(works, verdict.group) for verdict in found]
    result = _Result(works, pairs, permutation, found, acts, power(works, parameters, family))
    told.start("collecting evidence", len(found), "groups")
    members = [group_rows(log, *pair, pairs, parameters) for pair in zip(found, acts, strict=True)]
    actions = [action_rows(log, *pair) for pair in zip(found, acts, strict=True)]
    pair_table, evidence = _pair_tables(log, works, pairs, found, parameters)
    return Findings(
        pair_table,
        pa.concat_tables(members) if members else GROUPS_SCHEMA.empty_table(),
        evidence,
        pa.concat_tables(actions) if actions else ACTIONS_SCHEMA.empty_table(),
        _summary(log, result, parameters),
        method_record(engine.name, parameters, inputs),
    )


def _summary(log: EventLog, result: _Result, parameters: Parameters) -> dict[str, Any]:
    """Return the content of summary.json."""
    works, found = result.works, result.verdicts
    windows = figures.window_figures(works, parameters)
    status, reason = figures.status(found, result.power, windows)
    tests = figures.test_figures(works, result.pairs, parameters)
    return {
        "crosscurrent": figures.version(),
        "status": status,
        "reason": reason,
        "input": figures.input_figures(log, works),
        "parameters": parameters.as_record(),
        "windows": windows,
        "tests": tests,
        "permutation": figures.permutation_figures(result.permutation),
        "aggregate_excess": figures.excess_figures(result.permutation),
        "groups": [figures.group_figures(log, *pair, parameters) for pair in zip(found, result.acts, strict=True)],
        "power": figures.power_figures(result.power),
        "blocks": figures.block_figures(works),
        "limits": figures.limits(works),
        "words": figures.words(found, result.power, result.permutation, tests["pairs_significant"]),
    }


def _pair_tables(
    log: EventLog, works: list[LayerWork], pairs: PairTable, found: list[Verdict], parameters: Parameters
) -> tuple[pa.Table, tables.Evidence]:
    """Return pairs and evidence, each by behaviour and then in the order of the accounts' names."""
    inside = np.zeros(len(pairs.i), np.bool_)
    for verdict in found:
        inside |= np.isin(pairs.i, verdict.group.accounts) & np.isin(pairs.j, verdict.group.accounts)
    keep = tables.kept_pairs(pairs, inside, parameters.all_pairs)
    order = tables.by_name(log, pairs, keep)
    rows = list(tables.pair_batches(log, works, pairs, order, parameters.fdr))
    table = pa.concat_tables(rows) if rows else tables.PAIRS_SCHEMA.empty_table()
    return table, tables.Evidence(log, works, pairs.i[order], pairs.j[order])


def method_record(engine: str, parameters: Parameters, inputs: Mapping[str, str]) -> MethodRecord:
    """Return the record of how a run was made; no clock, so that equal runs have equal records."""
    software = {name: metadata.version(name) for name in SOFTWARE}
    software["python"] = platform.python_version()
    return MethodRecord(DETECTOR, VERSION, parameters.as_record(), dict(inputs), engine, parameters.seed, software)
