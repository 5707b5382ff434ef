"""Communities: found where they are, not invented where they are not, and never a group that is to be tested."""

from __future__ import annotations

import numpy as np
import pytest

from crosscurrent.detectors.coordination.blocks import Blocks, find_blocks
from crosscurrent.kernels.order import counting_order

PER_ACCOUNT = 15


def blocks(account: np.ndarray, obj: np.ndarray, n_accounts: int, n_objects: int, seed: int = 1) -> Blocks:
    order = np.lexsort((account, obj))
    account, obj = account[order].astype(np.int32), obj[order].astype(np.int32)
    return find_blocks(obj, *counting_order(account, n_accounts), n_objects, seed)


def taste(homes: np.ndarray, n_objects: int, at_home: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Accounts act on 15 objects; a share of them of their home, whose objects are those with the same remainder."""
    n_homes = homes.max() + 1
    account = np.repeat(np.arange(len(homes)), PER_ACCOUNT)
    obj = rng.integers(0, n_objects, len(account))
    mine = rng.random(len(account)) < at_home
    obj[mine] = obj[mine] // n_homes * n_homes + homes[account[mine]]
    pairs = np.unique(account * n_objects + np.minimum(obj, n_objects - 1))
    return pairs // n_objects, pairs % n_objects


def agreement(label: np.ndarray, truth: np.ndarray) -> float:
    """Share of accounts in a block whose majority they belong to, two blocks at least."""
    counts = np.zeros((label.max() + 1, truth.max() + 1), int)
    np.add.at(counts, (label, truth), 1)
    return counts.max(1).sum() / len(label) if counts.argmax(1).max() > 0 else 0.0


def test_two_communities_are_found_and_told_apart() -> None:
    homes = np.arange(800) % 2
    found = blocks(*taste(homes, 600, 0.8, np.random.default_rng(1)), 800, 600)
    assert found.found == 2
    level = found.sizes.index(2)
    assert agreement(found.of[level], homes) > 0.98
    assert found.sizes == tuple(sorted(set(found.sizes)))
    assert [len(np.unique(of)) for of in found.of] == list(found.sizes)


def test_four_communities_come_at_three_resolutions() -> None:
    # Half, all and twice as many (as far as 200 accounts a community allow).
    homes = np.arange(2_000) % 4
    found = blocks(*taste(homes, 800, 0.8, np.random.default_rng(2)), 2_000, 800)
    assert found.found == 4
    assert {2, 4} <= set(found.sizes)
    assert agreement(found.of[found.sizes.index(4)], homes) > 0.98


def test_without_communities_there_is_one_block() -> None:
    found = blocks(*taste(np.zeros(800, int), 600, 0.0, np.random.default_rng(3)), 800, 600)
    assert (found.found, found.sizes, found.of.tolist()) == (1, (1,), [[0] * 800])


def test_a_planted_group_is_not_a_community_of_its_own() -> None:
    # Thirty accounts also act on twenty private objects. As a community they would be their own explanation.
    homes = np.arange(1_600) % 2
    account, obj = taste(homes, 600, 0.8, np.random.default_rng(4))
    members = np.arange(0, 1_600, 53)[:30]
    account = np.concatenate([account, np.repeat(members, 20)])
    obj = np.concatenate([obj, np.tile(np.arange(600, 620), 30)])
    found = blocks(account, obj, 1_600, 620)
    assert found.found == 2
    for of in found.of:
        assert np.bincount(of).min() >= 100
        assert max(np.isin(np.flatnonzero(of == block), members).mean() for block in np.unique(of)) < 0.1


def test_repeated_acts_do_not_count_twice() -> None:
    account, obj = taste(np.arange(800) % 2, 600, 0.8, np.random.default_rng(1))
    once = blocks(account, obj, 800, 600)
    often = blocks(np.tile(account, 3), np.tile(obj, 3), 800, 600)
    assert once.of.tolist() == often.of.tolist()


def test_the_seed_decides_and_nothing_else() -> None:
    account, obj = taste(np.arange(800) % 2, 600, 0.8, np.random.default_rng(1))
    order = np.random.default_rng(9).permutation(len(account))
    assert blocks(account, obj, 800, 600).of.tolist() == blocks(account[order], obj[order], 800, 600).of.tolist()


@pytest.mark.parametrize("n", [0, 1, 399])
def test_too_few_accounts_are_one_block(n: int) -> None:
    # Below 400 active accounts no community could have the 200 it needs.
    found = (
        blocks(*taste(np.arange(n) % 2, 600, 0.9, np.random.default_rng(1)), n, 600)
        if n
        else blocks(np.empty(0, int), np.empty(0, int), 0, 0)
    )
    assert found.sizes == (1,)
    assert found.of.tolist() == [[0] * n]


def test_texts_that_hardly_anybody_shares_have_no_communities() -> None:
    # 1,200 accounts with ten texts of their own each; a single text is shared. Nothing can be said about who goes with
    # whom, so everybody is one community; nothing breaks.
    account = np.repeat(np.arange(1_200, dtype=np.int32), 10)
    obj = np.arange(12_000, dtype=np.int32)
    obj[::6_000] = 0
    assert blocks(account, obj, 1_200, 12_000).found == 1
