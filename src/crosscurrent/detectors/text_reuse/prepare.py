"""Texts as written to what is compared: normal forms, of which equal ones are one distinct text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.actions import normal_text
from crosscurrent.actions.normal_text import MIN_DIFFERENT, normalise_all
from crosscurrent.detectors.text_reuse import languages
from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.kernels import scripts, shingles
from crosscurrent.model.text import SCHEMA

I64 = npt.NDArray[np.int64]
Name = TypeVar("Name")
#: So many texts are folded at once, so that little is held in memory besides them.
_FOLDED_AT_ONCE = 50_000
#: What a decoder leaves where bytes were not what it expected.
REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class CodePoints:
    """Texts as code points, one after the other.

    Attributes:
        code: Code points.
        offset: n + 1 offsets into ``code``.
    """

    code: npt.NDArray[np.uint32]
    offset: I64


@dataclass(frozen=True, slots=True)
class Prepared:
    """The texts of a run, ready to be compared.

    Attributes:
        texts: Input rows in the order of text_uid, each text_uid once.
        written: Text of each row as written, up to ``max_chars``.
        normal: Normal form of each row.
        status: One of ``model.text.STATUSES`` per row.
        script: ISO 15924 per row, or ``None``.
        lang: BCP 47 per row, ``und`` where nobody can say, or nobody was asked yet (:func:`identify`).
        weight: What the normal form of each row says, in letters.
        distinct: Distinct text of each row, -1 where it is not compared. Distinct texts are numbered in the order of
            their earliest rows, so a smaller number is earlier.
        forms: Normal form of each distinct text.
        points: Their code points.
        earliest: Row of the earliest text of each distinct text; of equally early or undated ones, the first.
        copies: Rows of each distinct text.
        duplicate_rows: Input rows left out because their text_uid came before.
        undecodable: Texts with marks of a wrong encoding.
    """

    texts: pa.Table
    written: list[str]
    normal: list[str]
    status: list[str]
    script: list[str | None]
    lang: list[str]
    weight: npt.NDArray[np.float64]
    distinct: I64
    forms: list[str]
    points: CodePoints
    earliest: I64
    copies: I64
    duplicate_rows: int
    undecodable: int

    def column(self, name: str) -> list[Any]:
        """Return a column of the input for the earliest row of each distinct text."""
        return list(self.texts.column(name).take(pa.array(self.earliest)).to_pylist())


def prepare(
    texts: pa.Table,
    parameters: Parameters,
    known: Mapping[str, str] | None = None,
    advance: Callable[[int], None] = lambda _: None,
) -> Prepared:
    """Bring texts into the form in which they are compared.

    Args:
        texts: Rows in ``model.text.SCHEMA``, in any order.
        parameters: Parameters.
        known: Text as written -> normal form, from an earlier run with the same parameters.
        advance: Told of texts done.

    Returns:
        What the comparison reads; it does not depend on the order of the rows.
    """
    texts, duplicates = _in_order(texts.select(SCHEMA.names))
    written = _strings(texts.column("text"))
    normal = _normal_forms(written, parameters.max_chars, known or {}, advance)
    forms, form_of = _unique(normal)
    points = code_points(forms)
    twice, different = shingles.weights(points.code, points.offset, MIN_DIFFERENT)
    weight = twice / 2
    enough = (weight >= parameters.min_weight) & (different >= MIN_DIFFERENT)
    counts = scripts.count(points.code, points.offset, languages.script_table(), len(languages.SCRIPTS))
    script = languages.main_scripts(counts)[form_of]
    lang = _languages(
        texts.column("lang_declared"), script, languages.guessed(points.code, points.offset, counts)[form_of]
    )
    distinct, earliest, copies = _number_distinct(texts, form_of, enough)
    form = form_of[earliest]
    return Prepared(
        texts, [raw[: parameters.max_chars] for raw in written], [forms[k] for k in form_of.tolist()],
        _statuses(written, normal, enough[form_of] if len(forms) else np.zeros(0, np.bool_), parameters.max_chars),
        _named((None, *languages.SCRIPTS[1:]), script), lang, weight[form_of] if len(forms) else np.zeros(0), distinct,
        [forms[k] for k in form.tolist()], CodePoints(*shingles.taken(points.code, points.offset, form)), earliest,
        copies, duplicates, sum(REPLACEMENT in raw for raw in written),
    )  # fmt: skip


def _named(names: Sequence[Name], place: I64) -> list[Name]:
    """Return the name at each place."""
    every = np.empty(len(names), object)
    every[:] = names
    return list(every[place].tolist())


def identify(texts: Prepared, distinct: I64) -> None:
    """Ask the language model about those distinct texts whose language neither declaration nor script has told.

    It is asked about texts that are related to another, and about all where rewordings and translations are looked
    for; of a text nothing is said about, the language is not worth what asking costs.

    Args:
        texts: Prepared texts; their ``lang`` is completed in place.
        distinct: Numbers of distinct texts, each once.
    """
    wanted = np.zeros(len(texts.forms) + 1, np.bool_)
    wanted[distinct] = True
    wanted[-1] = False
    rows = [row for row in np.flatnonzero(wanted[texts.distinct]).tolist() if texts.lang[row] == languages.UNKNOWN]
    forms, form_of = _unique([texts.normal[row] for row in rows])
    points = code_points(forms)
    counts = scripts.count(points.code, points.offset, languages.script_table(), len(languages.SCRIPTS))
    answers = languages.modelled(forms, counts)
    for row, form in zip(rows, form_of.tolist(), strict=True):
        texts.lang[row] = answers[form]


def code_points(texts: list[str]) -> CodePoints:
    """Lay texts out as code points, lone surrogates included."""
    return CodePoints(*normal_text.code_points(texts))


def _in_order(texts: pa.Table) -> tuple[pa.Table, int]:
    """Sort by text_uid and keep the first row of each; rows that share one are told apart by what they hold."""
    keys = [(name, "ascending") for name in ("text_uid", "at", "text", "capture_id", "locator")]
    flat = texts.set_column(texts.schema.get_field_index("text"), "text", texts.column("text").cast(pa.binary()))
    ordered = texts.take(pc.sort_indices(flat, sort_keys=keys)).combine_chunks()
    uids = ordered.column("text_uid")
    if ordered.num_rows < 2:
        return ordered, 0
    first = pc.not_equal(uids.slice(1), uids.slice(0, len(uids) - 1)).to_numpy()
    kept = np.concatenate(([True], first.astype(bool)))
    return (ordered, 0) if kept.all() else (ordered.filter(pa.array(kept)), int((~kept).sum()))


def _strings(column: pa.ChunkedArray) -> list[str]:
    """Return texts; bytes that are no UTF-8 (lone surrogates, other encodings) become replacement characters."""
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        return [raw.decode("utf-8", "replace") for raw in column.cast(pa.binary()).to_pylist()]


def _normal_forms(
    written: list[str], max_chars: int, known: Mapping[str, str], advance: Callable[[int], None]
) -> list[str]:
    out: list[str] = []
    for start in range(0, len(written), _FOLDED_AT_ONCE):
        texts = written[start : start + _FOLDED_AT_ONCE]
        forms = [known.get(text) for text in texts]
        new = [row for row, form in enumerate(forms) if form is None]
        for row, form in zip(new, normalise_all([texts[row][:max_chars] for row in new]), strict=True):
            forms[row] = form
        out += (form or "" for form in forms)
        advance(len(texts))
    return out


def _unique(normal: list[str]) -> tuple[list[str], I64]:
    """Return the different forms in the order of first appearance, and the form of each row."""
    place: dict[str, int] = {}
    form_of = np.fromiter((place.setdefault(form, len(place)) for form in normal), np.int64, len(normal))
    return list(place), form_of


def _statuses(written: list[str], normal: list[str], enough: npt.NDArray[np.bool_], max_chars: int) -> list[str]:
    long = np.fromiter(map(len, written), np.int64, len(written)) > max_chars
    out = _named(("compared", "cut"), long.astype(np.int64))
    for row in np.flatnonzero(~enough).tolist():
        out[row] = "too_short" if normal[row] else _without_words(written[row])
    return out


def _without_words(raw: str) -> str:
    shown = raw.strip()
    if not shown:
        return "empty"
    return "emoji_only" if _only_emoji(shown) else "too_short"


def _only_emoji(shown: str) -> bool:
    import emoji

    return len(shown) <= 2_000 and not emoji.replace_emoji(shown, "").strip() and emoji.emoji_count(shown) > 0


def _languages(declared: pa.ChunkedArray, script: I64, guess: I64) -> list[str]:
    """Return the language of each row: as declared, unless the script contradicts it, else as guessed."""
    tags = pc.dictionary_encode(declared).combine_chunks()
    tag = np.asarray(pc.fill_null(tags.indices, len(tags.dictionary)).to_numpy(False), np.int64)
    names, scripts_ = [*tags.dictionary.to_pylist(), None], (None, *languages.SCRIPTS[1:])
    asked, which = np.unique(tag * len(scripts_) + script, return_inverse=True)
    said = [languages.declared(names[key // len(scripts_)], scripts_[key % len(scripts_)]) for key in asked.tolist()]
    every = list(dict.fromkeys((*languages.GUESSES, *(name for name in said if name is not None))))
    answer = np.array([-1 if name is None else every.index(name) for name in said], np.int64)[which]
    return _named(every, np.where(answer >= 0, answer, guess))


def _number_distinct(texts: pa.Table, form_of: I64, enough: npt.NDArray[np.bool_]) -> tuple[I64, I64, I64]:
    """Number the forms that say enough in the order of their earliest rows; undated rows come last."""
    at = times_of(texts)
    order = np.argsort(at, kind="stable")
    order = order[enough[form_of[order]]] if len(order) else order
    _, first = np.unique(form_of[order], return_index=True)
    earliest = order[np.sort(first)]
    place = np.full(len(enough), -1, np.int64)
    place[form_of[earliest]] = np.arange(len(earliest))
    distinct = place[form_of] if len(form_of) else np.zeros(0, np.int64)
    return distinct, earliest, np.bincount(distinct[distinct >= 0], minlength=len(earliest))


def times_of(texts: pa.Table) -> I64:
    """Return times in microseconds, the largest integer where there is none."""
    at = texts.column("at").cast(pa.int64())
    return np.asarray(pc.fill_null(at, np.iinfo(np.int64).max).to_numpy(), np.int64)
