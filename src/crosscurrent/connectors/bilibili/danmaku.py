"""Danmaku, the comments that fly over a video: XML files of them, element by element; nothing in them is expanded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records.faults import DocumentCut, IdMissing, LocatorUnknown, PackedBomb, RecordTooLarge
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import XML, Peek
from crosscurrent.connectors.records.record import BadRecord, Record, Records
from crosscurrent.connectors.records.values import ident, text
from crosscurrent.connectors.tabular.source import Source

_PLATFORM = "bilibili"
_READ_BYTES = 1 << 20
_MAX_CHARS = 1 << 26
_ELEMENT = re.compile(r"<d\s+p=[\"'][\d.]+,\d+,\d+,\d+,\d+,")
_LOCATOR = re.compile(r"danmaku=([1-9]\d{0,9})")
#: XML has no place for these, yet the site writes them in comments; in UTF-8 each is one byte and nothing else.
_CONTROLS = bytes(each for each in range(32) if each not in (9, 10, 13))
_VIDEO = re.compile(r"(?<![0-9A-Za-z])BV1[1-9A-HJ-NP-Za-km-z]{9}(?![0-9A-Za-z])")
#: Places in the attribute ``p``: seconds into the video, mode, size, colour, time of sending, pool, hash, id, level.
_SENT, _HASH, _ID, _LEAST = 4, 6, 7, 8


def fits(seen: Peek) -> float:
    """Tell how surely a file is one of danmaku."""
    if seen.kind != XML:
        return 0.0
    return (
        0.95 if "<i" in seen.text[:2000] and (_ELEMENT.search(seen.text) or "<chatserver>" in seen.text[:2000]) else 0
    )


class _Listener:
    """Takes the parser's events and keeps the elements that are complete."""

    def __init__(self, name: str) -> None:
        self.found: list[dict[str, Any]] = []
        self.chat: str | None = None
        self._name, self._open = name, ""
        self._attributes: dict[str, str] = {}
        self._parts: list[str] = []
        self._chars = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("d", "chatid"):
            self._open, self._attributes, self._parts, self._chars = tag, attributes, [], 0

    def _text(self, written: str) -> None:
        if self._open:
            self._parts.append(written)
            self._chars += len(written)
            if self._chars > _MAX_CHARS:
                raise RecordTooLarge.over(self._name, _MAX_CHARS)

    def _end(self, tag: str) -> None:
        if tag != self._open:
            return
        written = "".join(self._parts)
        if tag == "d":
            self.found.append({**self._attributes, "text": written})
        else:
            self.chat = written.strip() or None
        self._open = ""

    def _entity(self, *_: Any) -> None:
        raise PackedBomb.entities(self._name)


def elements(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the danmaku of a file: their attributes, ``text``, and ``chatid`` of the part of the video.

    Raises:
        PackedBomb: The document declares entities.
        RecordTooLarge: The text of one element does not end.
    """
    listener = _Listener(source.name)
    for number, part in enumerate(_parsed(source, listener), 1):
        if isinstance(part, BadRecord):
            yield part._replace(number=number)
        else:
            yield Record(number, f"danmaku={number}", {**part, "chatid": listener.chat})


def _parsed(source: Source, listener: _Listener) -> Iterator[dict[str, Any] | BadRecord]:
    with source.open() as reader:
        is_utf16, first, ended = False, True, False
        while not ended:
            chunk = reader.read(_READ_BYTES)
            if first:
                is_utf16, first = chunk[:2] in (b"\xff\xfe", b"\xfe\xff"), False
            ended, failed = not chunk, False
            try:
                listener.parser.Parse(chunk if is_utf16 else chunk.translate(None, _CONTROLS), ended)
            except expat.ExpatError:
                ended = failed = True
            yield from listener.found
            listener.found.clear()
            if failed:
                yield BadRecord(0, DocumentCut.at(source.name, reader.offset, "XML"), is_end=True)


def element_bytes(source: Source, locator: str) -> bytes:
    """Return one element as XML in UTF-8, its attributes in order of their names.

    Raises:
        LocatorUnknown: The locator has another form, or there are fewer elements.
    """
    wanted = _LOCATOR.fullmatch(locator)
    if wanted is None:
        raise LocatorUnknown.form(source.name, locator, "danmaku")
    number = int(wanted[1])
    for place, part in enumerate(_parsed(source, _Listener(source.name)), 1):
        if place == number and not isinstance(part, BadRecord):
            attributes = "".join(f" {name}={quoteattr(part[name])}" for name in sorted(part) if name != "text")
            return f"<d{attributes}>{escape(part['text'])}</d>".encode("utf-8", "surrogatepass")
    raise LocatorUnknown.row(source.name, locator)


def read(record: Record, intake: Intake) -> None:
    """Read one danmaku. Its author is known by a checksum of the account number only, which is no account number."""
    fields = (text(record.value.get("p")) or "").split(",")
    if len(fields) < _LEAST or fields[_ID].strip() in ("", "0"):
        raise IdMissing.of("p")
    written, sender = ident(fields[_ID]), ident(fields[_HASH])
    native = f"danmaku-{written}"
    video = _VIDEO.search(intake.file)
    video_uid = f"{_PLATFORM}:{video[0]}" if video is not None else None
    body = text(record.value.get("text"))
    sent = fields[_SENT].strip()
    intake.post(
        _PLATFORM, native, "danmaku",
        intake.created(_PLATFORM, native, int(sent) if sent.isascii() and sent.isdigit() else None),
        intake.author(_PLATFORM, sender.lower() if sender and sender != "0" else None, id_kind="crc32"),
        text=body,
        id_field="p",
        alt_ids={"dmid": written},
        container_id=text(record.value.get("chatid")),
        thread_id=video[0] if video is not None else None,
        parent_post_uid=video_uid,
        root_post_uid=video_uid,
        content_type_native=f"mode {fields[1].strip()}",
    )  # fmt: skip
    intake.references(body, _PLATFORM)
    if video_uid is not None:
        intake.edge("reply_to", "post", video_uid)
