"""Communities: who tends to act on the same things, at three resolutions, so that shared taste is not evidence.

Regularised spectral clustering of the account x object incidence (Qin & Rohe 2013: degrees raised by their
mean, so that small detached sets of accounts do not become communities of their own). The number of
communities is found by parallel analysis (Horn 1965): as many as there are singular values above those of
the same incidences with accounts shuffled. Rates are then computed with half, all and twice as many
communities, and the largest of the three is used: too coarse a cut misses shared taste, too fine a cut
mistakes it for chance, and the maximum is wrong only on the safe side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

#: An account needs this many objects to help in finding communities; others are placed afterwards.
MIN_OBJECTS = 5
#: Accounts used for the fit; with more, those with the smallest hashes (a fixed random sample) are used.
FIT_ACCOUNTS = 10_000
#: A community is only looked for where it can have this many accounts: smaller ones would swallow the
#: groups we are after.
MIN_BLOCK = 200
MAX_BLOCKS = 40
#: A singular vector that lives on fewer accounts than this is a group to be tested, not a community.
MIN_SPREAD = 64
#: The same for objects; where the data has few objects, this share of those the most widespread vector lives on.
#: In simulated worlds communities live on 63 objects or more, networks of 10 to 20 boosts on 11 to 22.
MIN_OBJECT_SPREAD = 32.0
SMALL_SPREAD = 0.05
SPARE_DIMENSIONS = 8
#: Singular values looked at first; more only if all of these are informative.
FIRST_LOOK = 16
POWER_ITERATIONS = 4
#: A singular value counts if it exceeds the largest informative one of the shuffled data by this factor.
NOISE_MARGIN = 1.02
KMEANS_ROUNDS = 30


@dataclass(frozen=True, slots=True)
class Blocks:
    """Communities of all accounts at several resolutions.

    Attributes:
        of: (resolutions, n_accounts) block numbers.
        sizes: Number of blocks per resolution.
        found: Number of communities that parallel analysis finds.
    """

    of: I32
    sizes: tuple[int, ...]
    found: int


def find_blocks(obj: I32, by_start: I64, by_account: I32, n_objects: int, seed: int) -> Blocks:
    """Find communities from who acted on what; times play no part.

    Args:
        obj: Object per event.
        by_start: Starts of each account's events in ``by_account``.
        by_account: Event numbers by (account, event).
        n_objects: Number of objects.
        seed: Seed of the random projections, the shuffle and k-means.
    """
    incidence = _incidence(obj, by_start, by_account, n_objects)
    fit = np.flatnonzero(np.diff(incidence.indptr) >= MIN_OBJECTS)[:FIT_ACCOUNTS]
    limit = min(MAX_BLOCKS, len(fit) // MIN_BLOCK)
    if limit < 2:
        return _one_block(len(by_start) - 1)
    rng = np.random.default_rng([seed, 1])
    sample, columns = _common_columns(incidence[fit])
    if sample.shape[1] < 2:  # with at most one object that two accounts share there is no second direction
        return _one_block(len(by_start) - 1)
    noise = _leading(_shuffled(sample, rng), 2, rng).values[1]
    spectrum = _leading(sample, min(limit, FIRST_LOOK), rng)
    if limit > FIRST_LOOK and spectrum.values[-1] > noise * NOISE_MARGIN:
        spectrum = _leading(sample, limit, rng)
    spectrum = _widespread(sample, spectrum)
    found = int(np.clip(np.count_nonzero(spectrum.values > noise * NOISE_MARGIN), 1, limit))
    if found == 1:
        return _one_block(len(by_start) - 1)
    sizes = sorted({max(1, found // 2), found, min(2 * found, limit, len(spectrum.values))})
    place = _projected(incidence, columns, spectrum)
    of = np.stack([_kmeans(place, fit, size, np.random.default_rng([seed, 2, size])) for size in sizes])
    return Blocks(of, tuple(int(level.max()) + 1 for level in of), found)


def _one_block(n_accounts: int) -> Blocks:
    return Blocks(np.zeros((1, n_accounts), np.int32), (1,), 1)


def _incidence(obj: I32, by_start: I64, by_account: I32, n_objects: int) -> sparse.csr_matrix:
    """Return the 0/1 account x object matrix; an account's events ascend by object, so repeats are neighbours."""
    indices = obj[by_account]
    repeat = np.zeros(len(indices), np.bool_)
    repeat[1:] = indices[1:] == indices[:-1]
    repeat[by_start[:-1][by_start[:-1] < len(indices)]] = False
    starts = by_start - np.concatenate(([0], np.cumsum(repeat)))[by_start]
    indices = indices[~repeat]
    ones = np.ones(len(indices), np.float32)
    return sparse.csr_matrix((ones, indices, starts), shape=(len(by_start) - 1, n_objects))


def _common_columns(matrix: sparse.csr_matrix) -> tuple[sparse.csr_matrix, I64]:
    """Drop objects with a single account: they tell nothing about who goes with whom."""
    columns = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]) >= 2)
    return matrix[:, columns], columns


def _shuffled(matrix: sparse.csr_matrix, rng: np.random.Generator) -> sparse.csr_matrix:
    """Keep each account's and each object's number of incidences and break their ties."""
    parts = (matrix.data.copy(), rng.permutation(matrix.indices), matrix.indptr.copy())
    mixed = sparse.csr_matrix(parts, shape=matrix.shape)  # copies: merging repeats below works in place
    mixed.sum_duplicates()
    mixed.data[:] = 1.0
    return mixed


