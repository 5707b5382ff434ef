"""Echoes on generated posts: how many unrelated pairs are taken for one, what share of related ones is found, and cost.

Posts come from ``simulate.text_pairs``, half of the unrelated ones about the same persons and places; no sentence
encoder takes part. ``--fit`` shows, on seeds 1-6 and others, how many unrelated pairs lie below each bound, from which
``most_p`` and ``most_expected`` were chosen; the figures are taken on seeds 31-34.
"""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from _tables import bars, sized_parser, table, write_json

from crosscurrent.detectors.text_reuse.echo_texts import Compared, EchoParameters
from crosscurrent.detectors.text_reuse.echoes import find
from crosscurrent.detectors.text_reuse.figures import figures
from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.detectors.text_reuse.prepare import prepare
from crosscurrent.simulate.text_pairs import TextPairs, make_pairs

FITTED, REPORTED, TEXTS = (1, 2, 3, 4, 5, 6), (31, 32, 33, 34), 3_000
GRID = (1e-5, 5e-5, 1e-4, 2e-4, 3e-4, 5e-4, 1e-3)
SCALE = (10_000, 40_000, 120_000)


def unrelated_of(made: TextPairs) -> int:
    sizes = np.bincount(made.stories)
    n = made.texts.num_rows
    return int(n * (n - 1) // 2 - (sizes * (sizes - 1) // 2).sum())


def echoes_of(made: TextPairs, parameters: EchoParameters) -> list[tuple[frozenset[str], float, bool]]:
    """Return the pairs found, their bound, and whether they are of one story."""
    story = dict(zip(made.texts.column("text_uid").to_pylist(), made.stories.tolist(), strict=True))
    rows = find(made.texts, parameters).echoes.to_pylist()
    ends = [(row["text_a"], row["text_b"], row["p"]) for row in rows]
    return [(frozenset((a, b)), p, story[a] == story[b]) for a, b, p in ends]


def fit() -> None:
    """Show false pairs by bound: in posts as they come, and where each story is told once, as it is after grouping."""
    for title, size, seeds, alone in (
        ("posts, seeds 1-6", TEXTS, FITTED, False),
        ("one of each story, 300 posts", 300, range(100, 140), True),
        ("one of each story, 3,000 posts", 3_000, range(300, 306), True),
        ("one of each story, 36,000 posts", 36_000, (8,), True),
    ):
        found: list[tuple[frozenset[str], float, bool]] = []
        unrelated = texts = 0
        for seed in seeds:
            made = make_pairs(seed, size)
            made = told_once(made) if alone else made
            unrelated += unrelated_of(made)
            texts = made.texts.num_rows
            found += echoes_of(made, EchoParameters(most_p=max(GRID), most_expected=10))
        rows = [[bound, sum(p <= bound for _, p, same in found if same),
                 false := sum(p <= bound for _, p, same in found if not same), round(1e6 * false / unrelated, 3)]
                for bound in GRID]  # fmt: skip
        table(f"{title}: {texts} texts", ["bound", "echoes inside stories", "false", "false per million"], rows)


def told_once(made: TextPairs) -> TextPairs:
    first = np.unique(made.stories, return_index=True)[1]
    texts = made.texts.take(pa.array(first))
    return replace(made, texts=texts, truth=made.truth.slice(0, 0), stories=made.stories[first])


def quality(seeds: Sequence[int]) -> dict[str, Any]:
    """Count false pairs, and what is found of pairs of two accounts that are related and not written alike."""
    false = unrelated = 0
    true: Counter[tuple[str, str]] = Counter()
    hit: Counter[tuple[str, str]] = Counter()
    for seed in seeds:
        made = make_pairs(seed, TEXTS)
        found = echoes_of(made, EchoParameters())
        unrelated += unrelated_of(made)
        false += sum(not same for _, _, same in found)
        pairs = {pair for pair, _, _ in found}
        uids = made.texts.column("text_uid").to_pylist()
        rows = {
            uid: (account, text)
            for uid, account, text in zip(
                uids, made.texts.column("account_uid").to_pylist(), made.texts.column("text").to_pylist(), strict=True
            )
        }
        for row in made.truth.to_pylist():
            (account_a, text_a), (account_b, text_b) = rows[row["text_a"]], rows[row["text_b"]]
            if row["relation"] == "none" or not row["plain"] or account_a == account_b or text_a == text_b:
                continue
            shared = "figures agree" if figures(text_a) & figures(text_b) else "no figure shared"
            true[row["relation"], shared] += 1
            hit[row["relation"], shared] += frozenset((row["text_a"], row["text_b"])) in pairs
    return {
        "unrelated_pairs": unrelated,
        "false": false,
        "false_per_million": 1e6 * false / unrelated,
        "found": {f"{kind}, {shared}": [hit[kind, shared], true[kind, shared]] for kind, shared in sorted(true)},
    }


def cost(sizes: Sequence[int]) -> list[dict[str, float]]:
    """Measure CPU time on posts that are unrelated, normal forms being known from the comparison of texts."""
    out = []
    for size in sizes:
        made = make_pairs(7, size)
        texts = told_once(made).texts
        prepared = prepare(texts, Parameters())
        before = Compared(
            lang=dict(zip(prepared.texts.column("text_uid").to_pylist(), prepared.lang, strict=True)),
            normal=dict(zip(prepared.written, prepared.normal, strict=True)),
        )
        begun = time.process_time()
        echoes = find(texts, before=before).echoes.num_rows
        spent = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        n = texts.num_rows
        out.append({"texts": n, "cpu_s": round(spent, 2), "us_per_text": round(1e6 * spent / n, 1), "echoes": echoes,
                    "rss_mb": round(peak)})  # fmt: skip
    return out


def main() -> None:
    parser = sized_parser(__doc__)
    parser.add_argument("--fit", action="store_true", help="show false pairs by bound on the fitted seeds, and end")
    given = parser.parse_args()
    if given.fit:
        fit()
        return
    found = quality(REPORTED if given.full else REPORTED[:1])
    spent = cost(SCALE if given.full else SCALE[:1])
    table("Found", ["pairs", "found", "of", "share"],
          [[name, n, of, round(n / of, 3)] for name, (n, of) in found["found"].items()])  # fmt: skip
    table("Cost", list(spent[0]), [list(row.values()) for row in spent])
    print(f"\nfalse {found['false']} of {found['unrelated_pairs']:,}: {found['false_per_million']:.3f} per million")
    bars({
        "false <= 1 in a million": found["false_per_million"] <= 1,
        "CPU <= 0.1 ms per text": max(row["us_per_text"] for row in spent) <= 100,
    })  # fmt: skip
    write_json("text_echoes", given.full, {"quality": found, "cost": spent})


if __name__ == "__main__":
    main()
