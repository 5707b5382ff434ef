"""Archives of captures, unpacked member by member: nothing leads out of the folder, nothing unfolds without end."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, NamedTuple

from crosscurrent.connectors.records.faults import ArchiveRefused, PackedBomb
from crosscurrent.errors import InputRefused

MAX_MEMBERS = 100_000
#: Folded text rarely shrinks below a hundredth; below a MiB nobody cares.
MAX_RATIO, FREE_BYTES = 1000, 1 << 28
_STEP = 1 << 20
#: Left by operating systems; nobody captured them.
DROPPINGS = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))
_NOT_UNPACKED = ("datapackage.json", "[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")


class Member(NamedTuple):
    """One member of an archive.

    Attributes:
        name: Its name inside, with ``/``.
        path: Where it was unpacked to; gone when the next member is asked for. ``None`` if it was refused.
        refusal: Why it was refused.
    """

    name: str
    path: Path | None
    refusal: InputRefused | None = None


def is_bundle(path: Path) -> bool:
    """Tell whether a file is a ZIP or TAR archive of captures, and not a document or web archive that is packed so."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                names = set(archive.namelist())
            return not any(name in names for name in _NOT_UNPACKED)
        return _starts_like_tar(path)
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False


def members(path: Path, folder: Path) -> Iterator[Member]:
    """Yield the files in an archive, each unpacked into ``folder`` under a name of ours.

    Refused, one by one, and without stopping the others: names that lead out of the archive, locked members, links and
    devices, members that are damaged or unfold to far more than a capture does.

    Args:
        path: The archive.
        folder: An empty folder for one member at a time.

    Raises:
        ArchiveRefused: The archive cannot be opened.
    """
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as zipped:
                yield from _zipped(zipped, folder)
        else:
            with tarfile.open(path) as tape:
                yield from _taped(tape, folder, path.name)
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, zlib.error, NotImplementedError) as error:
        raise ArchiveRefused.damaged(path.name) from error


def _zipped(archive: zipfile.ZipFile, folder: Path) -> Iterator[Member]:
    for place, member in enumerate(archive.infolist()):
        if member.is_dir() or _is_dropping(member.filename):
            continue
        reason = _unsafe(member.filename)
        if place >= MAX_MEMBERS:
            reason = f"the archive has more than {MAX_MEMBERS} members"
        elif member.flag_bits & 1:
            reason = "it is locked with a password"
        if reason is not None:
            yield Member(member.filename, None, ArchiveRefused.member(member.filename[:200], reason))
            continue
        try:
            with archive.open(member) as packed:
                yield Member(member.filename, _unpacked(packed, member.compress_size, folder, member.filename))
        except InputRefused as error:
            yield Member(member.filename, None, error)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            yield Member(member.filename, None, ArchiveRefused.member(member.filename[:200], "it is damaged"))


def _taped(archive: tarfile.TarFile, folder: Path, name: str) -> Iterator[Member]:
    packed_bytes = Path(str(archive.name)).stat().st_size
    for place, member in enumerate(archive):
        if member.isdir() or _is_dropping(member.name):
            continue
        reason = _unsafe(member.name) or (None if member.isfile() else "it is a link or a device")
        if place >= MAX_MEMBERS:
            reason = f"the archive has more than {MAX_MEMBERS} members"
        if reason is not None:
            yield Member(member.name, None, ArchiveRefused.member(member.name[:200], reason))
            continue
        packed = archive.extractfile(member)
        if packed is None:
            yield Member(member.name, None, ArchiveRefused.member(member.name[:200], "it is damaged"))
            continue
        try:
            yield Member(member.name, _unpacked(packed, packed_bytes, folder, member.name))
        except InputRefused as error:
            yield Member(member.name, None, error)


def _unpacked(packed: IO[bytes], packed_bytes: int, folder: Path, name: str) -> Path:
    path = folder / "member"
    written = 0
    with path.open("wb") as target:
        while chunk := packed.read(_STEP):
            written += len(chunk)
            if written > FREE_BYTES and written > MAX_RATIO * max(packed_bytes, 1):
                raise PackedBomb.of(name[:200], packed_bytes, written)
            target.write(chunk)
    return path


def _unsafe(name: str) -> str | None:
    r"""Return why a name may not be followed, or ``None``.

    Example:
        >>> _unsafe("a/b.csv"), _unsafe("../b"), _unsafe("C:\\b")
        (None, 'its name leads out of the archive', 'its name leads out of the archive')
    """
    windows = PureWindowsPath(name)
    leads_out = ".." in PurePosixPath(name).parts or ".." in windows.parts or name.startswith("/") or windows.drive
    return "its name leads out of the archive" if leads_out or "\0" in name else None


def _is_dropping(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and (parts[-1] in DROPPINGS or parts[0] == "__MACOSX")


def _starts_like_tar(path: Path) -> bool:
    """Tell whether a file is a TAR archive, packed or not; a gzip of anything else is not."""
    with path.open("rb") as file:
        head = file.read(512)
    if head[257:262] == b"ustar":
        return True
    if not head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")):
        return False
    try:
        with tarfile.open(path) as archive:
            return archive.next() is not None
    except (tarfile.TarError, OSError, EOFError, zlib.error):
        return False
