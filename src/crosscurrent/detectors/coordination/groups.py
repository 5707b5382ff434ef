"""Groups: seeded by pairs, grown and pruned account by account, each account tested against the rest.

A pair needs many shared co-actions to stand out among millions of pairs; an account that keeps turning up
where a whole group acts together needs few. So pairs at the screening level only propose groups (Leiden on
their network); whether an account belongs is then decided by a test of its own at the strict level, in
which the group's acts are given and everyone else's acts on the same objects are exchangeable.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import graspologic_native
import numpy as np
import numpy.typing as npt
from scipy import sparse

from crosscurrent.detectors.coordination.layerwork import LayerWork
from crosscurrent.detectors.coordination.multiplicity import cauchy, discoveries
from crosscurrent.detectors.coordination.pairtable import PairTable
from crosscurrent.detectors.coordination.pairtests import poisson_tail
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.kernels import membership

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

MAX_ROUNDS = 10
#: Two groups are one if at least this share of the smaller lies in the larger.
MERGE_OVERLAP = 0.5
#: Members of larger groups are tested against the other half of the group instead of all others.
LEAVE_ONE_OUT_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts that act together.

    Attributes:
        accounts: Account numbers, ascending.
        p_member: p of each account against the rest of the group.
        paired: True where the account has a significant pair inside the group.
    """

    accounts: I32
    p_member: F64
    paired: npt.NDArray[np.bool_]


def find_groups(
    layers: Sequence[LayerWork],
    pairs: PairTable,
    parameters: Parameters,
    advance: Callable[[int], None] = lambda _: None,
) -> list[Group]:
    """Propose, grow, merge and prune groups.

    Args:
        layers: The layers with their null models.
        pairs: Combined pairs.
        parameters: Parameters of the run.
        advance: Told of each round of growing.

    Returns:
        Groups of at least ``min_group`` accounts, largest first.
    """
    seeds = _seeds(pairs, parameters)
    if not seeds or not layers:
        return []
    eligible = _eligible(layers, parameters.min_objects)
    grown = _grown(layers, seeds, eligible, parameters, advance)
    grown = [group for group in grown if len(group) >= parameters.min_group]
    grown = _grown(layers, grown, eligible, parameters, advance)  # again: fewer groups, so fewer tests to pay for
    pruned = [_pruned(layers, group, pairs, eligible, len(grown), parameters) for group in grown]
    kept = [group for group in pruned if len(group.accounts) >= parameters.min_group]
    return sorted(kept, key=lambda group: (-len(group.accounts), int(group.accounts[0])))


def _grown(
    layers: Sequence[LayerWork],
    groups: list[I32],
    eligible: int,
    parameters: Parameters,
    advance: Callable[[int], None],
) -> list[I32]:
    """Let groups take in the accounts that act with them and merge, until nothing changes."""
    for _ in range(MAX_ROUNDS if groups else 0):
        after = _merged([_with_joiners(*pair) for pair in _joiners(layers, groups, eligible, parameters)])
        settled = len(after) == len(groups) and all(map(np.array_equal, after, groups))
        groups = after
        advance(1)
        if settled:
            break
    return groups


def _seeds(pairs: PairTable, parameters: Parameters) -> list[I32]:
    """Communities of the network of screened pairs, weighted by the strength of their evidence."""
    screened = pairs.q <= max(parameters.screen, parameters.fdr)
    if not screened.any():
        return []
    i, j = pairs.i[screened], pairs.j[screened]
    weight = -np.log10(np.maximum(pairs.p[screened], 1e-300))
    nodes, place = np.unique(np.concatenate([i, j]), return_inverse=True)
    a, b = place[: len(i)], place[len(i) :]
    network = sparse.csr_matrix(
        (np.concatenate([weight, weight]), (np.concatenate([a, b]), np.concatenate([b, a]))),
        shape=(len(nodes), len(nodes)),
    )
    _, community = graspologic_native.leiden_csr(
        network.indptr.astype(np.int64), network.indices.astype(np.int32), network.data.astype(np.float64),
        len(nodes), iterations=2, seed=parameters.seed,
    )  # fmt: skip
    label = np.array([community[n] for n in range(len(nodes))])
    return [nodes[label == c].astype(np.int32) for c in np.unique(label)]


def _eligible(layers: Sequence[LayerWork], min_objects: int) -> int:
    enough = np.zeros(layers[0].layer.n_accounts, np.bool_)
    for work in layers:
        enough |= work.classes.objects >= min_objects
    return int(enough.sum())


def _joiners(
    layers: Sequence[LayerWork], groups: Sequence[I32], eligible: int, parameters: Parameters
) -> list[tuple[I32, I32]]:
    """Pair each group with the outsiders that act with it, at the strict level over all accounts and groups."""
    tested = [company_p(layers, group, parameters.min_objects) for group in groups]
    listed = [np.flatnonzero(p < parameters.screen) for p in tested]
    flat = np.concatenate([p[at] for p, at in zip(tested, listed, strict=True)])
    q = discoveries(flat, max(eligible * len(groups), len(flat))).q
    cuts = np.cumsum([len(at) for at in listed])[:-1]
    return [
        (group, at[good <= parameters.fdr].astype(np.int32))
        for group, at, good in zip(groups, listed, np.split(q, cuts), strict=True)
    ]


