"""Explaining a file writes nothing; data go to standard output, words to standard error; its mapping works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crosscurrent.cli.main import run
from crosscurrent.connectors.registry import connectors
from tests.conformance.fixtures import mapped, reddit
from tests.workbooks import workbook

ODD = (
    "Inhalt;wer;wann;Adresse;n\n"
    '"a sentence of some length, about bridges";anna;1741564800;https://x.com/a/status/898925911294132224;5\n'
    '"another sentence that is as long as the first";bob;1741564900;https://x.com/b/status/898925911294132225;12\n'
    '"a third sentence, as long as the other two are";anna;1741565000;https://x.com/a/status/898925911294132226;0\n'
)
Spoken = pytest.CaptureFixture[str]
SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"


def test_a_known_file_is_explained_field_by_field(tmp_path: Path, capsys: Spoken) -> None:
    path = tmp_path / "r.ndjson"
    path.write_text("".join(json.dumps({**reddit.comment(n), "zz_new": 1}) + "\n" for n in (1, 2)))
    assert run(["capture", "explain", str(path)]) == 0
    shown = capsys.readouterr().out
    for words in ("r.ndjson: reddit/comments (certainty 0.95)", "fields read:", "fields left over:", "controversiality",
                  "zz_new: 2 times, first at line=1", "2 read (the whole file), 2 kept", "first row of post:",
                  "post_uid = reddit:t1_kab0001"):  # fmt: skip
        assert words in shown
    assert [each.name for each in tmp_path.iterdir()] == ["r.ndjson"]


def test_json_holds_the_same(tmp_path: Path, capsys: Spoken) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes(mapped.FIXTURES[1].make(3))
    assert run(["capture", "explain", str(path), "--json"]) == 0
    about = json.loads(capsys.readouterr().out)
    assert (about["format_id"], about["records_read"], about["left"]) == ("mapped/manual_log", 3, ["备注"])
    assert about["rows"]["engagement"]["lower_bound"] == ["view_count"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "ndjson"])
def test_the_mapping_that_is_printed_works_when_it_is_saved(form: str, tmp_path: Path, capsys: Spoken) -> None:
    lines = [line.split(";") for line in ODD.replace('"', "").splitlines()]
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    raw = {
        "csv": ODD.encode(),
        "xlsx": workbook(Blatt=[["von Hand"], [], *lines]),
        "json": json.dumps({"result": {"hits": rows}}).encode(),
        "ndjson": "".join(json.dumps(row) + "\n" for row in rows).encode(),
    }[form]
    path = tmp_path / f"odd.{form}"
    path.write_bytes(raw)
    assert run(["capture", "explain", str(path)]) == 0
    printed = capsys.readouterr()
    assert "no layout matches" in printed.err or "no connector reads" in printed.err
    assert "column 'wann': time, epoch seconds, filled 100%" in printed.err
    (tmp_path / f"odd.{form}.mapping.toml").write_text(printed.out)
    assert run(["capture", "explain", str(path), "--json"]) == 0
    about = json.loads(capsys.readouterr().out)
    assert (about["format_id"], about["records_kept"], about["rejected"]) == ("mapped/declared", 3, {})
    assert about["rows"]["post"]["post_uid"] == "x:898925911294132224"
    assert [each["path"] for each in about["unknown"]] == ["n"]


def test_hostile_text_is_not_obeyed(tmp_path: Path, capsys: Spoken) -> None:
    path = tmp_path / "h.csv"
    path.write_text("post_id,account_id,created_at,text\n1,2,2025-03-10T08:00:00Z,\x1b[2J\u202etxt\n")
    assert run(["capture", "explain", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    path.write_text("q\x1b[2J,b\n\x1b]0;x,2\n")
    assert run(["capture", "explain", str(path)]) == 0
    spoken = capsys.readouterr()
    assert "\x1b" not in spoken.out + spoken.err


def test_what_cannot_be_read_is_said_with_a_code(tmp_path: Path, capsys: Spoken) -> None:
    assert run(["capture", "explain", str(tmp_path / "absent.csv")]) == 3
    assert "E-INPUT-018" in capsys.readouterr().err
    path = tmp_path / "a.csv"
    path.write_text("post_id,account_id,created_at,text\n1,2,2025-03-10 08:00,t\n")
    assert run(["capture", "explain", str(path)]) == 0
    assert "E-TIME-002" in capsys.readouterr().err  # the zone is missing, and that is explained, too
    (tmp_path / "a.csv.mapping.toml").write_text("columns = 1")
    assert run(["capture", "explain", str(path)]) == 2
    assert "columns: must be a table" in capsys.readouterr().err


def test_connectors_are_listed_layout_by_layout(capsys: Spoken) -> None:
    assert run(["connectors"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["format", "platforms", "tool", "inputs"]
    assert {len(line) for line in lines} == {4}
    assert {"reddit/comments", "mapped/manual_log", "fourcat/tiktok", "posts_table/x_archive"} <= {
        line[0] for line in lines
    }
    assert run(["connectors", "--json"]) == 0
    assert [each["name"] for each in json.loads(capsys.readouterr().out)] == [each.name for each in connectors()]


def test_one_connector_tells_all_that_is_known_of_it(capsys: Spoken) -> None:
    assert run(["connectors", "reddit/comments"]) == 0
    shown = capsys.readouterr().out
    assert "link_id" in shown
    assert "reddit/listing" not in shown
    assert run(["connectors", "nope\x1b"]) == 2
    spoken = capsys.readouterr().err
    assert "E-USAGE-203" in spoken
    assert "\x1b" not in spoken


@pytest.mark.reference_data
def test_every_sample_can_be_explained(capsys: Spoken) -> None:
    # Whatever is in a file: it is explained, or refused with a code; and a mapping is offered for records nobody reads.
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not present beside the checkout")
    for path in sorted(each for each in SAMPLES.rglob("*") if each.is_file()):
        assert run(["capture", "explain", str(path), "--json", "--assume-zone", "UTC"]) == 0, path.name
        about = json.loads(capsys.readouterr().out)
        assert about["format_id"] or about["refusal"], path.name
        assert about["mapping"] or about["format_id"] or about["kind"] in ("archive", "warc"), path.name


@pytest.mark.reference_data
def test_the_header_of_the_sample_is_found_under_its_notes(capsys: Spoken) -> None:
    path = SAMPLES / "GENERIC_csv_notes_before_header.csv"  # T8
    if not path.exists():
        pytest.skip("the samples are not present beside the checkout")
    assert run(["capture", "explain", str(path), "--json"]) == 0
    assert [each["name"] for each in json.loads(capsys.readouterr().out)["columns"]] == ["A", "B", "C"]
