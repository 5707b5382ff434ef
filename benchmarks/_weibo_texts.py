"""Weibo cascades as texts: share-button sentences and words copied from one to the next, and what becomes of them."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from _tables import table
from _text_actions import COORDINATED, EXPLAINED, acts_on, forbidden_words, looked, named, summed, text_rows

from crosscurrent.detectors.coordination.detect import Findings
from crosscurrent.detectors.text_reuse.detect import detect

ORIGINALS, REPOSTS = "zh_weibo_ced_originals.parquet", "zh_weibo_ced_reposts.parquet"
DEFAULT_S = (10, 60, 300, 3_600)
#: Times of reposts are written in China's, those of originals in universal time.
CHINA_US = 8 * 3_600 * 1_000_000
SMALL_CASCADES = 300
#: Rows looked after: the sentence of a third-party share button, as the set's documentation gives it; words that go
#: from one to the next (a text group of three accounts or more); all other words.
SHARED, CHAINED, OTHER = "share button", "copied from one to the next", "other words"
_SHARE_SENTENCE = r"推荐\s*@.+的帖子《"
CHAIN_ACCOUNTS = 3


def weibo_texts(folder: Path, cascades: int | None) -> pa.Table:
    """Return originals and what was written under them as texts.

    A repost with words is a post of its own words (``quote``): so every one of them may act, and nothing is excused
    because it is a repost. Rows without words are left out.
    """
    first, later = pq.read_table(folder / ORIGINALS), pq.read_table(folder / REPOSTS)
    if cascades is not None:
        kept = pc.unique(first.column("cascade_id")).slice(0, cascades)
        first, later = (t.filter(pc.is_in(t.column("cascade_id"), value_set=kept)) for t in (first, later))
    later = later.group_by(later.column_names, use_threads=False).aggregate([])
    at = pc.subtract(later.column("time_cst").cast(pa.int64()), CHINA_US)
    columns = {
        "account_uid": [first.column("author_id"), later.column("user_id")],
        "at": [first.column("time_utc").cast(pa.int64()), at],
        "text": [first.column("text"), later.column("text")],
    }
    types = {"account_uid": pa.string(), "at": pa.int64(), "text": pa.string()}
    rows = pa.table({name: _joined(pieces, types[name]) for name, pieces in columns.items()})
    kinds = pa.array(["post"] * first.num_rows + ["quote"] * later.num_rows)
    rows = rows.append_column("kind", kinds)
    rows = rows.filter(
        pc.and_(pc.is_valid(rows.column("at")), pc.fill_null(pc.not_equal(rows.column("text"), ""), False))
    )
    rows = rows.sort_by([(name, "ascending") for name in ("at", "account_uid", "text")])
    cells = {
        "account_uid": pc.binary_join_element_wise("x:", rows.column("account_uid"), ""), "text": rows.column("text"),
        "at": rows.column("at").cast(pa.timestamp("us", tz="UTC")), "precision": ["s"] * rows.num_rows,
        "kind": rows.column("kind").to_pylist(), "lang_declared": ["zh"] * rows.num_rows,
    }  # fmt: skip
    return text_rows(cells, rows.num_rows)


def _joined(pieces: list[Any], of: pa.DataType) -> pa.ChunkedArray:
    return pa.chunked_array([chunk.cast(of) for piece in pieces for chunk in piece.chunks], of)


def kinds_of(texts: pa.Table, groups: pa.Table) -> dict[str, str]:
    """Return the kind of each post."""
    uids = texts.column("post_uid").to_pylist()
    account = dict(zip(uids, texts.column("account_uid").to_pylist(), strict=True))
    members: dict[str, list[str]] = {}
    for group_id, uid in zip(*(groups.column(name).to_pylist() for name in ("group_id", "post_uid")), strict=True):
        members.setdefault(group_id, []).append(uid)
    kinds = dict.fromkeys(uids, OTHER)
    for group in members.values():
        if len({account[uid] for uid in group}) >= CHAIN_ACCOUNTS:
            kinds |= dict.fromkeys(group, CHAINED)
    shared = texts.filter(pc.match_substring_regex(texts.column("text"), _SHARE_SENTENCE))
    return kinds | dict.fromkeys(shared.column("post_uid").to_pylist(), SHARED)


def weibo(folder: Path, full: bool) -> dict[str, Any]:
    """Compare the words of the cascades, look for coordination on the groups and say what became of each kind."""
    texts = weibo_texts(folder, None if full else SMALL_CASCADES)
    begun = time.process_time()
    reuse = detect(texts)
    text_cpu = round(time.process_time() - begun, 1)
    begun = time.process_time()
    actions = acts_on(reuse.groups, texts)
    findings = looked(actions, DEFAULT_S)
    kind_of = kinds_of(texts, reuse.groups)
    return {
        "rows": texts.num_rows, "writers": len(pc.unique(texts.column("account_uid"))), "text_cpu_s": text_cpu,
        "cpu_s": round(time.process_time() - begun, 1), "relations": reuse.summary["relations"],
        "benign": reuse.summary["benign"], "groups": reuse.summary["groups"]["groups"], **summed(findings),
        "kinds": became(reuse.groups, actions, findings, kind_of),
        "labels": _labels(reuse.groups, kind_of),
        "forbidden": forbidden_words(
            reuse.summary, reuse.groups, reuse.relations, findings.summary, findings.groups, findings.pairs
        ),
    }  # fmt: skip


def became(
    groups: pa.Table, actions: pa.Table, findings: Findings, kind_of: dict[str, str]
) -> dict[str, dict[str, int]]:
    """Count, per kind of row, how many are reused, explained by themselves, and in groups of which status.

    ``status`` of a row: its account is in a group and the row is one of the acts the group is judged by.
    """
    grouped = Counter(kind_of[uid] for uid in groups.column("post_uid").to_pylist())
    acting = Counter(kind_of[uid] for uid in actions.column("content_id").to_pylist())
    status = dict(zip(*(findings.groups.column(name).to_pylist() for name in ("group_id", "status")), strict=True))
    judged: dict[str, set[str]] = {COORDINATED: set(), EXPLAINED: set()}
    for group_id, uid in zip(
        *(findings.group_actions.column(n).to_pylist() for n in ("group_id", "content_id")), strict=True
    ):
        judged[status[group_id]].add(uid)
    rows = Counter(kind_of.values())
    statuses = {name: Counter(kind_of[uid] for uid in uids) for name, uids in judged.items()}
    whom = named(findings)
    of_pairs = Counter(
        kind_of[uid]
        for uid, account in zip(*(actions.column(n).to_pylist() for n in ("content_id", "account_uid")), strict=True)
        if account in whom.in_pairs
    )
    return {
        kind: {
            "rows": rows[kind], "reused": grouped[kind], "benign": grouped[kind] - acting[kind], "acting": acting[kind],
            EXPLAINED: statuses[EXPLAINED][kind], COORDINATED: statuses[COORDINATED][kind],
            "undetermined": acting[kind] - statuses[EXPLAINED][kind] - statuses[COORDINATED][kind],
            "by accounts in pairs": of_pairs[kind],
        }
        for kind in (SHARED, CHAINED, OTHER)
    }  # fmt: skip


def _labels(groups: pa.Table, kind_of: dict[str, str]) -> dict[str, dict[str, int]]:
    """Count labels per kind of row."""
    found: dict[str, Counter[str]] = {kind: Counter() for kind in (SHARED, CHAINED, OTHER)}
    for uid, labels in zip(groups.column("post_uid").to_pylist(), groups.column("benign").to_pylist(), strict=True):
        found[kind_of[uid]].update(labels or ["none"])
    return {kind: dict(counts.most_common()) for kind, counts in found.items()}


def print_weibo(got: dict[str, Any]) -> None:
    head = ("rows", "rows", "in text groups", "explained by their own words", "acting", "trigger explained",
            "undetermined", "in a coordinated group", "by accounts in pairs that stand out")  # fmt: skip
    names = ("rows", "reused", "benign", "acting", EXPLAINED, "undetermined", COORDINATED, "by accounts in pairs")
    table(
        f"## Weibo cascades: {got['rows']:,} texts of {got['writers']:,} accounts",
        head, [[kind, *(one[name] for name in names)] for kind, one in got["kinds"].items()],
    )  # fmt: skip
    every = sorted({label for one in got["labels"].values() for label in one})
    table(
        "## Weibo cascades: labels of the texts in groups",
        ("rows", *every), [[kind, *(one.get(label, 0) for label in every)] for kind, one in got["labels"].items()],
    )  # fmt: skip
    table(
        "## Weibo cascades: coordination on text groups, default windows",
        ("answer", "actions", "accounts", "pairs that stand out", "coordinated groups", "trigger explained",
         "CPU-s, texts", "CPU-s, coordination"),
        [[got["status"], got["actions"], got["accounts"], got["pairs"], str(got[COORDINATED]), str(got[EXPLAINED]),
          got["text_cpu_s"], got["cpu_s"]]],
    )  # fmt: skip


def weibo_bars(got: dict[str, Any]) -> dict[str, bool | None]:
    shared, chained = got["kinds"][SHARED], got["kinds"][CHAINED]
    return {
        f"Weibo: no share-button sentence in a coordinated group ({shared[COORDINATED]} of {shared['rows']:,})":
            shared[COORDINATED] == 0,
        f"Weibo: nothing copied along in a coordinated group ({chained[COORDINATED]} of {chained['rows']:,})":
            chained[COORDINATED] == 0,
        "Weibo: nothing says foreign or inauthentic": not any(got["forbidden"].values()),
    }  # fmt: skip
