"""Checks 10 to 16: the files of a case against what was recorded of them."""

from __future__ import annotations

from crosscurrent.evidence.custody import CAPTURE_SEALED, Entry
from crosscurrent.evidence.digest import sha256_of_file
from crosscurrent.evidence.errors import PathOutsideCase
from crosscurrent.evidence.examined import Breach, Examined
from crosscurrent.evidence.layout import (
    CAPTURES,
    TABLES,
    capture_place,
    files_below,
    inside,
    is_plain_file,
    printable,
)  # fmt: skip


def captures_present(case: Examined) -> Breach | None:
    """Every sealed file is in its place, itself and not a link."""
    return _first_absent(case, [capture_place(capture_id) for capture_id in case.latest(CAPTURE_SEALED)])


def captures_sized(case: Examined) -> Breach | None:
    """Every sealed file has the size it was sealed with."""
    for capture_id, entry in case.latest(CAPTURE_SEALED).items():
        breach = _size_breach(case, capture_place(capture_id), entry)
        if breach is not None:
            return breach
    return None


def captures_unchanged(case: Examined) -> Breach | None:
    """Every sealed file has the SHA-256 it is named after."""
    for capture_id in case.latest(CAPTURE_SEALED):
        breach = _digest_breach(case, capture_place(capture_id), capture_id)
        if breach is not None:
            return breach
    return None


def captures_complete(case: Examined) -> Breach | None:
    """There is nothing in captures/ that was not sealed."""
    return _first_unknown(case, CAPTURES, {capture_place(capture_id) for capture_id in case.latest(CAPTURE_SEALED)})


def files_present(case: Examined) -> Breach | None:
    """Every recorded table, finding and report file is in its place, itself and not a link."""
    return _first_absent(case, list(case.recorded_files()))


def files_unchanged(case: Examined) -> Breach | None:
    """Every recorded file has the size and the SHA-256 of the last entry about it."""
    for place, entry in case.recorded_files().items():
        digest = entry.details.get("sha256")
        breach = _size_breach(case, place, entry) or _digest_breach(case, place, str(digest))
        if breach is not None:
            return breach
    return None


def tables_complete(case: Examined) -> Breach | None:
    """There is nothing in tables/ that was not recorded."""
    return _first_unknown(case, TABLES, set(case.recorded_files()))


def _first_absent(case: Examined, places: list[str]) -> Breach | None:
    for place in places:
        try:
            path = inside(case.folder, place)
        except PathOutsideCase:
            return Breach(printable(place), "a plain file inside the case", "a link, or a path that leads out of it")
        if not is_plain_file(path):
            return Breach(printable(place), "a plain file", "something else" if path.exists() else "none")
    return None


def _size_breach(case: Examined, place: str, entry: Entry) -> Breach | None:
    size_bytes = inside(case.folder, place).stat().st_size
    if size_bytes == entry.details.get("size_bytes"):
        return None
    return Breach(printable(place), f"{entry.details.get('size_bytes')} bytes", f"{size_bytes} bytes")


def _digest_breach(case: Examined, place: str, digest: str) -> Breach | None:
    actual = sha256_of_file(inside(case.folder, place), case.advance)
    return None if actual == digest else Breach(printable(place), printable(digest), actual)


def _first_unknown(case: Examined, folder: str, known: set[str]) -> Breach | None:
    for name in files_below(case.folder / folder):
        place = f"{folder}/{name}"
        if place not in known:
            return Breach(
                printable(place),
                "only recorded files",
                "one that was never recorded (left by an interrupted command? then run that command again)",
            )
    return None
