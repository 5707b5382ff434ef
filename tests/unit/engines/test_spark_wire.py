"""What travels to Spark's workers and back arrives as it was sent. Needs no Spark."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from crosscurrent.engines import spark_wire as wire
from crosscurrent.engines.base import ObjectEvents
from crosscurrent.kernels.jobs import Part

# Four objects of two, no, one and three events, cut into [0, 2) [2, 2) [2, 4). The hashes use the top bit, which
# Spark's signed numbers do not have.
EVENTS = ObjectEvents(
    start=np.array([0, 2, 2, 3, 6]),
    t=np.array([10, 20, 30, 40, 40, 50]),
    account=np.array([3, 1, 2, 2, 0, 2], np.int32),
    obj=np.array([0, 0, 2, 3, 3, 3], np.int32),
    key=np.array([5, 0, 2**63, 2**64 - 1], np.uint64),
    by_start=np.array([0, 1, 2, 5, 6]),
    by_account=np.array([4, 1, 2, 3, 5, 0], np.int32),
    partitions=[(0, 2), (2, 2), (2, 4)],
)


def same(mine: Part, plain: Part) -> bool:
    return all(
        a.dtype == b.dtype and a.tobytes() == b.tobytes()
        for a, b in ((getattr(mine, name), getattr(plain, name)) for name in ("start", "t", "account", "key"))
    )


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_partition_is_the_same_in_whatever_order_its_rows_come(number: int) -> None:
    rows = wire.event_rows(EVENTS)
    here = rows.filter(pa.array(rows["part"].to_numpy() == number))
    first, last = EVENTS.partitions[number]
    for order in (np.arange(here.num_rows), np.arange(here.num_rows)[::-1]):
        assert same(wire.part_of(here.take(pa.array(order, pa.int64())), last - first), EVENTS.part(number))


def test_no_chunk_is_empty() -> None:
    # PySpark 4.3 would drop everything after one: partition 1 has no events.
    assert [len(chunk) for chunk in wire.event_rows(EVENTS)["t"].chunks] == [2, 4]


def test_arrays_of_a_part_may_be_changed() -> None:
    # Kernels compiled for arrays that may not be written would be other kernels.
    part = wire.part_of(wire.event_rows(EVENTS).slice(0, 2), 2)
    assert all(getattr(part, name).flags.writeable for name in ("start", "t", "account", "key"))


def test_arguments_keep_type_shape_and_order_in_memory() -> None:
    sent = {"a": np.arange(6.0).reshape(2, 3), "b": np.asfortranarray(np.ones((2, 2), np.int16)), "c": np.empty(0)}
    got = wire.unpacked(wire.packed(sent))
    assert list(got) == list(sent)
    for name, array in sent.items():
        assert (got[name].dtype, got[name].shape, got[name].strides) == (array.dtype, array.shape, array.strides)
        assert got[name].tobytes() == array.tobytes()


def test_arguments_that_would_be_pickled_are_refused() -> None:
    with pytest.raises(ValueError, match="allow_pickle"):
        wire.packed({"half": np.array(None)})


def test_results_come_back_by_partition_and_place() -> None:
    shared = SimpleNamespace(value={"klass": np.array([0, 1, 0, 1], np.int32), "n_classes": 2})
    run = wire.job_on_partition("histograms", shared)
    rows = wire.event_rows(EVENTS)
    sheets = wire.sheet_rows(EVENTS, [wire.packed({})] * 3, 0, 3)
    done = [run(rows.filter(pa.array(rows["part"].to_numpy() == n)), sheets.slice(n, 1)) for n in (2, 0, 1)]
    results = wire.results_of(pa.concat_tables(done).take([5, 4, 3, 2, 1, 0]))
    assert sorted(results) == [0, 1, 2]
    # Hours first, then ranks. All times fall into the first hour: of accounts 2, 2, 0, 2 all are of class 0.
    assert [hours[:, 0].tolist() for hours, _ in (results[0], results[1], results[2])] == [[0, 2], [0, 0], [4, 0]]
    assert [ranks.shape for _, ranks in results.values()] == [(2, 10)] * 3


def test_an_unknown_job_is_refused_before_it_travels() -> None:
    with pytest.raises(KeyError, match="divination"):
        wire.job_on_partition("divination", SimpleNamespace(value={}))
