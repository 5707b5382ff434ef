"""The detector: texts in; relations, passages, groups and a summary out."""

from __future__ import annotations

import importlib
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.detectors.text_reuse import groups as stars
from crosscurrent.detectors.text_reuse import relations as rows
from crosscurrent.detectors.text_reuse import reuse, summary
from crosscurrent.detectors.text_reuse.groups import Group, Tie
from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.detectors.text_reuse.prepare import Prepared, identify, prepare
from crosscurrent.detectors.text_reuse.relations import Contrary, Looked, Reader
from crosscurrent.model.method import MethodRecord
from crosscurrent.model.text import COMPARED_SCHEMA, GROUP_SCHEMA, RELATION_SCHEMA

DETECTOR, VERSION = "text_reuse", "1"
#: Packages whose arithmetic or tables the findings depend on.
SOFTWARE = ("crosscurrent", "numpy", "numba", "pyarrow", "rapidfuzz", "opencc", "emoji", "py3langid")
#: Normal forms made before, and pairs read before, by text and by pair of text_uid.
Known = tuple[Mapping[str, str], Mapping[tuple[str, str], Looked]]

_PACKAGE = "crosscurrent.detectors.text_reuse"


class Listener(Protocol):
    """Told of stages, one after the other; see :class:`crosscurrent.workflows.progress.Progress`."""

    def start(self, label: str, total: int | None = None, unit: str = "rows") -> None:
        """Begin a stage of ``total`` units, or of nobody knows how many."""
        ...

    def advance(self, count: int = 1) -> None:
        """Say that so many more units are done."""
        ...

    def finish(self) -> None:
        """End the stage."""
        ...


class Silent:
    """Listens to nothing."""

    def start(self, label: str, total: int | None = None, unit: str = "rows") -> None:
        """Do nothing."""

    def advance(self, count: int = 1) -> None:
        """Do nothing."""

    def finish(self) -> None:
        """Do nothing."""


#: Prepared texts, encoder, parameters, listener -> rows of text_relation with found_by = encoder.
Meaning = Callable[[Prepared, Any, Parameters, Any], pa.Table]


@dataclass(frozen=True, slots=True)
class TextReuse:
    """Everything a run found.

    Attributes:
        compared: Rows of text_compared, by text_uid.
        relations: Rows of text_relation, by text_a, text_b.
        passages: Rows of text_passage, by text_a, text_b and place.
        groups: Rows of text_group, by group_id and text_uid.
        summary: Content of summary.json.
        method: How it was done.
        state: Texts and their normal forms: with ``relations`` and ``passages``, what :func:`.incremental.update`
            needs to add to this run.
    """

    compared: pa.Table
    relations: pa.Table
    passages: pa.Table
    groups: pa.Table
    summary: dict[str, Any]
    method: MethodRecord
    state: pa.Table


def detect(
    texts: pa.Table, parameters: Parameters | None = None, encoder: Any = None, progress: Listener | None = None, *,
    meaning: Meaning | None = None, contrary: Contrary | None = None, inputs: Mapping[str, str] | None = None,
    known: Known | None = None,
) -> TextReuse:  # fmt: skip
    """Look for reused text.

    Args:
        texts: Rows in ``model.text.SCHEMA``, in any order.
        parameters: Parameters.
        encoder: Sentence encoder; without one, copies and excerpts are found and the summary says what is not.
        progress: Told how far it is.
        meaning: Finds rewordings and translations; ``meaning.find`` of this package where not given.
        contrary: Tells contradictions from agreement; ``contrary.differences`` of this package where not given.
        inputs: Name and SHA-256 of each input, for the method record.
        known: What an earlier run made of some of the texts; saves work, changes nothing.

    Returns:
        Findings; the same rows and parameters give the same findings in whatever order the rows come.
    """
    told, parameters = progress or Silent(), parameters or Parameters()
    normal, pairs = known or ({}, {})
    told.start("folding texts", texts.num_rows, "texts")
    prepared = prepare(texts, parameters, normal, told.advance)
    told.start("comparing texts", None, "pairs")
    found = reuse.find(prepared, parameters)
    identify(prepared, np.arange(len(prepared.forms)) if encoder is not None else np.union1d(found.a, found.b))
    told.start("reading passages", len(found.a), "pairs")
    reader = Reader(prepared, contrary or _part("contrary", "differences") or _no_rules, pairs)
    tables = [rows.between(found, reader, told.advance), rows.equals(reader)]
    meant = _meant(prepared, encoder, meaning, parameters, told)
    relations = _sorted(pa.concat_tables([*(pair[0] for pair in tables), meant]), ["text_a", "text_b"])
    passages = _sorted(pa.concat_tables([pair[1] for pair in tables]), ["text_a", "text_b", "start_a", "start_b"])
    told.start("grouping texts", None, "groups")
    grouped = stars.find(prepared.forms, prepared.copies.tolist(), _ties(prepared, relations))
    groups = _group_rows(prepared, relations, grouped)
    told.finish()
    name = f"{encoder.name} {encoder.version}" if encoder is not None else None
    return TextReuse(
        _compared_rows(prepared, grouped), relations, passages, groups,
        summary.figures(prepared, relations, groups, found.looked_at, parameters, name),
        _method(parameters, inputs or {}, encoder),
        prepared.texts.append_column("normal", pa.array([_storable(form) for form in prepared.normal], pa.string())),
    )  # fmt: skip


