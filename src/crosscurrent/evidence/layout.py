"""Where things lie in a case folder. All paths are relative, so that a case can be moved, zipped and sent."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from crosscurrent.evidence.errors import PathOutsideCase

DATABASE = "case.sqlite"
CAPTURES = "captures"
TABLES = "tables"
INCOMING = "incoming"  # files on their way in; emptied whenever a writer opens the case
LOCK = "case.lock"


def capture_place(capture_id: str) -> str:
    """Return where the bytes of a capture lie.

    Example:
        >>> capture_place("ab" + "0" * 62)[:15]
        'captures/ab/ab0'
    """
    return f"{CAPTURES}/{capture_id[:2]}/{capture_id}"


def table_place(table: str, capture_id: str) -> str:
    """Return where the rows that one capture gave for one table lie.

    Example:
        >>> table_place("post", "ab12")
        'tables/post/ab12.parquet'
    """
    return f"{TABLES}/{table}/{capture_id}.parquet"


def inside(folder: Path, place: str) -> Path:
    """Return the path of a recorded place, after checking that it cannot lead out of the case.

    Args:
        folder: The case folder.
        place: Relative path with ``/``, as recorded.

    Raises:
        PathOutsideCase: The place is absolute, empty, has a drive, a backslash or ``..``, or runs through a link.
    """
    parts = PurePosixPath(place).parts
    windows = PureWindowsPath(place)
    if not parts or ".." in parts or place.startswith("/") or "\\" in place or windows.drive or "\0" in place:
        raise PathOutsideCase.of(printable(place))
    path = folder
    for part in parts:
        path = path / part
        if path.is_symlink():
            raise PathOutsideCase.of(printable(place))
    return path


def is_plain_file(path: Path) -> bool:
    """Say whether there is a regular file at ``path`` itself, not a link to one."""
    return _is_kind(path, stat.S_ISREG)


def is_plain_folder(path: Path) -> bool:
    """Say whether there is a folder at ``path`` itself, not a link to one."""
    return _is_kind(path, stat.S_ISDIR)


def files_below(folder: Path) -> list[str]:
    """Return the places of everything below ``folder`` that is not a plain folder, sorted, with ``/``."""
    found = []
    for root, folders, files in os.walk(folder, followlinks=False):
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        found += [(Path(root) / name).relative_to(folder).as_posix() for name in files + links]
    return sorted(found)


def stored_name(path: PurePath) -> str:
    r"""Return the name of a file without folders, as it is recorded.

    Folders are cut off at ``/`` and at ``\``; bytes that are no UTF-8 become ``?``.

    Example:
        >>> stored_name(Path("../secret/..\\..\\posts.csv"))
        'posts.csv'
    """
    name = storable(PureWindowsPath(path.name).name).replace("\0", "?")
    return "unnamed" if name in ("", ".", "..") else name


def storable(text: str) -> str:
    """Return text without lone surrogates, which no UTF-8 file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def printable(text: str) -> str:
    r"""Return text with everything a terminal might obey written as an escape.

    Example:
        >>> printable("a\x1b[2Jb\n")
        'a\\x1b[2Jb\\n'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` survive a power cut, where the system can do that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(incoming: Path, target: Path) -> None:
    """Make a finished file read-only and move it to its place in one step.

    Args:
        incoming: Finished file on the same file system; flushed to disk here.
        target: Its place; its folder is made if need be. A file already there is replaced.
    """
    with incoming.open("rb+") as handle:
        os.fsync(handle.fileno())
    with contextlib.suppress(OSError):  # some file systems have no permission bits
        incoming.chmod(0o444)
    target.parent.mkdir(parents=True, exist_ok=True)
    incoming.replace(target)
    sync_folder(target.parent)
    sync_folder(target.parent.parent)


def _is_kind(path: Path, kind: Callable[[int], bool]) -> bool:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return False
    return kind(mode)
