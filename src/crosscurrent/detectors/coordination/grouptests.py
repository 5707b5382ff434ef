"""Tests of a whole group: again on other objects, synchrony given the sharing, and the shared trigger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse, special

from crosscurrent.detectors.coordination.groups import Group, group_objects
from crosscurrent.detectors.coordination.layerwork import LayerWork
from crosscurrent.detectors.coordination.multiplicity import cauchy, discoveries
from crosscurrent.detectors.coordination.pairtests import poisson_tail
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.detectors.coordination.rates import half_rates
from crosscurrent.kernels import membership
from crosscurrent.kernels.jobs import half_mask

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

#: Window and turnout of the out-of-sample test: three members within five minutes.
GATHERING_US = 300_000_000
GATHERING = 3
#: Groups proposed on one half of the objects are connected components at this q.
HALF_FDR = 0.05
#: Behaviours whose objects come back again and again: their first appearance triggers nothing later.
RECURRING = frozenset({"domain", "hashtag", "hashtag_sequence", "mention", "same_text"})
#: Behaviours whose objects are the accounts' own words: what a member posted first triggered nobody, it is the act
#: itself; what somebody else posted shortly before may have. Old words that come back were not reacted to.
AUTHORED = frozenset({"text_group"})
#: Delays drawn at most for one window of the trigger test.
MAX_DRAWN = 5_000_000
#: A fitted tail is not trusted below this.
SMALLEST_TAIL = 1e-6
#: Acts placed at most for the synchrony test of one layer; beyond it a sample of the objects is used.
MAX_SHUFFLED = 5_000_000


@dataclass(frozen=True, slots=True)
class GroupTests:
    """Tests of one group.

    Attributes:
        p_again: The group, found on half of the objects, acts together on the other half; ``None`` if
            neither half alone shows the group.
        p_synchrony: Members fall together more than shuffling accounts within objects explains.
        p_trigger: Members fall together more than independent reactions to the object's appearance
            explain; above the strict level a shared trigger explains the synchrony. ``None`` if the group acts
            on nothing that appears once and is then reacted to.
        trigger_objects: Objects the trigger test could use.
        trigger_seen: Somebody outside the group brought about the objects it reacted to. If not, the group's own
            first act stood for the trigger, and whether there was another cannot be seen.
    """

    p_again: float | None
    p_synchrony: float
    p_trigger: float | None
    trigger_objects: int
    trigger_seen: bool


def run_group_tests(
    layers: Sequence[LayerWork],
    groups: Sequence[Group],
    parameters: Parameters,
    advance: Callable[[int], None] = lambda _: None,
) -> list[GroupTests]:
    """Run the three tests on every group; ``advance`` is told of each."""
    again = _again(layers, parameters) if groups else []
    tests = []
    for group in groups:
        synchrony, trigger = _p_synchrony(layers, group, parameters), _p_trigger(layers, group, parameters)
        tests.append(GroupTests(_p_again(group, again), synchrony, *trigger))
        advance(1)
    return tests


# --- again, on other objects -------------------------------------------------------------------------


def _again(layers: Sequence[LayerWork], parameters: Parameters) -> list[tuple[I32, float]]:
    """Find groups on each half of the objects and test them on the other half; list (accounts, p)."""
    found: list[tuple[I32, float]] = []
    for work in layers:
        window = _middle_window(work)
        if window is None:
            continue
        for half in (0, 1):
            groups = _half_groups(work, window, half, parameters)
            found.extend((accounts, _gathers(work, accounts, 1 - half, parameters)) for accounts in groups)
    return found


def _middle_window(work: LayerWork) -> int | None:
    """Return the narrowest usable window of a minute or more, else the widest usable one."""
    wide = [w for w in work.windows_us if w >= 60_000_000]
    return min(wide) if wide else max(work.windows_us, default=None)


def _half_groups(work: LayerWork, window: int, half: int, parameters: Parameters) -> list[I32]:
    """Connected components of the pairs that stand out on one half of the objects."""
    side = half_mask(work.layer.key, half, parameters.seed)
    objects = _objects_per_account(work, side)
    rates = half_rates(work.rates[work.windows_us.index(window)], half, work.classes, objects)
    i, j, count = _half_pairs(work, window, side)
    p = poisson_tail(count, rates.expected(i, j))
    n = int((objects >= parameters.min_objects).sum())
    good = discoveries(p, max(n * (n - 1) // 2, len(p))).q <= HALF_FDR
    size = work.layer.n_accounts
    graph = sparse.csr_matrix((np.ones(int(good.sum())), (i[good], j[good])), shape=(size, size))
    _, label = sparse.csgraph.connected_components(graph, directed=False)
    involved = np.unique(np.concatenate([i[good], j[good]]))
    names, sizes = np.unique(label[involved], return_counts=True)
    return [involved[label[involved] == name].astype(np.int32) for name in names[sizes >= parameters.min_group]]


def _objects_per_account(work: LayerWork, side: npt.NDArray[np.bool_]) -> I64:
    layer = work.layer
    kept = layer.by_account[side[layer.obj[layer.by_account]]]
    new = np.ones(len(kept), np.bool_)
    new[1:] = (layer.obj[kept][1:] != layer.obj[kept][:-1]) | (layer.account[kept][1:] != layer.account[kept][:-1])
    return np.bincount(layer.account[kept][new], minlength=layer.n_accounts).astype(np.int64)


def _half_pairs(work: LayerWork, window: int, side: npt.NDArray[np.bool_]) -> tuple[I32, I32, I32]:
    """Count, for the layer's tested pairs, the objects of one half they co-act on."""
    from crosscurrent.kernels import coaction

    layer, tests = work.layer, work.tests[work.windows_us.index(window)]
    start, objects, *_ = coaction.co_actions(
        layer.t, layer.obj, layer.by_start, layer.by_account, tests.i, tests.j, window
    )
    pair = np.repeat(np.arange(len(tests.i)), np.diff(start))
    count = np.bincount(pair[side[objects]], minlength=len(tests.i)).astype(np.int32)
    some = count >= 2
    return tests.i[some], tests.j[some], count[some]


