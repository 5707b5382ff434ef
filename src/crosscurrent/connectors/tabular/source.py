"""A source: the bytes of one input, from a path or a stream, unpacked and counted, read once."""

from __future__ import annotations

import gzip
import io
import tempfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO, cast

import zstandard

from crosscurrent.connectors.faults import CompressionDamaged, FileAbsent, FileEmpty, NotATable
from crosscurrent.connectors.records.faults import PackedBomb

HEAD_BYTES = 1 << 18
_SPOOL_BYTES = 1 << 26
_STEP = 1 << 16  # so that little is lost to damage inside one step
GZIP, ZSTD, PARQUET, TEXT = "gzip", "zstd", "parquet", "text"
#: Pushshift and Arctic Shift pack with a window of 2 GiB.
_ZSTD_WINDOW = 1 << 31
#: Real captures unfold to 5-30 times their size, a file of one repeated record to some hundreds.
_BOMB_BYTES, _BOMB_RATIO = 1 << 28, 1000
_OTHERS = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook", "Unpack it, or save the sheet as CSV (UTF-8)."),
    (b"SQLite format 3\x00", "an SQLite database", "Export the table of posts as CSV or Parquet."),
    (b"%PDF", "a PDF document", "Hand in the data the document was made from."),
    (b"BZh", "a bzip2 archive", "Unpack it first with `bzip2 -d`."),
    (b"\xfd7zXZ\x00", "an xz archive", "Unpack it first with `xz -d`."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it first."),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word document", "Save the sheet as CSV (UTF-8)."),
    (b"\x89PNG", "an image", "Hand in a table of rows."),
    (b"\xff\xd8\xff", "an image", "Hand in a table of rows."),
    (b"GIF8", "an image", "Hand in a table of rows."),
)


class Source:
    """One input. ``head`` may be looked at any number of times; ``open`` hands the bytes out from the start.

    A path can be opened again and again, a stream that cannot seek only once.

    Args:
        origin: A path, or a binary stream (standard input).
        name: What errors call it; a path is called by its file name.
    """

    def __init__(self, origin: Path | str | BinaryIO, name: str | None = None) -> None:
        self._path = Path(origin) if isinstance(origin, str | Path) else None
        self._stream: BinaryIO | None = None if self._path is not None else cast(BinaryIO, origin)
        self.name = name or (self._path.name if self._path is not None else "standard input")
        self._start = self._stream.tell() if self._stream is not None and self._stream.seekable() else 0
        self._peeked: bytes | None = None
        self._raw_head: bytes | None = None
        #: What was found out about these bytes, so that it is found out once.
        self.memo: dict[Any, Any] = {}
        self._opened: BinaryIO | None = None

    @classmethod
    def of(cls, origin: Source | Path | str | BinaryIO) -> Source:
        """Return ``origin`` as a source; a source stays itself, so that what was peeked is not lost."""
        return origin if isinstance(origin, Source) else cls(origin)

    @property
    def path(self) -> Path | None:
        """Where the file lies, or ``None`` for a stream."""
        return self._path

    @property
    def size_bytes(self) -> int | None:
        """Size of the file as it lies on disk, or ``None`` for a stream."""
        return self._path.stat().st_size if self._path is not None else None

    def raw_head(self) -> bytes:
        """Return the first kilobytes as they lie in the file, still packed.

        Raises:
            FileAbsent: The path leads to no readable file.
            FileEmpty: There is not one byte.
        """
        if self._raw_head is None:
            if self._path is not None:
                with self._open_path() as file:
                    self._raw_head = file.read(HEAD_BYTES)
            else:
                stream = cast(BinaryIO, self._stream)
                self._raw_head = _read_up_to(stream, HEAD_BYTES)
        if not self._raw_head:
            raise FileEmpty.bytes_missing(self.name)
        return self._raw_head

    def packing(self) -> str:
        """Return :data:`GZIP`, :data:`ZSTD`, :data:`PARQUET` or :data:`TEXT`, told by the first bytes, not the name.

        Raises:
            NotATable: The first bytes are those of another kind of file.
        """
        head = self.raw_head()
        if head.startswith(b"\x1f\x8b"):
            return GZIP
        if head.startswith(b"\x28\xb5\x2f\xfd"):
            return ZSTD
        if head.startswith(b"PAR1"):
            return PARQUET
        for magic, kind, advice in _OTHERS:
            if head.startswith(magic):
                raise NotATable.other(self.name, kind, advice)
        return TEXT

    def head(self) -> bytes:
        """Return the first kilobytes of text, unpacked.

        Raises:
            CompressionDamaged: The stream is damaged within these bytes, or ends before the first of them.
        """
        if self._peeked is None:
            packing = self.packing()
            unpacked = {GZIP: self._unpacked_head, ZSTD: self._unpacked_zstd_head}.get(packing, self.raw_head)
            self._peeked = unpacked()
        return self._peeked

    def head_is_whole(self) -> bool:
        """Tell whether :meth:`head` is all there is."""
        return len(self.head()) < HEAD_BYTES and len(self.raw_head()) < HEAD_BYTES

    def _unpacked_head(self) -> bytes:
        packed, text, ended = self.raw_head(), b"", True
        while packed.startswith(b"\x1f\x8b") and len(text) < HEAD_BYTES:  # a file may hold several members
            unpacker = zlib.decompressobj(wbits=31)
            try:
                text += unpacker.decompress(packed, HEAD_BYTES - len(text))
            except zlib.error as error:
                if text:  # the members before are sound; who reads on meets the damage in its place
                    break
                raise CompressionDamaged.damaged(self.name, len(text)) from error
            packed, ended = unpacker.unused_data, unpacker.eof
        if not text:
            if ended:
                raise FileEmpty.bytes_missing(self.name)
            raise CompressionDamaged.truncated(self.name, 0)
        return text

    def _unpacked_zstd_head(self) -> bytes:
        unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        try:
            with unpacker.stream_reader(io.BytesIO(self.raw_head()), read_across_frames=True) as reader:
                text = reader.read(HEAD_BYTES)
        except zstandard.ZstdError as error:
            raise CompressionDamaged.damaged(self.name, 0) from error
        if not text:
            raise FileEmpty.bytes_missing(self.name)
        return text

    def open(self) -> Reader:
        """Return a reader over the unpacked bytes from the start. Close it, or use it in ``with``."""
        packing, raw = self.packing(), self.open_raw()
        self._opened, stream = raw, cast(Any, raw)
        if packing == GZIP:
            stream = gzip.GzipFile(fileobj=raw)
        elif packing == ZSTD:
            unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
            stream = unpacker.stream_reader(raw, read_across_frames=True, closefd=False)
        return Reader(raw, stream, self.name, owned=self._path is not None)

    def position(self) -> int:
        """Return how many bytes of the file as it lies on disk were read by the reader opened last."""
        raw = self._opened
        return raw.tell() if raw is not None and not raw.closed and raw.seekable() else 0

    def open_raw(self) -> BinaryIO:
        """Return the bytes as they lie in the file, from the start."""
        if self._path is not None:
            return self._open_path()
        stream = cast(BinaryIO, self._stream)
        if stream.seekable():
            stream.seek(self._start)
            return stream
        return cast(BinaryIO, io.BufferedReader(_Rejoined(self.raw_head(), stream), 1 << 20))

    def open_seekable(self) -> BinaryIO:
        """Return the bytes in a form that can be read from any place; a stream is spooled to disk beyond 64 MiB."""
        raw = self.open_raw()
        if raw.seekable():
            return raw
        spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115  (the caller reads it)
        while chunk := raw.read(1 << 20):
            spool.write(chunk)
        spool.seek(0)
        return cast(BinaryIO, spool)

    def close(self, raw: BinaryIO) -> None:
        """Close what :meth:`open_raw` or :meth:`open_seekable` opened; a stream that was handed in stays open."""
        if raw is not self._stream:
            raw.close()

    def _open_path(self) -> BinaryIO:
        try:
            return cast(Path, self._path).open("rb")
        except OSError as error:
            raise FileAbsent.path(self.name, error.strerror or type(error).__name__) from error


