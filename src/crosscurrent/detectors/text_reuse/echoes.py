"""Echoes: texts of different posts that state the same rare particulars, in whatever language and medium.

A headline, a caption, the words in a picture and what is said in a video can tell the same without one wording being
made from the other. An echo is weaker than a copy or a translation: two reports of one event echo each other as well.
It is therefore listed by itself, and counts neither as copying nor as an action. No sentence encoder is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from crosscurrent.detectors.text_reuse.echo_anchors import OVERLAP, STRETCH, Anchor
from crosscurrent.detectors.text_reuse.echo_index import candidates, surprise_of
from crosscurrent.detectors.text_reuse.echo_marks import located
from crosscurrent.detectors.text_reuse.echo_pairs import Echo, Weighing
from crosscurrent.detectors.text_reuse.echo_texts import (
    DAY_US,
    Compared,
    EchoParameters,
    Texts,
    lang_of,
    post_pair,
    read_texts,
    weighing_of,
)  # fmt: skip
from crosscurrent.model.table import validate
from crosscurrent.model.text import ECHO_ANCHOR_SCHEMA, ECHO_ANCHOR_SPEC, ECHO_SCHEMA, ECHO_SPEC

#: Of two equally sure echoes of the same posts the one between these parts is kept, the first before the others.
_PREFERRED = ("title", "ocr", "transcript", "body")
#: Rows of a text that is written alike that are tried; echoes of which the places of anchors are looked up.
_MOST_ROWS, _MOST_LOCATED = 8, 500
LIMITS = (
    "An echo says that two texts state the same particulars, not that one was made from the other: two reports of one "
    "event, or of one press release, echo each other as well.",
    "Echoes are not counted as copying, as copying without credit, or as actions.",
    "Names in Chinese are compared with names in Latin letters by a table of well-known names and by sound; a name "
    "that is neither is not recognised.",
    "What a picture or a video shows or says is known only where the captures hold its words.",
)


@dataclass(frozen=True, slots=True)
class Echoes:
    """Everything a run found.

    Attributes:
        echoes: Rows of text_echo, the surest first.
        echo_anchors: Rows of text_echo_anchor, in the same order.
        summary: Counts, parameters, and what an echo does not say.
    """

    echoes: pa.Table
    echo_anchors: pa.Table
    summary: dict[str, Any]


def find(texts: pa.Table, parameters: EchoParameters | None = None, before: Compared | None = None) -> Echoes:
    """Look for echoes.

    Args:
        texts: Rows in ``model.text.SCHEMA``, in any order; headlines have the part ``title``.
        parameters: Parameters.
        before: What the comparison of the same texts found.

    Returns:
        Findings; the same rows give the same findings in whatever order they come.
    """
    parameters, before = parameters or EchoParameters(), before or Compared()
    said = read_texts(texts, parameters, before)
    weighing = weighing_of(said, parameters, before)
    found, counts = _found(said, weighing, parameters, before)
    echoes, anchors = _tables(said, found, weighing, before)
    return Echoes(echoes, anchors, _summary(said, found, counts, parameters, weighing))


# --- pairs -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pair:
    a: int  # rows
    b: int
    begin_a: int  # where the stretches begin
    begin_b: int
    echo: Echo
    p: float


def _found(
    texts: Texts, weighing: Weighing, parameters: EchoParameters, before: Compared
) -> tuple[list[_Pair], Counter[str]]:
    """Return the echoes, the surest first, each pair of posts once."""
    counts: Counter[str] = Counter(candidates=0, already_related=0, same_account=0, too_far_apart=0)
    if not len(texts.stretch_text):
        return [], counts
    n_stretches = np.bincount(texts.stretch_text, minlength=len(texts.rows_of))
    first, second = candidates(weighing.held, texts.unit[texts.stretch_text], parameters.all_pairs)
    counts["candidates"] = len(first)
    limit = min(parameters.most_p, parameters.most_expected / max(weighing.held.texts, 1))
    best: dict[tuple[str, str], _Pair] = {}
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        left, right = int(texts.stretch_text[one]), int(texts.stretch_text[other])
        rows = _rows(texts, left, right, parameters, before, counts)
        if rows is None:
            continue
        echo = weighing.weigh(one, other, surprise_of(limit))
        if echo is None:
            continue
        p = min(1.0, echo.p * int(n_stretches[left]) * int(n_stretches[right]))
        if p > limit:
            continue
        pair = _Pair(*rows, texts.begins[one], texts.begins[other], echo, p)
        key = post_pair(texts.rows[pair.a]["post_uid"], texts.rows[pair.b]["post_uid"])
        if key not in best or _order(texts, pair) < _order(texts, best[key]):
            best[key] = pair
    ordered = sorted(best.values(), key=lambda pair: _order(texts, pair))
    return [_earlier_first(texts, pair) for pair in ordered], counts


def _order(texts: Texts, pair: _Pair) -> tuple[Any, ...]:
    rows = [texts.rows[pair.a], texts.rows[pair.b]]
    parts = sorted(_PREFERRED.index(row["part"]) for row in rows)
    return (float(f"{pair.p:.3e}"), parts, *sorted(row["text_uid"] for row in rows))


def _rows(
    texts: Texts, left: int, right: int, parameters: EchoParameters, before: Compared, counts: Counter[str]
) -> tuple[int, int] | None:
    """Return the earliest rows of two written texts that may echo each other, or ``None``."""
    why = ""
    for a in texts.rows_of[left][:_MOST_ROWS]:
        for b in texts.rows_of[right][:_MOST_ROWS]:
            why = _never(texts.rows[a], texts.rows[b], parameters, before)
            if not why:
                return a, b
    counts[why] += 1
    return None


def _never(a: Mapping[str, Any], b: Mapping[str, Any], parameters: EchoParameters, before: Compared) -> str:
    if a["post_uid"] == b["post_uid"] or (a["account_uid"] is not None and a["account_uid"] == b["account_uid"]):
        return "same_account"
    if before.group_of.get(a["post_uid"], frozenset()) & before.group_of.get(b["post_uid"], frozenset()):
        return "already_related"
    if post_pair(a["post_uid"], b["post_uid"]) in before.related:
        return "already_related"
    known = a["at"] is not None and b["at"] is not None
    return "too_far_apart" if known and abs(a["at"] - b["at"]) > parameters.window_days * DAY_US else ""


def _earlier_first(texts: Texts, pair: _Pair) -> _Pair:
    """Turn a pair so that the earlier text comes first; where times are equal or not known, the smaller text_uid."""
    a, b = texts.rows[pair.a], texts.rows[pair.b]
    timed = None not in (a["at"], b["at"]) and a["at"] != b["at"]
    if a["at"] < b["at"] if timed else a["text_uid"] < b["text_uid"]:
        return pair
    echo = Echo(pair.echo.shared, pair.echo.p, (pair.echo.other[1], pair.echo.other[0]))
    return _Pair(pair.b, pair.a, pair.begin_b, pair.begin_a, echo, pair.p)


# --- tables ----------------------------------------------------------------------------------------


def _tables(texts: Texts, found: Sequence[_Pair], weighing: Weighing, before: Compared) -> tuple[pa.Table, pa.Table]:
    units = dict(zip(weighing.held.names, weighing.held.units.tolist(), strict=True))
    echoes, anchors = [], []
    for number, pair in enumerate(found):
        a, b = texts.rows[pair.a], texts.rows[pair.b]
        shared, other = pair.echo.shared, pair.echo.other
        echoes.append(
            {
                "text_a": a["text_uid"], "text_b": b["text_uid"], "part_a": a["part"], "part_b": b["part"],
                "lang_a": lang_of(a, before), "lang_b": lang_of(b, before),
                "anchors": [f"{kind}:{value}" for (kind, value), _ in shared],
                "weight": round(sum(surprise_of(p) for _, p in shared), 3), "p": pair.p,
                "lag_us": b["at"] - a["at"] if None not in (a["at"], b["at"]) else None,
                "contrary": bool(other[0]), "other_a": list(other[0]), "other_b": list(other[1]),
            }
        )  # fmt: skip
        places = number < _MOST_LOCATED
        for anchor, p in shared:
            row = [a["text_uid"], b["text_uid"], *anchor, round(surprise_of(p), 3), units.get(anchor, 2)]
            for text, begin in ((a, pair.begin_a), (b, pair.begin_b)):
                row += _place(text, begin, anchor) if places else (None, None)
            anchors.append(dict(zip(ECHO_ANCHOR_SCHEMA.names, row, strict=True)))
    return validate(ECHO_SPEC, _table(echoes, ECHO_SCHEMA)), validate(
        ECHO_ANCHOR_SPEC, _table(anchors, ECHO_ANCHOR_SCHEMA)
    )


def _place(row: Mapping[str, Any], begin: int, anchor: Anchor) -> tuple[int | None, int | None]:
    """Return where an anchor stands, looked for from the stretch in which it was read."""
    found = located(row["text"][begin : begin + STRETCH + OVERLAP], anchor)
    return (found[0] + begin, found[1] + begin) if found else (None, None)


def _table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    plain = pa.schema([pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in schema])
    return pa.Table.from_pylist(rows, plain).cast(schema)


def _summary(
    texts: Texts, found: Sequence[_Pair], counts: Counter[str], parameters: EchoParameters, weighing: Weighing
) -> dict[str, Any]:
    parts = Counter(
        " - ".join(sorted((texts.rows[pair.a]["part"], texts.rows[pair.b]["part"]), key=_PREFERRED.index))
        for pair in found
    )
    kinds = Counter(kind for pair in found for kind in {anchor[0] for anchor, _ in pair.echo.shared})
    return {
        "echoes": len(found),
        "contrary": sum(bool(pair.echo.other[0]) for pair in found),
        "texts": len(texts.rows),
        "texts_with_particulars": weighing.held.texts,
        "by_parts": dict(sorted(parts.items())),
        "by_kind": dict(sorted(kinds.items())),
        "candidates": counts["candidates"],
        "left_out": {name: counts[name] for name in ("already_related", "same_account", "too_far_apart")},
        "p_at_most": min(parameters.most_p, parameters.most_expected / max(weighing.held.texts, 1)),
        "parameters": asdict(parameters),
        "limits": list(LIMITS),
    }
