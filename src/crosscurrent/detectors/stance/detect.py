"""The detector: labels in, agreement, phases and contrasts out. A contrast is claimed only when everything holds."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from crosscurrent.detectors.stance.agreement import Agreement, agreements
from crosscurrent.detectors.stance.classifiers import Measured, is_classifier, measured, said_by_classifiers
from crosscurrent.detectors.stance.contrasts import contrasts, lacking
from crosscurrent.detectors.stance.labels import Label, settled
from crosscurrent.detectors.stance.lacks import Lack
from crosscurrent.detectors.stance.parameters import Parameters, Target
from crosscurrent.detectors.stance.phases import Phase, Placed, cuts, permutation_p, phase
from crosscurrent.detectors.stance.sampling import check_columns
from crosscurrent.detectors.stance.series import counts, series
from crosscurrent.detectors.stance.summary import Found, summary
from crosscurrent.model import stance as model
from crosscurrent.model.method import MethodRecord
from crosscurrent.model.table import TableSpec, validate

DETECTOR, VERSION = "stance", "2"
#: Packages whose arithmetic the findings depend on.
SOFTWARE = ("crosscurrent", "numpy", "scipy", "pyarrow")


@dataclass(frozen=True, slots=True)
class Stance:
    """Everything a run found; the tables are those of ``model.stance``.

    Attributes:
        labels: stance_label, with the disputed ones marked.
        agreement: stance_agreement.
        classifiers: stance_classifier.
        posts: stance_post.
        phases: stance_phase.
        contrasts: stance_contrast.
        series: stance_series.
        summary: Content of summary.json.
        method: How it was done.
    """

    labels: pa.Table
    agreement: pa.Table
    classifiers: pa.Table
    posts: pa.Table
    phases: pa.Table
    contrasts: pa.Table
    series: pa.Table
    summary: dict[str, Any]
    method: MethodRecord


def detect(
    labels: Sequence[Label],
    posts: pa.Table,
    target: Target,
    parameters: Parameters | None = None,
    inputs: Mapping[str, str] | None = None,
    population: int | None = None,
) -> Stance:
    """Find phases of stance towards a target.

    Posts that people labelled get the stance of the majority of people; a classifier never outvotes them. Posts that
    no person labelled get that of classifiers, if these were measured against people and agree far enough.

    Args:
        labels: Labels of all raters, of :func:`crosscurrent.detectors.stance.labels.read_labels` and, after
            ``classifier:``, of classifiers.
        posts: ``post_uid``, ``at`` and optionally ``account_uid`` (only to count posts of one account together).
        target: What the posts are about, in a public role.
        parameters: Parameters.
        inputs: Name and SHA-256 of each input, for the method record.
        population: Posts about the target from which those to label were drawn, if that is known.

    Returns:
        Findings; the same input and seed give the same findings whatever the order of the rows.

    Raises:
        PostsRefused: The table of posts lacks a column.
    """
    parameters = parameters or Parameters()
    check_columns(posts, ("post_uid", "at"))
    labels = sorted(labels)
    said = _said(labels, parameters)
    sequence = _sequence(said.stances, posts)
    stances = [one.stance for one in sequence]
    p = permutation_p(stances, parameters.fewest_in_phase, parameters.permutations, parameters.seed)
    edges = _edges(sequence, parameters)
    phases = [phase(sequence, a, b, parameters.scale, parameters.alpha, said.machine) for a, b in pairwise(edges)]
    found = Found(
        labels=len(labels),
        raters=sorted({one.rater for one in labels}),
        sequence=sequence,
        disputed=said.disputed,
        unplaced=len(said.stances) - len(sequence),
        absent=len(said.stances.keys() - set(posts.column("post_uid").to_pylist())),
        agreements=said.agreed,
        lack=said.lack,
        classifiers=said.classifiers,
        phases=phases,
        p=p,
        contrasts=contrasts(phases, said.lack, p, parameters),
        population=population,
    )
    drawn = series(sequence, parameters, said.machine)
    return _laid_out(labels, found, drawn, summary(found, target, parameters), _method(parameters, inputs or {}))


@dataclass(frozen=True, slots=True)
class _Said:
    """What raters said: stances by post with the number of people, disputed posts, how far they agree."""

    stances: dict[str, tuple[int, int]]
    disputed: set[str]
    agreed: list[Agreement]
    lack: Lack | None
    classifiers: list[Measured]
    machine: dict[str, int]


def _said(labels: Sequence[Label], parameters: Parameters) -> _Said:
    by_people = [one for one in labels if not is_classifier(one.rater)]
    stances, disputed = settled(by_people)
    agreed = agreements(labels, parameters.alpha)
    lack = lacking(agreed, len({one.rater for one in by_people}), parameters)
    classifiers = measured(labels, stances, lack, parameters)
    machine = said_by_classifiers(labels, classifiers)
    added = {uid: (one, 0) for uid, one in machine.items() if uid not in stances and uid not in disputed}
    return _Said({**stances, **added}, disputed, agreed, lack, classifiers, machine)


def _sequence(stances: Mapping[str, tuple[int, int]], posts: pa.Table) -> list[Placed]:
    """Lay the settled posts out by time; posts the table does not time are left out."""
    columns = [posts.column("post_uid").to_pylist(), posts.column("at").cast(pa.int64()).to_pylist()]
    known = "account_uid" in posts.column_names
    columns.append(posts.column("account_uid").to_pylist() if known else [None] * posts.num_rows)
    placed: dict[str, Placed] = {}
    for uid, at, account in zip(*columns, strict=True):
        if uid in stances and at is not None:
            one = Placed(at, uid, *stances[uid], account)
            before = placed.get(uid)
            placed[uid] = one if before is None or at < before.at_us else before
    return sorted(placed.values(), key=lambda one: (one.at_us, one.post_uid))


def _edges(sequence: Sequence[Placed], parameters: Parameters) -> list[int]:
    n = len(sequence)
    if not n:
        return [0]
    if parameters.boundaries_us is not None:
        inner = np.searchsorted([one.at_us for one in sequence], parameters.boundaries_us, side="left").tolist()
        return sorted({0, *inner, n})
    price = parameters.penalty * float(np.log(max(n, 2)))
    return cuts([one.stance for one in sequence], price, parameters.fewest_in_phase)


def _laid_out(
    labels: Sequence[Label],
    found: Found,
    drawn: Sequence[Mapping[str, Any]],
    figures: dict[str, Any],
    method: MethodRecord,
) -> Stance:
    return Stance(
        labels=_table(
            model.LABEL_SPEC,
            [
                {"post_uid": one.post_uid, "rater": one.rater, "stance": one.stance,
                 "disputed": one.post_uid in found.disputed}
                for one in labels
            ],
        ),
        agreement=_table(model.AGREEMENT_SPEC, [_named(one, model.AGREEMENT_SCHEMA) for one in found.agreements]),
        classifiers=_table(
            model.CLASSIFIER_SPEC,
            [
                {**_named(one, model.CLASSIFIER_SCHEMA, "missing"), "missing": one.lack and one.lack.words}
                for one in found.classifiers
            ],
        ),
        posts=_table(model.POST_SPEC, _post_rows(found)),
        phases=_table(model.PHASE_SPEC, [_phase_row(n, one, found.sequence) for n, one in enumerate(found.phases, 1)]),
        contrasts=_table(model.CONTRAST_SPEC, [_named(one, model.CONTRAST_SCHEMA) for one in found.contrasts]),
        series=_table(model.SERIES_SPEC, drawn),
        summary=figures,
        method=method,
    )  # fmt: skip


def _named(one: object, schema: pa.Schema, *without: str) -> dict[str, Any]:
    return {name: getattr(one, name) for name in schema.names if name not in without}


def _table(spec: TableSpec, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    return validate(spec, pa.Table.from_pylist([dict(row) for row in rows], schema=spec.schema))


def _post_rows(found: Found) -> list[dict[str, Any]]:
    return [
        {"post_uid": one.post_uid, "at": one.at_us, "stance": one.stance, "raters": one.raters, "phase": number}
        for number, part in enumerate(found.phases, 1)
        for one in found.sequence[part.first : part.stop]
    ]


def _phase_row(number: int, part: Phase, sequence: Sequence[Placed]) -> dict[str, Any]:
    members = sequence[part.first : part.stop]
    return {
        "phase": number,
        "begin": members[0].at_us,
        "end": members[-1].at_us,
        **counts(members),
        "accounts": part.accounts,
        "n_effective": part.n_effective,
        "by_classifier": part.by_classifier,
        "mean": part.mean,
        "low": part.low,
        "high": part.high,
    }


def _method(parameters: Parameters, inputs: Mapping[str, str]) -> MethodRecord:
    """Return the record of how a run was made; no clock, so that equal runs have equal records."""
    software = {name: metadata.version(name) for name in SOFTWARE}
    software["python"] = platform.python_version()
    return MethodRecord(DETECTOR, VERSION, parameters.as_record(), dict(inputs), "local", parameters.seed, software)
