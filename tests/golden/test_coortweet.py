"""CooRTweet mode against edge lists that CooRTweet 2.1.3 itself wrote: pair, weight, mean gap and flag."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from crosscurrent.detectors.coortweet.network import EVENTS_SCHEMA, coordinated_network
from tests.reference import reference_path

pytestmark = pytest.mark.reference_data

RUSSIAN, GERMAN = "coortweet_russian_coord_tweets.parquet", "coortweet_german_elections.parquet"


def russian() -> pa.Table:
    return pq.read_table(reference_path(RUSSIAN)).cast(EVENTS_SCHEMA)


def german(object_column: str, prefix: str, platform: str = "") -> pa.Table:
    """Four columns, exact duplicates dropped, rows without object dropped, object prefixed."""
    posts = pq.read_table(reference_path(GERMAN))
    posts = posts.filter(pc.starts_with(posts["account_id"].cast(pa.string()), platform))
    four = posts.select([object_column, "account_id", "post_id", "timestamp"]).rename_columns(EVENTS_SCHEMA.names)
    four = four.group_by(four.column_names).aggregate([])
    four = four.filter(pc.is_valid(four["object_id"]))
    written = pc.binary_join_element_wise(pa.scalar(prefix), four["object_id"].cast(pa.string()), "")
    return four.set_column(0, "object_id", written).cast(EVENTS_SCHEMA)


CASES = {
    "golden_ru_tw10_mp5_ew0.5.csv.gz": (russian, 35_125, 10, 5, 20),
    "golden_ru_tw60_mp2_ew0.5.csv.gz": (russian, 35_125, 60, 2, 3_721),
    "golden_de_fb_urls_tw60_mp2_ew0.5.csv.gz": (lambda: german("url_id", "url_", "fb_"), 15_994, 60, 2, 1_645),
    "golden_de_all_urls_tw60_mp2_ew0.5.csv.gz": (lambda: german("url_id", "url_"), 41_100, 60, 2, 1_772),
    "golden_de_images_tw60_mp2_ew0.5.csv.gz": (lambda: german("phash_id", "hash_"), 16_934, 60, 2, 455),
}


def golden_edges(path: Path) -> dict[frozenset[str], tuple[int, float, int]]:
    # CooRTweet sorts names by R's locale, so only the unordered pair is comparable.
    with gzip.open(path, "rt", newline="") as lines:
        return {
            frozenset((row["from"], row["to"])): (
                int(row["weight"]),
                float(row["avg_time_delta"]),
                int(row["weight_threshold"]),
            )
            for row in csv.DictReader(lines)
        }


@pytest.mark.parametrize("name", CASES)
def test_every_pair_weight_mean_gap_and_flag_is_coortweets(name: str) -> None:
    golden = golden_edges(reference_path(name))
    prepare, rows, window, least, edges = CASES[name]
    events = prepare()
    assert events.num_rows == rows
    ours = {
        frozenset((edge["from"], edge["to"])): (edge["weight"], edge["avg_time_delta"], edge["weight_threshold"])
        for edge in coordinated_network(events, window, least, 0.5).to_pylist()
    }
    assert len(ours) == edges
    assert ours.keys() == golden.keys()
    for pair, (weight, gap, flag) in golden.items():
        assert ours[pair] == (weight, pytest.approx(gap, abs=1e-6), flag)


def golden_contents(path: Path) -> dict[frozenset[str], tuple[int, int]]:
    with gzip.open(path, "rt", newline="") as lines:
        return {
            frozenset((row["from"], row["to"])): tuple(sorted((int(row["n_content_id"]), int(row["n_content_id_y"]))))
            for row in csv.DictReader(lines)
        }


def test_symmetry_columns_differ_from_coortweets_where_turns_alternate() -> None:
    # Documented difference: CooRTweet counts older and newer contents, we count each account's own. They agree on
    # most edges; if they agreed on all, the documentation would be wrong.
    golden = golden_contents(reference_path("golden_de_fb_urls_tw60_mp2_ew0.5.csv.gz"))
    ours = coordinated_network(german("url_id", "url_", "fb_"), 60, 2, 0.5).to_pylist()
    differing = [
        edge
        for edge in ours
        if golden[frozenset((edge["from"], edge["to"]))]
        != tuple(sorted((edge["n_content_from"], edge["n_content_to"])))
    ]
    assert 0 < len(differing) < len(ours) / 2


@pytest.mark.parametrize("least", [1, 2, 3])
def test_the_simulated_set_gives_its_planted_pairs_and_no_other(least: int) -> None:
    with gzip.open(reference_path("sim_coortweet_pairs_truth.csv.gz"), "rt", newline="") as lines:
        truth = [row for row in csv.DictReader(lines) if row["coordinated"] == "TRUE"]
    with gzip.open(reference_path("sim_coortweet_data.csv.gz"), "rt", newline="") as lines:
        events = pa.Table.from_pylist(list(csv.DictReader(lines))).cast(EVENTS_SCHEMA)
    edges = coordinated_network(events, 10, least).to_pylist()
    assert {frozenset((e["from"], e["to"])) for e in edges} == {
        frozenset((row["account_id"], row["account_id_y"])) for row in truth
    }
    assert len(edges) == 105
    assert sum(e["weight"] for e in edges) == len(truth) == 378
