"""One folder with the captures of five platforms and everything that was ever made to break a reader of files.

Every good capture goes in whole, every hostile file is read as what it says or refused with a code, nothing is written
outside the case, and adding the folder again changes nothing.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
import zstandard

from crosscurrent.cases.case import Case
from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import archives
from crosscurrent.connectors.tabular import source
from crosscurrent.evidence.verification import verify
from crosscurrent.workflows.add_capture import AddedCapture, FilesRefused, add_captures
from crosscurrent.workflows.verify_captures import list_captures
from tests.conformance.fixtures import all_fixtures

NUMBER = 6
NOW_US = 1_900_000_000_000_000
#: Where a good capture lies -> the layout that reads it.
GOOD = {
    "reddit/RS_2024.ndjson": "reddit/submissions",
    "telegram/result.json": "telegram/desktop_chat",
    "tiktok/zeeschuimer.ndjson": "zeeschuimer/tiktok",
    "weibo/search_contents.csv": "mediacrawler/weibo_contents",
    "facebook.csv": "crowdtangle/facebook",
}
HEADER = "post_id,account_id,created_at,text,platform\n"
POST = '{},ann,2025-03-10T08:00:00Z,"{}",x\n'
HOSTILE_TEXT = "\u202e\u2066مرحبا\u2069 \U0001f469\u200d\U0001f469\u200d\U0001f467 =cmd|'/c calc'!A1"
CUT = b'{"name": "Harbour", "type": "public_channel", "id": 5, "messages": [{"id": 1, "ty'
OUTWARD = ("../../up.csv", "/etc/cron.d/x", "C:\\x.csv", "a/../../b.csv")
COMMENT = {
    "id": "kab1", "author": "ann", "author_fullname": "t2_1", "created_utc": 1_704_067_200, "body": "hello",
    "link_id": "t3_1", "parent_id": "t3_1", "subreddit": "harbour", "score": 1,
}  # fmt: skip
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>
<rss version="2.0"><channel><title>x</title><item><title>&l9;</title><link>https://a.example/</link></item></channel></rss>
"""
SECRET = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><title>x</title><item><title>&e;</title><link>https://a.example/</link></item></channel></rss>
"""


def comments(*texts: str) -> bytes:
    """Return Reddit comments with these texts; JSON escapes hold what bytes cannot."""
    return "".join(json.dumps({**COMMENT, "id": f"k{n}", "body": text}) + "\n" for n, text in enumerate(texts)).encode()


def bomb() -> bytes:
    """Return a table of 4 MB in which every row is the same."""
    return (HEADER + POST.format(1, "ha" * 500) * 4_000).encode()


def zipped(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members:
            archive.writestr(name, raw)
    return packed.getvalue()


#: Name -> bytes, and what must become of each place: a layout, or the code of a refusal.
HOSTILE: dict[str, tuple[Callable[[], bytes], dict[str, str]]] = {
    "bomb.csv.gz": (lambda: gzip.compress(bomb(), mtime=0), {"": "E-INPUT-106"}),
    "bomb.csv.zst": (lambda: zstandard.compress(bomb()), {"": "E-INPUT-106"}),
    "bomb.zip": (
        lambda: zipped(("inside.csv", bomb()), ("good.csv", (HEADER + POST.format(77, "from the archive")).encode())),
        {"": "archive", "/inside.csv": "E-INPUT-106", "/good.csv": "posts_table/posts"},
    ),
    "cut.json": (lambda: CUT, {"": "E-INPUT-104"}),
    "empty.csv": (lambda: b"", {"": "E-INPUT-007"}),
    "entities.xml": (ENTITIES.encode, {"": "E-INPUT-106"}),
    "escape.zip": (
        lambda: zipped(*((name, b"x") for name in OUTWARD)),
        {"": "archive", **{f"/{name}": "E-INPUT-107" for name in OUTWARD}},
    ),
    "external.xml": (SECRET.encode, {"": "E-INPUT-106"}),
    "long.ndjson": (lambda: comments("short", "x" * 10_000_000), {"": "reddit/comments"}),
    "long.txt": (lambda: b"x" * 10_000_000, {"": "E-INPUT-016"}),
    "nul.csv": (lambda: (HEADER + POST.format(5, "before\0after")).encode(), {"": "E-INPUT-009"}),
    "nul.ndjson": (lambda: comments("before\0after"), {"": "reddit/comments"}),
    "right_to_left.csv": (
        lambda: (HEADER + POST.format(6, HOSTILE_TEXT)).encode(), {"": "posts_table/posts"},
    ),
    "surrogates.ndjson": (lambda: comments("half \ud83d of a pair", "\udfff"), {"": "reddit/comments"}),
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """The folder after it was added once.

    Attributes:
        captures: The folder.
        case: The case it went into.
        before: What lay around before.
        added: What became of each file.
    """

    captures: Path
    case: Path
    before: dict[str, str]
    added: list[AddedCapture]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Make the folder and add it; limits are small, so that small bombs go off."""
    base = tmp_path_factory.mktemp("hostile")
    captures = base / "around" / "captures"
    make_folder(captures)
    with pytest.MonkeyPatch.context() as limits:
        limits.setattr(archives, "FREE_BYTES", 1 << 20)
        limits.setattr(archives, "MAX_RATIO", 50)
        limits.setattr(source, "_BOMB_BYTES", 1 << 20)
        limits.setattr(source, "_BOMB_RATIO", 50)
        before = tree(base)
        yield World(captures, base / "case", before, add(captures, base / "case"))


