"""What a run found, in figures, with the sentences the figures support and what is not known."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from crosscurrent import __version__
from crosscurrent.detectors.lineage.everyday import EVENLY_SPREAD, EVERYBODYS
from crosscurrent.detectors.lineage.intervals import NEVER
from crosscurrent.detectors.lineage.material import UNDETERMINED, Corpus, Material
from crosscurrent.detectors.lineage.parameters import Parameters
from crosscurrent.detectors.lineage.parents import Parents
from crosscurrent.detectors.lineage.spread import Spread, lag_quantiles, tier_steps, timed_children
from crosscurrent.detectors.lineage.stemma import Hidden
from crosscurrent.detectors.lineage.unattributed import Search

#: Reasons that have a sentence of their own, or need none.
_OF_THEIR_OWN = ("order_unknown", "same_post", "speaks_about_it", "author_unknown", EVENLY_SPREAD)
LIMITS = (
    "The earliest known post is the earliest among what was captured. An earlier one may exist; nothing here is an "
    "origin.",
    "A parent is the most probable one among the captured texts. Two accounts may have copied from a third that was "
    "not captured.",
    "Which of two languages a translation was made from is told by times, numbers and credit only, not by its wording.",
    "That a text names no source where it was looked for does not show intent: a platform may drop links, and credit "
    "may stand in a picture, a sound track or a page that was not captured.",
    "A shared change that the earliest text lacks may also be made twice, by an editor's rule or a correction of an "
    "obvious slip.",
    "Copying is neither coordination nor inauthenticity, and says nothing of foreign origin. A tier says what an "
    "account openly is, by the registry's sources, not who asked for a text.",
)


def summarise(
    material: Material, texts: Corpus, parents: Parents, search: Search, spread: Spread, hidden: list[Hidden],
    parameters: Parameters,
) -> dict[str, Any]:  # fmt: skip
    """Return the content of summary.json."""
    decided = int((parents.parent >= 0).sum())
    reasons = Counter(reason for reason in parents.because if reason is not None)
    figures = {
        "texts": material.texts.num_rows,
        "related": len(texts.uid),
        "relations": material.relations.num_rows,
        "groups": len({group for group in spread.group if group is not None}),
        "decided": decided,
        "undecided": dict(sorted(reasons.items())),
        "with_candidates": int((parents.candidates > 0).sum()),
        "without_time": int((texts.low == NEVER).sum()),
        "without_language": sum(lang == UNDETERMINED for lang in texts.lang),
        "unattributed": len(search.findings),
        "unattributed_likely": sum(one.lag_us is None for one in search.findings),
        "unattributed_unmeasured": search.unmeasured,
        "set_aside": dict(sorted(search.set_aside.items())),
        "hidden": len(hidden),
    }
    status, reason = _status(figures)
    return {
        "crosscurrent": __version__,
        "status": status,
        "reason": reason,
        "input": figures,
        "parameters": parameters.as_record(),
        "delays_us": lag_quantiles(parents.delay_us[timed_children(texts, parents)]),
        "deepest": int(parents.depth.max()) if len(parents.depth) else 0,
        "tiers": _tiers(texts, spread),
        "tier_steps": tier_steps(texts, spread.tier, parents),
        "tier_sources": _tier_sources(spread),
        "null_drawn": search.drawn,
        "searched": _searched(material),
        "limits": list(LIMITS),
        "words": _words(figures, parameters),
        "not_known": _not_known(material, texts, figures),
    }


def _status(figures: dict[str, Any]) -> tuple[str, str | None]:
    if not figures["related"]:
        return "not_assessable", "no two texts are related"
    if not figures["with_candidates"]:
        return "not_assessable", "of no two related texts is it known which was first"
    open_ones = figures["with_candidates"] - figures["decided"]
    if open_ones:
        return "partial", f"{open_ones} of {figures['with_candidates']} texts with an earlier relative have no parent"
    return "answered", None


def _tiers(texts: Corpus, spread: Spread) -> list[dict[str, Any]]:
    accounts = {(account, tier) for account, tier in zip(texts.account, spread.tier, strict=True) if account}
    n_texts, n_accounts = Counter(spread.tier), Counter(tier for _, tier in accounts)
    return [{"tier": tier, "texts": n_texts[tier], "accounts": n_accounts[tier]} for tier in sorted(n_texts)]


def _tier_sources(spread: Spread) -> list[dict[str, str]]:
    """Return the grounds of every tier that was given."""
    used = {(entry.name, entry.tier, entry.source, entry.date) for entry in spread.entries if entry}
    return [dict(zip(("name", "tier", "source", "date"), row, strict=True)) for row in sorted(used)]


def _searched(material: Material) -> dict[str, bool]:
    """Say where credit could be looked for at all."""
    return {
        "text": True,
        "byline": bool(material.texts["byline"].null_count < material.texts.num_rows),
        "links": bool(material.texts["links"].null_count < material.texts.num_rows),
        "mentions": bool(material.texts["mentions"].null_count < material.texts.num_rows),
        "names_of_accounts": material.names is not None,
        "pages": material.pages is not None,
        "reposts_and_quotes": material.references is not None,
    }


def _words(figures: dict[str, Any], parameters: Parameters) -> list[str]:
    """Return the sentences the figures support, and none beyond them."""
    said = []
    if figures["with_candidates"]:
        said.append(
            f"Of {_count(figures['with_candidates'], 'text')} with an earlier relative in the capture, "
            f"{figures['decided']} could be given a most probable earlier parent; of the others it cannot be "
            "determined which captured text they were made from."
        )
    n = figures["unattributed"]
    if n:
        said.append(
            f"{_count(n, 'text')} repeated at least {parameters.coverage:.0%} of {'its' if n == 1 else 'their'} "
            "content from an earlier text of another account without naming or linking it anywhere that was captured."
        )
        said += _qualified(figures)
    elif figures["with_candidates"]:
        said.append("No copy without credit was established.")
    said += _kept_apart(figures["set_aside"])
    if figures["hidden"]:
        said.append(
            f"In {_count(figures['hidden'], 'case')} texts share a change that the earliest known text lacks and that "
            "none of them can have from another: a text that was not captured likely stood between."
        )
    return said


def _qualified(figures: dict[str, Any]) -> list[str]:
    """Say of how many findings the order is only likely, and of how many it was not measured how rare they are."""
    said = []
    if n := figures["unattributed_likely"]:
        said.append(
            f"Of {n} of them the time is too coarse to show it: that they came later is likely from how many texts of "
            "their kin lie within it and from passages that none of those has."
        )
    if n := figures["unattributed_unmeasured"]:
        said.append(
            f"Of {n} of them it was not measured how often unrelated texts share as much: too few of their language, "
            "length and week were captured; no p was used."
        )
    return said


def _kept_apart(set_aside: dict[str, int]) -> list[str]:
    """Say what repeats an earlier text and is no finding."""
    everybodys = sum(set_aside.get(reason, 0) for reason in (*EVERYBODYS, "not_rare"))
    unknown = set_aside.get("order_unknown", 0)
    said = []
    if n := sum(set_aside.values()) - everybodys - sum(set_aside.get(reason, 0) for reason in _OF_THEIR_OWN):
        said.append(
            f"{_count(n, 'further text')} repeated an earlier one in ways that need no concealment (such as credited, "
            "quoted, wire copy, or by the same author)."
        )
    said += _not_judged(set_aside)
    if everybodys:
        said.append(
            f"{_count(everybodys, 'text')} shared with earlier ones what many write without having it from each other: "
            "everyday phrases, forms filled in with other numbers, or no more than chance gives in this capture."
        )
    if unknown:
        said.append(
            f"{_count(unknown, 'text')} shared at least half with a text of another account, neither naming the other; "
            "which was first cannot be determined, because a time is missing or too coarse."
        )
    return said


def _not_judged(set_aside: dict[str, int]) -> list[str]:
    """Say of which texts nothing is said, and why."""
    said = []
    if n := set_aside.get("speaks_about_it", 0):
        one = n == 1
        said.append(
            f"{_count(n, 'text')} {'repeats' if one else 'repeat'} an earlier one and {'speaks' if one else 'speak'} "
            f"about it, {'denies' if one else 'deny'} it or {'checks' if one else 'check'} it: "
            f"{'it was' if one else 'they were'} not judged."
        )
    if n := set_aside.get("author_unknown", 0):
        one = n == 1
        said.append(
            f"Of {_count(n, 'text')} that {'repeats' if one else 'repeat'} another it is not known whose "
            f"{'it, or the other, is: it was' if one else 'they, or the others, are: they were'} not judged."
        )
    if n := set_aside.get(EVENLY_SPREAD, 0):
        said.append(
            f"{_count(n, 'text')} shared with earlier ones what comes evenly over the captured time, and the capture "
            "holds little else: whether one has it from another cannot be determined."
        )
    return said


def _not_known(material: Material, texts: Corpus, figures: dict[str, Any]) -> list[str]:
    said = ["Whether an earlier post exists that was not captured, was deleted, or is on another platform."]
    if figures["without_time"]:
        said.append(f"When {_count(figures['without_time'], 'related text')} appeared: the capture has no time for it.")
    coarse = int(np.sum((texts.high - texts.low > 60_000_000) & (texts.low != NEVER)))
    if coarse:
        said.append(f"The minute of {_count(coarse, 'related text')}: its time is coarser.")
    if material.pages is None:
        said.append("Whether pages give credit outside the text: they were not captured or not handed in.")
    if material.names is None:
        said.append("What the accounts call themselves: names were not handed in, so credit by name may be missed.")
    return said


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" + ("" if n == 1 else "s")