def _gathers(work: LayerWork, accounts: I32, half: int, parameters: Parameters) -> float:
    """P of a group gathering (three members in five minutes) on as many objects of a half as it does.

    The chance per object is the smaller of the Poisson chance of three members acting at all and Markov's
    bound on the number of close triples; both are upper bounds, so the p is conservative.
    """
    layer, classes = work.layer, work.classes
    side = half_mask(layer.key, half, parameters.seed)
    objects = np.flatnonzero(side & (np.diff(layer.start) >= GATHERING)).astype(np.int64)
    member = np.zeros(layer.n_accounts, np.bool_)
    member[accounts] = True
    busiest = membership.busiest_windows(layer.start, layer.t, layer.account, objects, member, GATHERING_US)
    expected = np.zeros(len(objects))
    for level, size in zip(work.blocks.of, work.blocks.sizes, strict=True):
        block_acts = np.bincount(level, weights=classes.objects * classes.acts, minlength=size)
        group_acts = np.bincount(level[accounts], weights=(classes.objects * classes.acts)[accounts], minlength=size)
        per_act = (group_acts / np.maximum(block_acts, 1.0))[level]
        acts = np.bincount(layer.obj, weights=per_act[layer.account], minlength=layer.n_objects)
        expected = np.maximum(expected, acts[objects])
    close = membership.triple_shares(layer.start, layer.t, objects, GATHERING_US)
    chance = np.minimum(poisson_tail(np.full(len(objects), GATHERING), expected), expected**3 / 6 * close)
    gathered = int((busiest >= GATHERING).sum())
    return float(poisson_tail(np.array([gathered]), np.array([chance.sum()]))[0])


def _p_again(group: Group, halves: list[tuple[I32, float]]) -> float | None:
    """Best p of the half-groups that lie mostly in this group, charged for their number."""
    ps = [p for accounts, p in halves if len(np.intersect1d(accounts, group.accounts)) * 2 > len(accounts)]
    return min(1.0, min(ps) * len(ps)) if ps else None


# --- synchrony given the sharing ---------------------------------------------------------------------


def _p_synchrony(layers: Sequence[LayerWork], group: Group, parameters: Parameters) -> float:
    """P of the members falling together that often if the accounts of each object changed places."""
    ps: list[float] = []
    for work in layers:
        objects = _sampled(work, group, group_objects(work, group.accounts, 2), parameters)
        if not len(objects):
            continue
        member = np.zeros(work.layer.n_accounts, np.bool_)
        member[group.accounts] = True
        counts = membership.shuffled_member_pairs(
            work.layer.start, work.layer.t, work.layer.account, objects, member,
            np.array(work.windows_us, np.int64), parameters.group_runs, parameters.seed,
        )  # fmt: skip
        ps.extend(_tail_p(column) for column in counts.T)
    return float(cauchy(np.array([ps]), len(ps))[0]) if ps else 1.0


def _tail_p(counts: I64) -> float:
    """P of entry 0 among the simulated counts; beyond all of them, by a gamma fitted to their mean and variance.

    Counting alone cannot go below 1 / (runs + 1). Source: Winkler, Ridgway, Douaud, Nichols & Smith 2016, "Faster
    permutation inference in brain imaging", gamma approximation.
    """
    ranked = _rank_p(counts)
    simulated = counts[1:]
    mean, variance = float(simulated.mean()), float(simulated.var())
    if ranked > 1.5 / len(counts) or mean <= 0 or variance <= 0:
        return ranked
    return min(ranked, max(float(special.gammaincc(mean**2 / variance, counts[0] * mean / variance)), SMALLEST_TAIL))


