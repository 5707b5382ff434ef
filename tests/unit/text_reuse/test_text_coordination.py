"""Text groups under the coordination detector: memes, fans and newsrooms are no network; a network is one."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pytest

from crosscurrent.actions.text_group import DERIVATIONS, UNNAMED_REPOST, derive_text_groups, published_elsewhere
from crosscurrent.detectors.coordination.citations import TableCitations
from crosscurrent.detectors.coordination.detect import Findings, detect
from crosscurrent.detectors.coordination.events import LogBuilder
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.detectors.text_reuse.detect import detect as compare
from crosscurrent.engines.local import LocalEngine
from crosscurrent.model.action import SCHEMA
from crosscurrent.simulate.text_world import TextWorld, posts_of, with_network
from tests.unit.actions.rows import posts

T0, SECOND = 1_700_000_000_000_000, 1_000_000
OWN = DERIVATIONS[None]
Act = tuple[str, str, float, str]


def acts(rows: Iterable[Act]) -> pa.Table:
    """Actions from (account, text group, seconds, derivation)."""
    return pa.Table.from_pylist(
        [
            {"account_uid": who, "behaviour": "text_group", "object_id": f"text:{what}", "content_id": f"p{number}",
             "acted_at": T0 + round(at_s * SECOND), "precision": "s", "derivation": how, "capture_id": "c1",
             "locator": f"row={number}"}
            for number, (who, what, at_s, how) in enumerate(rows)
        ],
        schema=SCHEMA,
    )  # fmt: skip


def looked(actions: pa.Table) -> Findings:
    citations = TableCitations()
    builder = LogBuilder(citations)
    builder.add(actions.append_column("at_us", actions.column("acted_at").cast(pa.int64())))
    citations.add(actions)
    return detect(builder.finish(published_elsewhere(actions)), LocalEngine(), Parameters(), {})


def called(findings: Findings, status: str) -> set[str]:
    return {row["account_id"] for row in findings.groups.to_pylist() if row["status"] == status}


def background(rng: np.random.Generator, accounts: int, texts: int) -> list[Act]:
    """Everybody passes on this and that, over a month."""
    return [
        (f"a{who}", f"t{what}", rng.random() * 30 * 86_400, OWN)
        for who in range(accounts)
        for what in rng.choice(texts, 6, replace=False).tolist()
    ]


def test_a_viral_meme_is_not_coordination() -> None:
    # Nine memes go through a crowd of 400; each time 120 people, whoever is awake, post it within twenty minutes. Many
    # pairs do so several times; but at such a moment everybody does, so it says nothing about anyone.
    rng = np.random.default_rng(5)
    rows = background(rng, 400, 300)
    for meme in range(9):
        start = rng.random() * 30 * 86_400
        rows += [
            (f"a{who}", f"meme{meme}", start + rng.exponential(400.0), OWN)
            for who in rng.permutation(400)[:120].tolist()
        ]
    findings = looked(acts(rows))
    assert findings.summary["tests"]["pairs_co_acting"] > 10_000
    assert findings.summary["tests"]["pairs_significant"] == 0
    assert findings.groups.num_rows == 0


def test_accounts_that_keep_posting_texts_of_their_own_together_are_coordinated() -> None:
    # The same crowd and twelve accounts that post twelve texts nobody else has, each within a minute. They wrote them
    # first, so nothing they reacted to explains it.
    rng = np.random.default_rng(5)
    rows = background(rng, 400, 300)
    for text in range(12):
        start = rng.random() * 30 * 86_400
        rows += [(f"n{who}", f"slogan{text}", start + rng.random() * 60, OWN) for who in range(12)]
    findings = looked(acts(rows))
    assert called(findings, "coordinated") == {f"n{who}" for who in range(12)}
    assert [group["p_trigger"] for group in findings.summary["groups"]] == [None]


def test_fans_who_repost_their_star_are_explained_though_the_export_names_no_original() -> None:
    # Fans repost each of thirty posts of a star within minutes, each on their own. The capture has neither the star nor
    # the ids of what was reposted: that it is a repost says that somebody else wrote it before.
    rng = np.random.default_rng(5)
    rows = background(rng, 400, 300)
    for star_post in range(30):
        start = rng.random() * 30 * 86_400
        delay = 90.0 * np.exp(rng.standard_normal(20))
        rows += [(f"fan{who}", f"star{star_post}", start + at_s, UNNAMED_REPOST) for who, at_s in enumerate(delay)]
    findings = looked(acts(rows))
    assert called(findings, "coordinated") == set()
    assert called(findings, "trigger_explained") == {f"fan{who}" for who in range(20)}


def test_a_text_whose_first_known_act_is_a_repost_was_published_before() -> None:
    copy = DERIVATIONS["copy"]
    given = acts([
        ("a", "passed on", 10, UNNAMED_REPOST), ("b", "passed on", 20, copy),
        ("a", "written here", 5, OWN), ("b", "written here", 9, UNNAMED_REPOST),
        ("a", "at one moment", 7, UNNAMED_REPOST), ("b", "at one moment", 7, OWN),
    ])  # fmt: skip
    behaviour = SCHEMA.field("behaviour")
    other = given.set_column(1, behaviour, pa.array(["link"] * 6).dictionary_encode().cast(behaviour.type))
    assert published_elsewhere(pa.concat_tables([given, other]).unify_dictionaries()).to_pylist() == [
        {"object_id": "text:passed on", "at_us": T0 + 10 * SECOND, "account_uid": None}
    ]
    assert published_elsewhere(SCHEMA.empty_table()).num_rows == 0


@pytest.mark.parametrize("seed", [100])
def test_nobody_is_called_coordinated_for_the_texts_of_an_ordinary_world(seed: int) -> None:
    # Retweets without ids, share buttons, memes, petitions, form letters, fans and newsrooms that print the wire; and
    # beside them, so that silence is not blindness, a network with texts of its own. `benchmarks/text_calibration.py`
    # has more worlds and seeds.
    made = posts_of(TextWorld(accounts=700, things=700, wires=60, fan_clubs=1), seed)
    network = with_network(made, 16, 20, 120.0, seed)
    texts = made.table()
    rows = [
        {"id": uid.split(":")[1], "by": who.split(":")[1], "kind": kind, "created_at": at, "text": text}
        for uid, who, kind, at, text in zip(
            *(texts.column(name).to_pylist() for name in ("post_uid", "account_uid", "kind", "at", "text")), strict=True
        )
    ]
    findings = looked(derive_text_groups(compare(texts).groups, posts(*rows)))
    assert called(findings, "coordinated") == network
