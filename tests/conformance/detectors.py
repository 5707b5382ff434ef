"""What every detector of account pairs must do, as one suite: see ``test_detectors.py``.

A detector takes part by a :class:`Case`: how it is run on a table of events, and how its pairs and groups are read.
"""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pytest

from crosscurrent.errors import TimeUnreadable

T0 = 1_700_000_000
HOUR, DAY = 3_600, 86_400


class Act(NamedTuple):
    """One row of a table of events; time in seconds."""

    account: str
    obj: str
    at_s: float
    behaviour: str = "link"


class PairKey(NamedTuple):
    """A pair under test; first name smaller."""

    account_a: str
    account_b: str
    behaviour: str
    window_us: int


@dataclass(frozen=True)
class Case:
    """One detector.

    Attributes:
        name: Its name.
        run: Runs it on a file with everything kept, one shared object being enough; takes the file, the folder for
            what it writes and the windows in microseconds, and returns its summary.
        files: Everything it writes.
        schemas: Tables it writes and their schemas.
        pairs: Reads, from the folder, its pairs: number of objects and p-values by name.
        groups: Reads its groups as sets of accounts.
        empty: Status of a run that had nothing to look at.
    """

    name: str
    run: Callable[[Path, Path, tuple[int, ...]], dict[str, Any]]
    files: tuple[str, ...]
    schemas: dict[str, pa.Schema]
    pairs: Callable[[Path], dict[PairKey, tuple[int, dict[str, float | None]]]]
    groups: Callable[[Path], list[frozenset[str]]]
    table: Callable[[Path, str], pa.Table]
    empty: str


WINDOWS_US = (10_000_000, 60_000_000, 3_600_000_000)


