"""Three published rules to run beside the detector on the same actions."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import stats

from crosscurrent.detectors.coordination.multiplicity import discoveries
from crosscurrent.detectors.coordination.pairtests import PairTests
from crosscurrent.detectors.coortweet.network import coordinated_network
from crosscurrent.simulate.organic import Actions
from crosscurrent.workflows.simulate import EPOCH_S

PERCENTILE = 0.995
SVN_FDR = 0.05
Accounts = set[int] | set[str]


def percentile_rule(tests: PairTests) -> set[int]:
    """Flag the accounts of pairs with C at or above the 99.5 % quantile of C over pairs with C >= 1."""
    if not len(tests.objects):
        return set()
    heavy = tests.objects >= np.quantile(tests.objects, PERCENTILE)
    return set(tests.i[heavy].tolist()) | set(tests.j[heavy].tolist())


def hypergeometric_p(
    i: npt.NDArray[np.int32], j: npt.NDArray[np.int32], shared: npt.NDArray[np.int32],
    objects: npt.NDArray[np.int64], n_objects: int,
) -> npt.NDArray[np.float64]:  # fmt: skip
    """P(shared or more) if each account drew its objects at random (Tumminello et al. 2011), times ignored."""
    low, high = np.minimum(objects[i], objects[j]), np.maximum(objects[i], objects[j])
    cases, place = np.unique((shared.astype(np.int64) << 40) | (low << 20) | high, return_inverse=True)
    count, small, large = cases >> 40, (cases >> 20) & 0xFFFFF, cases & 0xFFFFF
    return stats.hypergeom.sf(count - 1, n_objects, small, large)[place]


def svn_rule(i: npt.NDArray[np.int32], j: npt.NDArray[np.int32], p: npt.NDArray[np.float64], family: int) -> set[int]:
    """Flag the accounts of pairs below BH 5 % over all pairs."""
    good = discoveries(p, family).q <= SVN_FDR
    return set(i[good].tolist()) | set(j[good].tolist())


def coortweet_rule(actions: Actions, window_s: int) -> set[str]:
    """Flag what CooRTweet 2.1.3 flags with its defaults: edges heavier than the median edge."""
    n = len(actions.at_s)
    events = pa.table(
        {
            "object_id": pa.array([f"o{o}" for o in actions.obj.tolist()]),
            "account_id": pa.array([f"a{a}" for a in actions.account.tolist()]),
            "content_id": pa.array([f"c{k}" for k in range(n)]),
            "timestamp_share": pa.array((actions.at_s.astype(np.int64) + EPOCH_S).astype(np.float64)),
        }
    )
    edges = coordinated_network(events, float(window_s))
    flagged = edges.filter(pa.compute.equal(edges.column("weight_threshold"), 1))
    return set(flagged.column("from").to_pylist()) | set(flagged.column("to").to_pylist())
