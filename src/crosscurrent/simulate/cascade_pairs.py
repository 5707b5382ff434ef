"""What an ideal comparison would say of the texts of a cascade: relations and groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from crosscurrent.actions.normal_text import normalise
from crosscurrent.simulate.cascade_growth import OWN, WIRE, Piece
from crosscurrent.simulate.cascade_texts import ZH

#: Share of either text from which two are related.
LEAST_SHARE = 0.5
_COPY, _EXCERPT = 0.8, 0.8
_LABELS = {WIRE: "wire_copy", "quote": "quotation", "share_button": "share_button", OWN: "same_author"}


def ideal_relations(
    pieces: Sequence[Piece], rows: Sequence[Mapping[str, object]], labelled: bool
) -> list[dict[str, object]]:
    """Return rows of ``text_relation`` for every two texts that share enough."""
    shingles = [_shingles(piece) for piece in pieces]
    found = []
    for a, b in combinations(range(len(pieces)), 2):
        if _key(rows[a]) > _key(rows[b]):
            a, b = b, a
        translated = pieces[a].author.lang != pieces[b].author.lang
        shares = _same_sentences(pieces[a], pieces[b]) if translated else _shares(shingles[a], shingles[b])
        if max(shares) >= LEAST_SHARE:
            labels = _labels(pieces[a], pieces[b]) if labelled else []
            found.append(_relation(pieces, rows, (a, b), shares, labels))
    return found


def _key(row: Mapping[str, object]) -> tuple[int, str]:
    at = row["at"]
    return (at if isinstance(at, int) else 2**62, str(row["text_uid"]))


def _shingles(piece: Piece) -> frozenset[str]:
    width = 4 if piece.author.lang == ZH else 9
    normal = normalise(piece.text)
    return frozenset(normal[at : at + width] for at in range(max(len(normal) - width + 1, 1)))


def _shares(a: frozenset[str], b: frozenset[str]) -> tuple[float, float]:
    shared = len(a & b)
    return shared / len(a), shared / len(b)


def _same_sentences(a: Piece, b: Piece) -> tuple[float, float]:
    """Share of each text, by characters, whose sentences the other has in its language."""
    if a.body is not None or b.body is not None:
        return 0.0, 0.0
    in_a, in_b = ({one.template for one in piece.sentences} for piece in (a, b))
    covered = [
        sum(len(one.text) for one in piece.sentences if one.template in other)
        for piece, other in ((a, in_b), (b, in_a))
    ]
    return min(covered[0] / len(a.text), 1.0), min(covered[1] / len(b.text), 1.0)


def _relation(
    pieces: Sequence[Piece], rows: Sequence[Mapping[str, object]], pair: tuple[int, int],
    shares: tuple[float, float], labels: list[str],
) -> dict[str, object]:  # fmt: skip
    a, b = pair
    translated = pieces[a].author.lang != pieces[b].author.lang
    relation, contained = "rewording", None
    if translated:
        relation = "translation"
    elif min(shares) >= _COPY:
        relation = "copy"
    elif max(shares) >= _EXCERPT:
        relation, contained = "excerpt", "a_in_b" if shares[0] > shares[1] else "b_in_a"
    times = rows[a]["at"], rows[b]["at"]
    changed = _numbers_differ(pieces[a], pieces[b])
    return {
        "text_a": rows[a]["text_uid"],
        "text_b": rows[b]["text_uid"],
        "relation": relation,
        "contained": contained,
        "coverage_a": shares[0],
        "coverage_b": shares[1],
        "similarity": min(shares),
        "shared_chars": None,
        "lag_us": times[1] - times[0] if isinstance(times[0], int) and isinstance(times[1], int) else None,
        "contrary": changed,
        "differences": ["numbers"] if changed else [],
        "benign": labels,
        "found_by": "encoder" if translated else "shingles",
    }


def _numbers_differ(a: Piece, b: Piece) -> bool:
    slots = {one.template: dict(one.slots)["n"] for one in a.sentences}
    return any(slots.get(one.template, dict(one.slots)["n"]) != dict(one.slots)["n"] for one in b.sentences)


def _labels(a: Piece, b: Piece) -> list[str]:
    found = {_LABELS[kind] for kind in (a.kind, b.kind) if kind in _LABELS and kind not in (WIRE, OWN)}
    if a.kind == b.kind == WIRE:
        found.add("wire_copy")
    if a.author == b.author:
        found.add("same_author")
    return sorted(found)


def ideal_groups(
    group_id: str, relations: Sequence[Mapping[str, object]], rows: Sequence[Mapping[str, object]]
) -> list[dict[str, object]]:
    """Return rows of ``text_group``: the text with most relatives and those related to it."""
    degree = Counter(str(row[end]) for row in relations for end in ("text_a", "text_b"))
    if not degree:
        return []
    medoid = min(degree, key=lambda uid: (-degree[uid], uid))
    posts = {str(row["text_uid"]): row["post_uid"] for row in rows}
    found = [_member(group_id, medoid, posts[medoid], None)]
    for row in relations:
        if medoid in (row["text_a"], row["text_b"]):
            other = str(row["text_b"] if row["text_a"] == medoid else row["text_a"])
            found.append(_member(group_id, other, posts[other], row))
    return found


def _member(group_id: str, uid: str, post: object, relation: Mapping[str, object] | None) -> dict[str, object]:
    return {
        "group_id": group_id,
        "text_uid": uid,
        "post_uid": post,
        "is_medoid": relation is None,
        "relation": None if relation is None else relation["relation"],
        "similarity": 1.0 if relation is None else relation["similarity"],
        "benign": [] if relation is None else relation["benign"],
    }
