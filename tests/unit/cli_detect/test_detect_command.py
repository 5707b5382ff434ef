"""``crosscurrent detect coordination`` from files, streams and mappings: output, words and exit codes."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crosscurrent.cli import main
from crosscurrent.cli.durations import DEFAULT_WINDOWS_US, DurationUnreadable, read_duration_us, read_windows_us
from crosscurrent.workflows.findings_files import FILES

T0 = 1_700_000_000
#: ann and bob share x, y and z within seconds; cem comes an hour later. Row 8 has no object.
ROWS = [
    ("x", "ann", "c1", T0), ("x", "bob", "c2", T0 + 5), ("y", "ann", "c3", T0 + 100), ("y", "bob", "c4", T0 + 109),
    ("z", "bob", "c5", T0 + 500), ("z", "ann", "c6", T0 + 501), ("x", "cem", "c7", T0 + 3_600),
    ("", "dan", "c8", T0 + 7),
]  # fmt: skip
HEADER = "object_id,account_id,content_id,timestamp_share\n"
TEXT = HEADER + "".join(f"{o},{a},{c},{t}\n" for o, a, c, t in ROWS)
OPTIONS = ("--window", "10s", "--all-pairs")


@pytest.fixture
def events(tmp_path: Path) -> Path:
    path = tmp_path / "events.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*words: str | Path) -> int:
    return main.run(["detect", "coordination", *map(str, words)])


def pairs(out: Path) -> list[tuple[str, str, int]]:
    rows = pq.read_table(out / "pairs.parquet").to_pylist()
    return [(row["account_a"], row["account_b"], row["objects"]) for row in rows]


def test_stdout_is_json_and_words_are_on_stderr(
    events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(events, *OPTIONS, "--out", tmp_path / "out") == 0
    out, err = capsys.readouterr()
    figures = json.loads(out)
    assert set(figures) == {"status", "reason", "input", "tests", "permutation", "power", "groups"}
    assert figures["groups"] == 0
    assert {name: figures["input"][name] for name in ("rows_in", "rows_kept", "rows_rejected", "actions")} == {
        "rows_in": 8, "rows_kept": 7, "rows_rejected": 1, "actions": 7,
    }  # fmt: skip
    assert figures["tests"]["pairs_co_acting"] == 1
    # Nothing in words is on stdout; nothing in JSON on stderr.
    assert "events.csv: the four columns of CooRTweet" in err
    assert "Whether any account is inauthentic or foreign was not assessed; only a named person can do that." in err
    assert "{" not in err


def test_all_files_are_written_and_say_the_same(events: Path, tmp_path: Path, capsys) -> None:
    assert run(events, *OPTIONS, "--seed", "5", "--out", tmp_path / "a" / "b") == 0
    out = tmp_path / "a" / "b"
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)
    assert pairs(out) == [("ann", "bob", 3)]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    printed = json.loads(capsys.readouterr().out)
    assert all(summary[name] == printed[name] for name in ("status", "input", "tests", "permutation", "power"))
    method = json.loads((out / "method.json").read_text(encoding="utf-8"))
    assert method["seed"] == 5
    assert method["parameters"]["windows_us"] == [10_000_000]
    assert list(method["inputs"]) == ["events.csv"]


def test_gzip_is_read_as_it_is(events: Path, tmp_path: Path) -> None:
    packed = tmp_path / "events.csv.gz"
    packed.write_bytes(gzip.compress(events.read_bytes()))
    assert run(packed, *OPTIONS, "--out", tmp_path / "out") == 0
    assert pairs(tmp_path / "out") == [("ann", "bob", 3)]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input(
    pack, events: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation("a pipe cannot seek")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Pipe(pack(events.read_bytes())))))
    assert run("-", *OPTIONS, "--out", tmp_path / "out") == 0
    assert pairs(tmp_path / "out") == [("ann", "bob", 3)]
    assert "standard input: " in capsys.readouterr().err
    evidence = pq.read_table(tmp_path / "out" / "evidence.parquet").to_pylist()
    assert {(row["capture_a"], row["locator_a"]) for row in evidence} == {
        ("standard input", "row=1"), ("standard input", "row=3"), ("standard input", "row=6"),
    }  # fmt: skip


def test_the_command_itself_reads_a_pipe(events: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "crosscurrent.cli.main", "detect", "coordination", "-", *OPTIONS]
    with events.open("rb") as pipe:
        ended = subprocess.run([*words, "--out", tmp_path / "out"], stdin=pipe, capture_output=True, check=False)
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["tests"]["pairs_co_acting"] == 1
    assert pairs(tmp_path / "out") == [("ann", "bob", 3)]


def test_columns_named_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log.tsv"
    text = "".join(f"{a}\t{o}\t{t}\t{c}\n" for o, a, c, t in ROWS)
    log.write_text("who\twhat\twhen\tpost\n" + text, encoding="utf-8")
    mapping = ("--map", "account_id=who,object_id=what", "--map", "timestamp=when")
    assert run(log, *OPTIONS, *mapping, "--out", tmp_path / "out") == 0
    assert pairs(tmp_path / "out") == [("ann", "bob", 3)]
    assert "columns mapped by hand" in capsys.readouterr().err


def test_several_files_are_one_log_and_lead_back_to_their_own_rows(events: Path, tmp_path: Path) -> None:
    # The second file is NDJSON, so its locators count lines; together ann and bob now share a fourth object.
    second = tmp_path / "more.ndjson"
    rows = [("w", "ann", "d1", T0 + 900), ("w", "bob", "d2", T0 + 901)]
    names = ("object_id", "account_id", "content_id", "timestamp")
    second.write_text("".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in rows), encoding="utf-8")
    assert run(events, second, *OPTIONS, "--out", tmp_path / "out") == 0
    assert pairs(tmp_path / "out") == [("ann", "bob", 4)]
    evidence = {row["object_id"]: row for row in pq.read_table(tmp_path / "out" / "evidence.parquet").to_pylist()}
    assert (evidence["w"]["locator_a"], evidence["w"]["locator_b"]) == ("line=1", "line=2")
    assert (evidence["z"]["locator_a"], evidence["z"]["locator_b"]) == ("row=6", "row=5")
    assert evidence["w"]["capture_a"] != evidence["z"]["capture_a"]


def test_a_bad_row_stops_unless_it_is_to_be_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text(TEXT + "x,eve,c9,yesterday\nx,fay,c10,1700000002\n", encoding="utf-8")
    assert run(broken, *OPTIONS, "--out", tmp_path / "out") == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "broken.csv, row 9, column 'timestamp_share'" in err
    assert not (tmp_path / "out").exists()

    assert run(broken, *OPTIONS, "--on-bad-row", "report", "--out", tmp_path / "out") == 0
    read = json.loads(capsys.readouterr().out)["input"]
    assert (read["rows_in"], read["rows_kept"], read["rows_rejected"]) == (10, 8, 2)


def test_quiet_shows_no_progress_but_says_the_same(
    events: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from crosscurrent.cli import progress

    monkeypatch.setattr(progress, "LONG_STAGE_SECONDS", 0.0)  # so that every stage counts as long
    said = {}
    for option in ((), ("--quiet",)):
        assert run(events, *OPTIONS, *option, "--out", tmp_path / "out") == 0
        said[option] = capsys.readouterr()
    assert said[()].out == said["--quiet",].out
    loud, quiet = said[()].err.splitlines(), said["--quiet",].err.splitlines()
    stages = [line for line in loud if line not in quiet]
    assert [line for line in loud if line in quiet] == quiet
    assert stages[0].startswith("reading events.csv: ")
    assert any(line.startswith("testing pairs by act: ") for line in stages)


# --- wrong usage is 2, refused input is 3 ------------------------------------------------------------


@pytest.mark.parametrize("window", ["10 parsecs", "-5s", "0", "", "1e3s", "nan"])
def test_a_duration_that_is_none(window: str, events: Path, tmp_path: Path, capsys) -> None:
    assert run(events, f"--window={window}", "--out", tmp_path / "out") == 2
    out, err = capsys.readouterr()
    assert (out, err.splitlines()[0]) == ("", f"E-USAGE-302: {window!r} is not a duration")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--fdr", "0", "E-DETECT-001"), ("--fdr", "1.5", "E-DETECT-001"), ("--min-objects", "0", "E-DETECT-001"),
        ("--engine", "abacus", "E-USAGE-301"), ("--map", "account_id", "E-USAGE-202"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be(option: str, value: str, code: str, events: Path, tmp_path: Path, capsys) -> None:
    assert run(events, option, value, "--out", tmp_path / "out") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{code}: ")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", [("--fdr", "much"), ("--on-bad-row", "ignore"), ("--windows", "1s"), ()])
def test_mistyped_options_and_a_missing_folder(words: tuple[str, ...], events: Path, tmp_path: Path, capsys) -> None:
    out = ("--out", tmp_path / "out") if words else ()
    assert run(events, *words, *out) == 2
    assert capsys.readouterr().out == ""


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none.csv", "--out", tmp_path / "out") == 3
    assert "none.csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", "post_id,account_id,created_at,text\n1,ann,2025-01-01T00:00:00Z,hi\n"]
)
def test_a_table_that_holds_no_events(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Nothing at all; two columns of something; a table of posts, which is for `investigate`.
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    assert run(path, "--out", tmp_path / "out") == 3
    err = capsys.readouterr().err
    if text:
        assert err.startswith("E-DETECT-002: this is not a table of account, object and time\n  where: table.csv\n")
        assert "--map account_id=COL,object_id=COL,timestamp=COL" in err


def test_a_truncated_gzip(events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed = tmp_path / "events.csv.gz"
    packed.write_bytes(gzip.compress(events.read_bytes())[:-12])
    assert run(packed, "--out", tmp_path / "out") == 3
    assert "events.csv.gz" in capsys.readouterr().err


def test_times_without_a_zone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "local.csv"
    path.write_text(HEADER + "x,ann,c1,2025-03-10 08:00:00\nx,bob,c2,2025-03-10 08:00:07\n", encoding="utf-8")
    assert run(path, "--out", tmp_path / "out") == 3
    assert "--assume-zone" in capsys.readouterr().err
    one = ("--window", "10s", "--min-objects", "1", "--all-pairs", "--assume-zone", "Asia/Shanghai")
    assert run(path, *one, "--out", tmp_path / "out") == 0
    evidence = pq.read_table(tmp_path / "out" / "evidence.parquet").to_pylist()
    assert [row["at_a_us"] for row in evidence] == [
        1_741_564_800_000_000
    ]  # midnight UTC, whatever zone the machine is in


# --- durations ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "us"),
    [
        ("60s", 60_000_000), ("1.5m", 90_000_000), ("2min", 120_000_000), ("1h", 3_600_000_000), ("500ms", 500_000),
        ("7us", 7), (" 10 s ", 10_000_000), ("10", 10_000_000),
    ],
)  # fmt: skip
def test_durations_as_people_write_them(written: str, us: int) -> None:
    assert read_duration_us(written) == us


def test_windows_are_sorted_and_each_once() -> None:
    assert read_windows_us(["5m", "10s", "300s"]) == (10_000_000, 300_000_000)
    assert read_windows_us(None) == DEFAULT_WINDOWS_US == (10_000_000, 60_000_000, 300_000_000, 3_600_000_000)
    with pytest.raises(DurationUnreadable):
        read_windows_us(["10s", "soon"])
