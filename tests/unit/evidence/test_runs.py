from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crosscurrent.cases.case import Case
from crosscurrent.errors import UsageRefused
from crosscurrent.evidence.errors import PathOutsideCase
from tests.tampered.case_builder import minute_clock, overwrite

PARAMETERS = {"captures": ["ab"], "fdr": 0.001, "window_us": [60_000_000]}


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "case", "N. N.", minute_clock()) as opened:
        yield opened


def put(case: Case, place: str, text: str) -> str:
    case.path(place).write_text(text, encoding="utf-8")
    return place


def test_an_interrupted_run_goes_on_after_its_last_step(case: Case) -> None:
    run = case.runs.begin("investigate", PARAMETERS)
    run.finish_step("detect", outputs=[put(case, "findings/pairs.parquet", "rows")], result={"pairs": 3})
    with pytest.raises(KeyboardInterrupt), run:
        raise KeyboardInterrupt
    assert case.runs.all()[0].status == "stopped"
    with case.runs.begin("investigate", PARAMETERS) as again:
        assert (again.is_resumed, again.run_id) == (True, run.run_id)
        assert again.result_of("detect") == {"pairs": 3}
        assert again.result_of("report") is None
        again.finish_step("report", outputs=[put(case, "report/index.html", "<p>")])
    state = case.runs.all()[0]
    assert (state.status, state.steps) == ("finished", ("detect", "report"))
    events = [(entry.event, entry.details.get("code")) for entry in case.custody.entries("run.")]
    assert events == [
        ("run.started", None), ("run.step", None), ("run.stopped", "interrupted"), ("run.step", None),
        ("run.finished", None),
    ]  # fmt: skip


def test_a_run_that_was_killed_is_taken_up_although_nothing_says_it_stopped(case: Case) -> None:
    case.runs.begin("investigate", PARAMETERS).finish_step("read")
    again = case.runs.begin("investigate", PARAMETERS)
    assert (again.is_resumed, again.result_of("read")) == (True, {})


def test_a_step_whose_output_changed_or_vanished_is_done_again(case: Case) -> None:
    run = case.runs.begin("investigate", PARAMETERS)
    run.finish_step("detect", outputs=[put(case, "findings/pairs.parquet", "rows")])
    overwrite(case.folder / "findings" / "pairs.parquet", b"ROWS")
    assert run.result_of("detect") is None
    overwrite(case.folder / "findings" / "pairs.parquet", b"rows")
    assert run.result_of("detect") == {}
    (case.folder / "findings" / "pairs.parquet").unlink()
    assert run.result_of("detect") is None


def test_other_parameters_or_a_finished_run_begin_anew(case: Case) -> None:
    with case.runs.begin("investigate", PARAMETERS) as first:
        pass
    with case.runs.begin("investigate", PARAMETERS) as second:
        pass
    with case.runs.begin("investigate", {**PARAMETERS, "fdr": 0.01}) as third:
        pass
    assert len({first.run_id, second.run_id, third.run_id}) == 3
    assert [second.is_resumed, third.is_resumed] == [False, False]


def test_the_code_of_the_error_that_stopped_a_run_is_recorded(case: Case) -> None:
    with pytest.raises(UsageRefused), case.runs.begin("investigate", PARAMETERS):
        raise UsageRefused("no", next_step="none")
    with pytest.raises(ZeroDivisionError), case.runs.begin("investigate", PARAMETERS):
        raise ZeroDivisionError
    codes = [entry.details["code"] for entry in case.custody.entries("run.stopped")]
    assert codes == ["E-USAGE-000", "defect"]


def test_an_output_outside_the_case_is_refused(case: Case) -> None:
    run = case.runs.begin("investigate", PARAMETERS)
    with pytest.raises(PathOutsideCase):
        run.finish_step("report", outputs=["../elsewhere.html"])
    assert case.runs.all()[0].steps == ()


def test_runs_can_be_read_with_plain_sql(case: Case) -> None:
    with case.runs.begin("investigate", PARAMETERS) as run:
        run.finish_step("read")
        run.finish_step("detect")
    with closing(sqlite3.connect(case.folder / "case.sqlite")) as database:
        rows = database.execute("SELECT run_id, workflow, last_step, status FROM run").fetchall()
    assert rows == [(run.run_id, "investigate", "detect", "finished")]


def test_a_step_of_an_earlier_run_counts_as_done_while_its_files_are_as_it_wrote_them(case: Case) -> None:
    with case.runs.begin("investigate", PARAMETERS) as run:
        run.finish_step("detect", outputs=[put(case, "findings/pairs.parquet", "rows")], result={"pairs": 3})
    named = {**PARAMETERS, "names": "ab12"}
    again = case.runs.begin("investigate", named)
    earlier, given = case.runs.past(run.run_id)
    assert given == PARAMETERS
    assert again.take_over("detect", earlier)
    assert again.result_of("detect") == {"pairs": 3, "taken_over_from": run.run_id}
    assert not again.take_over("report", earlier)  # the earlier run never got there
    overwrite(case.folder / "findings" / "pairs.parquet", b"ROWS")
    assert not case.runs.begin("investigate", {**named, "names": "cd34"}).take_over("detect", earlier)


def test_a_run_that_never_was_cannot_be_read(case: Case) -> None:
    with pytest.raises(KeyError):
        case.runs.past("investigate-000000000000-1")
