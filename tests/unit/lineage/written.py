"""A few texts, written out by hand, as the tables the detector reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import pyarrow as pa

from crosscurrent.actions.normal_text import normalise
from crosscurrent.detectors.lineage.detect import Lineage, detect
from crosscurrent.detectors.lineage.material import NAMES_SCHEMA, PAGES_SCHEMA, REFERENCES_SCHEMA, Material
from crosscurrent.detectors.lineage.parameters import Parameters
from crosscurrent.model import text as model

#: 2031-05-05T00:00:00Z
NOON_US = 1_935_748_800_000_000
MINUTE_US, HOUR_US = 60_000_000, 3_600_000_000


@dataclass(frozen=True)
class T:
    """One text: its id, when (hours after noon, None for unknown), who, and what it says."""

    uid: str
    hour: float | None
    text: str
    account: str | None = None
    platform: str = "x"
    precision: str = "s"
    lang: str = "en"
    url: str | None = None
    links: Sequence[str] = ()
    mentions: Sequence[str] = ()
    byline: str | None = None
    group: str | None = "text:1"
    names: Sequence[tuple[str, str]] = ()
    post: str | None = None  # where several parts are of one post
    part: str = "body"


@dataclass(frozen=True)
class R:
    """A relation that shingles would not give: a translation, or one with labels."""

    a: str
    b: str
    relation: str = "translation"
    coverage_a: float = 1.0
    coverage_b: float = 1.0
    benign: Sequence[str] = ()
    differences: Sequence[str] = ()
    of: dict[str, Any] = field(default_factory=dict)


def plain(schema: pa.Schema) -> pa.Schema:
    return pa.schema([f.with_type(pa.string()) if pa.types.is_dictionary(f.type) else f for f in schema])


def rows(schema: pa.Schema, found: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(found, plain(schema)).cast(schema)


def shares(a: str, b: str) -> tuple[float, float]:
    grams = [{normal[at : at + 4] for at in range(max(len(normal) - 3, 1))} for normal in map(normalise, (a, b))]
    shared = len(grams[0] & grams[1])
    return shared / len(grams[0]), shared / len(grams[1])


def account_of(one: T) -> str:
    return one.account if one.account is not None else f"{one.platform}:{one.uid}"


def post_of(one: T) -> str:
    return one.post if one.post is not None else f"post-{one.uid}"


def text_row(one: T) -> dict[str, Any]:
    return {
        "text_uid": one.uid, "post_uid": post_of(one), "part": one.part,
        "account_uid": None if one.account == "" else account_of(one), "platform": one.platform, "kind": "post",
        "at": None if one.hour is None else NOON_US + round(one.hour * HOUR_US),
        "precision": "unknown" if one.hour is None else one.precision, "lang_declared": one.lang, "text": one.text,
        "url": one.url, "links": list(one.links), "mentions": list(one.mentions), "byline": one.byline,
        "capture_id": "c", "locator": "r",
    }  # fmt: skip


def relation_row(one: R) -> dict[str, Any]:
    return {
        "text_a": one.a, "text_b": one.b, "relation": one.relation, "contained": None, "coverage_a": one.coverage_a,
        "coverage_b": one.coverage_b, "similarity": 0.8, "shared_chars": None, "lag_us": None,
        "contrary": bool(one.differences), "differences": list(one.differences), "benign": list(one.benign),
        "found_by": "shingles",
    }  # fmt: skip


def related(texts: Sequence[T]) -> list[R]:
    """Relate every two texts that share a third of either."""
    found = []
    for a, b in combinations(texts, 2):
        of_a, of_b = shares(a.text, b.text) if normalise(a.text) and normalise(b.text) else (0.0, 0.0)
        if max(of_a, of_b) > 0.3:
            found.append(R(a.uid, b.uid, "copy", of_a, of_b))
    return found


def material(
    texts: Sequence[T], more: Sequence[R] = (), pages: dict[str, str] | None = None,
    references: Sequence[tuple[str, str]] = (), related_only: Sequence[str] | None = None,
) -> Material:  # fmt: skip
    said = {(one.a, one.b) for one in more}
    near = texts if related_only is None else [one for one in texts if one.uid in related_only]
    relations = [*(one for one in related(near) if (one.a, one.b) not in said), *more]
    groups = [
        {"group_id": one.group, "text_uid": one.uid, "post_uid": post_of(one), "is_medoid": n == 0,
         "relation": None, "similarity": 1.0, "benign": []}
        for n, one in enumerate(texts) if one.group is not None
    ]  # fmt: skip
    names = [{"account_uid": account_of(one), "name": name, "kind": kind} for one in texts for kind, name in one.names]
    page_rows = [{"post_uid": f"post-{uid}", "text": text} for uid, text in (pages or {}).items()]
    reference_rows = [{"post_uid": f"post-{a}", "target_post_uid": f"post-{b}"} for a, b in references]
    return Material(
        rows(model.SCHEMA, [text_row(one) for one in texts]),
        rows(model.RELATION_SCHEMA, [relation_row(one) for one in relations]),
        rows(model.GROUP_SCHEMA, groups),
        names=pa.Table.from_pylist(names, NAMES_SCHEMA),
        pages=None if pages is None else pa.Table.from_pylist(page_rows, PAGES_SCHEMA),
        references=pa.Table.from_pylist(reference_rows, REFERENCES_SCHEMA),
    )


def look(
    texts: Sequence[T], *args: Any, parameters: Parameters | None = None, null: Any = None, **more: Any
) -> Lineage:
    return detect(material(texts, *args, **more), parameters, null=null)


def parents(found: Lineage) -> dict[str, str | None]:
    return dict(zip(found.nodes["text_uid"].to_pylist(), found.nodes["parent_text"].to_pylist(), strict=True))


def node(found: Lineage, uid: str) -> dict[str, Any]:
    return next(row for row in found.nodes.to_pylist() if row["text_uid"] == uid)


def copied(found: Lineage) -> dict[str, str]:
    table = found.unattributed
    return dict(zip(table["text_uid"].to_pylist(), table["source_text"].to_pylist(), strict=True))
