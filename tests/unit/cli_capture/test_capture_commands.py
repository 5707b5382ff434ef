from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crosscurrent.cli import capture as capture_module
from crosscurrent.cli import main
from crosscurrent.cli.capture import ActorUnknown, MappingMalformed, actor_name, read_mapping
from crosscurrent.evidence.digest import sha256_of_json
from crosscurrent.workflows import add_capture
from tests.tampered.case_builder import overwrite
from tests.unit.cli_capture.fake_connector import recognise_csv

GOOD = "account,object,time\nann,x,1741564800\nbob,x,1741564805\n,x,1741564806\n"


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(add_capture, "registered", recognise_csv)
    path = tmp_path / "posts.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def run(*words: str | Path) -> int:
    return main.run([str(word) for word in words])


def test_add_list_log_and_verify(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "case"
    add = ("capture", "add", source, "--case", case, "--by", "N. N.", "--tool", "4CAT", "--on-bad-row", "report")
    assert run(*add) == 0
    out, err = capsys.readouterr()
    digest, *cells = out.removesuffix("\n").split("\t")
    assert cells == ["posts.csv", "fake/lines", "3", "2", "1"]
    assert err == (
        "posts.csv: the name ends in .csv\n"
        "posts.csv: E-INPUT-990: 1 of 3 records could not be read; `crosscurrent capture rejected` lists them.\n"
    )

    assert run(*add) == 0
    again, said = capsys.readouterr()
    assert again == out
    assert said == "posts.csv: already in the case and read; nothing was changed.\n"

    assert run("capture", "list", "--case", case) == 0
    header, line = capsys.readouterr().out.splitlines()
    listed = dict(zip(header.split("\t"), line.split("\t"), strict=True))
    assert (listed["capture_id"], listed["name"], listed["size_bytes"], listed["by"]) == (
        digest, "posts.csv", "68", "N. N.",
    )  # fmt: skip
    assert (listed["rows_in"], listed["rows_kept"], listed["rows_rejected"]) == ("3", "2", "1")

    assert run("capture", "rejected", "--case", case) == 0
    assert capsys.readouterr().out == (
        "capture_id\tname\trow\tcode\tcolumn\treason\n"
        f"{digest}\tposts.csv\t3\tE-INPUT-990\taccount\tthe cell is empty\n"
    )

    assert run("capture", "log", "--case", case) == 0
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [entry["event"] for entry in entries] == [
        "case.created", "capture.sealed", "table.written", "rows.rejected", "capture.parsed",
    ]  # fmt: skip
    head = entries[-1].pop("entry_hash")
    assert sha256_of_json(entries[-1]) == head

    assert run("capture", "verify", "--case", case, "--expect-head", head) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == " 1  held       The case has its parts: case.sqlite, captures/ and tables/, none of them a link."
    assert lines[7] == " 8  held       The head noted elsewhere occurs in the custody log."
    assert lines[-1] == f"head\t{head}\t5 entries, 1 captures"
    assert len(lines) == 20
    assert err == "The noted head was found; 0 entries follow it.\n"


def test_verify_without_a_noted_head_says_what_it_cannot_show(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case"
    run("capture", "add", source, "--case", case, "--by", "N. N.", "--on-bad-row", "report")
    capsys.readouterr()
    assert run("capture", "verify", "--case", case) == 0
    out, err = capsys.readouterr()
    assert " 8  not asked  " in out
    assert err == "No noted head was given: that the end of the log is there cannot be shown.\n"


def test_a_changed_capture_ends_with_exit_code_1_after_the_checks_that_hold(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case"
    run("capture", "add", source, "--case", case, "--by", "N. N.", "--on-bad-row", "report")
    sealed = next(path for path in (case / "captures").rglob("*") if path.is_file())
    overwrite(sealed, sealed.read_bytes().replace(b"bob", b"rob"))
    capsys.readouterr()
    assert run("capture", "verify", "--case", case) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 11
    assert err.startswith(
        "E-CHECK-001: check 12 does not hold: Each sealed capture has the SHA-256 it was sealed with."
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "posts.csv"), 2, "--case"),
        (("add", "--case", "case"), 2, "ANYTHING"),
        (("add", "posts.csv", "--case", "case", "--map", "account_id"), 2, "E-USAGE-202"),
        (("add", "posts.csv", "--case", "case", "--on-bad-row", "ignore"), 2, "ignore"),
        (("add", "absent.csv", "--case", "case", "--by", "N. N."), 3, "E-CAPTURE-001"),
        (("add", "posts.csv", "--case", ".", "--by", "N. N."), 2, "E-CASE-001"),
        (("add", "posts.csv", "--case", "case", "--by", "N. N."), 3, "E-INPUT-990"),
        (("list", "--case", "absent"), 2, "E-CASE-001"),
        (("log", "--case", "absent"), 2, "E-CASE-001"),
        (("rejected", "--case", "absent"), 2, "E-CASE-001"),
        (("verify", "--case", "absent"), 1, "E-CHECK-001: check 1 "),
    ],
)
def test_exit_codes(
    source: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(source.parent)
    assert run("capture", *words) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


@pytest.mark.parametrize("command", ["add", "verify", "list", "rejected", "log"])
def test_every_help_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("capture", command, "--help") == 0
    assert f"crosscurrent capture {command} " in capsys.readouterr().out


def test_hostile_names_do_not_reach_the_terminal(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = source.with_name("a\x1b]0;owned\x07\n=cmd.csv")
    source.rename(hostile)
    case = tmp_path / "case"
    assert run("capture", "add", hostile, "--case", case, "--by", "N\x1b[2J", "--on-bad-row", "report") == 0
    assert run("capture", "list", "--case", case) == 0
    assert run("capture", "log", "--case", case) == 0
    out, err = capsys.readouterr()
    assert set(out + err) & {"\x1b", "\x07"} == set()
    assert "a\\x1b]0;owned\\x07\\n=cmd.csv" in out


def test_who_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCURRENT_BY", "M. M.")
    assert (actor_name(" N. N. "), actor_name(None), actor_name("")) == ("N. N.", "M. M.", "M. M.")
    monkeypatch.delenv("CROSSCURRENT_BY")
    monkeypatch.setattr(capture_module.getpass, "getuser", lambda: "login")
    assert actor_name(None) == "login"

    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr(capture_module.getpass, "getuser", nobody)
    with pytest.raises(ActorUnknown) as raised:
        actor_name(None)
    assert raised.value.code == "E-USAGE-201"


def test_mappings() -> None:
    assert read_mapping([]) == {}
    assert read_mapping(["a=b, c = d=e", "f=g"]) == {"a": "b", "c": "d=e", "f": "g"}
    for wrong in (["a"], ["a="], ["=b"], ["a=b,"], ["a=b", "a=c"]):
        with pytest.raises(MappingMalformed):
            read_mapping(wrong)


def test_a_reader_that_goes_away_early_ends_the_log_quietly(source: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    run("capture", "add", source, "--case", case, "--by", "N. N.", "--on-bad-row", "report")
    command = f"{sys.executable} -m crosscurrent.cli.main capture log --case {case} | head -n 1"
    ended = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["event"] == "case.created"
    assert ended.stderr == ""
