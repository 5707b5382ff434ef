"""A Spark session to work in: the one that is there, or a quiet one of our own that stays on this machine."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from crosscurrent.errors import SparkUnavailable

OLDEST_PYSPARK, OLDEST_JAVA = 4, 17
#: Where a session of our own runs if nobody says: two cores of this machine.
DEFAULT_MASTER = "local[2]"
#: Names the master, if nothing else does.
MASTER_VARIABLE = "SPARK_MASTER"

QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
#: What a session on this machine gets besides: no listener beyond the loopback, room for results.
ON_THIS_MACHINE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "4g",
    "spark.driver.maxResultSize": "0",
    "spark.sql.shuffle.partitions": "8",
}
LOG_SETTINGS = """\
rootLogger.level = error
# Spark announces that it changes the level unless its own loggers have that of the root.
logger.spark.name = org.apache.spark
logger.spark.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c{1}: %m%n
"""


def check_available() -> None:
    """Check that PySpark 4, pandas (which PySpark's Arrow functions import) and Java 17 or later are here.

    Java is not looked for where something else has started it already, as spark-submit does.

    Raises:
        SparkUnavailable: With what is missing.
    """
    if _version_of("pyspark") < OLDEST_PYSPARK:
        raise SparkUnavailable.package(f"PySpark {OLDEST_PYSPARK} or later")
    if importlib.util.find_spec("pandas") is None:
        raise SparkUnavailable.package("pandas")
    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        found = java_version()
        if found is None or found < OLDEST_JAVA:
            raise SparkUnavailable.java(found)


def java_version() -> int | None:
    """Return the major version of the Java that Spark would start (JAVA_HOME, then PATH); ``None`` if none runs."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if java is None:
        return None
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=True).stderr
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None


def open_session(master: str | None) -> tuple[Any, bool]:
    """Return a session, and whether it was started here.

    An active session is used as it is. Under spark-submit the master is the one given there; else it is
    ``master``, or the environment's SPARK_MASTER, or ``local[2]``.

    Args:
        master: Spark master URL.
    """
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is not None:
        return active, False
    builder: Any = SparkSession.builder  # without PySpark there are no types to check against
    builder = builder.appName("crosscurrent").config(map=QUIET)
    environment: dict[str, str] = {}
    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        chosen = master or os.environ.get(MASTER_VARIABLE) or DEFAULT_MASTER
        builder = builder.master(chosen)
        if chosen.startswith("local"):
            builder = builder.config(map={**ON_THIS_MACHINE, **_inside(_folder())})
            environment = {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    with _environment(environment):
        return builder.getOrCreate(), True


def close_session(session: Any, started_here: bool) -> None:
    """Stop a session that :func:`open_session` started; leave any other alone."""
    if started_here:
        session.stop()


@cache
def _folder() -> Path:
    """Return the folder for Spark's working files: one per program, as Java is, and removed when it ends.

    Nobody else may look inside. It outlives a session, because Java, which outlives it too, would make it
    again for everybody to read. Finalizers run last made first: sessions are stopped before it goes.
    """
    folder = tempfile.mkdtemp(prefix="crosscurrent-spark-")
    weakref.finalize(_folder, shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _version_of(package: str) -> int:
    """Return the major version of a package, 0 if it is not installed."""
    try:
        return int(metadata.version(package).split(".")[0])
    except metadata.PackageNotFoundError:
        return 0


def _inside(folder: Path) -> dict[str, str]:
    """Keep Spark's working files and its log settings in a folder."""
    settings = folder / "log4j2.properties"
    settings.write_text(LOG_SETTINGS, encoding="utf-8")
    options = f"-Djava.io.tmpdir={folder} -Dlog4j2.configurationFile={settings.as_uri()} -XX:-UsePerfData"
    return {"spark.local.dir": str(folder), "spark.driver.extraJavaOptions": options}


@contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    """Set variables that are not set, as long as the session starts."""
    added = {name: value for name, value in wanted.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]