def _with_joiners(group: I32, joiners: I32) -> I32:
    return np.union1d(group, joiners).astype(np.int32)


def _merged(groups: list[I32]) -> list[I32]:
    """Merge groups of which half of the smaller lies in the larger; largest first."""
    merged: list[I32] = []
    for group in sorted(groups, key=lambda g: (-len(g), int(g[0]))):
        for place, larger in enumerate(merged):
            if len(np.intersect1d(group, larger)) >= MERGE_OVERLAP * len(group):
                merged[place] = np.union1d(group, larger).astype(np.int32)
                break
        else:
            merged.append(group)
    return merged


def company_p(layers: Sequence[LayerWork], group: I32, min_objects: int) -> F64:
    """Return, for every account outside a group, the p of acting with it as often as it does.

    Args:
        layers: The layers with their null models.
        group: Accounts of the group.
        min_objects: Accounts that join in on fewer objects in a layer get p = 1 there.

    Returns:
        One p per account, combined over layers and windows; 1 for members.
    """
    n = layers[0].layer.n_accounts
    ps = [_company_in_layer(work, at, group, min_objects) for work in layers for at in range(len(work.windows_us))]
    if not ps:
        return np.ones(n)
    found = np.flatnonzero(np.min(ps, axis=0) < 1)
    out = np.ones(n)
    out[found] = cauchy(np.stack([p[found] for p in ps], axis=1), len(ps))
    out[group] = 1.0
    return out


def _company_in_layer(work: LayerWork, at: int, group: I32, min_objects: int) -> F64:
    layer, classes, blocks = work.layer, work.classes, work.blocks
    member = np.zeros(layer.n_accounts, np.bool_)
    member[group] = True
    rest = np.zeros((len(blocks.sizes), max(blocks.sizes)))
    for level, size in enumerate(blocks.sizes):
        outside = np.bincount(blocks.of[level][~member], weights=classes.objects[~member], minlength=size)
        rest[level, :size] = 1.0 / np.maximum(outside, 1.0)
    joined, rate = membership.company(
        layer.start, layer.t, layer.account, group_objects(work, group, 2), member, blocks.of,
        np.array(blocks.sizes, np.int64), rest, classes.hour_w, classes.rank_w, work.windows_us[at],
    )  # fmt: skip
    p = np.ones(layer.n_accounts)
    enough = np.flatnonzero(joined >= min_objects)
    per_object = np.max(
        [rate[level, blocks.of[level][enough], classes.timing[enough]] for level in range(len(blocks.sizes))], axis=0
    )
    expected = per_object * classes.objects[enough] * np.maximum(classes.acts[enough], 1.0)
    p[enough] = poisson_tail(joined[enough], expected)
    return p


def group_objects(work: LayerWork, group: I32, at_least: int) -> I64:
    """Return the layer objects that at least so many accounts of a group act on, ascending."""
    layer = work.layer
    sizes = layer.by_start[group + 1] - layer.by_start[group]
    place = np.arange(sizes.sum()) + np.repeat(layer.by_start[group] - (np.cumsum(sizes) - sizes), sizes)
    obj, account = layer.obj[layer.by_account[place]], np.repeat(group, sizes)
    new = np.ones(len(obj), np.bool_)  # an account's events ascend by object: repeats are neighbours
    new[1:] = (obj[1:] != obj[:-1]) | (account[1:] != account[:-1])
    ordered = np.sort(obj[new]).astype(np.int64)
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(ordered) else np.empty(0, np.int64)
    accounts = np.diff(np.append(first, len(ordered)))
    return ordered[first[accounts >= at_least]]


def _pruned(
    layers: Sequence[LayerWork], group: I32, pairs: PairTable, eligible: int, n_groups: int, parameters: Parameters
) -> Group:
    """Keep the accounts that have a significant pair inside the group or stand the test against the others."""
    inside = np.isin(pairs.i, group) & np.isin(pairs.j, group) & pairs.significant(parameters.fdr)
    paired = np.isin(group, np.concatenate([pairs.i[inside], pairs.j[inside]]))
    p_member = _against_others(layers, group, parameters)
    q = discoveries(p_member, max(eligible * n_groups, len(group))).q
    keep = paired | (q <= parameters.fdr)
    return Group(group[keep], p_member[keep], paired[keep])


def _against_others(layers: Sequence[LayerWork], group: I32, parameters: Parameters) -> F64:
    """Test each account against the group without it, or, in large groups, against the half it is not in."""
    p = np.ones(len(group))
    if len(group) < 3:
        return p
    if len(group) <= LEAVE_ONE_OUT_LIMIT:
        for place, account in enumerate(group.tolist()):
            p[place] = company_p(layers, np.delete(group, place), parameters.min_objects)[account]
        return p
    half = np.random.default_rng([parameters.seed, 3, len(group)]).permutation(len(group)) % 2 == 0
    for side in (half, ~half):
        p[side] = company_p(layers, group[~side], parameters.min_objects)[group[side]]
    return p
