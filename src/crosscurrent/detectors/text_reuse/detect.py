"""The detector: texts in; relations, passages, groups and a summary out."""

from __future__ import annotations

import gc
import importlib
import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.detectors.text_reuse import groups as stars
from crosscurrent.detectors.text_reuse import relations as rows
from crosscurrent.detectors.text_reuse import reuse, sentences, summary
from crosscurrent.detectors.text_reuse.groups import Group, Tie
from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.detectors.text_reuse.prepare import Prepared, identify, prepare
from crosscurrent.detectors.text_reuse.relations import Contrary, Looked, Reader
from crosscurrent.detectors.text_reuse.weighing import recorded as meaning_recorded
from crosscurrent.model.method import MethodRecord
from crosscurrent.model.text import COMPARED_SCHEMA, ECHO_ANCHOR_SCHEMA, ECHO_SCHEMA, GROUP_SCHEMA, RELATION_SCHEMA

I64 = npt.NDArray[np.int64]
DETECTOR, VERSION = "text_reuse", "2"
#: Packages whose arithmetic or tables the findings depend on.
SOFTWARE = ("crosscurrent", "numpy", "numba", "pyarrow", "rapidfuzz", "opencc", "emoji", "py3langid", "scipy")
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
        echoes: Rows of text_echo, where they were looked for (:mod:`.echoes`).
        echo_anchors: Rows of text_echo_anchor.
    """

    compared: pa.Table
    relations: pa.Table
    passages: pa.Table
    groups: pa.Table
    summary: dict[str, Any]
    method: MethodRecord
    state: pa.Table
    echoes: pa.Table = field(default_factory=ECHO_SCHEMA.empty_table)
    echo_anchors: pa.Table = field(default_factory=ECHO_ANCHOR_SCHEMA.empty_table)


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
    with _collector_paused():
        return _detected(
            texts, parameters or Parameters(), encoder, progress or Silent(), meaning, contrary, inputs or {},
            known or ({}, {}),
        )  # fmt: skip


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Do not look for cycles of objects: none are made, and looking among millions takes a fifth of the time."""
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()


