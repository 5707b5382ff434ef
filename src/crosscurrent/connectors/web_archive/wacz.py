"""WACZ: a ZIP of WARC files with a list of its contents and their digests.

Source: the WACZ specification 1.1.1 and 1.2.0. Members are read where they are and never unpacked to disk, so that
their names lead nowhere.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast
from urllib.parse import quote, unquote

from crosscurrent.connectors.records.faults import ArchiveRefused, PackedBomb
from crosscurrent.connectors.records.json_source import loads
from crosscurrent.connectors.records.values import objects, text
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.web_archive.faults import ArchiveAltered
from crosscurrent.connectors.web_archive.parts import Left, Part
from crosscurrent.connectors.web_archive.warc import WarcFile
from crosscurrent.errors import InputRefused

LIST, LIST_DIGEST = "datapackage.json", "datapackage-digest.json"
_LIST_BYTES = 1 << 24
_BOMB_BYTES, _BOMB_RATIO = 1 << 28, 500
_STEP = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError)


def is_warc(name: str) -> bool:
    """Tell whether a member of an archive is a WARC file of it."""
    return name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))


def found(source: Source) -> Iterator[Part | Left]:
    """Yield the records of all WARC files in an archive, and its members that are not what its list says.

    Raises:
        ArchiveRefused: The archive cannot be opened, or its list cannot be read.
    """
    with _opened(source) as archive:
        listed = _listed(archive, source.name)
        names = set(archive.namelist())
        yield from _list_altered(archive, names)
        for name in sorted(set(listed) | {each for each in names if is_warc(each)}):
            where = f"member={quote(name[:200])}"
            try:
                _check(archive, name, listed.get(name), where)
            except InputRefused as error:
                yield Left(where, error)
                continue
            if is_warc(name):
                yield from warc_in(archive, name).found()


def warc_in(archive: zipfile.ZipFile, name: str) -> WarcFile:
    """Return a WARC file of an archive."""
    return WarcFile(lambda: cast(BinaryIO, archive.open(name)), name[:200], f"member={quote(name)};")


@contextmanager
def member(source: Source, written: str) -> Iterator[WarcFile]:
    """Open the WARC file that a locator names.

    Raises:
        ArchiveRefused: There is none.
    """
    with _opened(source) as archive:
        name = unquote(written)
        if name not in archive.namelist():
            raise ArchiveRefused.member(written, "the archive has no such member")
        yield warc_in(archive, name)


@contextmanager
def _opened(source: Source) -> Iterator[zipfile.ZipFile]:
    raw = source.open_seekable()
    try:
        with zipfile.ZipFile(raw) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ArchiveRefused.damaged(source.name) from error
    finally:
        source.close(raw)


def _listed(archive: zipfile.ZipFile, where: str) -> dict[str, dict[str, Any]]:
    """Return path -> entry of the list of contents; both profiles (``wacz``, ``data-package``) have the same."""
    try:
        with archive.open(LIST) as file:
            found = loads(file.read(_LIST_BYTES))
    except _BROKEN as error:
        raise ArchiveRefused.damaged(where) from error
    return {path: dict(one) for one in objects(found, "resources") if (path := text(one.get("path")))}


def _list_altered(archive: zipfile.ZipFile, names: set[str]) -> Iterator[Left]:
    """Compare the digest of the list itself with the one beside it."""
    if LIST_DIGEST not in names:
        return
    try:
        with archive.open(LIST_DIGEST) as file:
            noted = json.loads(file.read(_LIST_BYTES)).get("hash")
    except (*_BROKEN, AttributeError, RecursionError):
        noted = None
    try:
        _check(archive, LIST, {"hash": noted}, f"member={LIST}")
    except InputRefused as error:
        yield Left(f"member={LIST}", error)


def _check(archive: zipfile.ZipFile, name: str, listed: dict[str, Any] | None, where: str) -> None:
    """Compare the digest and size of a member with those in the list."""
    if listed is None:
        raise ArchiveAltered.unlisted(where)
    try:
        entry = archive.getinfo(name)
    except KeyError as error:
        raise ArchiveAltered.absent(where) from error
    algorithm, _, noted = (text(listed.get("hash")) or "").partition(":")
    algorithm = {"sha256": "sha256", "sha1": "sha1", "md5": "md5"}.get(algorithm.lower().replace("-", ""), "sha256")
    digest, size = _digest(archive, entry, algorithm, where)
    if digest != noted.lower() or listed.get("bytes", size) != size:
        raise ArchiveAltered.hashed(where, algorithm)


def _digest(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, algorithm: str, where: str) -> tuple[str, int]:
    found, size = hashlib.new(algorithm, usedforsecurity=False), 0
    try:
        with archive.open(entry) as file:
            while chunk := file.read(_STEP):
                found.update(chunk)
                size += len(chunk)
                if size > _BOMB_BYTES and size > _BOMB_RATIO * max(entry.compress_size, 1):
                    raise PackedBomb.of(where, entry.compress_size, size)
    except _BROKEN as error:
        raise ArchiveRefused.member(where, "it is damaged or locked") from error
    return found.hexdigest(), size
