"""WARC files, record by record.

Source: ISO 28500 (WARC 1.0 and 1.1). The records are taken apart here, so that each keeps its offset, damage is named
with its place, and nothing unfolds without bound; ``warcio`` is the oracle of the tests.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from crosscurrent.connectors.records.faults import DocumentCut, NothingInIt, RecordTooLarge, RecordUnreadable
from crosscurrent.connectors.web_archive import parts
from crosscurrent.connectors.web_archive.faults import ArchiveAltered
from crosscurrent.connectors.web_archive.parts import BODY_BYTES, Left, Part
from crosscurrent.connectors.web_archive.unpacked import Place, Unpacked
from crosscurrent.errors import InputRefused

#: A body may be as long; what comes before it is short.
_BLOCK_BYTES = BODY_BYTES + (1 << 20)
_MOST_HEADERS = 500
#: Digests remembered for revisits: some hundred bytes each.
_MOST_DIGESTS = 1 << 19
_ALGORITHMS = {"sha1": "sha1", "sha-1": "sha1", "sha256": "sha256", "sha-256": "sha256", "md5": "md5"}
_NO_PARTS = {
    "warcinfo": "the record describes the archive",
    "request": "the record is what was asked, not what was answered",
    "metadata": "the record describes another one",
    "continuation": "the record goes on with another one",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """One WARC record as it stands.

    Attributes:
        place: Where it begins.
        headers: By name in lower case.
        head: Its header as written.
        block: Its contents; ``None`` if they are longer than any part may be.
    """

    place: Place
    headers: dict[str, str]
    head: bytes
    block: bytes | None


@dataclass(slots=True)
class WarcFile:
    """One WARC file.

    Attributes:
        open: Opens it anew; the stream is seekable.
        name: What errors call it.
        prefix: What its locators begin with: empty, or the member of a WACZ.
    """

    open: Callable[[], BinaryIO]
    name: str
    prefix: str = ""
    _digests: dict[str, Place] = field(default_factory=dict)

    def found(self) -> Iterator[Part | Left]:
        """Yield its records: parts, and what is none with the reason."""
        with self.open() as raw:
            stream = Unpacked(raw, self.name)
            place = Place(0)
            try:
                while True:
                    place = stream.place()
                    held = next_record(stream, self.name)
                    if held is None:
                        return
                    place = held.place
                    yield self._sorted(held)
            except InputRefused as error:
                yield Left(self._locator(place), error, is_end=True)

    def part_at(self, place: Place, revisit: Place | None = None) -> Part:
        """Return the part at a place, seen at another one if it was revisited.

        Raises:
            InputRefused: There is none.
        """
        held = self.record_at(place)
        found = self._part(held, self._locator(place))
        if revisit is None:
            return found
        again = self.record_at(revisit)
        return self._revisited(again, place, found)

    def record_at(self, place: Place) -> Held:
        """Return the record at a place.

        Raises:
            InputRefused: There is none, or a damaged one.
        """
        with self.open() as raw:
            held = next_record(Unpacked(raw, self.name, place), self.name)
        if held is None:
            raise RecordUnreadable.misshapen(self._locator(place), "no record begins there")
        return held

    def _locator(self, place: Place) -> str:
        return f"{self.prefix}offset={place.written()}"

    def _sorted(self, held: Held) -> Part | Left:
        locator, kind = self._locator(held.place), held.headers.get("warc-type", "").lower()
        try:
            if held.block is None:
                raise RecordTooLarge.over(locator, BODY_BYTES)
            _check_digest(held, locator)
            if kind in _NO_PARTS:
                raise NothingInIt.because(_NO_PARTS[kind])
            if kind == "revisit":
                return self._resolved(held, locator)
            if kind not in ("response", "resource", "conversion"):
                raise NothingInIt.because("the record is of a type that WARC does not know")
            found = self._part(held, locator)
        except InputRefused as error:
            return Left(locator, error)
        digest = held.headers.get("warc-payload-digest")
        if digest and len(self._digests) < _MOST_DIGESTS:
            self._digests.setdefault(digest, held.place)
        return found

    def _part(self, held: Held, locator: str) -> Part:
        headers, block = held.headers, held.block or b""
        url, date = headers.get("warc-target-uri", "").strip("<>"), headers.get("warc-date")
        mime = headers.get("content-type", "")
        if mime.lower().startswith("application/http"):
            status, named, body = parts.answer(block, locator)
            return Part(f"{locator};", url, named.get("content-type", ""), date, status, body)
        return Part(f"{locator};", url, mime, date, 200, block)

    def _resolved(self, held: Held, locator: str) -> Part:
        body = self._digests.get(held.headers.get("warc-payload-digest", ""))
        if body is None:
            raise NothingInIt.because("a revisit of a body that this file does not hold before it")
        return self._revisited(held, body, self._part(self.record_at(body), self._locator(body)))

    def _revisited(self, held: Held, body: Place, found: Part) -> Part:
        """Return the part of another record as it was met again: then, and under that address."""
        locator = f"{self._locator(body)};revisit={held.place.written()};"
        url = held.headers.get("warc-target-uri", found.url).strip("<>")
        return Part(locator, url, found.mime, held.headers.get("warc-date"), found.status, found.body)


def next_record(stream: Unpacked, name: str) -> Held | None:
    """Return the next record of a stream; ``None`` at its end.

    Raises:
        RecordUnreadable: What comes is no WARC record.
        DocumentCut: The file ends within it.
        CompressionDamaged: It is damaged.
    """
    place, line = stream.place(), stream.line()
    while line and not line.strip():
        place, line = stream.place(), stream.line()
    if not line:
        return None
    where = f"{name}, offset={place.written()}"
    if not line.startswith(b"WARC/"):
        raise RecordUnreadable.misshapen(where, "no WARC record begins where one should")
    head, headers = _headers(stream, line, where)
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise RecordUnreadable.misshapen(where, "a WARC record without its length")
    size = int(length)
    block = stream.read(size) if size <= _BLOCK_BYTES else None
    if (stream.skip(size) if block is None else len(block)) < size:
        raise DocumentCut.at(where, place.offset, "WARC")
    return Held(place, headers, head, block)


def _headers(stream: Unpacked, first: bytes, where: str) -> tuple[bytes, dict[str, str]]:
    lines, last = [first], ""
    headers: dict[str, str] = {}
    for _ in range(_MOST_HEADERS):
        line = stream.line()
        lines.append(line)
        written = line.decode("utf-8", "replace").rstrip("\r\n")
        if not written:
            return b"".join(lines), headers
        if written[0] in " \t" and last:
            headers[last] += f" {written.strip()}"
        else:
            name, _, value = written.partition(":")
            last = name.strip().lower()
            headers[last] = value.strip()
    raise RecordUnreadable.misshapen(where, "a WARC record with a header that does not end")


def _check_digest(held: Held, locator: str) -> None:
    """Compare the digest of a block with the one noted in its header, where one is."""
    name, _, noted = held.headers.get("warc-block-digest", "").partition(":")
    algorithm = _ALGORITHMS.get(name.lower())
    if algorithm is None or held.block is None or not noted:
        return
    digest = hashlib.new(algorithm, held.block, usedforsecurity=False).digest()
    if _digest(noted.strip(), len(digest)) != digest:
        raise ArchiveAltered.hashed(locator, algorithm)


def _digest(noted: str, size: int) -> bytes | None:
    """Return a digest written in hexadecimal digits or, as is usual in WARC, in base 32."""
    try:
        if len(noted) == 2 * size:
            return bytes.fromhex(noted)
        return base64.b32decode(noted.upper() + "=" * (-len(noted) % 8))
    except (ValueError, binascii.Error):
        return None
