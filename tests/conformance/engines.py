"""What every engine must do, as one suite that runs on each: the bits of the plainest way to compute the same.

See ``test_engines_local.py`` and ``test_engines_spark.py``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crosscurrent.detectors.coordination.detect import detect
from crosscurrent.detectors.coordination.events import EventLog, layers
from crosscurrent.detectors.coordination.layerwork import LayerWork, study
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.engines.base import Engine, ObjectEvents
from crosscurrent.engines.local import LocalEngine
from crosscurrent.kernels.jobs import JOBS
from crosscurrent.workflows.findings_files import FILES, write_findings
from tests.conformance.engine_worlds import SECOND, WORLDS, arguments, planted_log

#: Small cuts of the planted world: its layers fall into five and three partitions.
SMALL = Parameters(windows_us=(10 * SECOND, 60 * SECOND), partition_events=800)


def fingerprint(found: Any) -> Any:
    """Return something that is equal exactly if all numbers in arrays, tuples and dataclasses are equal bit for bit."""
    if isinstance(found, np.ndarray):
        return str(found.dtype), found.shape, found.tobytes()
    if isinstance(found, np.generic | float):
        return fingerprint(np.asarray(found))
    if is_dataclass(found):
        return {field.name: fingerprint(getattr(found, field.name)) for field in fields(found)}
    if isinstance(found, tuple | list):
        return [fingerprint(part) for part in found]
    return found


def pairs_by_definition(events: ObjectEvents, window_us: int, min_objects: int) -> list[tuple[int, int, int]]:
    """Compare every action with every other on the same object."""
    met = defaultdict(set)
    for obj in range(len(events.key)):
        acts = range(int(events.start[obj]), int(events.start[obj + 1]))
        for x in acts:
            for y in acts:
                i, j = int(events.account[x]), int(events.account[y])
                if i < j and abs(int(events.t[x]) - int(events.t[y])) <= window_us:
                    met[i, j].add(obj)
    return sorted((i, j, len(objects)) for (i, j), objects in met.items() if len(objects) >= min_objects)


def studied(make_log: Callable[[], EventLog], engine: Engine, parameters: Parameters) -> list[Any]:
    """Return the classes, blocks, rates and tests of all layers of a log."""
    return [_figures(study(layer, engine, parameters)) for layer in layers(make_log())]


def _figures(work: LayerWork) -> Any:
    work.loaded.close()
    # Equality of nothing with nothing would say nothing.
    assert len(work.events.partitions) >= 3
    assert max(len(tests.i) for tests in work.tests) > 2
    return fingerprint((work.classes, work.blocks, work.rates, work.tests))


def written_files(folder: Path) -> dict[str, bytes]:
    """Return the files of a detection by name; the method record without the engine's name, the one thing to differ."""
    content = {name: (folder / name).read_bytes() for name in FILES if name != "method.json"}
    method = json.loads((folder / "method.json").read_text("utf-8"))
    del method["engine"]
    return {**content, "method.json": json.dumps(method).encode()}


def _check_runs(engine: Engine, events: ObjectEvents, jobs: Iterable[tuple[str, int | None]]) -> None:
    loaded = engine.load(events)
    try:
        for job, half in jobs:
            shared, each = arguments(job, events, half)
            by_definition = [
                JOBS[job](events.part(number), {**shared, **(each[number] if each else {})})
                for number in range(len(events.partitions))
            ]
            assert fingerprint(list(loaded.run(job, shared, each))) == fingerprint(by_definition), job
    finally:
        loaded.close()


class EngineSuite:
    """The suite. Subclass it with a fixture ``engine``."""

    @pytest.mark.parametrize("world", WORLDS)
    def test_every_job_gives_the_bits_of_the_bare_kernel_in_the_order_of_partitions(
        self, engine: Engine, world: str
    ) -> None:
        _check_runs(engine, WORLDS[world](), [(job, None) for job in JOBS])

    def test_halves_of_the_objects_are_the_same_halves(self, engine: Engine) -> None:
        _check_runs(engine, WORLDS["many"](), [("rates", 0), ("rates", 1)])

    @pytest.mark.parametrize("world", WORLDS)
    def test_pairs_are_those_of_comparing_every_action_with_every_other(self, engine: Engine, world: str) -> None:
        events = WORLDS[world]()
        loaded = engine.load(events)
        for window_us, min_objects in ((0, 1), (10 * SECOND, 2)):
            found = loaded.pairs(window_us, min_objects)
            assert [column.dtype for column in found] == [np.int32] * 3
            rows = list(zip(*(column.tolist() for column in found), strict=True))
            assert rows == pairs_by_definition(events, window_us, min_objects)
        loaded.close()

    def test_results_can_be_changed_by_whoever_gets_them(self, engine: Engine) -> None:
        # The detector adds up results in place.
        loaded = engine.load(WORLDS["ties"]())
        shared, _ = arguments("profiles", WORLDS["ties"]())
        for (sums,) in loaded.run("profiles", shared):
            sums += 1
        for column in loaded.pairs(SECOND, 1):
            column += 1
        loaded.close()

    def test_a_run_may_be_left_before_its_end(self, engine: Engine) -> None:
        events = WORLDS["many"]()
        loaded = engine.load(events)
        shared, _ = arguments("shuffle", events)
        running = loaded.run("shuffle", shared)
        first = next(running)
        running.close()  # type: ignore[attr-defined]
        assert fingerprint(first) == fingerprint(next(loaded.run("shuffle", shared)))
        loaded.close()

    def test_an_unknown_job_is_refused(self, engine: Engine) -> None:
        loaded = engine.load(WORLDS["one_object"]())
        with pytest.raises(KeyError, match="divination"):
            list(loaded.run("divination", {}))
        loaded.close()

    def test_all_figures_of_a_studied_layer_are_the_same_bits(self, engine: Engine) -> None:
        assert studied(planted_log, engine, SMALL) == studied(planted_log, LocalEngine(threads=1), SMALL)

    def test_all_files_of_a_detection_are_the_same_bytes(self, engine: Engine, tmp_path: Path) -> None:
        found = [detect(planted_log(), chosen, SMALL, {}) for chosen in (engine, LocalEngine(threads=1))]
        for findings, folder in zip(found, ("mine", "plain"), strict=True):
            write_findings(findings, tmp_path / folder)
        # Ten accounts were planted; were nothing found, equality would say little.
        assert found[1].groups.num_rows >= 8
        assert found[0].method.engine == engine.name
        assert written_files(tmp_path / "mine") == written_files(tmp_path / "plain")
