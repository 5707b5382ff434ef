"""Small objects as the arrays kernels take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crosscurrent.kernels.order import counting_order

Act = tuple[int, int]  # account, time in µs


@dataclass(frozen=True)
class Arrays:
    """Events sorted by (object, time, account)."""

    start: np.ndarray
    t: np.ndarray
    account: np.ndarray
    obj: np.ndarray
    by_start: np.ndarray
    by_account: np.ndarray

    @property
    def n_objects(self) -> int:
        return len(self.start) - 1


def arrays(objects: Sequence[Sequence[Act]], n_accounts: int) -> Arrays:
    """Lay out the acts of each object."""
    ordered = [sorted(acts, key=lambda act: (act[1], act[0])) for acts in objects]
    flat = [act for acts in ordered for act in acts]
    account = np.array([a for a, _ in flat], np.int32)
    by_start, by_account = counting_order(account, n_accounts)
    return Arrays(
        start=np.concatenate(([0], np.cumsum([len(acts) for acts in ordered]))).astype(np.int64),
        t=np.array([t for _, t in flat], np.int64),
        account=account,
        obj=np.repeat(np.arange(len(ordered), dtype=np.int32), [len(acts) for acts in ordered]),
        by_start=by_start,
        by_account=by_account,
    )


def flat_weights(classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights of a world in which all classes are alike."""
    return np.ones((classes, 24)), np.ones((classes, 10))
