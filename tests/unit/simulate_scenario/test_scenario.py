"""The demo scenario holds what its truth file says: boosters act together, fans react alone, the crowd does neither."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import datetime
from itertools import combinations
from pathlib import Path

import pytest

from crosscurrent.actions.canonical_url import canonical
from crosscurrent.actions.same_text import text_object
from crosscurrent.errors import ScenarioTooSmall
from crosscurrent.simulate.scenario import SCHEMA, Scenario, make_news_boost, write_scenario
from crosscurrent.simulate.scenario_texts import AWKWARD, BOOSTED, traditional

Row = dict[str, object]
WAVE_S = 180


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return make_news_boost(seed=1, accounts=4_000)


@pytest.fixture(scope="module")
def rows(scenario: Scenario) -> list[Row]:
    return [row | {"at": datetime.fromisoformat(row["created_at"]).timestamp()} for row in scenario.posts.to_pylist()]


def by_role(scenario: Scenario, rows: list[Row], role: str) -> list[Row]:
    return [row for row in rows if scenario.truth[row["account_id"]] == role]


def shared_reposts(rows: list[Row], within_s: float) -> Counter[tuple[str, str]]:
    """Pair of accounts -> number of posts both passed on within ``within_s`` of each other. Slow and obvious."""
    acts: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        if row["repost_of"]:
            acts[row["repost_of"]].append(row)
    shared: Counter[tuple[str, str]] = Counter()
    for of_post in acts.values():
        for place, one in enumerate(of_post):  # in order of time
            for other in of_post[place + 1 :]:
                if other["at"] - one["at"] > within_s:
                    break
                shared[min(one["account_id"], other["account_id"]), max(one["account_id"], other["account_id"])] += 1
    return shared


def test_roles_and_size(scenario: Scenario) -> None:
    assert Counter(scenario.truth.values()) == {
        "organic": 3_908, "fan": 60, "booster": 30, "seed": 1, "fan_source": 1,
    }  # fmt: skip
    assert scenario.posts.schema.equals(SCHEMA)
    assert 57_000 < scenario.posts.num_rows < 65_000


def test_the_same_seed_gives_the_same_capture_and_another_seed_another() -> None:
    once, again, other = make_news_boost(7, 500), make_news_boost(7, 500), make_news_boost(8, 500)
    assert once.posts.equals(again.posts)
    assert once.truth == again.truth
    assert not once.posts.equals(other.posts)


def test_posts_refer_only_to_earlier_posts_of_others(rows: list[Row]) -> None:
    seen: dict[object, Row] = {}
    for row in rows:
        target = row["repost_of"] or row["reply_to"]
        if target is not None:
            assert seen[target]["at"] <= row["at"]
            assert seen[target]["account_id"] != row["account_id"]
        assert row["post_id"] not in seen
        seen[row["post_id"]] = row
    assert {row["platform"] for row in rows} == {"plaza"}


def test_nobody_passes_one_post_on_twice(rows: list[Row]) -> None:
    acts = [(row["account_id"], row["repost_of"]) for row in rows if row["repost_of"]]
    assert len(acts) - len(set(acts)) < 0.005 * len(acts)  # a reader may come back; a booster never does


def test_every_two_boosters_co_act_again_and_again(scenario: Scenario, rows: list[Row]) -> None:
    shared = shared_reposts(rows, WAVE_S)
    boosters = sorted(name for name, role in scenario.truth.items() if role == "booster")
    counts = sorted(shared[pair] for pair in combinations(boosters, 2))
    assert counts[0] >= 5
    assert counts[len(counts) // 2] >= 12
    # The crowd meets too, by chance and on the same news; three times at most, and fans in between.
    crowd = [n for pair, n in shared.items() if all(scenario.truth[name] == "organic" for name in pair)]
    assert len(crowd) > 1_000
    assert max(crowd) <= 4
    fans = [n for pair, n in shared.items() if all(scenario.truth[name] == "fan" for name in pair)]
    assert 4 <= max(fans) < 20


def test_boosting_lasts_at_least_four_days_for_the_two_main_articles(scenario: Scenario, rows: list[Row]) -> None:
    mine = {row["post_id"]: row for row in by_role(scenario, rows, "booster")}
    for article in (each for each in BOOSTED if each.main):
        wanted = next(row for row in rows if row["account_id"] == "harbour-daily" and article.text in row["text"])
        address = canonical(wanted["links"]).url
        copies = {key for key, row in mine.items() if row["links"] and canonical(row["links"]).url == address}
        assert len(copies) >= 20
        times = [row["at"] for row in mine.values() if row["repost_of"] in copies | {wanted["post_id"]}]
        assert max(times) - wanted["at"] > 4 * 86_400
        # Not a flat stream: waves, with hours of nothing in between.
        gaps = [after - before for before, after in zip(sorted(times), sorted(times)[1:], strict=False)]
        assert sum(gap > 3 * 3_600 for gap in gaps) >= 5


def test_boosted_originals_have_a_timing_of_their_own(scenario: Scenario, rows: list[Row]) -> None:
    # Without ordinary readers spread over days, synchrony on the object could not be told from its burst.
    originals = {row["post_id"]: row["at"] for row in by_role(scenario, rows, "seed") if row["links"]}
    readers = [row for row in by_role(scenario, rows, "organic") if row["repost_of"] in originals]
    late = [row for row in readers if row["at"] - originals[row["repost_of"]] > 86_400]
    assert len(readers) > 400
    assert len(late) > 100


def test_boosters_are_small_and_also_live_an_ordinary_life(scenario: Scenario, rows: list[Row]) -> None:
    mine = by_role(scenario, rows, "booster")
    per_account = Counter(row["account_id"] for row in mine)
    assert len(per_account) == 30
    assert max(per_account.values()) < 120
    ordinary = {row["account_id"] for row in mine if not row["links"] and not row["repost_of"] and not row["reply_to"]}
    assert len(ordinary) >= 20


def test_copies_hide_the_same_text_and_address_behind_different_forms(scenario: Scenario, rows: list[Row]) -> None:
    copies = [row for row in by_role(scenario, rows, "booster") if row["links"] and "harbour-daily" in row["links"]]
    main = BOOSTED[-1]
    of_main = [row for row in copies if main.slug in row["links"]]
    assert len({row["links"] for row in of_main}) >= 10
    assert len({canonical(row["links"]).url for row in of_main}) == 1
    texts = {row["text"] for row in of_main}
    assert len(texts) > 2
    assert any(traditional(main.text) in text for text in texts)
    same = Counter(text_object(row["text"]) for row in of_main)
    assert same.most_common(1)[0][1] > 0.7 * len(of_main)  # the reworded ones are not the same text


def test_fans_react_within_minutes_to_the_singer_for_weeks(scenario: Scenario, rows: list[Row]) -> None:
    songs = {row["post_id"]: row["at"] for row in by_role(scenario, rows, "fan_source")}
    assert len(songs) == 60
    assert max(songs.values()) - min(songs.values()) > 20 * 86_400
    delays = sorted(
        row["at"] - songs[row["repost_of"]] for row in by_role(scenario, rows, "fan") if row["repost_of"] in songs
    )
    assert len(delays) > 900
    assert delays[len(delays) // 4] < 300


def test_awkward_texts_survive_the_file(scenario: Scenario, tmp_path: Path) -> None:
    write_scenario(scenario, tmp_path)
    with (tmp_path / "posts.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert [row["text"] for row in read] == scenario.posts.column("text").to_pylist()
    assert set(AWKWARD) <= {row["text"] for row in read}
    with (tmp_path / "truth.csv").open(encoding="utf-8", newline="") as file:
        assert {row["account_id"]: row["role"] for row in csv.DictReader(file)} == scenario.truth
    assert "invented" in (tmp_path / "README.txt").read_text(encoding="utf-8")


def test_every_host_is_reserved_and_leads_nowhere(rows: list[Row]) -> None:
    hosts = {canonical(row["links"]).host for row in rows if row["links"]}
    assert len(hosts) == 6
    assert all(host.endswith(".example") for host in hosts)


def test_a_world_without_room_for_the_roles_is_refused() -> None:
    with pytest.raises(ScenarioTooSmall) as refused:
        make_news_boost(1, 399)
    assert str(refused.value) == (
        "E-SCENARIO-001: 399 accounts are too few for the demo scenario\n  next:  Ask for 400 accounts or more."
    )