def _no_rules(text_a: str, text_b: str, lang_a: str, lang_b: str) -> tuple[bool, list[str]]:
    return False, []


def _part(module: str, name: str) -> Any:
    """Return a part of this package that an installation may leave out, or ``None``."""
    try:
        return getattr(importlib.import_module(f"{_PACKAGE}.{module}"), name)
    except ModuleNotFoundError:
        return None


def _meant(texts: Prepared, encoder: Any, meaning: Meaning | None, parameters: Parameters, told: Listener) -> pa.Table:
    find = meaning or _part("meaning", "find")
    if encoder is None or find is None:
        return RELATION_SCHEMA.empty_table()
    return find(texts, encoder, parameters, told).select(RELATION_SCHEMA.names).cast(RELATION_SCHEMA)


def _storable(form: str) -> str | None:
    """Return a normal form as Arrow can hold it; one with lone surrogates is made again next time."""
    return form if form.isascii() or form.encode("utf-8", "ignore").decode() == form else None


def _sorted(table: pa.Table, names: list[str]) -> pa.Table:
    order = pc.sort_indices(table, sort_keys=[(name, "ascending") for name in names])
    return table.unify_dictionaries().take(order).combine_chunks()


def _distinct_pairs(texts: Prepared, relations: pa.Table) -> tuple[list[int], list[int]]:
    uids = texts.texts.column("text_uid")
    found = [pc.index_in(relations.column(name), value_set=uids).to_numpy() for name in ("text_a", "text_b")]
    return texts.distinct[found[0]].tolist(), texts.distinct[found[1]].tolist()


def _ties(texts: Prepared, relations: pa.Table) -> list[Tie]:
    """Return relations between distinct texts, each pair once: a contradiction outweighs, then what shingles found."""
    names = ("relation", "similarity", "benign", "contrary")
    ties: dict[tuple[int, int], Tie] = {}
    columns = [relations.column(name).to_pylist() for name in names]
    for a, b, kind, similarity, labels, contrary in zip(*_distinct_pairs(texts, relations), *columns, strict=True):
        key = (min(a, b), max(a, b))
        if a != b and (key not in ties or (contrary and not ties[key].contrary)):
            ties[key] = Tie(*key, kind, similarity, tuple(labels), contrary)
    return list(ties.values())


def _group_rows(texts: Prepared, relations: pa.Table, groups: list[Group]) -> pa.Table:
    uids, posts = (texts.texts.column(name).to_pylist() for name in ("text_uid", "post_uid"))
    order = np.argsort(texts.distinct, kind="stable")
    starts = np.searchsorted(texts.distinct[order], np.arange(len(texts.forms) + 1))
    equal = _labels_of_equals(texts, relations)
    out = []
    for group in groups:
        for text, tie in [(group.medoid, None), *group.members]:
            for row in order[starts[text] : starts[text + 1]].tolist():
                medoid = tie is None and row == texts.earliest[text]
                labels = set(tie.benign if tie else ()) | (equal.get(uids[row], set()) if not medoid else set())
                kind, similarity = (tie.relation, tie.similarity) if tie else (None, 1.0)
                out.append((group.group_id, uids[row], posts[row], medoid, kind, similarity, sorted(labels)))
    return _sorted(rows.table(out, GROUP_SCHEMA), ["group_id", "text_uid"])


def _labels_of_equals(texts: Prepared, relations: pa.Table) -> dict[str, set[str]]:
    """Return the labels of texts that equal an earlier one."""
    uids = texts.texts.column("text_uid").to_pylist()
    names = [relations.column(name).to_pylist() for name in ("text_a", "text_b", "benign")]
    labels = {}
    for here, there, a, b, found in zip(*_distinct_pairs(texts, relations), *names, strict=True):
        if here == there:
            labels[b if a == uids[texts.earliest[here]] else a] = set(found)
    return labels


def _compared_rows(texts: Prepared, groups: list[Group]) -> pa.Table:
    member = np.full(len(texts.forms) + 1, -1, np.int64)
    for place, group in enumerate(groups):
        member[[group.medoid, *(text for text, _ in group.members)]] = place
    names = pa.array([group.group_id for group in groups], pa.string())
    placed = member[texts.distinct]
    columns = [
        texts.texts.column("text_uid"), pa.array(texts.status, pa.string()).dictionary_encode(),
        pa.array(texts.script, pa.string()), pa.array(texts.lang, pa.string()), pa.array(texts.weight),
        pa.array(texts.distinct, mask=texts.distinct < 0), names.take(pa.array(placed, mask=placed < 0)),
    ]  # fmt: skip
    return pa.table(columns, names=COMPARED_SCHEMA.names).cast(COMPARED_SCHEMA)


def _method(parameters: Parameters, inputs: Mapping[str, str], encoder: Any) -> MethodRecord:
    """Return the record of how a run was made; no clock, so that equal runs have equal records."""
    software = {name: metadata.version(name) for name in SOFTWARE}
    software["python"] = platform.python_version()
    used = {"encoder": f"{encoder.name} {encoder.version} {encoder.sha256}" if encoder is not None else None}
    return MethodRecord(DETECTOR, VERSION, parameters.as_record() | used, dict(inputs), "local", 0, software)
