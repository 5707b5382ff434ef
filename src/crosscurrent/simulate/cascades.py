"""Generated cascades of copying in Chinese, English and French, with what is true of every text.

Copies follow copies with log-normal delays; copyists edit, slip, comment, shorten, translate, quote, press share
buttons, give credit, keep it or strip it; agencies send wire copy. Some texts are then left out of the capture, and
some times are made coarse or lost. What an ideal comparison of texts would find comes with it, so that lineage can be
judged alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from crosscurrent.model import text as model
from crosscurrent.model.table import TableSpec, validate
from crosscurrent.simulate.cascade_growth import HOUR_US, OWN, Grower, Piece
from crosscurrent.simulate.cascade_pairs import ideal_groups, ideal_relations
from crosscurrent.simulate.cascade_texts import OUTLETS_TOML

#: 2031-05-05T00:00:00Z
START_US = 1_935_705_600_000_000
_PRECISIONS = {"s": 0.72, "min": 0.14, "hour": 0.03, "day": 0.07, "unknown": 0.04}
_UNIT_US = {"s": 1_000_000, "min": 60_000_000, "hour": HOUR_US, "day": 24 * HOUR_US}
#: Kinds of which a text may be called unattributed copying if it names none of its ancestors.
COPYING = ("plain", "edited", "commented", "shortened", "credited", "kept_credit", "translation")


@dataclass(frozen=True, slots=True)
class Fact:
    """What is true of one captured text.

    Attributes:
        kind: What was done.
        cascade: Which cascade.
        parent: text_uid of the nearest text it comes from that was captured; ``None`` without.
        direct: The very text it was made from was captured.
        unattributed: Copied from somebody else and names nobody it comes from.
        hidden: A text between it and that parent was left out of the capture.
        findable: It is unattributed, and a captured text of somebody else that holds half of it is surely earlier.
    """

    kind: str
    cascade: int
    parent: str | None
    direct: bool
    unattributed: bool
    hidden: bool
    findable: bool = False


@dataclass(frozen=True, slots=True)
class Cascades:
    """A generated set.

    Attributes:
        texts: Rows of ``model.text.SCHEMA``.
        compared: Rows of ``COMPARED_SCHEMA``.
        relations: Rows of ``RELATION_SCHEMA``.
        groups: Rows of ``GROUP_SCHEMA``.
        names: Names and handles of the accounts: account_uid, name, kind.
        facts: text_uid -> what is true of it.
        outlets: Names of the invented agency, in the format of the outlet table.
    """

    texts: pa.Table
    compared: pa.Table
    relations: pa.Table
    groups: pa.Table
    names: pa.Table
    facts: Mapping[str, Fact]
    outlets: str = OUTLETS_TOML


def make_cascades(
    seed: int, cascades: int = 40, *, missing: float = 0.12, labelled: bool = False, exact_times: bool = False
) -> Cascades:
    """Generate cascades.

    Args:
        seed: Same seed and numbers, same rows.
        cascades: How many, of 6 to 24 texts each.
        missing: Chance that a text others were made from is left out of the capture.
        labelled: Relations carry the labels of benign reuse, as an ideal comparison would give them.
        exact_times: Every time is known to the second.

    Returns:
        Tables and truth; rows in no particular order.

    Example:
        >>> made = make_cascades(seed=1, cascades=2)
        >>> made.texts.num_rows == len(made.facts)
        True
    """
    rng = np.random.default_rng([seed, cascades])
    rows: list[dict[str, object]] = []
    facts: dict[str, Fact] = {}
    names: list[dict[str, str]] = []
    relations: list[dict[str, object]] = []
    groups: list[dict[str, object]] = []
    for cascade in range(cascades):
        start = START_US + int(rng.uniform(0, 21 * 24)) * HOUR_US
        pieces = Grower(rng, f"c{seed}-{cascade}").grow(int(rng.integers(6, 25)), start)
        captured = _captured(pieces, missing, rng)
        told = [_row(piece, cascade, rng, exact_times) for piece in captured]
        of = {piece.number: str(row["text_uid"]) for piece, row in zip(captured, told, strict=True)}
        facts |= {of[piece.number]: _fact(piece, pieces, of, cascade) for piece in captured}
        rows += told
        names += [row for piece in captured for row in _names(piece)]
        found = ideal_relations(captured, told, labelled)
        facts |= _findable(facts, told, found)
        relations += found
        groups += ideal_groups(f"text:{seed:08x}{cascade:08x}", found, told)
    order = rng.permutation(len(rows)).tolist()
    return Cascades(
        texts=_table(model.SPEC, [rows[n] for n in order]),
        compared=_table(model.COMPARED_SPEC, [_compared(rows[n]) for n in order]),
        relations=_table(model.RELATION_SPEC, relations),
        groups=_table(model.GROUP_SPEC, groups),
        names=pa.Table.from_pylist(names),
        facts=facts,
    )


def _captured(pieces: Sequence[Piece], missing: float, rng: np.random.Generator) -> list[Piece]:
    """Leave out some texts that others were made from; the first one more seldom."""
    parents = {piece.parent for piece in pieces}
    return [
        piece
        for piece in pieces
        if piece.number not in parents or rng.random() >= (missing / 2 if piece.parent is None else missing)
    ]


def _row(piece: Piece, cascade: int, rng: np.random.Generator, exact: bool) -> dict[str, object]:
    precision = "s" if exact else str(rng.choice(list(_PRECISIONS), p=list(_PRECISIONS.values())))
    unit = _UNIT_US.get(precision)
    post = f"{piece.author.platform}:{piece.url.removeprefix('https://')}"
    return {
        "text_uid": f"{post}#body",
        "post_uid": post,
        "part": "body",
        "account_uid": piece.author.account_uid,
        "platform": piece.author.platform,
        "kind": "article" if piece.author.platform == "web" else "post",
        "at": None if unit is None else piece.at_us // unit * unit,
        "precision": precision,
        "lang_declared": piece.author.lang,
        "text": piece.text,
        "url": piece.url,
        "links": piece.links,
        "mentions": [],
        "byline": piece.author.name if piece.author.platform == "web" else None,
        "capture_id": f"cap{cascade}",
        "locator": f"row={piece.number}",
    }


def _names(piece: Piece) -> list[dict[str, str]]:
    author = piece.author
    kinds = (("display_name", author.name), ("handle", author.handle))
    return [{"account_uid": author.account_uid, "name": name, "kind": kind} for kind, name in kinds]


def _fact(piece: Piece, pieces: Sequence[Piece], of: Mapping[int, str], cascade: int) -> Fact:
    above = piece.parent
    while above is not None and above not in of:
        above = pieces[above].parent
    return Fact(
        kind=piece.kind,
        cascade=cascade,
        parent=None if above is None else of[above],
        direct=piece.parent in of,
        unattributed=_unattributed(piece, pieces, of),
        hidden=piece.parent is not None and piece.parent not in of,
    )


def _unattributed(piece: Piece, pieces: Sequence[Piece], of: Mapping[int, str]) -> bool:
    """Tell whether a text is copied from somebody else and names nobody it comes from."""
    if piece.kind == OWN and piece.parent is not None:
        # One's own text again is no copying; if that one was not captured, what holds of it is seen of this one.
        return piece.parent not in of and _unattributed(pieces[piece.parent], pieces, of)
    return piece.kind in COPYING and not piece.credited


def _findable(
    facts: Mapping[str, Fact], rows: Sequence[Mapping[str, object]], relations: Sequence[Mapping[str, object]]
) -> dict[str, Fact]:
    """Mark what can be found at all: half of the text in an earlier one of somebody else, by times as captured."""
    by_uid = {str(row["text_uid"]): row for row in rows}
    found = {}
    for relation in relations:
        for ends in (("a", "b"), ("b", "a")):
            source, child = (str(relation[f"text_{end}"]) for end in ends)
            share = relation[f"coverage_{ends[1]}"]
            earlier = _surely_earlier(by_uid[source], by_uid[child])
            others = by_uid[source]["account_uid"] != by_uid[child]["account_uid"]
            if facts[child].unattributed and isinstance(share, float) and share >= 0.5 and earlier and others:
                found[child] = replace(facts[child], findable=True)
    return found


def _surely_earlier(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    first, second = one["at"], other["at"]
    if not isinstance(first, int) or not isinstance(second, int):
        return False
    return first + _UNIT_US[str(one["precision"])] <= second


def _compared(row: Mapping[str, object]) -> dict[str, object]:
    lang = str(row["lang_declared"])
    return {
        "text_uid": row["text_uid"],
        "status": "compared",
        "script": "Hani" if lang == "zh" else "Latn",
        "lang": lang,
        "weight": float(len(str(row["text"]))),
        "distinct_id": None,
        "group_id": None,
    }


def _table(spec: TableSpec, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    plain = pa.schema(
        [field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field for field in spec.schema]
    )
    return validate(spec, pa.Table.from_pylist(list(rows), plain))