def write(acts: Iterable[Act], path: Path) -> Path:
    """Write acts with a content id per row that stays with its row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["object_id", "account_id", "content_id", "timestamp_share", "behaviour"])
        for act in acts:
            content = f"{act.account}/{act.obj}/{act.at_s}"
            writer.writerow([act.obj, act.account, content, act.at_s, act.behaviour])
    return path


def small_world(seed: int = 3) -> list[Act]:
    """Eighty accounts on sixty objects over five days, five of them together on twelve objects; two behaviours."""
    rng = random.Random(seed)
    acts = [
        Act(
            f"a{rng.randrange(80)}",
            f"o{rng.randrange(60)}",
            T0 + rng.randrange(5 * DAY),
            rng.choice(["link", "repost"]),
        )
        for _ in range(900)
    ]
    for number in range(12):
        begin = T0 + rng.randrange(5 * DAY)
        acts += [Act(f"net{k}", f"p{number}", begin + rng.randrange(3), "link") for k in range(5)]
    rng.shuffle(acts)
    return acts


class DetectorSuite:
    """The suite. Subclass it with a fixture ``case``."""

    def test_two_runs_write_the_same_bytes(self, case: Case, tmp_path: Path) -> None:
        events = write(small_world(), tmp_path / "events.csv")
        for out in ("one", "two"):
            case.run(events, tmp_path / out, WINDOWS_US)
            assert sorted(path.name for path in (tmp_path / out).iterdir()) == sorted(case.files)
        for name in case.files:
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name

    def test_the_order_of_the_rows_does_not_matter(self, case: Case, tmp_path: Path) -> None:
        acts = small_world()
        case.run(write(acts, tmp_path / "a.csv"), tmp_path / "a", WINDOWS_US)
        for name, order in (("b", acts[::-1]), ("c", sorted(acts))):
            case.run(write(order, tmp_path / f"{name}.csv"), tmp_path / name, WINDOWS_US)
            assert_same_pairs(case.pairs(tmp_path / name), case.pairs(tmp_path / "a"))
            assert case.groups(tmp_path / name) == case.groups(tmp_path / "a")

    def test_the_names_of_the_accounts_do_not_matter(self, case: Case, tmp_path: Path) -> None:
        acts = small_world()
        case.run(write(acts, tmp_path / "a.csv"), tmp_path / "a", WINDOWS_US)
        new = {
            name: f"{number * 7919 % 1_000}-é浪" for number, name in enumerate(sorted({act.account for act in acts}))
        }
        renamed = [act._replace(account=new[act.account]) for act in acts]
        case.run(write(renamed, tmp_path / "b.csv"), tmp_path / "b", WINDOWS_US)
        before = {
            PairKey(*sorted((new[key.account_a], new[key.account_b])), *key[2:]): found
            for key, found in case.pairs(tmp_path / "a").items()
        }
        assert_same_pairs(case.pairs(tmp_path / "b"), before)
        groups = [frozenset(new[account] for account in group) for group in case.groups(tmp_path / "a")]
        assert set(case.groups(tmp_path / "b")) == set(groups)
        assert groups  # the five are there to be compared

    @pytest.mark.parametrize("acts", [[], [Act("ann", "x", T0), Act("ann", "x", T0 + 1), Act("ann", "y", T0)]])
    def test_nothing_to_find_gives_empty_typed_tables(self, case: Case, acts: list[Act], tmp_path: Path) -> None:
        # A header without rows, and one account on its own: tables are there with their columns, nobody is cleared.
        summary = case.run(write(acts, tmp_path / "events.csv"), tmp_path / "out", WINDOWS_US)
        for name, schema in case.schemas.items():
            table = case.table(tmp_path / "out", name)
            assert table.num_rows == 0
            assert table.schema.equals(schema)
        assert summary["status"] == case.empty
        assert summary["reason"]

    def test_a_wider_window_never_removes_a_co_action(self, case: Case, tmp_path: Path) -> None:
        case.run(write(small_world(), tmp_path / "events.csv"), tmp_path / "out", WINDOWS_US)
        found = {key: objects for key, (objects, _) in case.pairs(tmp_path / "out").items()}
        narrow = [key for key in found if key.window_us < WINDOWS_US[-1]]
        assert len(narrow) >= 20
        for key in narrow:
            wider = key._replace(window_us=WINDOWS_US[WINDOWS_US.index(key.window_us) + 1])
            assert found[wider] >= found[key]

    def test_an_unrelated_object_changes_no_count(self, case: Case, tmp_path: Path) -> None:
        acts = small_world()
        more = [*acts, *(Act(f"new{k}", "other", T0 + 5 * k) for k in range(6))]
        case.run(write(acts, tmp_path / "a.csv"), tmp_path / "a", WINDOWS_US)
        case.run(write(more, tmp_path / "b.csv"), tmp_path / "b", WINDOWS_US)
        before, after = ({key: objects for key, (objects, _) in case.pairs(tmp_path / n).items()} for n in "ab")
        assert {key: n for key, n in after.items() if not key.account_a.startswith("new")} == before
        assert (
            sum(key.account_a.startswith("new") for key in after) == (5 + 4) + 15 + 15
        )  # ten seconds reach two further, a minute all

    def test_accounts_with_three_thousand_objects(self, case: Case, tmp_path: Path) -> None:
        # ann and bob act on the same 3,000 objects, ten seconds apart on the even ones, half a day apart on the others;
        # of the others two act somewhere in the day each.
        rng = random.Random(1)
        acts = []
        for number in range(3_000):
            begin = T0 + HOUR * number
            acts += [Act("ann", f"o{number}", begin), Act("bob", f"o{number}", begin + (43_200 if number % 2 else 10))]
            acts += [Act(f"c{rng.randrange(50)}", f"o{number}", begin + rng.randrange(DAY)) for _ in range(2)]
        case.run(write(acts, tmp_path / "events.csv"), tmp_path / "out", WINDOWS_US[:2])
        objects, ps = case.pairs(tmp_path / "out")[PairKey("ann", "bob", "link", 10_000_000)]
        assert objects == 1_500
        assert all(p is not None and 0 <= p <= 1 for p in ps.values())

    def test_an_object_with_twenty_thousand_actions(self, case: Case, tmp_path: Path) -> None:
        # One act a minute by 20,000 accounts, and two of them once more elsewhere: within seconds, and one pair of two.
        acts = [Act(f"a{number}", "mega", T0 + 60 * number) for number in range(20_000)]
        acts += [Act("a5", "small", T0), Act("a6", "small", T0 + 30)]
        began = time.monotonic()
        case.run(write(acts, tmp_path / "events.csv"), tmp_path / "out", (60_000_000,))
        assert time.monotonic() - began < 30
        counts = {key[:2]: objects for key, (objects, _) in case.pairs(tmp_path / "out").items()}
        assert len(counts) == 19_999
        assert {names for names, objects in counts.items() if objects == 2} == {("a5", "a6")}

    def test_everything_in_one_microsecond(self, case: Case, tmp_path: Path) -> None:
        # Forty accounts on ten objects at one moment: every pair co-acts everywhere, and no timing can be evidence.
        acts = [Act(f"a{k:02d}", f"o{number}", T0 + 0.000001) for k in range(40) for number in range(10)]
        case.run(write(acts, tmp_path / "events.csv"), tmp_path / "out", WINDOWS_US[:1])
        found = case.pairs(tmp_path / "out")
        assert len(found) == 780
        assert {objects for objects, _ in found.values()} == {10}
        assert all(p is None or 0 <= p <= 1 for _, ps in found.values() for p in ps.values())

    @pytest.mark.parametrize("at_s", [-5, 0, 86_400])
    def test_times_no_platform_can_have_are_refused(self, case: Case, at_s: int, tmp_path: Path) -> None:
        events = write([Act("ann", "x", T0), Act("bob", "x", at_s)], tmp_path / "events.csv")
        with pytest.raises(TimeUnreadable) as refused:
            case.run(events, tmp_path / "out", WINDOWS_US)
        assert "row 2" in str(refused.value)
        assert not (tmp_path / "out").exists()

    def test_behaviours_are_kept_apart(self, case: Case, tmp_path: Path) -> None:
        # ann links to x when bob reposts x: two behaviours, nothing shared. cem does both with each of them.
        acts = [
            Act("ann", "x", T0, "link"), Act("bob", "x", T0, "repost"),
            Act("cem", "x", T0 + 1, "link"), Act("cem", "x", T0 + 1, "repost"),
        ]  # fmt: skip
        case.run(write(acts, tmp_path / "events.csv"), tmp_path / "out", WINDOWS_US[:1])
        assert {key[:3] for key in case.pairs(tmp_path / "out")} == {("ann", "cem", "link"), ("bob", "cem", "repost")}


def assert_same_pairs(found: dict, expected: dict) -> None:
    """Counts are equal, p-values equal within 1e-9 of themselves."""
    assert found.keys() == expected.keys()
    for key, (objects, ps) in expected.items():
        assert found[key][0] == objects
        for name, p in ps.items():
            assert found[key][1][name] == (p if p is None else pytest.approx(p, rel=1e-9)), (key, name)
