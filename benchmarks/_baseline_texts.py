"""The baseline that text coordination is held against: equal texts, counted, with no test."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

_TAKEN_AWAY = re.compile(r"https?://\S+|@\w+")
_NOT_A_WORD = re.compile(r"[^\w\s]|_")
SHORTEST = 20


def folded(text: str) -> str:
    """Lower-case a text and take addresses, @names and punctuation away."""
    return " ".join(_NOT_A_WORD.sub(" ", _TAKEN_AWAY.sub(" ", text.lower())).split())


def pairs_sharing(
    account: Sequence[str], at_s: np.ndarray, texts: Sequence[str], window_s: int, least: int = 2
) -> set[tuple[str, str]]:
    """Return the pairs of accounts that published at least so many equal texts within a window of each other."""
    forms = [folded(text) for text in texts]
    kept = np.array([len(form) >= SHORTEST for form in forms])
    _, what = np.unique(np.array(forms, object)[kept].astype(str), return_inverse=True)
    names, who = np.unique(np.array(account, object)[kept].astype(str), return_inverse=True)
    at = at_s[kept].astype(np.int64)
    order = np.lexsort((at, what))
    what, who, at = what[order], who[order], at[order]
    moment = what.astype(np.int64) * (int(at.max()) * 2 + window_s) + at
    count = np.searchsorted(moment, moment + window_s, side="right") - np.arange(len(moment)) - 1
    left = np.repeat(np.arange(len(moment)), count)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(count) - count, count)
    apart = who[left] != who[right]
    a, b = np.minimum(who[left], who[right])[apart], np.maximum(who[left], who[right])[apart]
    pair = a.astype(np.int64) * len(names) + b
    shared = np.unique(np.stack([pair, what[left][apart]]), axis=1)
    found, texts_shared = np.unique(shared[0], return_counts=True)
    enough = found[texts_shared >= least]
    return {(str(names[p // len(names)]), str(names[p % len(names)])) for p in enough.tolist()}