def _detected(
    texts: pa.Table, parameters: Parameters, encoder: Any, told: Listener, meaning: Meaning | None,
    contrary: Contrary | None, inputs: Mapping[str, str], known: Known,
) -> TextReuse:  # fmt: skip
    normal, pairs = known
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
    a, b = _rows_of(prepared, relations)
    grouped = stars.find(prepared.forms, prepared.copies.tolist(), _ties(prepared, relations, a, b))
    groups = _group_rows(prepared, grouped, _labels_of_equals(prepared, relations, a, b))
    told.finish()
    name = f"{encoder.name} {encoder.version}" if encoder is not None else None
    return TextReuse(
        _compared_rows(prepared, grouped), relations, passages, groups,
        summary.figures(prepared, relations, groups, found.looked_at, parameters, name),
        _method(parameters, inputs, encoder),
        prepared.texts.append_column("normal", _stored(prepared.normal)),
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
    meant = find(texts, encoder, parameters, told).select(RELATION_SCHEMA.names).cast(RELATION_SCHEMA)
    return sentences.measured(meant, texts, encoder, told)


def _stored(forms: list[str]) -> pa.Array:
    """Return normal forms as Arrow holds them; those with lone surrogates are made again next time."""
    try:
        return pa.array(forms, pa.string())
    except UnicodeEncodeError:
        kept = (form if form.encode("utf-8", "ignore").decode() == form else None for form in forms)
        return pa.array(list(kept), pa.string())


def _sorted(table: pa.Table, names: list[str]) -> pa.Table:
    order = pc.sort_indices(table, sort_keys=[(name, "ascending") for name in names])
    return table.unify_dictionaries().take(order).combine_chunks()


def _rows_of(texts: Prepared, relations: pa.Table) -> tuple[I64, I64]:
    """Return the rows of the two texts of each relation."""
    uids = texts.texts.column("text_uid")
    a, b = (pc.index_in(relations.column(name), value_set=uids).to_numpy() for name in ("text_a", "text_b"))
    return a.astype(np.int64), b.astype(np.int64)


def _ties(texts: Prepared, relations: pa.Table, a: I64, b: I64) -> list[Tie]:
    """Return relations between distinct texts, each pair once: a contradiction outweighs, then what shingles found."""
    kept = np.flatnonzero(texts.distinct[a] != texts.distinct[b])
    first, second = texts.distinct[a[kept]], texts.distinct[b[kept]]
    named = relations.select(("relation", "similarity", "benign", "contrary")).take(pa.array(kept))
    ties: dict[tuple[int, int], Tie] = {}
    columns = [column.to_pylist() for column in named.columns]
    ends = np.minimum(first, second).tolist(), np.maximum(first, second).tolist()
    for one, other, kind, similarity, labels, contrary in zip(*ends, *columns, strict=True):
        if (one, other) not in ties or (contrary and not ties[one, other].contrary):
            ties[one, other] = Tie(one, other, kind, similarity, tuple(labels), contrary)
    return list(ties.values())


def _group_rows(texts: Prepared, groups: list[Group], equal: dict[int, list[str]]) -> pa.Table:
    """Lay out the rows of every member's texts; ``equal`` are the labels of rows that equal an earlier one."""
    order = np.argsort(texts.distinct, kind="stable")
    starts = np.searchsorted(texts.distinct[order], np.arange(len(texts.forms) + 1))
    members = [(place, text, tie) for place, group in enumerate(groups)
               for text, tie in ((group.medoid, None), *group.members)]  # fmt: skip
    text = np.array([text for _, text, _ in members], np.int64)
    sizes = starts[text + 1] - starts[text]
    of = np.repeat(np.arange(len(members)), sizes)
    row = order[np.repeat(starts[text] - np.cumsum(sizes) + sizes, sizes) + np.arange(len(of))]
    tied = np.array([tie is not None for *_, tie in members], np.bool_)[of]
    medoid = ~tied & (row == texts.earliest[text[of]])
    labels = [
        sorted({*(tie.benign if tie else ()), *(() if first else equal.get(here, ()))})
        for tie, first, here in zip((members[k][2] for k in of.tolist()), medoid.tolist(), row.tolist(), strict=True)
    ]
    ids = pa.array([groups[place].group_id for place, *_ in members], pa.string())
    kinds = pa.array([tie.relation if tie else None for *_, tie in members], pa.string())
    alike = np.array([tie.similarity if tie else 1.0 for *_, tie in members], np.float64)
    uids = (texts.texts.column(name).take(pa.array(row)).combine_chunks() for name in ("text_uid", "post_uid"))
    columns = [ids.take(pa.array(of)), *uids, medoid, kinds.take(pa.array(of)), alike[of], labels]
    return _sorted(rows.table(columns, GROUP_SCHEMA), ["group_id", "text_uid"])


def _labels_of_equals(texts: Prepared, relations: pa.Table, a: I64, b: I64) -> dict[int, list[str]]:
    """Return the labels of rows that equal an earlier one, where there are any."""
    same = np.flatnonzero((texts.distinct[a] == texts.distinct[b]) & _any_label(relations))
    later = np.where(a[same] == texts.earliest[texts.distinct[a[same]]], b[same], a[same])
    found = relations.column("benign").take(pa.array(same)).to_pylist()
    return dict(zip(later.tolist(), found, strict=True))


def _any_label(relations: pa.Table) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.list_value_length(relations.column("benign")).to_numpy() > 0, np.bool_)


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
    used: dict[str, Any] = {"encoder": None}
    if encoder is not None:
        used = {"encoder": f"{encoder.name} {encoder.version} {encoder.sha256}", "meaning": meaning_recorded()}
        used["sentences"] = sentences.recorded()
    return MethodRecord(DETECTOR, VERSION, parameters.as_record() | used, dict(inputs), "local", 0, software)
