"""Rewordings and translations on generated posts: recall, false pairs among unrelated ones, and CPU time per text.

Posts come from ``simulate.text_pairs``: claims in Chinese (both scripts), English and French, in hand-written wordings.
Unrelated pairs include the same claim made of another place with other numbers. The weights in ``meaning.py`` are those
of ``--fit`` on seeds 1-6; the figures are taken on other seeds. The claims are the same in all seeds; ``--fit`` also
fits on one half of the claims and reports on the other half.
"""

from __future__ import annotations

import os
import resource
import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from _tables import bars, sized_parser, table, write_json
from scipy.optimize import minimize

from crosscurrent.detectors.text_reuse import contrary, cues, meaning
from crosscurrent.detectors.text_reuse.encoder import Encoder, bundled, plain_words
from crosscurrent.detectors.text_reuse.figures import figures
from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.detectors.text_reuse.prepare import Prepared, identify, prepare
from crosscurrent.simulate.text_pairs import TextPairs, make_pairs
from crosscurrent.simulate.text_pairs_words import claims

FITTED, REPORTED, TEXTS = (1, 2, 3, 4, 5, 6), (31, 32, 33, 34), 3_000
SCALE = (5_000, 20_000, 80_000)
KINDS = ("translation", "rewording")


@dataclass(frozen=True, slots=True)
class Looked:
    """One generated set, its proposed pairs and the truth about them."""

    prepared: Prepared
    pairs: meaning.Pairs
    label: list[tuple[str, bool]]
    truth: dict[tuple[int, int], tuple[str, bool]]

    @property
    def unrelated(self) -> int:
        """Pairs of the set of which neither was made from the other."""
        n = len(self.prepared.forms)
        return n * (n - 1) // 2 - sum(relation != "none" for relation, _ in self.truth.values())


def prepared_set(seed: int, texts: int, only: Collection[str] | None = None) -> tuple[TextPairs, Prepared]:
    made = make_pairs(seed, texts, only)
    prepared = prepare(made.texts, Parameters())
    identify(prepared, np.arange(len(prepared.forms), dtype=np.int64))
    return made, prepared


def look(encoder: Encoder, seed: int, texts: int, only: Collection[str] | None = None) -> Looked:
    made, prepared = prepared_set(seed, texts, only)
    place = {uid: number for number, uid in enumerate(prepared.column("text_uid"))}
    told = [plain_words(prepared.written[row][: meaning.READ_CHARS]) for row in prepared.earliest]
    lang = [meaning._language(prepared.lang[row]) for row in prepared.earliest]
    pairs = meaning.proposed(told, lang, [float(prepared.weight[row]) for row in prepared.earliest], encoder)
    truth = {}
    for row in made.truth.to_pylist():
        if row["text_a"] in place and row["text_b"] in place:
            ends = sorted((place[row["text_a"]], place[row["text_b"]]))
            truth[ends[0], ends[1]] = (row["relation"], row["plain"])
    label = [truth.get(pair, ("none", True)) for pair in zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)]
    return Looked(prepared, pairs, label, truth)


def counted(sets: Sequence[Looked]) -> dict[str, Any]:
    """Count what is reported of each true relation, what of unrelated pairs, and what is marked as contrary."""
    true: Counter[tuple[str, bool]] = Counter()
    hit: Counter[tuple[str, str, bool]] = Counter()
    marked: Counter[tuple[str, str, bool]] = Counter()
    stated: Counter[tuple[str, bool]] = Counter()
    stated_hit: Counter[tuple[str, bool]] = Counter()
    for one in sets:
        true.update(one.truth.values())
        figures_of = [figures(plain_words(one.prepared.written[row])) for row in one.prepared.earliest]
        shared = {pair: bool(figures_of[pair[0]] & figures_of[pair[1]]) for pair in one.truth}
        stated.update((kind, shared[pair]) for pair, (kind, plain) in one.truth.items() if plain)
        for number in meaning.reported(one.pairs).tolist():
            key = (KINDS[0] if one.pairs.translation[number] else KINDS[1], *one.label[number])
            hit[key] += 1
            if key[0] == key[1] and key[2]:
                stated_hit[key[0], shared[int(one.pairs.a[number]), int(one.pairs.b[number])]] += 1
            marked[key] += is_contrary(one, number)
    unrelated = sum(one.unrelated for one in sets)
    out: dict[str, Any] = {"unrelated_pairs": unrelated, "seeds": len(sets)}
    for kind in KINDS:
        false = hit[kind, "none", True]
        out[kind] = {
            "pairs": true[kind, True],
            "recall": hit[kind, kind, True] / max(true[kind, True], 1),
            "recall_not_marked_contrary": (hit[kind, kind, True] - marked[kind, kind, True]) / max(true[kind, True], 1),
            "recall_where_figures_agree": stated_hit[kind, True] / max(stated[kind, True], 1),
            "recall_without_figures": stated_hit[kind, False] / max(stated[kind, False], 1),
            "recall_with_a_second_change": hit[kind, kind, False] / max(true[kind, False], 1),
            "false": false,
            "false_per_million": 1e6 * false / unrelated,
        }
    found = sum(hit[kind, "contrary", plain] for kind in KINDS for plain in (True, False))
    apart = sum(marked[kind, "contrary", plain] for kind in KINDS for plain in (True, False))
    out["contrary"] = {"found": found, "kept_apart": apart / max(found, 1)}
    return out


def is_contrary(one: Looked, number: int) -> bool:
    ends = [int(one.prepared.earliest[int(end[number])]) for end in (one.pairs.a, one.pairs.b)]
    texts, lang = ([column[row] for row in ends] for column in (one.prepared.written, one.prepared.lang))
    return contrary.differences(*texts, *lang)[0]


