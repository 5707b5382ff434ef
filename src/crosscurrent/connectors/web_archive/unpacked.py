"""The bytes of a WARC file in order, unpacked, with the place of each in the file as it lies on disk."""

from __future__ import annotations

import zlib
from typing import BinaryIO, NamedTuple

from crosscurrent.connectors.faults import CompressionDamaged
from crosscurrent.connectors.records.faults import PackedBomb

_STEP = 1 << 16
_UNPACKED_STEP = 1 << 18
#: Below that nobody cares; deflate folds zeros to a thousandth at most.
_BOMB_BYTES, _BOMB_RATIO = 1 << 28, 500
_GZIP = b"\x1f\x8b"


class Place(NamedTuple):
    """Where a record begins.

    Attributes:
        offset: In the file: of the gzip member, or of the record itself if nothing is packed.
        inside: In the unpacked member; 0 in the usual archives, which pack each record by itself.
    """

    offset: int
    inside: int = 0

    def written(self) -> str:
        """Return it as it stands in locators: ``1234``, or ``1234+567``."""
        return f"{self.offset}+{self.inside}" if self.inside else str(self.offset)


class Unpacked:
    """A stream over a plain or gzip file.

    Args:
        raw: The file, seekable.
        name: What errors call it.
        start: Where to begin.
    """

    def __init__(self, raw: BinaryIO, name: str, start: Place | None = None) -> None:
        raw.seek(0)
        self.is_packed = raw.read(2) == _GZIP
        begin = start or Place(0)
        raw.seek(begin.offset)
        self._raw, self._name = raw, name
        self._read_to = begin.offset
        self._packed = b""
        self._member: zlib._Decompress | None = None
        self._unpacked_bytes = 0
        self._buffer, self._at, self._place = b"", 0, Place(begin.offset)
        if begin.inside:
            self.skip(begin.inside)

    def place(self) -> Place:
        """Return the place of the next byte."""
        if self._at >= len(self._buffer):
            self._fill()
        if self.is_packed:
            return Place(self._place.offset, self._place.inside + self._at)
        return Place(self._place.offset + self._at)

    def read(self, size: int) -> bytes:
        """Return so many bytes; fewer only at the end.

        Raises:
            CompressionDamaged: The packed stream ends early or is damaged.
            PackedBomb: It unfolds to far more than any capture does.
        """
        parts, missing = [], size
        while missing and (self._at < len(self._buffer) or self._fill()):
            part = self._buffer[self._at : self._at + missing]
            self._at += len(part)
            missing -= len(part)
            parts.append(part)
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Pass over so many bytes; return how many there were."""
        missing = size
        while missing and (part := self.read(min(missing, _UNPACKED_STEP))):
            missing -= len(part)
        return size - missing

    def line(self, limit: int = _STEP) -> bytes:
        """Return the next line with its end; at most ``limit`` bytes of it, nothing at the end of the file."""
        parts, length = [], 0
        while length < limit and (self._at < len(self._buffer) or self._fill()):
            end = self._buffer.find(b"\n", self._at, self._at + limit - length)
            part = self._buffer[self._at : end + 1 if end >= 0 else self._at + limit - length]
            self._at += len(part)
            length += len(part)
            parts.append(part)
            if end >= 0:
                break
        return b"".join(parts)

    def _fill(self) -> bool:
        """Take the next bytes; they never reach from one gzip member into the next."""
        if not self.is_packed:
            self._place, self._at = Place(self._place.offset + len(self._buffer)), 0
            self._buffer = self._raw.read(_UNPACKED_STEP)
            return bool(self._buffer)
        while True:
            if not self._packed:
                self._packed = self._raw.read(_STEP)
                self._read_to += len(self._packed)
            if self._member is None and not self._begin_member():
                return False
            found = self._unpack()
            if found:
                return True

    def _begin_member(self) -> bool:
        if not self._packed.strip(b"\0"):  # padding at the end
            self._buffer, self._at = b"", 0
            return False
        self._place = Place(self._read_to - len(self._packed))
        self._member, self._unpacked_bytes = zlib.decompressobj(wbits=31), 0
        return True

    def _unpack(self) -> bool:
        member, where = self._member, f"{self._name}, offset={self._place.offset}"
        assert member is not None  # noqa: S101  (the caller began one)
        try:
            found = member.decompress(self._packed, _UNPACKED_STEP)
        except zlib.error as error:
            raise CompressionDamaged.damaged(where, self._unpacked_bytes) from error
        if not self._packed and not found and not member.eof:
            raise CompressionDamaged.truncated(where, self._unpacked_bytes)
        self._place = Place(self._place.offset, self._unpacked_bytes)
        self._buffer, self._at = found, 0
        self._unpacked_bytes += len(found)
        self._packed = member.unused_data if member.eof else member.unconsumed_tail
        packed_bytes = self._read_to - self._place.offset - len(self._packed)
        if self._unpacked_bytes > _BOMB_BYTES and self._unpacked_bytes > _BOMB_RATIO * packed_bytes:
            raise PackedBomb.of(where, packed_bytes, self._unpacked_bytes)
        if member.eof:
            self._member = None
        return bool(found)
