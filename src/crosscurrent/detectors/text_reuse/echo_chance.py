"""How likely an unrelated text shares by chance what two texts share: an upper bound on a tail, per pair.

Each anchor of a text is in another text with a probability of its own. The sum of the surprises of those that are is
bounded after Chernoff; a text that states much is thereby not an echo of everything. How common an anchor is, is
counted in all texts, in those of the other's language and in those of the same weeks, and the largest share counts:
what everybody names this week proves nothing this week.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
#: Shape of the prior of how common an anchor is: a gamma distribution about what its form lets expect.
_SHAPE = 0.5
#: Texts that a language or a few weeks need before they outweigh what holds for all texts.
_OWN = 50.0
_MOST = 0.5
_TILTS = np.linspace(0.3, 1.0, 15)
_LEFT = 1.0 - _TILTS[None, :]


def share(held: F64, texts: float, expected: F64) -> F64:
    """Return how common anchors are.

    Args:
        held: Other texts that hold each.
        texts: Other texts there are.
        expected: Share that its form lets expect.

    Example:
        >>> [round(float(x), 5) for x in share(np.array([0.0, 10.0]), 1000.0, np.array([0.01, 0.01]))]
        [0.00048, 0.01]
    """
    return np.minimum(_MOST, (held + _SHAPE) / (texts + _SHAPE / expected))


def share_among(held: int, texts: int, overall: float) -> float:
    """Return how common an anchor is among some of the texts, which say little while they are few.

    Example:
        >>> share_among(0, 0, 0.01), share_among(30, 50, 0.01)
        (0.01, 0.305)
    """
    return min(_MOST, (max(held, 0) + _OWN * overall) / (max(texts, 0) + _OWN))


def at_most(shared: Sequence[float], other: Sequence[float]) -> float:
    """Return a bound on the probability that a text shares, of the anchors of another, as much as was shared.

    Args:
        shared: How common those are that were shared.
        other: How common those are that were not.

    Returns:
        Chernoff's bound for the sum of surprises; never above one.

    Example:
        >>> at_most([0.01, 0.003, 0.02], []) < 1e-5, at_most([0.01], [0.02]) > 1e-2
        (True, True)
    """
    p = np.array([*shared, *other])[:, None]
    surprise = -sum(map(math.log, shared))
    spread = np.log1p(p**_LEFT - p).sum(axis=0)
    return math.exp(min(0.0, float((spread - _TILTS * surprise).min())))
