"""Where accounts stand in the network picture: computed once, without chance, so that the picture never moves.

Each group is laid out on its own by force (attraction along edges, repulsion between all), then the groups are
packed around the largest. The start is a sunflower spiral, not random numbers: same input, same picture.
Source of the forces: Fruchterman and Reingold 1991, Software: Practice and Experience 21(11).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.float64]
_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
_ROUNDS = 80
#: Above this size the all-pairs repulsion is run for fewer rounds; the picture is coarser, the time bounded.
_LARGE = 600
_LARGE_ROUNDS = 25
#: Radius of a group's disc, per root of its accounts.
_SPREAD, _SPREAD_UNGROUPED = 2.4, 1.1


def sunflower(n: int) -> Positions:
    """Return ``n`` points spread evenly over a disc of radius √n."""
    turn = np.arange(n)
    radius = np.sqrt(turn + 0.5)
    return np.column_stack((radius * np.cos(turn * _GOLDEN_ANGLE), radius * np.sin(turn * _GOLDEN_ANGLE)))


def by_force(n: int, edges: NDArray[np.int64]) -> Positions:
    """Lay out one set of accounts.

    Args:
        n: Number of accounts.
        edges: int64 array (m, 2) of positions in 0..n-1.

    Returns:
        float64 array (n, 2), centred on the origin, ideal edge length 1.
    """
    at = sunflower(n)
    if n < 2:
        return _centred(at)
    rounds = _ROUNDS if n <= _LARGE else _LARGE_ROUNDS
    for step in range(rounds):
        apart = at[:, None, :] - at[None, :, :]
        distance_sq = np.maximum((apart**2).sum(axis=2), 1e-4)
        push = (apart / distance_sq[:, :, None]).sum(axis=1)
        along = at[edges[:, 0]] - at[edges[:, 1]]
        pull = along * np.sqrt((along**2).sum(axis=1, keepdims=True))
        np.add.at(push, edges[:, 0], -pull)
        np.add.at(push, edges[:, 1], pull)
        push -= 0.05 * at  # a weak centre keeps loose parts in sight
        length = np.maximum(np.sqrt((push**2).sum(axis=1, keepdims=True)), 1e-9)
        heat = 0.12 * np.sqrt(n) * (1 - step / rounds)
        at = at + push / length * np.minimum(length, heat)
    return _centred(at)


def _centred(at: Positions) -> Positions:
    middle: Positions = at.mean(axis=0)
    return at - middle


def network_positions(groups: Sequence[int], edges: NDArray[np.int64]) -> Positions:
    """Place all accounts of the picture.

    Args:
        groups: Group number per account; -1 for accounts in no group, which are laid out together.
        edges: int64 array (m, 2) of account positions.

    Returns:
        float64 array (n, 2), rounded to three decimals so that the last bits of different machines do not show.

    Example:
        >>> network_positions([0, 0], np.array([[0, 1]])).shape
        (2, 2)
    """
    labels = np.asarray(groups, np.int64)
    at = np.zeros((len(labels), 2))
    discs: list[tuple[NDArray[np.int64], Positions, float]] = []
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        inside = edges[(labels[edges[:, 0]] == label) & (labels[edges[:, 1]] == label)] if len(edges) else edges
        local = by_force(len(members), np.searchsorted(members, inside).reshape(-1, 2))
        radius = (_SPREAD if label >= 0 else _SPREAD_UNGROUPED) * np.sqrt(len(members))
        reach = np.sqrt((local**2).sum(axis=1)).max()
        discs.append((members, local * (radius / reach if reach > 0 else 1.0), radius))
    # Groups first, large ones in the middle; accounts in no group go round the outside.
    discs.sort(key=lambda disc: (labels[disc[0][0]] < 0, -disc[2], int(disc[0][0])))
    for (members, local, _), centre in zip(discs, _packed([disc[2] for disc in discs]), strict=True):
        at[members] = local + centre
    return np.round(at, 3)


def _packed(radii: list[float]) -> list[Positions]:
    """Give each disc, largest first, the free place on a spiral that is nearest to the middle."""
    centres: list[Positions] = []
    for radius in radii:
        for turn in range(100_000):
            away = 0.8 * np.sqrt(turn)
            angle = turn * _GOLDEN_ANGLE
            centre = np.array([1.6 * away * np.cos(angle), away * np.sin(angle)])
            gaps = [
                np.hypot(*(centre - other)) - radius - held - 3 for other, held in zip(centres, radii, strict=False)
            ]
            if all(gap >= 0 for gap in gaps):
                break
        centres.append(centre)
    return centres
