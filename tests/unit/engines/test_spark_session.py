"""What the Spark engine needs is looked for before anything is read, and named if it is not there."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from crosscurrent.engines import spark_session
from crosscurrent.engines.spark import SparkEngine
from crosscurrent.errors import EXIT_USAGE, SparkUnavailable

Java = Callable[[str], None]


@pytest.fixture
def java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Java:
    """Return a function that puts a java in place that says the given words about its version."""
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    (tmp_path / "bin").mkdir()

    def put(words: str) -> None:
        program = tmp_path / "bin" / "java"
        program.write_text(f"#!/bin/sh\necho '{words}' >&2\n", encoding="utf-8")
        program.chmod(stat.S_IRWXU)

    return put


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make PySpark 4 and pandas look installed."""
    monkeypatch.setattr(spark_session, "_version_of", lambda _: 4)
    monkeypatch.setattr(spark_session.importlib.util, "find_spec", lambda _: object())


@pytest.mark.parametrize(
    ("words", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('openjdk version "21" 2023-09-19', 21),
        ('java version "1.8.0_391"', 8),
        ("no such thing", None),
    ],
)
def test_javas_version_is_read_from_what_it_says(java: Java, words: str, version: int | None) -> None:
    java(words)
    assert spark_session.java_version() == version


def test_a_java_home_without_java_is_no_java(java: Java) -> None:
    assert spark_session.java_version() is None


@pytest.mark.usefixtures("packages")
def test_an_old_java_is_named(java: Java) -> None:
    java('openjdk version "11.0.2" 2019-01-15')
    with pytest.raises(SparkUnavailable, match="Java 17 or later; Java 11 was found") as refused:
        SparkEngine()
    assert refused.value.exit_code == EXIT_USAGE


@pytest.mark.usefixtures("packages")
def test_no_java_is_needed_where_spark_submit_has_started_it(java: Java, monkeypatch: pytest.MonkeyPatch) -> None:
    java("no version")
    with pytest.raises(SparkUnavailable):
        spark_session.check_available()
    monkeypatch.setenv("PYSPARK_GATEWAY_PORT", "1")
    spark_session.check_available()


@pytest.mark.parametrize("found", [0, 3])
def test_a_missing_or_old_pyspark_is_named(java: Java, monkeypatch: pytest.MonkeyPatch, found: int) -> None:
    monkeypatch.setattr(spark_session, "_version_of", lambda _: found)
    with pytest.raises(SparkUnavailable, match="PySpark 4 or later") as refused:
        SparkEngine()
    assert "pip install crosscurrent[spark]" in refused.value.next_step
    assert "Java 17" in refused.value.next_step


def test_missing_pandas_is_named(java: Java, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_session, "_version_of", lambda _: 4)
    monkeypatch.setattr(spark_session.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SparkUnavailable, match="needs pandas"):
        SparkEngine()


def test_variables_are_set_only_where_nobody_has_and_only_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", "theirs")
    monkeypatch.delenv("SPARK_LOCAL_IP", raising=False)
    with spark_session._environment({"PYSPARK_PYTHON": "ours", "SPARK_LOCAL_IP": "127.0.0.1"}):
        assert spark_session.os.environ["PYSPARK_PYTHON"] == "theirs"
        assert spark_session.os.environ["SPARK_LOCAL_IP"] == "127.0.0.1"
    assert "SPARK_LOCAL_IP" not in spark_session.os.environ
    assert spark_session.os.environ["PYSPARK_PYTHON"] == "theirs"


@pytest.mark.parametrize("started_here", [True, False])
def test_only_a_session_of_our_own_is_stopped(started_here: bool) -> None:
    stopped = []

    class Session:
        def stop(self) -> None:
            stopped.append(self)

    spark_session.close_session(Session(), started_here)
    assert len(stopped) == started_here


def test_working_files_lie_in_one_folder_that_others_cannot_read() -> None:
    folder = spark_session._folder()
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IRWXU
    assert spark_session._folder() == folder