def _sampled(work: LayerWork, group: Group, objects: I64, parameters: Parameters) -> I64:
    """Return a fixed random sample of the objects where all of them would take too long to shuffle."""
    layer = work.layer
    acts = int(np.isin(layer.obj[np.isin(layer.account, group.accounts)], objects).sum())
    share = MAX_SHUFFLED / max(acts * parameters.group_runs, 1)
    if share >= 1:
        return objects
    chosen = np.random.default_rng([parameters.seed, 5]).random(len(objects)) < share
    return objects[chosen] if chosen.any() else objects[:1]


def _rank_p(counts: I64) -> float:
    """(1 + runs at least as extreme) / (1 + runs); entry 0 is the observation."""
    return float((1 + (counts[1:] >= counts[0]).sum()) / len(counts)) if counts[0] > 0 else 1.0


# --- the shared trigger ------------------------------------------------------------------------------


def _p_trigger(layers: Sequence[LayerWork], group: Group, parameters: Parameters) -> tuple[float | None, int, bool]:
    """P of the group's synchrony if every member reacted on its own to the object's appearance.

    On each object the members' delays after it appeared are compared with log-normal delays around their
    own median (never below ``reaction_s``) with spread ``reaction_log_sd``: as narrow as people react. Fans and
    notification followers are as synchronous as that; accounts that act at agreed times are more so.
    Returns ``None`` where no object of the group appears once and is then reacted to.
    """
    reacting = [work for work in layers if work.layer.behaviour not in RECURRING]
    seen = any(_triggered(work, group)[1].any() for work in reacting)
    delays = [
        _delays(work, group, parameters.reaction_s, seen or work.layer.behaviour in AUTHORED) for work in reacting
    ]
    objects = sum(len(median) for _, _, median in delays)
    tests = sum(len(work.windows_us) for work in reacting)
    if not objects or not tests:
        return None, 0, False
    runs = max(parameters.group_runs, 4 * tests * round(1 / parameters.fdr))
    runs = int(min(runs, MAX_DRAWN // max(sum(len(d) for d, _, _ in delays), 1)))
    ps = []
    for work, (delay, start, median) in zip(reacting, delays, strict=True):
        for window in work.windows_us:
            counts = membership.triggered_pairs(
                delay, start, median, parameters.reaction_log_sd, window / 1e6, runs, parameters.seed
            )
            ps.append(_tail_p(counts))  # the larger the group, the fewer the runs: ranks alone could not tell
    return float(cauchy(np.array([ps]), tests)[0]), objects, seen


def _triggered(work: LayerWork, group: Group) -> tuple[I64, npt.NDArray[np.bool_]]:
    """Objects with three members or more, and whether they were there before the group came to them."""
    objects = group_objects(work, group.accounts, GATHERING)
    foreign = ~np.isin(work.layer.born_by[objects], group.accounts)
    if work.layer.behaviour in AUTHORED:
        foreign &= _first_acts(work, group, objects) - work.layer.born[objects] <= max(work.windows_us, default=0)
    return objects, foreign


def _first_acts(work: LayerWork, group: Group, objects: I64) -> I64:
    """Return when a member first acted on each object."""
    layer = work.layer
    spans = [(int(layer.start[o]), int(layer.start[o + 1])) for o in objects.tolist()]
    # Events of an object ascend in time: the first of a member is the earliest.
    first = [a + int(np.argmax(np.isin(layer.account[a:b], group.accounts))) for a, b in spans]
    return np.asarray(layer.t[first], np.int64)


def _delays(work: LayerWork, group: Group, reaction_s: float, seen: bool) -> tuple[F64, I64, F64]:
    """Delays of the group's acts after each object appeared, on objects with three members or more.

    Args:
        work: The layer.
        group: The group.
        reaction_s: Smallest median.
        seen: Use only objects that someone outside the group brought about; without any such object the group's
            own first act stands for the trigger.
    """
    layer = work.layer
    objects, foreign = _triggered(work, group)
    delays, starts, medians = [], [0], []
    for o in (objects[foreign] if seen else objects).tolist():
        first, last = layer.start[o], layer.start[o + 1]
        acts = np.isin(layer.account[first:last], group.accounts)
        delay = (layer.t[first:last][acts] - layer.born[o]) / 1e6
        delay = delay[delay > 0]
        if len(delay) < 2:
            continue
        delays.append(delay)
        starts.append(starts[-1] + len(delay))
        medians.append(max(float(np.median(delay)), reaction_s))
    joined = np.concatenate(delays) if delays else np.empty(0)
    return joined, np.array(starts, np.int64), np.array(medians)