@dataclass(frozen=True, slots=True)
class _Spectrum:
    """Leading singular values and right vectors; ``columns`` are the right vectors scaled to place accounts."""

    values: F64
    columns: F64


def _leading(matrix: sparse.csr_matrix, count: int, rng: np.random.Generator) -> _Spectrum:
    """Decompose the regularised normalised incidence (randomised SVD, Halko, Martinsson & Tropp 2011)."""
    rows, columns = np.diff(matrix.indptr), np.bincount(matrix.indices, minlength=matrix.shape[1])
    row_scale = 1 / np.sqrt(rows + max(rows.mean(), 1e-12))
    column_scale = 1 / np.sqrt(columns + max(columns.mean(), 1e-12))
    scaled = (sparse.diags(row_scale) @ matrix @ sparse.diags(column_scale)).tocsr()
    back = scaled.T.tocsr()
    width = min(count + SPARE_DIMENSIONS, *scaled.shape)
    basis = np.linalg.qr(scaled @ rng.standard_normal((scaled.shape[1], width)))[0]
    for _ in range(POWER_ITERATIONS):
        basis = np.linalg.qr(scaled @ np.linalg.qr(back @ basis)[0])[0]
    _, values, right = np.linalg.svd((back @ basis).T, full_matrices=False)
    kept = min(count, len(values))
    return _Spectrum(values[:kept], right[:kept].T * column_scale[:, None])


def _widespread(matrix: sparse.csr_matrix, spectrum: _Spectrum) -> _Spectrum:
    """Drop singular vectors that live on a few accounts or on a few objects: those are groups, not communities.

    How many a vector lives on is its inverse participation ratio. A community shares a taste for many things;
    however many accounts act together on the same ten objects, they are to be tested, not taken for granted.
    """
    rows, uses = np.diff(matrix.indptr), np.bincount(matrix.indices, minlength=matrix.shape[1])
    left = (matrix @ spectrum.columns) / np.sqrt(rows + max(rows.mean(), 1e-12))[:, None]
    right = spectrum.columns * np.sqrt(uses + max(uses.mean(), 1e-12))[:, None]
    on_accounts, on_objects = _participation(left), _participation(right)
    enough = min(MIN_OBJECT_SPREAD, SMALL_SPREAD * float(on_objects.max(initial=0.0)))
    wide = (on_accounts >= MIN_SPREAD) & (on_objects >= enough)
    return _Spectrum(spectrum.values[wide], spectrum.columns[:, wide])


def _participation(vectors: F64) -> F64:
    """Inverse participation ratio of each column: the number of entries it is spread over."""
    squares = vectors**2
    ratio: F64 = squares.sum(0) ** 2 / np.maximum((squares**2).sum(0), 1e-300)
    return ratio


def _projected(incidence: sparse.csr_matrix, columns: I64, spectrum: _Spectrum) -> F64:
    """Place every account by the objects it acts on; for fitted accounts this is their left singular vector."""
    everywhere = np.zeros((incidence.shape[1], spectrum.columns.shape[1]), np.float32)
    everywhere[columns] = spectrum.columns / np.maximum(spectrum.values, 1e-12)
    return _unit((incidence @ everywhere).astype(np.float64))


def _kmeans(place: F64, fit: I64, size: int, rng: np.random.Generator) -> I32:
    """Cluster the fitted accounts in their first ``size`` dimensions; everyone goes to the nearest centre."""
    if size == 1:
        return np.zeros(len(place), np.int32)
    points = _unit(place[fit][:, :size])
    centres = _spread_centres(points, size, rng)
    for _ in range(KMEANS_ROUNDS):
        label = _nearest(points, centres)
        members = np.bincount(label, minlength=size)
        sums = np.stack([np.bincount(label, weights=column, minlength=size) for column in points.T], axis=1)
        moved = np.where(members[:, None] > 0, sums / np.maximum(members, 1)[:, None], centres)
        if np.allclose(moved, centres, atol=1e-12):
            break
        centres = moved
    centres = _without_small(points, centres)
    everyone = _unit(place[:, :size])
    return _nearest(everyone, centres).astype(np.int32)


def _nearest(points: F64, centres: F64) -> I64:
    nearest: I64 = np.argmax(points @ centres.T - 0.5 * (centres**2).sum(1), axis=1)
    return nearest


def _without_small(points: F64, centres: F64) -> F64:
    """Dissolve, smallest first, communities too small to be told from the groups we are after."""
    while len(centres) > 1:
        members = np.bincount(_nearest(points, centres), minlength=len(centres))
        if members.min() >= MIN_BLOCK // 2:
            break
        centres = np.delete(centres, int(members.argmin()), axis=0)
    return centres


def _unit(points: F64) -> F64:
    unit: F64 = points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-12)
    return unit


def _spread_centres(points: F64, size: int, rng: np.random.Generator) -> F64:
    """k-means++ (Arthur & Vassilvitskii 2007): each next centre far from those chosen."""
    chosen = [int(rng.integers(len(points)))]
    distance = ((points - points[chosen[0]]) ** 2).sum(1)
    for _ in range(size - 1):
        cumulative = np.cumsum(distance)
        pick = int(np.searchsorted(cumulative, rng.random() * cumulative[-1])) if cumulative[-1] > 0 else 0
        chosen.append(min(pick, len(points) - 1))
        distance = np.minimum(distance, ((points - points[chosen[-1]]) ** 2).sum(1))
    return points[chosen].copy()
