"""Runs of long workflows, step by step, so that an interrupted one goes on where it was.

Runs are entries of the custody log and nothing else: ``run.started``, ``run.step``, ``run.stopped``, ``run.finished``.
The view ``run`` in ``case.sqlite`` reads them out of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from crosscurrent.errors import CrosscurrentError
from crosscurrent.evidence.custody import RUN_FINISHED, RUN_STARTED, RUN_STEP, RUN_STOPPED, CustodyLog, Entry
from crosscurrent.evidence.database import transaction
from crosscurrent.evidence.digest import sha256_of_file, sha256_of_json
from crosscurrent.evidence.files import FileRecords
from crosscurrent.evidence.layout import TABLES, inside, is_plain_file

INTERRUPTED = "interrupted"
DEFECT = "defect"


@dataclass(frozen=True, slots=True)
class RunState:
    """A run as the log has it.

    Attributes:
        run_id: Workflow, first digits of the parameters' digest, number of the attempt.
        workflow: Name of the workflow.
        parameters_sha256: SHA-256 of the canonical JSON of its parameters.
        status: ``started``, ``stopped`` or ``finished``.
        steps: Steps that were completed, in order.
    """

    run_id: str
    workflow: str
    parameters_sha256: str
    status: str
    steps: tuple[str, ...]


class Run:
    """One run; a context manager that records how it ended.

    Leaving the block normally finishes the run. An error or an interruption is recorded with its code and goes on.
    A run that was killed has no last entry and is taken up again all the same.

    Args:
        folder: The case folder.
        database: Connection to its database.
        custody: Its custody log.
        files: Its recorded files.
        run_id: The run.
        is_resumed: Whether it was begun earlier.
    """

    def __init__(
        self,
        folder: Path,
        database: sqlite3.Connection,
        custody: CustodyLog,
        files: FileRecords,
        run_id: str,
        *,
        is_resumed: bool,
    ) -> None:
        self._folder = folder
        self._database = database
        self._custody = custody
        self._files = files
        self.run_id = run_id
        self.is_resumed = is_resumed

    def __enter__(self) -> Run:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Record how the run ended."""
        with transaction(self._database):
            if error is None:
                self._custody.append(RUN_FINISHED, self.run_id, {})
            else:
                self._custody.append(RUN_STOPPED, self.run_id, {"code": _code_of(error)})

    def result_of(self, step: str) -> Mapping[str, object] | None:
        """Return what a completed step gave, or ``None`` if it must be done (again).

        A step counts as done only while every file it wrote is there with the bytes it had.

        Args:
            step: Name of the step.
        """
        entry = None
        for each in self._custody.entries(RUN_STEP, self.run_id):
            if each.details["step"] == step:
                entry = each
        if entry is None or not self._outputs_stand(entry):
            return None
        result = entry.details["result"]
        return result if isinstance(result, dict) else {}

    def take_over(self, step: str, earlier: Run) -> bool:
        """Count a step as done because an earlier run did it; say whether it could be.

        Args:
            step: Name of the step.
            earlier: The run that completed it; its files must still be as it wrote them.
        """
        result = earlier.result_of(step)
        if result is None:
            return False
        outputs = [entry.details["outputs"] for entry in self._custody.entries(RUN_STEP, earlier.run_id)
                   if entry.details["step"] == step][-1]  # fmt: skip
        places = list(outputs) if isinstance(outputs, dict) else []
        self.finish_step(step, outputs=places, result={**result, "taken_over_from": earlier.run_id})
        return True

    def finish_step(
        self, step: str, *, outputs: Sequence[str] = (), result: Mapping[str, object] | None = None
    ) -> None:
        """Record that a step is done.

        Args:
            step: Name of the step.
            outputs: Places in the case (with ``/``) of the files it wrote; those outside ``tables/`` are from now on
                expected by ``capture verify``.
            result: Small facts a later step needs; JSON values only.

        Raises:
            PathOutsideCase: An output is not a plain file inside the case.
        """
        with transaction(self._database):
            digests = {place: self._digest(place) for place in outputs}
            details: dict[str, object] = {"step": step, "outputs": digests, "result": dict(result or {})}
            self._custody.append(RUN_STEP, self.run_id, details)

    def _digest(self, place: str) -> str:
        if place.startswith(f"{TABLES}/"):
            return sha256_of_file(inside(self._folder, place))
        return self._files.record(place).sha256

    def _outputs_stand(self, entry: Entry) -> bool:
        outputs = entry.details["outputs"]
        if not isinstance(outputs, dict):
            return False
        paths = {inside(self._folder, place): digest for place, digest in outputs.items()}
        return all(is_plain_file(path) and sha256_of_file(path) == digest for path, digest in paths.items())


class RunStore:
    """The runs of one open case.

    Args:
        folder: The case folder.
        database: Connection to its database.
        custody: Its custody log.
        files: Its recorded files.
    """

    def __init__(self, folder: Path, database: sqlite3.Connection, custody: CustodyLog, files: FileRecords) -> None:
        self._folder = folder
        self._database = database
        self._custody = custody
        self._files = files

    def begin(self, workflow: str, parameters: Mapping[str, object]) -> Run:
        """Begin a run, or take up the last one with equal parameters if it did not finish.

        Args:
            workflow: Name of the workflow, e.g. ``investigate``.
            parameters: Everything its outcome depends on, capture ids included; JSON values only.
        """
        digest = sha256_of_json(dict(parameters))
        alike = [run for run in self.all() if run.workflow == workflow and run.parameters_sha256 == digest]
        resumed = bool(alike) and alike[-1].status != "finished"
        run_id = alike[-1].run_id if resumed else f"{workflow}-{digest[:12]}-{len(alike) + 1}"
        if not resumed:
            details = {"workflow": workflow, "parameters_sha256": digest, "parameters": dict(parameters)}
            with transaction(self._database):
                self._custody.append(RUN_STARTED, run_id, details)
        return Run(self._folder, self._database, self._custody, self._files, run_id, is_resumed=resumed)

    def past(self, run_id: str) -> tuple[Run, Mapping[str, object]]:
        """Return a run that was begun, to read what its steps gave, and the parameters it was begun with.

        Raises:
            KeyError: There was no such run.
        """
        for entry in self._custody.entries(RUN_STARTED, run_id):
            given = entry.details["parameters"]
            run = Run(self._folder, self._database, self._custody, self._files, run_id, is_resumed=True)
            return run, given if isinstance(given, dict) else {}
        raise KeyError(run_id)

    def all(self) -> tuple[RunState, ...]:
        """Return all runs in the order they were begun."""
        runs: dict[str, RunState] = {}
        for entry in self._custody.entries("run."):
            runs[entry.subject] = _after(runs.get(entry.subject), entry)
        return tuple(runs.values())


def _after(run: RunState | None, entry: Entry) -> RunState:
    """Return the state of a run after one more entry."""
    facts = entry.details
    if run is None:
        return RunState(entry.subject, str(facts["workflow"]), str(facts["parameters_sha256"]), "started", ())
    steps, status = run.steps, run.status
    if entry.event == RUN_STEP:
        steps, status = (*steps, str(facts["step"])), "started"
    else:
        status = entry.event.removeprefix("run.")
    return RunState(run.run_id, run.workflow, run.parameters_sha256, status, steps)


def _code_of(error: BaseException) -> str:
    if isinstance(error, CrosscurrentError):
        return error.code
    return INTERRUPTED if isinstance(error, KeyboardInterrupt) else DEFECT