class _Rejoined(io.RawIOBase):
    """Bytes already peeked, followed by the rest of the stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        chunk = self._head.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


class Reader:
    """Unpacked bytes in order, with damage turned into a coded error that names the offset.

    Attributes:
        offset: Number of unpacked bytes handed out so far.
    """

    def __init__(self, raw: BinaryIO, stream: Any, name: str, owned: bool) -> None:
        self._raw, self._stream, self._name, self._owned = raw, stream, name, owned
        self._damage: CompressionDamaged | None = None
        self.offset = 0

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes; empty only at the end. What lies before damage is handed out first.

        Raises:
            CompressionDamaged: The packed stream ends early or is damaged.
            PackedBomb: It unfolds to far more than any capture does.
        """
        parts, missing = [], size
        while missing and self._damage is None and (chunk := self._read_some(missing)):
            parts.append(chunk)
            missing -= len(chunk)
            self.offset += len(chunk)
            if self.offset > _BOMB_BYTES and self._stream is not self._raw:
                self._check_ratio()
        if self._damage is not None and not parts:
            raise self._damage
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _check_ratio(self) -> None:
        packed = self._raw.tell() if self._raw.seekable() else self.offset
        if self.offset > _BOMB_RATIO * max(packed, 1):
            raise PackedBomb.of(self._name, packed, self.offset)

    def _read_some(self, size: int) -> bytes:
        try:
            return cast(bytes, self._stream.read(min(size, _STEP) if self._stream is not self._raw else size))
        except EOFError:
            self._damage = CompressionDamaged.truncated(self._name, self.offset)
        except (gzip.BadGzipFile, zlib.error, zstandard.ZstdError):
            self._damage = CompressionDamaged.damaged(self._name, self.offset)
        return b""

    def __enter__(self) -> Reader:
        """Return the reader itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close what was opened here; a stream that was handed in stays open."""
        if self._stream is not self._raw:
            self._stream.close()
        if self._owned:
            self._raw.close()


def _read_up_to(stream: BinaryIO, size: int) -> bytes:
    """Read until ``size`` bytes are there or the stream ends; pipes hand out less at a time."""
    parts, missing = [], size
    while missing and (chunk := stream.read(missing)):
        parts.append(chunk)
        missing -= len(chunk)
    return b"".join(parts)
