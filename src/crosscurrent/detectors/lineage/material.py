"""What the detector reads, put in an order that does not depend on the order of the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.actions.normal_text import normalise
from crosscurrent.detectors.lineage.fingerprints import Fingerprints, fingerprints
from crosscurrent.detectors.lineage.intervals import Ints, intervals

UNDETERMINED = "und"
HANDLE, DISPLAY_NAME, HOST = "handle", "display_name", "host"
#: What accounts are called; several rows per account, kind is handle, display_name or host.
NAMES_SCHEMA = pa.schema([("account_uid", pa.string()), ("name", pa.string()), ("kind", pa.string())])
#: Readable text of the whole page of a post, where the capture has it.
PAGES_SCHEMA = pa.schema([("post_uid", pa.string()), ("text", pa.string())])
#: Reposts, quotes and answers: the post names the other by its mechanics.
REFERENCES_SCHEMA = pa.schema([("post_uid", pa.string()), ("target_post_uid", pa.string())])


@dataclass(frozen=True, slots=True)
class Material:
    """The tables of a run.

    Attributes:
        texts: Rows of :data:`crosscurrent.model.text.SCHEMA`.
        relations: Rows of ``RELATION_SCHEMA`` there.
        groups: Rows of ``GROUP_SCHEMA`` there.
        compared: Rows of ``COMPARED_SCHEMA`` there; its languages are used.
        names: Rows of :data:`NAMES_SCHEMA`; without them only bylines, hosts and the table of outlets name a source.
        pages: Rows of :data:`PAGES_SCHEMA`; without them no page is searched for credit, and rows say so.
        references: Rows of :data:`REFERENCES_SCHEMA`.
    """

    texts: pa.Table
    relations: pa.Table
    groups: pa.Table
    compared: pa.Table | None = None
    names: pa.Table | None = None
    pages: pa.Table | None = None
    references: pa.Table | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """The texts that are related to others, ascending by text_uid; lists and arrays run over them.

    Attributes:
        uid: text_uid.
        post: post_uid.
        part: Part of the post: body, title, ocr, transcript.
        account: account_uid or ``None``.
        platform: Platform.
        lang: Language or ``und``.
        at: Time as captured, µs.
        precision: Its precision.
        low: First moment the time may mean.
        high: First moment after it.
        group: group_id or ``None``.
        written: Text as written.
        url: Address of the post.
        links: Addresses it links to.
        mentions: Accounts it mentions.
        byline: Names shown of the author.
        form: Number of the normal form: texts that read the same share it.
        normals: Normal form by number.
        prints: Shingles by number of the normal form.
        names: account_uid -> (name, kind) as captured.
        pages: post_uid -> text of the page.
        references: Pairs (post_uid, post_uid it refers to).
        beside: post_uid -> (text_uid, text as written) of its parts, for posts with several; related or not.
    """

    uid: list[str]
    post: list[str]
    part: list[str]
    account: list[str | None]
    platform: list[str]
    lang: list[str]
    at: list[int | None]
    precision: list[str]
    low: Ints
    high: Ints
    group: list[str | None]
    written: list[str]
    url: list[str | None]
    links: list[list[str]]
    mentions: list[list[str]]
    byline: list[str | None]
    form: Ints
    normals: list[str]
    prints: Fingerprints
    names: Mapping[str, Sequence[tuple[str, str]]]
    pages: Mapping[str, str]
    references: frozenset[tuple[str, str]]
    beside: Mapping[str, Sequence[tuple[str, str]]]

    def number(self) -> dict[str, int]:
        """Return text_uid -> number."""
        return {uid: n for n, uid in enumerate(self.uid)}


def corpus(material: Material) -> Corpus:
    """Take the related texts out of the tables."""
    groups = dict(sorted(zip(*(_strings(material.groups, name) for name in ("text_uid", "group_id")), strict=True)))
    related = set(groups)
    for column in ("text_a", "text_b"):
        related.update(_strings(material.relations, column))
    chosen = pc.is_in(material.texts["text_uid"], value_set=pa.array(sorted(related), pa.string()))
    table = material.texts.filter(chosen).sort_by("text_uid")
    uid, precision = _strings(table, "text_uid"), _strings(table, "precision")
    written = _strings(table, "text")
    form, normals = _forms(uid, written)
    low, high = intervals(table["at"], precision)
    return Corpus(
        uid=uid,
        post=_strings(table, "post_uid"),
        part=_strings(table, "part"),
        account=table["account_uid"].to_pylist(),
        platform=_strings(table, "platform"),
        lang=languages(material, table, uid),
        at=pc.cast(table["at"], pa.int64()).to_pylist(),
        precision=precision,
        low=low,
        high=high,
        group=[groups.get(one) for one in uid],
        written=written,
        url=table["url"].to_pylist(),
        links=[links or [] for links in table["links"].to_pylist()],
        mentions=[mentions or [] for mentions in table["mentions"].to_pylist()],
        byline=table["byline"].to_pylist(),
        form=form,
        normals=normals,
        prints=fingerprints(normals),
        names=_names(material.names),
        pages=_pages(material.pages),
        references=_references(material.references),
        beside=_beside(material.texts, table),
    )


def _beside(texts: pa.Table, related: pa.Table) -> dict[str, list[tuple[str, str]]]:
    """Return the parts of the posts of related texts that have several."""
    rows = texts.filter(pc.is_in(texts["post_uid"], value_set=pc.unique(related["post_uid"])))
    if rows.num_rows == related.num_rows and pc.count_distinct(related["post_uid"]).as_py() == related.num_rows:
        return {}
    parts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for post, uid, text in sorted(
        zip(*(_strings(rows, name) for name in ("post_uid", "text_uid", "text")), strict=True)
    ):
        parts[post].append((uid, text))
    return {post: found for post, found in parts.items() if len(found) > 1}


def _strings(table: pa.Table, column: str) -> list[Any]:
    return list(table[column].cast(pa.string()).to_pylist())


def _forms(uid: Sequence[str], written: Sequence[str]) -> tuple[Ints, list[str]]:
    """Number normal forms in the order of the first text that has them; a text of which nothing is left is alone."""
    normal_of: dict[str, str] = {}
    numbers: dict[str, int] = {}
    form = np.empty(len(uid), np.int64)
    normals: list[str] = []
    for n, text in enumerate(written):
        if (normal := normal_of.get(text)) is None:
            normal = normal_of[text] = normalise(text)
        key = normal or f"\0{n}"
        if key not in numbers:
            numbers[key] = len(normals)
            normals.append(normal)
        form[n] = numbers[key]
    return form, normals


def languages(material: Material, table: pa.Table, uid: Sequence[str]) -> list[str]:
    """Return the language of texts: as read by the comparison, else as declared, else ``und``."""
    found: dict[str, str] = {}
    if material.compared is not None:
        found = dict(zip(_strings(material.compared, "text_uid"), _strings(material.compared, "lang"), strict=True))
    declared = table["lang_declared"].to_pylist()
    return [
        language if (language := found.get(one, UNDETERMINED)) != UNDETERMINED else other or UNDETERMINED
        for one, other in zip(uid, declared, strict=True)
    ]


def _names(table: pa.Table | None) -> dict[str, list[tuple[str, str]]]:
    if table is None:
        return {}
    rows = set(zip(*(_strings(table, name) for name in NAMES_SCHEMA.names), strict=True))
    names = defaultdict(list)
    for account, name, kind in sorted(row for row in rows if all(row)):
        names[account].append((name, kind))
    return dict(names)


def _pages(table: pa.Table | None) -> dict[str, str]:
    if table is None:
        return {}
    rows = sorted(zip(_strings(table, "post_uid"), _strings(table, "text"), strict=True), key=str)
    return {post: text for post, text in rows if text}


def _references(table: pa.Table | None) -> frozenset[tuple[str, str]]:
    if table is None:
        return frozenset()
    return frozenset(zip(_strings(table, "post_uid"), _strings(table, "target_post_uid"), strict=True))


def host_of(address: str | None) -> str | None:
    """Return the host of an address, without ``www.``.

    Example:
        >>> host_of("https://www.Example.org/a"), host_of("example.org/a"), host_of(None)
        ('example.org', 'example.org', None)
    """
    if not address:
        return None
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
