"""Lists find what comparing everything finds, nearly; and nothing they do depends on chance or on crowds."""

from __future__ import annotations

import numpy as np
import pytest

from crosscurrent.detectors.text_reuse import nearest
from crosscurrent.detectors.text_reuse.nearest import neighbours, standing


def clustered(n: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Vectors around 300 centres, in three groups."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(300, 64))
    vectors = centres[random.integers(300, size=n)] + 0.7 * random.normal(size=(n, 64))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float16), random.integers(3, size=n)


def test_everything_is_compared_below_the_limit() -> None:
    vectors, group = clustered(500)
    found = neighbours(vectors, group, 5, 0.1, 1)
    cosine = vectors.astype(np.float32) @ vectors.astype(np.float32).T
    np.fill_diagonal(cosine, -1)
    for row in (0, 123, 499):
        for side, mask in enumerate((group == group[row], group != group[row])):
            wanted = np.where(mask, cosine[row], -1)
            expected = np.sort(wanted)[::-1][:5]
            np.testing.assert_allclose(found.cosine[row, side], np.maximum(expected, 0.1), atol=1e-5)
            assert (wanted[found.other[row, side][found.other[row, side] >= 0]] >= 0.1).all()


def test_lists_find_nearly_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, group = clustered(3_000)
    exact = neighbours(vectors, group, 5, 0.3, 1)
    monkeypatch.setattr(nearest, "EXACT", 100)
    listed = neighbours(vectors, group, 5, 0.3, 1)
    same = [
        len(set(a) & set(b)) / 5 for a, b in zip(exact.other.reshape(-1, 5), listed.other.reshape(-1, 5), strict=True)
    ]
    assert np.mean(same) > 0.95


def test_the_same_seed_gives_the_same_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "EXACT", 100)
    vectors, group = clustered(1_000)
    one, two = (neighbours(vectors, group, 5, 0.3, 7) for _ in range(2))
    assert (one.other == two.other).all()


def test_a_crowd_of_equal_vectors_makes_no_long_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "EXACT", 100)
    vectors, group = clustered(2_000)
    vectors[:1_500] = vectors[0]
    lists = nearest._lists(vectors, 1)
    assert sorted(np.concatenate([members for _, members in lists]).tolist()) == list(range(2_000))
    assert max(len(members) for _, members in lists) <= 80
    assert neighbours(vectors, group, 5, 0.3, 1).cosine[0, 0, 0] > 0.99


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_vectors(n: int) -> None:
    vectors, group = clustered(max(n, 1))
    assert neighbours(vectors[:n], group[:n], 3, 0.3, 1).other.shape == (n, 2, 3)


def test_a_pair_stands_out_by_how_near_the_others_are() -> None:
    # Text 0 has one neighbour far nearer than the others; texts 4 and 5 are as near, in a crowd that is.
    a, b = np.array([0, 0, 0, 4, 4, 4]), np.array([1, 2, 3, 5, 6, 7])
    side = np.zeros(6, np.int64)
    found = standing(8, a, b, side, np.array([0.8, 0.4, 0.4, 0.8, 0.8, 0.8]), 3, 0.3)
    assert found.high[0] > 1.0
    assert found.low[3] == pytest.approx(0.0)
    assert found.rank[[0, 1]].tolist() == pytest.approx([0.0, np.log(2)])


def test_neighbours_a_text_lacks_are_at_the_floor() -> None:
    # A lone pair stands out although there is nothing to compare it with.
    found = standing(2, np.array([0]), np.array([1]), np.array([0]), np.array([0.7]), 16, 0.3)
    assert found.low[0] == found.high[0] > 2.0


def test_no_pairs_have_no_standing() -> None:
    nothing = np.zeros(0, np.int64)
    assert len(standing(0, nothing, nothing, nothing, np.zeros(0), 16, 0.3).rank) == 0
