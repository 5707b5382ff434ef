"""From texts to coordinated accounts, in memory: what ``investigate --texts`` does with posts, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.actions.text_group import derive_text_groups, published_elsewhere
from crosscurrent.detectors.coordination.citations import TableCitations
from crosscurrent.detectors.coordination.detect import Findings, detect
from crosscurrent.detectors.coordination.events import EventLog, LogBuilder
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.engines.local import LocalEngine
from crosscurrent.model.post import SCHEMA as POST
from crosscurrent.model.text import SCHEMA as TEXT

COORDINATED, EXPLAINED = "coordinated", "trigger_explained"
#: What nothing here may say of anybody.
FORBIDDEN = ("foreign", "inauthentic")
#: The one sentence in which these words may stand.
NOT_ASSESSED = "Whether any account is inauthentic or foreign was not assessed"


def text_rows(cells: dict[str, Any], n: int) -> pa.Table:
    """Return rows in ``model.text.SCHEMA``: bodies of posts on one platform, from the columns that differ."""
    numbers = [f"{row:08d}" for row in range(n)]
    whole: dict[str, Any] = {
        "text_uid": [f"x:{number}#body" for number in numbers], "post_uid": [f"x:{number}" for number in numbers],
        "part": ["body"] * n, "platform": ["x"] * n, "capture_id": ["reference"] * n,
        "locator": [f"row={row + 1}" for row in range(n)], **cells,
    }  # fmt: skip
    return pa.table([_column(whole.get(each.name), each.type, n) for each in TEXT], schema=TEXT)


def _column(cells: Any, of: pa.DataType, n: int) -> Any:
    if cells is None:
        return pa.nulls(n, of)
    if isinstance(cells, pa.ChunkedArray):
        return cells.cast(of)
    return (
        pa.array(cells, pa.string()).dictionary_encode().cast(of) if pa.types.is_dictionary(of) else pa.array(cells, of)
    )


def posts_behind(texts: pa.Table) -> pa.Table:
    """Return the posts of texts that are bodies, in ``model.post.SCHEMA``."""
    n = texts.num_rows
    same = ("post_uid", "platform", "kind", "account_uid", "text", "capture_id", "locator")
    given = {
        **{name: texts.column(name) for name in same},
        "native_id": texts.column("post_uid"),
        "created_at": texts.column("at"),
        "created_at_precision": texts.column("precision"),
        "availability": pa.array(["unknown"] * n).dictionary_encode(),
    }
    columns = [given[each.name].cast(each.type) if each.name in given else pa.nulls(n, each.type) for each in POST]
    return pa.table(columns, schema=POST)


def acts_on(groups: pa.Table, texts: pa.Table) -> pa.Table:
    """Derive the actions on text groups, as a case does; no repost names its original here."""
    held = texts.filter(pc.is_in(texts.column("post_uid"), value_set=groups.column("post_uid").combine_chunks()))
    return derive_text_groups(groups, posts_behind(held))


def logged(actions: pa.Table) -> EventLog:
    """Return actions as the detector reads them; a log serves one run."""
    citations = TableCitations()
    builder = LogBuilder(citations)
    builder.add(actions.append_column("at_us", actions.column("acted_at").cast(pa.int64())))
    citations.add(actions)
    return builder.finish(published_elsewhere(actions))


def looked(actions: pa.Table, windows_s: tuple[int, ...]) -> Findings:
    """Look for coordination with the defaults and the given windows."""
    parameters = Parameters(windows_us=tuple(w * 1_000_000 for w in windows_s))
    return detect(logged(actions), LocalEngine(), parameters, {})


@dataclass(frozen=True, slots=True)
class Named:
    """Accounts and pairs a run names.

    Attributes:
        pairs: Pairs that stand out.
        groups: Accounts of each group, by status.
    """

    pairs: frozenset[tuple[str, str]]
    groups: dict[str, list[frozenset[str]]]

    @property
    def in_pairs(self) -> frozenset[str]:
        """Accounts in a pair that stands out."""
        return frozenset(account for pair in self.pairs for account in pair)

    def grouped(self, status: str) -> frozenset[str]:
        """Accounts in a group of a status."""
        return frozenset().union(*self.groups.get(status, []))

    @property
    def found(self) -> frozenset[str]:
        """Accounts in a pair that stands out or in a coordinated group."""
        return self.in_pairs | self.grouped(COORDINATED)

    @property
    def in_any(self) -> frozenset[str]:
        """Accounts in a pair that stands out or in a group made from such pairs, whatever may explain it."""
        return self.found | self.grouped(EXPLAINED)


def named(findings: Findings) -> Named:
    """Read whom a run names."""
    kept = findings.pairs.filter(findings.pairs.column("significant"))
    pairs = frozenset(zip(kept.column("account_a").to_pylist(), kept.column("account_b").to_pylist(), strict=True))
    members: dict[tuple[str, str], set[str]] = {}
    for row in findings.groups.select(["status", "group_id", "account_id"]).to_pylist():
        members.setdefault((row["status"], row["group_id"]), set()).add(row["account_id"])
    groups: dict[str, list[frozenset[str]]] = {COORDINATED: [], EXPLAINED: []}
    for (status, _), accounts in members.items():
        groups.setdefault(status, []).append(frozenset(accounts))
    return Named(pairs, groups)


def summed(findings: Findings) -> dict[str, Any]:
    """Return the numbers of a run that a table shows."""
    summary, whom = findings.summary, named(findings)
    return {
        "status": summary["status"], "actions": summary["input"]["actions"], "accounts": summary["input"]["accounts"],
        "objects": summary["input"]["objects"], "pairs": len(whom.pairs), "in_pairs": len(whom.in_pairs),
        **{status: [len(group) for group in groups] for status, groups in whom.groups.items()},
        "called_coordinated": len(whom.grouped(COORDINATED)), "called_explained": len(whom.grouped(EXPLAINED)),
        "shuffled": summary["permutation"]["pairs_surviving"],
    }  # fmt: skip


def forbidden_words(*tables_and_summaries: Any) -> dict[str, int]:
    """Count the words nothing may say, in everything a run says; what it lists as not assessable is left out."""
    said = Counter(dict.fromkeys(FORBIDDEN, 0))
    for one in tables_and_summaries:
        for sentence in _sentences(one):
            if not sentence.startswith(NOT_ASSESSED):
                said.update({word: sentence.lower().count(word) for word in FORBIDDEN})
    return dict(said)


def _sentences(one: Any) -> list[str]:
    """Return every name and string of a summary but its limits, or the labels of a table, not its texts or ids."""
    if isinstance(one, pa.Table):
        kept = [
            c
            for c in one.column_names
            if c in ("status", "which", "membership", "relation", "behaviour", "benign", "differences")
        ]
        columns = [one.column(name) for name in kept]
        flat = [pc.list_flatten(c) if pa.types.is_list(c.type) else c for c in columns]
        return kept + [str(value) for c in flat for value in pc.unique(c).to_pylist()]
    if isinstance(one, dict):
        return [text for key, value in one.items() if key != "limits" for text in [str(key), *_sentences(value)]]
    if isinstance(one, list | tuple):
        return [text for value in one for text in _sentences(value)]
    return [one] if isinstance(one, str) else []


def bootstrap_share(hits: int, of: int, rounds: int = 2_000) -> tuple[float, float]:
    """Return the 95 % interval of a share, by resampling accounts."""
    drawn = np.random.default_rng(1).binomial(of, hits / of, rounds) / of
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)
