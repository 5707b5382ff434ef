"""``investigate`` on small files: what lies in the case, run again, copied, zipped, interrupted and taken up."""

from __future__ import annotations

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from crosscurrent.cases.case import Case
from crosscurrent.cli import main
from crosscurrent.simulate.organic import World
from crosscurrent.simulate.planted import Plan
from crosscurrent.workflows.findings_files import FILES
from crosscurrent.workflows.simulate import simulate_world
from tests.conformance.detectors import small_world, write

FINDINGS = "findings/coordination"
OPTIONS = ("--by", "N. N.", "--title", "Small", "--window", "10s", "--window", "60s", "--on-bad-row", "report")
NETWORK = {f"net{number}" for number in range(5)}


def investigate(*words: str | Path, options: tuple[str, ...] = OPTIONS) -> int:
    return main.run(["investigate", *map(str, words), *options])


def summary(case: Path) -> dict[str, Any]:
    return json.loads((case / FINDINGS / "summary.json").read_text(encoding="utf-8"))


def table(case: Path, name: str) -> list[dict[str, Any]]:
    return pq.read_table(case / FINDINGS / f"{name}.parquet").to_pylist()


def contents(case: Path, *folders: str) -> dict[str, bytes]:
    return {
        str(path.relative_to(case)): path.read_bytes()
        for folder in folders
        for path in sorted((case / folder).rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The small world in two files; the second ends in two rows that cannot be read."""
    folder = tmp_path_factory.mktemp("files")
    acts = small_world()
    first, second = write(acts[:500], folder / "one.csv"), write(acts[500:], folder / "two.csv")
    with second.open("a", encoding="utf-8") as file:
        file.write("x,ann,c1,yesterday,link\n,ann,c2,1700000000,link\n")
    return first, second


@pytest.fixture(scope="module")
def case(files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cases") / "case"
    assert investigate(*files, "--case", folder) == 0
    return folder


def test_everything_has_its_place(case: Path) -> None:
    assert sorted(path.name for path in (case / FINDINGS).iterdir()) == sorted(FILES)
    assert (case / "report" / "index.html").stat().st_size > 10_000
    assert json.loads((case / "report" / "summary.json").read_text(encoding="utf-8"))["groups"]
    assert list(case.rglob("*.part")) == []


def test_the_planted_five_are_found_over_both_files(case: Path) -> None:
    # Their acts lie in both files; neither alone holds all twelve objects.
    groups: dict[str, set[str]] = {}
    for row in table(case, "groups"):
        assert row["status"] == "coordinated"
        groups.setdefault(row["group_id"], set()).add(row["account_id"])
    assert groups == {"group-1": NETWORK}
    assert {row["capture_id"] for row in table(case, "group_actions")} == set(captures(case))


def captures(case: Path) -> dict[str, str]:
    with Case.open(case) as opened:
        return {capture.capture_id: capture.path for capture in opened.captures.all()}


def test_evidence_leads_back_to_the_rows_of_its_own_capture(case: Path, files: tuple[Path, Path]) -> None:
    lines = {path.name: path.read_text(encoding="utf-8").splitlines() for path in files}
    named, rows = captures(case), table(case, "evidence")
    assert len(rows) >= 120  # ten pairs on twelve objects
    for row in rows:
        for side in "ab":
            place = int(row[f"locator_{side}"].removeprefix("row="))
            cells = lines[named[row[f"capture_{side}"]]][place].split(",")
            assert cells[:3] == [row["object_id"], row[f"account_{side}"], row[f"content_{side}"]]


def test_rejected_rows_are_counted_in_summary_and_report(case: Path) -> None:
    read = summary(case)["input"]
    assert (read["rows_in"], read["rows_kept"], read["rows_rejected"]) == (962, 960, 2)
    with Case.open(case) as opened:
        rejected = [row for capture in captures(case) for row in opened.readings.rejected(capture)]
    assert [(row["row"], row["column"]) for row in rejected] == [(461, "timestamp_share"), (462, "object_id")]
    page = (case / "report" / "index.html").read_text(encoding="utf-8")
    assert rejected[0]["code"] in page
    assert rejected[1]["code"] in page


def test_findings_are_recorded_in_the_case(case: Path) -> None:
    with Case.open(case) as opened:
        found = {row["subject"]: row for row in opened.findings.findings().to_pylist()}
        methods = opened.findings.methods().to_pylist()
    assert set(found) == {"all captures", "group-1"}
    assert found["all captures"]["status"] == summary(case)["status"]
    assert found["group-1"]["question"] == "coordination.group"
    assert json.loads(found["group-1"]["value_json"])["accounts"] == 5
    assert [method["detector"] for method in methods] == ["coordination"]


def test_nobody_was_judged(case: Path) -> None:
    report = json.loads((case / "report" / "summary.json").read_text(encoding="utf-8"))
    assert [(one["subject"], one["question"], one["verdict"]) for one in report["assessments"]] == [
        ("group-1", "inauthentic", "not assessed"), ("group-1", "foreign", "not assessed"),
    ]  # fmt: skip
    assert summary(case)["words"][-1] == (
        "Whether any account is inauthentic or foreign was not assessed; only a named person can do that."
    )


def verified(case: Path) -> bool:
    return main.run(["capture", "verify", "--case", str(case)]) == 0


def test_the_case_verifies_here_copied_and_zipped(case: Path, tmp_path: Path) -> None:
    assert verified(case)
    copy = tmp_path / "elsewhere" / "copy"
    shutil.copytree(case, copy)
    assert verified(copy)
    with zipfile.ZipFile(shutil.make_archive(str(tmp_path / "packed"), "zip", case)) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert verified(tmp_path / "unpacked")


def test_a_changed_finding_no_longer_verifies(case: Path, tmp_path: Path) -> None:
    shutil.copytree(case, tmp_path / "copy")
    path = tmp_path / "copy" / FINDINGS / "summary.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"accounts": 5', '"accounts": 6'), encoding="utf-8")
    assert not verified(tmp_path / "copy")


def test_run_again_it_says_the_same_and_harms_nothing(case: Path, files, tmp_path: Path, capsys) -> None:
    again = tmp_path / "case"
    shutil.copytree(case, again)
    before = contents(again, "findings", "report", "tables", "captures")
    assert investigate(*files, "--case", again) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[1:] == [
        "coordinated groups: 1", "accounts in them: 5", "pairs of accounts that stand out: 10",
        f"pairs that would with times shuffled: {summary(case)['permutation']['pairs_surviving']}", "rows kept: 960",
    ]  # fmt: skip
    assert contents(again, "findings", "report", "tables", "captures") == before
    assert verified(again)
    with Case.open(again) as opened:
        assert [run.status for run in opened.runs.all()] == ["finished", "finished"]
        assert opened.findings.findings().num_rows == 2


def test_a_file_added_later_is_taken_into_account(files: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = files
    assert investigate(first, "--case", tmp_path / "case") == 0
    assert summary(tmp_path / "case")["input"]["rows_in"] == 500
    assert investigate(second, "--case", tmp_path / "case") == 0
    assert summary(tmp_path / "case")["input"]["rows_in"] == 962
    assert {row["account_id"] for row in table(tmp_path / "case", "groups")} == NETWORK
    assert verified(tmp_path / "case")


def test_the_folder_names_the_report_and_the_language_is_its_own(files, tmp_path: Path) -> None:
    options = ("--by", "N. N.", "--window", "60s", "--language", "fr")
    assert investigate(files[0], "--case", tmp_path / "Hafen", options=options) == 0
    page = (tmp_path / "Hafen" / "report" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="fr"' in page
    assert "Hafen" in re.search(r"<title>(.*?)</title>", page)[1]


# --- endings -----------------------------------------------------------------------------------------


def test_wrong_usage_touches_nothing(files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("--window", "soon"), ("--fdr", "2"), ("--map", "nonsense")):
        assert investigate(files[0], "--case", tmp_path / "case", options=("--by", "N. N.", *words)) == 2
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "case").exists()


def test_a_refused_file_stays_sealed_and_is_read_once_it_can_be(files, tmp_path: Path, capsys) -> None:
    # Without --on-bad-row report the second file is refused; the same files with it give the whole report.
    strict = OPTIONS[:-2]
    assert investigate(*files, "--case", tmp_path / "case", options=strict) == 3
    assert "two.csv, row 461, column 'timestamp_share'" in capsys.readouterr().err
    assert not (tmp_path / "case" / "report").exists()
    assert verified(tmp_path / "case")
    assert investigate(*files, "--case", tmp_path / "case") == 0
    assert summary(tmp_path / "case")["input"]["rows_in"] == 962
    assert verified(tmp_path / "case")


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert investigate(tmp_path / "none.csv", "--case", tmp_path / "case") == 3
    assert "none.csv" in capsys.readouterr().err


# --- interrupted -------------------------------------------------------------------------------------

#: A shell that starts its jobs in the background has them ignore SIGINT; a person at a terminal does not.
COMMAND = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from crosscurrent.cli.main import main; main()"
)


def command(events: Path, case: Path) -> list[str]:
    words = [sys.executable, "-c", COMMAND, "investigate", str(events), "--case", str(case)]
    return [*words, "--by", "N. N.", "--title", "Harbour", "--window", "60s", "--seed", "3"]


def actions_are_derived(case: Path) -> bool:
    if not (case / "case.sqlite").exists():
        return False
    with closing(sqlite3.connect(f"file:{case / 'case.sqlite'}?mode=ro", uri=True)) as database:
        try:
            return database.execute("SELECT count(*) FROM custody WHERE event = 'run.step'").fetchone()[0] > 0
        except sqlite3.OperationalError:  # the case is just being laid out
            return False


def without_times(page: bytes) -> str:
    """The moment of sealing is the one thing in which two cases of the same file differ."""
    return re.sub(r"\b\d{16}\b|\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?", "T", page.decode())


def test_interrupted_in_detection_it_ends_with_130_and_goes_on_to_the_same_report(tmp_path: Path) -> None:
    events = simulate_world(World(accounts=1_000), Plan(networks=1), 2, tmp_path).events
    stopped, straight = tmp_path / "stopped", tmp_path / "straight"
    running = subprocess.Popen(command(events, stopped), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not actions_are_derived(stopped) and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)  # into the detection
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    assert "Interrupted." in err
    assert "Traceback" not in err
    assert not (stopped / "report").exists()
    assert verified(stopped)
    with Case.open(stopped) as opened:
        # "stopped" if the run came to a safe place in time, "started" if it was left at once; both resume.
        [run] = opened.runs.all()
        assert run.status in ("stopped", "started")
        assert run.steps == ("actions",)

    resumed = subprocess.run(command(events, stopped), capture_output=True, check=True, text=True)
    whole = subprocess.run(command(events, straight), capture_output=True, check=True, text=True)
    assert "Finished before and not repeated: actions." in resumed.stderr
    assert "Finished before" not in whole.stderr
    assert resumed.stdout.splitlines()[1:] == whole.stdout.splitlines()[1:]
    assert contents(stopped, "findings") == contents(straight, "findings")
    one, other = contents(stopped, "report"), contents(straight, "report")
    assert one.keys() == other.keys() == {"report/index.html", "report/summary.json"}
    for name in one:
        assert without_times(one[name]) == without_times(other[name])
    with Case.open(stopped) as opened:
        steps = ("actions", "coordination", "report")
        assert [(run.status, run.steps) for run in opened.runs.all()] == [("finished", steps)]
    assert verified(stopped)