def make_folder(captures: Path) -> None:
    """Write the captures, good and hostile, and links that lead out of the folder and round in it."""
    made = {fixture.format_id: fixture.make for fixture in reversed(all_fixtures())}
    for name, format_id in GOOD.items():
        (captures / name).parent.mkdir(parents=True, exist_ok=True)
        (captures / name).write_bytes(made[format_id](NUMBER))
    (captures / "hostile").mkdir()
    for name, (make, _) in HOSTILE.items():
        (captures / "hostile" / name).write_bytes(make())
    elsewhere = captures.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "secret.csv").write_text(HEADER + POST.format(99, "not handed in"))
    (captures / "linked").symlink_to(elsewhere, target_is_directory=True)
    (captures / "loop").symlink_to(captures, target_is_directory=True)


def add(folder: Path, case: Path) -> list[AddedCapture]:
    added: list[AddedCapture] = []
    with pytest.raises(FilesRefused):
        add_captures([folder], case, ReadOptions(), "N. N.", on_added=added.append)
    return added


def became(added: list[AddedCapture]) -> dict[str, str]:
    """Return place -> layout, role or code of each file, below the folder."""
    said = {}
    for each in added:
        refused = each.refusal.code if each.refusal else None
        said[each.place.removeprefix("captures/")] = refused or (each.reading.format_id if each.reading else each.role)
    return said


def tree(folder: Path) -> dict[str, str]:
    """Return every file below a folder with its digest; links as such."""
    found = {}
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(root) / name
            digest = f"-> {path.readlink()}" if path.is_symlink() else ""
            found[str(path)] = digest or (sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder")
    return found


def test_all_that_is_good_goes_in_and_all_else_has_a_reason(world: World) -> None:
    expected = dict(GOOD)
    for name, (_, places) in HOSTILE.items():
        expected |= {f"hostile/{name}{place}": what for place, what in places.items()}
    assert became(world.added) == expected
    by_place = {each.place.removeprefix("captures/"): each for each in world.added}
    for place in GOOD:
        reading = by_place[place].reading
        assert reading is not None
        assert reading.rows_kept >= NUMBER
        assert set(reading.rejected_by_code) <= {"E-INPUT-103"}  # a note of the service holds no post
    for each in world.added:
        assert each.refusal is None or each.refusal.next_step
        assert each.reading is None or each.reading.rows_in == each.reading.rows_kept + each.reading.rows_rejected


def test_nothing_is_written_outside_the_case_and_nothing_behind_a_link_is_read(world: World) -> None:
    now = tree(world.case.parent)
    assert {path: what for path, what in now.items() if not path.startswith(str(world.case))} == world.before
    assert not [each.place for each in world.added if "linked" in each.place or "loop" in each.place]
    assert verify(world.case, NOW_US).captures == len(list_captures(world.case))


def test_what_a_text_holds_is_kept_and_never_obeyed(world: World) -> None:
    with Case.open(world.case) as case:
        posts = case.tables.dataset("post").to_table(columns=["native_id", "text"]).to_pylist()
    texts = {row["native_id"]: row["text"] for row in posts}
    assert texts["6"] == HOSTILE_TEXT
    assert "99" not in texts


def test_adding_the_folder_again_changes_nothing(world: World) -> None:
    head, held = verify(world.case, NOW_US).head, tree(world.case)
    again = add(world.captures, world.case)
    assert became(again) == became(world.added)
    assert not [each.place for each in again if each.is_new_capture or each.is_new_reading]
    assert verify(world.case, NOW_US).head == head
    assert tree(world.case) == held