def fitted(sets: Sequence[Looked], kind: str) -> tuple[np.ndarray, float]:
    """Fit a logistic regression; return weights (constant first, scripts last) and the value one in a million reach."""
    rows, labels = columns(sets, kind)
    positive = np.array([relation == kind for relation, _ in labels])
    none = np.array([relation == "none" for relation, _ in labels])
    design = np.c_[np.ones(len(rows)), rows]
    scale = design.std(axis=0) + 1e-9
    scale[0] = 1.0
    if kind == KINDS[0]:  # words are compared inside one language only
        design[:, 1 + cues.CUES.index("overlap")] = 0.0
    used, truth = (design / scale)[positive | none], positive[positive | none]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        value = used @ weights
        error = 1 / (1 + np.exp(-value)) - truth
        penalty = np.r_[0.0, weights[1:]]
        likelihood = np.logaddexp(0, -value)[truth].sum() + np.logaddexp(0, value)[~truth].sum()
        return likelihood + 0.5 * (penalty**2).sum(), used.T @ error + penalty

    weights = minimize(loss, np.zeros(design.shape[1]), jac=True).x / scale
    ranked = np.sort((design @ weights)[none])[::-1]
    return weights, float(ranked[int(1e-6 * sum(one.unrelated for one in sets))])


def columns(sets: Sequence[Looked], kind: str) -> tuple[np.ndarray, list[tuple[str, bool]]]:
    rows, labels = [], []
    overlap = cues.CUES.index("overlap")
    for one in sets:
        wanted = one.pairs.translation if kind == KINDS[0] else ~one.pairs.translation
        least = meaning.TRANSLATION.nearest if kind == KINDS[0] else meaning.REWORDING.nearest
        wanted = (
            wanted
            & (one.pairs.measured[:, 0] >= least)
            & (one.pairs.translation | (one.pairs.measured[:, overlap] < meaning._SAME_WORDS))
        )
        rows.append(np.c_[one.pairs.measured, one.pairs.scripts_differ][wanted])
        labels += [label for label, use in zip(one.label, wanted, strict=True) if use]
    return np.concatenate(rows), labels


def fit(encoder: Encoder) -> None:
    """Print the weights for ``meaning.py``, and recall on claims the weights were not fitted on."""
    names = [claim.name for claim in claims()]
    for title, chosen, reported, seeds in (
        ("all claims, seeds 1-6", None, None, FITTED),
        ("every second claim, seeds 1-4; recall on the other claims, seeds 41-44", names[::2], names[1::2], FITTED[:4]),
    ):
        sets = [look(encoder, seed, TEXTS, chosen) for seed in seeds]
        others = [look(encoder, 40 + seed, TEXTS, reported) for seed in seeds] if reported else []
        for kind in KINDS:
            weights, least = fitted(sets, kind)
            shown = dict(zip(("constant", *cues.CUES, "scripts"), weights.round(2).tolist(), strict=True))
            print(f"{title}: {kind}: least {least:.2f}", shown)
            if others:
                rows, labels = columns(others, kind)
                value = np.c_[np.ones(len(rows)), rows] @ weights >= least
                hits = sum(bool(v) and label == (kind, True) for v, label in zip(value, labels, strict=True))
                false = sum(bool(v) and label[0] == "none" for v, label in zip(value, labels, strict=True))
                true = sum(label == (kind, True) for one in others for label in one.truth.values())
                print(f"  recall {hits / true:.3f}, false {false} of {sum(one.unrelated for one in others):,}")


def cost(encoder: Encoder, sizes: Sequence[int]) -> list[dict[str, float]]:
    """Measure CPU time of everything from prepared texts to rows."""
    out = []
    for size in sizes:
        _, prepared = prepared_set(7, size)
        begun = time.process_time()
        rows = meaning.find(prepared, encoder, Parameters()).num_rows
        spent = time.process_time() - begun
        n = len(prepared.forms)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        out.append({"texts": n, "cpu_s": round(spent, 1), "ms_per_text": round(1e3 * spent / n, 3), "rows": rows,
                    "rss_mb": round(peak)})  # fmt: skip
    return out


def main() -> None:
    parser = sized_parser(__doc__)
    parser.add_argument("--fit", action="store_true", help="fit the weights and end")
    given = parser.parse_args()
    encoder = bundled()
    if encoder is None:
        raise SystemExit("the package with the encoder is not installed")
    if given.fit:
        fit(encoder)
        return
    seeds, sizes = (REPORTED, SCALE) if given.full else (REPORTED[:1], (2_000, 8_000))
    quality = counted([look(encoder, seed, TEXTS) for seed in seeds])
    spent = cost(encoder, sizes)
    exponent = float(np.log(spent[-1]["cpu_s"] / spent[0]["cpu_s"]) / np.log(spent[-1]["texts"] / spent[0]["texts"]))
    table("Quality", ["", *quality["translation"]], [[kind, *quality[kind].values()] for kind in KINDS])
    table("Cost", list(spent[0]), [list(row.values()) for row in spent])
    print(f"\nunrelated pairs {quality['unrelated_pairs']:,}; contrary {quality['contrary']}; exponent {exponent:.3f}")
    bars({
        **{f"{kind} recall >= 0.85": quality[kind]["recall"] >= 0.85 for kind in KINDS},
        **{f"{kind} false <= 1 in a million": quality[kind]["false_per_million"] <= 1 if given.full else None
           for kind in KINDS},
        "CPU <= 2.5 ms per text": max(row["ms_per_text"] for row in spent) <= 2.5,
        "growth exponent <= 1.15": exponent <= 1.15 if given.full else None,
    })  # fmt: skip
    write_json("text_meaning", given.full, {"quality": quality, "cost": spent, "exponent": exponent})


if __name__ == "__main__":
    main()
