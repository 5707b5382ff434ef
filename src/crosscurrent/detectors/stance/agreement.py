"""How far raters agree: Cohen's kappa with its interval, for every two of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import special

from crosscurrent.detectors.stance.labels import Label


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two raters.

    Attributes:
        rater_a: One.
        rater_b: The other.
        n: Posts both have labelled.
        agreement: Share of them with equal labels.
        kappa: Agreement beyond chance; ``None`` where both used one label only, so that chance explains everything.
        kappa_low: Lower end of its interval.
        kappa_high: Upper end.
    """

    rater_a: str
    rater_b: str
    n: int
    agreement: float
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None


def wilson(share: float, n: float, alpha: float) -> tuple[float, float]:
    """Return Wilson's interval of a share.

    Example:
        >>> [round(end, 3) for end in wilson(0.5, 100, 0.05)]
        [0.404, 0.596]
    """
    z = -float(special.ndtri(alpha / 2))
    middle, half = share + z * z / (2 * n), z * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
    return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))


def kappa(a: Sequence[int], b: Sequence[int], alpha: float) -> tuple[float, float, float] | None:
    """Return Cohen's kappa of two lists of labels and its interval; ``None`` if both hold one and the same label only.

    The interval is Wilson's on the observed agreement, chance agreement taken as known: it keeps its width where the
    raters never disagree.

    Example:
        >>> [round(value, 3) for value in kappa([1] * 10 + [-1] * 10, [1] * 8 + [-1] * 12, 0.05)]
        [0.8, 0.398, 0.944]
    """
    n, first, second = len(a), Counter(a), Counter(b)
    chance = sum(first[label] * second[label] for label in first) / n**2
    if chance >= 1:
        return None
    agreed = sum(x == y for x, y in zip(a, b, strict=True)) / n
    value, low, high = ((share - chance) / (1 - chance) for share in (agreed, *wilson(agreed, n, alpha)))
    return value, low, high


def agreements(labels: Sequence[Label], alpha: float) -> list[Agreement]:
    """Return the agreement of every two raters who share posts."""
    of: dict[str, dict[str, int]] = defaultdict(dict)
    for label in labels:
        of[label.rater][label.post_uid] = label.stance
    found = []
    for a, b in combinations(sorted(of), 2):
        shared = sorted(of[a].keys() & of[b].keys())
        if shared:
            first, second = [of[a][uid] for uid in shared], [of[b][uid] for uid in shared]
            same = sum(x == y for x, y in zip(first, second, strict=True)) / len(shared)
            value, low, high = kappa(first, second, alpha) or (None, None, None)
            found.append(Agreement(a, b, len(shared), same, value, low, high))
    return found
