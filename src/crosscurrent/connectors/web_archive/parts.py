"""A part of an archive: one answer of a server, as the other connectors can read it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import zstandard

from crosscurrent.connectors.records.faults import NothingInIt, PackedBomb, RecordTooLarge, RecordUnreadable
from crosscurrent.errors import InputRefused

BODY_BYTES = 1 << 26
#: Real pages fold to a fifth or a thirtieth.
_BOMB_RATIO = 100
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_MIME = re.compile(r"[a-z]{1,20}/[a-z0-9.+\-]{1,60}")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:\-]{1,40})", re.IGNORECASE)
#: What servers put before JSON so that no other site can read it.
_GUARD = re.compile(rb"\s*(?:\)\]\}'?,?|for\s*\(;;\);|while\s*\(1\);|/\*-secure-)\s*")
_UNREAD = ("image/", "video/", "audio/", "font/", "text/css", "application/wasm", "application/font", "model/")
_SCRIPTS = ("javascript", "ecmascript")


@dataclass(frozen=True, slots=True)
class Part:
    """One answer.

    Attributes:
        locator: Where it is, with ``;`` at its end, so that the place in its body follows.
        url: What was asked for.
        mime: Type of the body as the server said, in lower case; empty if it did not.
        observed: When, as written (ISO 8601).
        status: Of HTTP; 200 for what was put into the archive without it.
        body: Unpacked.
        entry: What a HAR file has around it; empty elsewhere.
    """

    locator: str
    url: str
    mime: str
    observed: str | None
    status: int
    body: bytes
    entry: Mapping[str, Any] = field(default_factory=dict)


class Left(NamedTuple):
    """A record of an archive that is no part, or cannot be read.

    Attributes:
        locator: Where it is.
        error: Why it is left.
        is_end: Whether nothing can be read after it.
    """

    locator: str
    error: InputRefused
    is_end: bool = False


class Answer(NamedTuple):
    """An HTTP answer taken apart: status, headers by name in lower case, body as sent."""

    status: int
    headers: dict[str, str]
    body: bytes


def answer(block: bytes, where: str) -> Answer:
    """Take an HTTP answer apart, and unpack its body.

    Raises:
        RecordUnreadable: It is no HTTP answer, or packed in a way that is not read.
        RecordTooLarge: Its body is larger than :data:`BODY_BYTES`.
        PackedBomb: It unfolds to far more than it was.
    """
    status = _STATUS.match(block)
    if status is None:
        raise RecordUnreadable.misshapen(where, "no HTTP answer")
    end = _HEAD_END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    headers: dict[str, str] = {}
    for line in head.decode("latin-1").splitlines()[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = _dechunked(body)
    for packing in reversed(headers.get("content-encoding", "").lower().split(",")):
        body = _unpacked(body, packing.strip(), where)
    return Answer(int(status[1]), headers, body)


def _dechunked(body: bytes) -> bytes:
    """Join the chunks of a body; one that was stored joined already is given back."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\n", at, at + 1000)
        try:
            size = int(body[at:end].partition(b";")[0].strip() or b"-", 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0 or end < 0:
            return b"".join(parts) if parts else body
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1


def _unpacked(body: bytes, packing: str, where: str) -> bytes:
    if packing in ("gzip", "x-gzip"):
        return _inflated(body, 31, where) if body.startswith(b"\x1f\x8b") else body
    if packing == "deflate":
        return _inflated(body, 15 if body[:1] in (b"\x78", b"\x58", b"\x38") else -15, where)
    if packing == "zstd" and body.startswith(b"\x28\xb5\x2f\xfd"):
        try:
            with zstandard.ZstdDecompressor().stream_reader(body) as reader:
                return _bounded(reader.read(BODY_BYTES + 1), len(body), where)
        except zstandard.ZstdError as error:
            raise RecordUnreadable.misshapen(where, "its packed body is damaged") from error
    if packing == "br" and not _is_text(body):
        raise RecordUnreadable.misshapen(where, "its body is packed with Brotli, which is not read")
    return body


def _inflated(body: bytes, form: int, where: str) -> bytes:
    """Unpack a body; of one that is cut, what is there."""
    unpacker = zlib.decompressobj(wbits=form)
    try:
        return _bounded(unpacker.decompress(body, BODY_BYTES + 1), len(body), where)
    except zlib.error as error:
        if _is_text(body):
            return body
        raise RecordUnreadable.misshapen(where, "its packed body is damaged") from error


def _bounded(body: bytes, packed_bytes: int, where: str) -> bytes:
    if len(body) <= BODY_BYTES:
        return body
    if len(body) > _BOMB_RATIO * packed_bytes:
        raise PackedBomb.of(where, packed_bytes, BODY_BYTES)
    raise RecordTooLarge.over(where, BODY_BYTES)


def _is_text(body: bytes) -> bool:
    try:
        body[:1000].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > 990
    return b"\0" not in body[:1000]


def kind_of(content_type: str) -> str:
    """Return a content type without its parameters, ``unknown`` for what is none."""
    found = _MIME.match(content_type.strip().lower())
    return found[0] if found is not None else "unknown"


def readable(part: Part) -> bytes:
    """Return the body of a part as a file of its own would hold it.

    Guards before JSON are cut off, and text whose encoding only the server said becomes UTF-8.

    Raises:
        NothingInIt: By its type it holds no rows.
    """
    kind = kind_of(part.mime)
    body = part.body
    if kind.startswith(_UNREAD):
        raise NothingInIt.because(f"nobody reads a part of type {kind}")
    guard = _GUARD.match(body[:200])
    if guard is not None and body[guard.end() : guard.end() + 1] in (b"{", b"["):
        body = body[guard.end() :]
    if not body.strip():
        raise NothingInIt.because("the part is empty")
    if any(name in kind for name in _SCRIPTS) and body.lstrip()[:1] not in (b"{", b"[", b"<"):
        raise NothingInIt.because(f"nobody reads a part of type {kind}")
    return _in_utf8(body, part.mime)


def _in_utf8(body: bytes, content_type: str) -> bytes:
    said = _CHARSET.search(content_type)
    if said is None or said[1].lower() in ("utf-8", "utf8") or b"charset" in body[:4096].lower():
        return body
    if body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return body
    name = "gb18030" if said[1].lower() in ("gb2312", "gbk") else said[1]
    try:
        return body.decode(name).encode("utf-8")
    except (LookupError, UnicodeError):
        return body
