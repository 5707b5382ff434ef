"""Every ending of a command line becomes words on standard error and a documented exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer

from crosscurrent import __version__
from crosscurrent.cli import main as cli
from crosscurrent.errors import CheckFailed, InputRefused

COMMAND = [sys.executable, "-m", "crosscurrent.cli.main", "compat", "coortweet"]
HEADER = "object_id,account_id,content_id,timestamp_share\n"


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch):
    """Return a function that runs a command which ends as told."""

    def run(error: BaseException | None) -> int:
        def fail() -> None:
            if error is not None:
                raise error

        module = type(sys)("crosscurrent_test_command")
        module.fail = fail
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setitem(cli.COMMANDS, "fail", cli.CommandPlace(module.__name__, "fail", "End as told."))
        return cli.run(["fail"])

    return run


def test_done_is_zero(ending) -> None:
    assert ending(None) == 0


def test_a_check_that_did_not_hold_is_one(ending, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(CheckFailed("a byte changed", where="check 3", next_step="Ask.")) == 1
    assert capsys.readouterr().err == "E-CHECK-000: a byte changed\n  where: check 3\n  next:  Ask.\n"


def test_refused_input_is_three_and_stdout_stays_empty(ending, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(InputRefused("empty", next_step="Ask.")) == 3
    assert capsys.readouterr().out == ""


def test_a_file_that_is_not_there_is_three(ending, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(FileNotFoundError(2, "No such file or directory", "events.csv")) == 3
    assert "E-SYSTEM-001: the system refused: No such file or directory\n  where: events.csv" in capsys.readouterr().err


def test_an_interrupt_is_130_with_a_sentence(ending, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(KeyboardInterrupt()) == 130
    assert "Interrupted." in capsys.readouterr().err


def test_a_closed_pipe_is_quiet(ending, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(BrokenPipeError(32, "Broken pipe")) == 0
    assert capsys.readouterr().err == ""


def test_a_defect_is_70_and_shows_neither_its_text_nor_a_trace(ending, capsys: pytest.CaptureFixture[str]) -> None:
    # The text of an unforeseen error may quote a post.
    assert ending(ValueError("text of a post")) == 70
    words = capsys.readouterr().err
    assert "(ValueError): a defect" in words
    assert "text of a post" not in words
    assert "Traceback" not in words


def test_debug_shows_the_trace_of_a_defect(
    ending, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(cli.DEBUG_VARIABLE, "1")
    assert ending(ValueError("details")) == 70
    assert "Traceback" in capsys.readouterr().err


def test_a_command_may_choose_its_exit_code(ending) -> None:
    assert ending(typer.Exit(1)) == 1


@pytest.mark.parametrize("arguments", [["frobnicate"], ["compat", "coortweet"], ["--frobnicate"], []])
def test_wrong_usage_is_two(arguments: list[str]) -> None:
    assert cli.run(arguments) == 2


def test_a_typing_error_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["simulte"]) == 2
    assert "'simulate'" in capsys.readouterr().err


def test_the_version_goes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"crosscurrent {__version__}\n"


def test_help_imports_no_heavy_package() -> None:
    # Start-up time is an import question; counting imports is not flaky, timing would be.
    program = (
        "import sys; from crosscurrent.cli.main import run; code = run(['--help']);"
        "sys.exit(code or ','.join({'numpy', 'pyarrow', 'numba', 'scipy', 'networkx'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "investigate" in done.stdout


def test_coortweet_mode_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # The minimal case in which CooRTweet's own symmetry columns are wrong.
    (tmp_path / "shares.csv").write_text(HEADER + "h1,A,a1,100\nh2,A,a1,100\nh1,B,b1,101\nh2,B,b2,99\n")
    edges = tmp_path / "edges.csv"
    assert cli.run(["compat", "coortweet", str(tmp_path / "shares.csv"), "--out", str(edges)]) == 0
    assert edges.read_text().splitlines() == [
        '"from","to","weight","avg_time_delta","n_content_from","n_content_to","edge_symmetry_score","weight_threshold"',
        '"A","B",2,1,1,2,0.5,0',
    ]
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "4 rows of 2 accounts: 1 edge among 2 accounts, 0 heavier" in shown.err


def test_coortweet_mode_from_pipe_to_pipe() -> None:
    done = subprocess.run(
        [*COMMAND, "-", "--out", "-", "--quiet", "--min-participation", "1"],
        input=HEADER + "h,A,a1,100\nh,B,b1,101\nh,A,a2,102\n",
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1:] == ['"A","B",2,1,2,1,0.5,0']


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    # 200 accounts share one link at once: 19,900 edges, far more than a pipe holds. The reader takes ten bytes.
    rows = "".join(f"h,account{n},c{n},100\n" for n in range(200))
    (tmp_path / "shares.csv").write_text(HEADER + rows)
    with subprocess.Popen(
        [*COMMAND, "shares.csv", "--min-participation", "1", "--out", "-", "--quiet"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(10) == b'"from","to'
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
