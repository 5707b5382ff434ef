from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscurrent.cases.case import Case
from crosscurrent.evidence.captures import CaptureFacts
from crosscurrent.evidence.errors import CaptureAltered, CaptureUnknown, CaptureUnsealed
from tests.tampered.case_builder import BEGUN_US, MINUTE_US, minute_clock, overwrite

CONTENT = b"account,object,time\nann,x,1741564800\n"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "case", "N. N.", minute_clock()) as opened:
        yield opened


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "posts.csv"
    path.write_bytes(CONTENT)
    return path


def test_sealing_puts_the_bytes_under_their_digest_and_says_who_when_and_how(case: Case, source: Path) -> None:
    sealed = case.captures.seal(source, CaptureFacts(tool="4CAT", source_note="one search", licence_note="own export"))
    place = case.folder / "captures" / DIGEST[:2] / DIGEST
    assert (sealed.is_new, sealed.capture.capture_id, sealed.capture.size_bytes) == (True, DIGEST, len(CONTENT))
    assert place.read_bytes() == CONTENT
    assert stat.S_IMODE(place.stat().st_mode) == 0o444
    entry = case.custody.last()
    assert entry is not None
    assert (entry.event, entry.subject, entry.actor, entry.at_us) == (
        "capture.sealed", DIGEST, "N. N.", BEGUN_US + MINUTE_US,
    )  # fmt: skip
    assert dict(entry.details) == {
        "path": "posts.csv", "size_bytes": 37, "tool": "4CAT", "tool_version": None, "source_note": "one search",
        "source_query": None, "licence_note": "own export",
    }  # fmt: skip
    row = case.captures.table().to_pylist()[0]
    assert (row["path"], row["captured_by"], row["licence_note"], row["n_records"]) == (
        "posts.csv", "N. N.", "own export", None,
    )  # fmt: skip


def test_sealing_the_same_bytes_under_another_name_changes_nothing(case: Case, source: Path, tmp_path: Path) -> None:
    first = case.captures.seal(source, CaptureFacts(tool="4CAT"))
    head = case.custody.head()
    renamed = tmp_path / "renamed.csv"
    renamed.write_bytes(CONTENT)
    again = case.captures.seal(renamed, CaptureFacts(tool="minet"))
    assert (again.is_new, again.capture) == (False, first.capture)
    assert case.custody.head() == head
    assert list((case.folder / "incoming").iterdir()) == []


def test_sealing_again_finds_out_that_the_sealed_file_changed(case: Case, source: Path) -> None:
    case.captures.seal(source, CaptureFacts())
    overwrite(case.captures.path(DIGEST), b"something else")
    with pytest.raises(CaptureAltered) as raised:
        case.captures.seal(source, CaptureFacts())
    assert raised.value.code == "E-CAPTURE-005"
    assert hashlib.sha256(b"something else").hexdigest() in str(raised.value)


def test_what_is_no_plain_file_is_refused(case: Case, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to("nowhere")
    head = case.custody.head()
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "dangling", tmp_path / "absent.csv", Path(os.devnull)):
        with pytest.raises(CaptureUnsealed) as raised:
            case.captures.seal(path, CaptureFacts())
        assert raised.value.code == "E-CAPTURE-001"
    assert case.custody.head() == head


def test_a_file_that_grows_while_it_is_sealed_is_refused(case: Case, source: Path) -> None:
    def grow(count: int) -> None:
        with source.open("ab") as handle:
            handle.write(b"bob,x,1741564805\n")

    # Every piece that is read makes the file longer, as a download that still runs would: at most a few times.
    growing = iter((grow, grow))
    with pytest.raises(CaptureUnsealed, match="changed while it was being sealed"):
        case.captures.seal(source, CaptureFacts(), lambda count: next(growing, lambda _: None)(count))
    assert case.captures.all() == ()
    assert list((case.folder / "incoming").iterdir()) == []


def test_a_link_is_followed_and_an_empty_file_can_be_sealed(case: Case, source: Path, tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(source)
    (tmp_path / "empty.csv").write_bytes(b"")
    linked = case.captures.seal(tmp_path / "link.csv", CaptureFacts()).capture
    empty = case.captures.seal(tmp_path / "empty.csv", CaptureFacts()).capture
    assert (linked.capture_id, linked.path) == (DIGEST, "link.csv")
    assert (empty.capture_id, empty.size_bytes) == (hashlib.sha256(b"").hexdigest(), 0)
    assert not (case.folder / "captures" / DIGEST[:2] / DIGEST).is_symlink()


def test_the_named_copy_has_the_name_the_file_was_handed_in_with(case: Case, source: Path) -> None:
    case.captures.seal(source, CaptureFacts())
    with case.captures.named_copy(DIGEST) as path:
        assert (path.name, path.read_bytes()) == ("posts.csv", CONTENT)
        assert (case.folder / "incoming") in path.parents
    assert list((case.folder / "incoming").iterdir()) == []


def test_a_capture_that_is_not_there_is_refused(case: Case) -> None:
    with pytest.raises(CaptureUnknown) as raised:
        case.captures.path("ab" * 32)
    assert raised.value.code == "E-CAPTURE-002"


@given(content=st.binary(max_size=300))
def test_sealed_bytes_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "file").write_bytes(content)
    with Case.create(folder / "case", "N. N.", minute_clock()) as case:
        capture = case.captures.seal(folder / "file", CaptureFacts()).capture
        assert case.captures.path(capture.capture_id).read_bytes() == content
        assert capture.capture_id == hashlib.sha256(content).hexdigest()
