"""The Spark engine runs the engine suite with ``local[2]``, and the golden sets beside the checkout.

Needs PySpark and Java 17 or later (``make test-spark``). Where they are absent these tests skip; with
CROSSCURRENT_REQUIRE_SPARK=1, as in continuous integration, that is a failure.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.engines.local import LocalEngine
from crosscurrent.engines.spark import SparkEngine
from crosscurrent.errors import EventsLost, SparkUnavailable
from crosscurrent.workflows.detect_coordination import detect_coordination
from tests.conformance.engine_worlds import SECOND, T0, WORLDS, event_log, planted_log
from tests.conformance.engines import SMALL, EngineSuite, studied, written_files
from tests.reference import reference_path

pytestmark = pytest.mark.spark
GOLDEN = Parameters(windows_us=(60 * SECOND,), partition_events=4_000)


#: Many tiny Spark jobs: most of Java's time would go into optimising code that is about to end.
UNHURRIED_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkEngine]:
    try:
        engine = SparkEngine("local[2]")
    except SparkUnavailable as missing:
        if os.environ.get("CROSSCURRENT_REQUIRE_SPARK") == "1":
            raise
        pytest.skip(missing.what)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_SUBMIT_OPTS", UNHURRIED_JAVA)
        engine.session()
    yield engine
    engine.close()


class TestSpark(EngineSuite):
    @pytest.fixture
    def engine(self, spark: SparkEngine) -> SparkEngine:
        return spark


def test_all_partitions_in_one_task_do_not_mix(spark: SparkEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    # One worker then sees the groups one after the other, those without events or without pairs in between.
    monkeypatch.setattr("crosscurrent.engines.spark.PARTITIONS_PER_TASK", 100)
    monkeypatch.setattr(spark.session().sparkContext.__class__, "defaultParallelism", 1)
    suite = TestSpark()
    suite.test_every_job_gives_the_bits_of_the_bare_kernel_in_the_order_of_partitions(spark, "gaps")
    suite.test_pairs_are_those_of_comparing_every_action_with_every_other(spark, "ties")


def test_events_lost_on_the_way_are_noticed(spark: SparkEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    # What PySpark 4.3 does by itself to tables with an empty chunk: the rows behind it do not arrive.
    session = spark.session()
    create = type(session).createDataFrame
    monkeypatch.setattr(type(session), "createDataFrame", lambda self, table: create(self, table.slice(0, 20)))
    with pytest.raises(EventsLost, match="handed 24 events and holds 20"):
        spark.load(WORLDS["ties"]())


def test_the_engine_chosen_by_name_writes_the_same_files(spark: SparkEngine, tmp_path: Path) -> None:
    # The way of the command line: --engine spark. It takes the session that is open and leaves it open.
    log = planted_log()
    events = tmp_path / "events.csv"
    rows = zip(log.account.tolist(), log.obj.tolist(), (log.t // SECOND).tolist(), strict=True)
    lines = [f"a{account},o{obj},{at}" for account, obj, at in rows]
    events.write_text("\n".join(["account_id,object_id,timestamp", *lines]) + "\n", encoding="utf-8")
    for name in ("local", "spark"):
        run = detect_coordination([str(events)], tmp_path / name, ReadOptions(), SMALL, engine=name)
        assert run.findings.method.engine == name
        assert run.findings.groups.num_rows >= 8
    assert written_files(tmp_path / "spark") == written_files(tmp_path / "local")
    assert spark.session().range(3).count() == 3


def test_no_port_is_open_beyond_the_loopback(spark: SparkEngine) -> None:
    java = spark.session().sparkContext._gateway.proc.pid
    owned = {link.readlink().name for link in Path(f"/proc/{java}/fd").iterdir() if link.is_symlink()}
    listening = []
    for family in ("tcp", "tcp6"):
        for line in Path(f"/proc/{java}/net/{family}").read_text().splitlines()[1:]:
            local, state, inode = (line.split()[column] for column in (1, 3, 9))
            if state == "0A" and f"socket:[{inode}]" in owned:
                listening.append(local.split(":")[0])
    # 127.0.0.1 in the kernel's order of bytes, plain and within IPv6
    assert listening
    assert set(listening) <= {"0100007F", "0000000000000000FFFF00000100007F"}


def test_working_files_are_for_the_owner_only(spark: SparkEngine) -> None:
    folder = Path(spark.session().conf.get("spark.local.dir"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert spark.session().sparkContext._temp_dir.startswith(str(folder))


def test_one_session_after_another_leaves_no_file(tmp_path: Path) -> None:
    # A program of its own: Java lives as long as the program, its sessions and their files do not.
    program = (
        "from crosscurrent.engines.spark import SparkEngine\n"
        "from tests.conformance.engine_worlds import WORLDS\n"
        "events = WORLDS['ties']()\n"
        "for _ in range(2):\n"
        "    engine = SparkEngine()\n"
        "    assert len(list(engine.load(events).run('shuffle', {'seed': 1}))) == 6\n"
        "    engine.close()\n"
        "SparkEngine().load(events)\n"  # not closed: the end of the program does it
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "TMPDIR": str(tmp_path), "SPARK_SUBMIT_OPTS": UNHURRIED_JAVA}
    environment["PYTHONPATH"] = os.pathsep.join([str(root), *sys.path])
    subprocess.run([sys.executable, "-c", program], check=True, env=environment, cwd=tmp_path, timeout=120)
    left = [path.name for path in tmp_path.rglob("*")]
    assert left == []


def test_closed_events_leave_nothing_in_sparks_memory(spark: SparkEngine) -> None:
    held = spark.session().sparkContext._jsc.getPersistentRDDs
    before = held().size()
    loaded = spark.load(WORLDS["ties"]())
    assert list(loaded.run("shuffle", {"seed": 1}))
    assert held().size() == before + 1
    loaded.close()
    assert held().size() == before


@pytest.mark.reference_data
@pytest.mark.parametrize(
    ("name", "account", "obj", "at"),
    [
        ("coortweet_russian_coord_tweets.parquet", "account_id", "object_id", "timestamp_share"),
        ("coortweet_german_elections.parquet", "account_id", "url_id", "timestamp"),
        ("coortweet_german_elections.parquet", "account_id", "phash_id", "timestamp"),
    ],
)
def test_golden_sets_give_the_bits_of_the_local_engine(
    spark: SparkEngine, name: str, account: str, obj: str, at: str
) -> None:
    table = pq.read_table(reference_path(name))
    table = table.filter(pc.is_valid(table[obj]))
    seconds = table[at].to_numpy() - T0 // SECOND
    layer = table[account].to_pylist(), table[obj].to_pylist(), seconds
    mine, plain = (studied(lambda: event_log({"golden": layer}), chosen, GOLDEN) for chosen in (spark, LocalEngine()))
    assert mine == plain
