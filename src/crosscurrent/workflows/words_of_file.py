"""Words in files of subtitles (SRT, WebVTT), of recognised speech (Whisper's JSON) and of plain text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

#: Kinds of words, by the column of the post they fill.
TRANSCRIPT, OCR = "transcript", "text_ocr"
#: Longest file that is taken for words, in bytes: two days of speech.
LONGEST = 1 << 22
_SUBTITLES = re.compile(r"\.(srt|vtt)$", re.IGNORECASE)
_WORDS = re.compile(r"\.(transcript|ocr)\.txt$", re.IGNORECASE)
_PLAIN = re.compile(r"\.txt$", re.IGNORECASE)
_RECOGNISED = re.compile(r"(?:\.whisper)?\.json$", re.IGNORECASE)
#: A language as it stands before the ending: clip.en.srt, clip.zh-Hans.vtt, clip.en-orig.vtt.
_LANGUAGE = re.compile(r"\.([a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2})$")
_NOT_SPEECH = frozenset(("live_chat", "danmaku", "comments", "rechat"))
_TIMING = re.compile(r"\s*(?:\d+:)?\d+:\d+[.,]\d+\s+-->\s")
#: A tag of WebVTT or SRT, a time within a line, a mark of place ({\an8}); anything else in brackets is said: I <3 you.
_TAG = re.compile(
    r"</?(?:[cibus]|rt|ruby|v|lang|font)(?:\.[^<>\s]{0,200})?>|<(?:v|lang|font)(?:\.[^<>\s]{0,200})?\s[^<>]{0,200}>"
    r"|<(?:\d+:)?\d\d:\d\d\.\d{3}>|\{\\[^{}]{0,40}\}",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one file.

    Attributes:
        place: Where it lay, below what was handed in.
        names: Its name without endings; and, where one stands before the ending, without its language.
        lang: That language, or ``None``.
        column: Column of the post it fills: :data:`TRANSCRIPT` or :data:`OCR`.
        form: ``srt``, ``vtt``, ``whisper`` or ``txt``.
        text: The words; ``None`` if they could not be read.
        refused: Why they could not be read.
        plain: Whether only a media file beside it of the same name makes it a transcript: ``clip.txt``.
    """

    place: str
    names: tuple[str, ...]
    lang: str | None
    column: str
    form: str
    text: str | None
    refused: str = ""
    plain: bool = False

    def is_beside(self, media: Iterable[str]) -> bool:
        """Return whether this may be words of a post, given the places of the media files that were handed in."""
        own = PurePosixPath(self.place).with_suffix("")
        return not self.plain or any(PurePosixPath(each).with_suffix("") == own for each in media)


def read_words(path: Path, place: str) -> Words | None:
    """Return the words of a file; ``None`` if it holds none, so that it is looked at like any other.

    Args:
        path: The file.
        place: Where it lies, below what was handed in.
    """
    name = PurePosixPath(place).name
    timed, marked, plain = _SUBTITLES.search(name), _WORDS.search(name), _PLAIN.search(name)
    ending = timed or marked or plain or _RECOGNISED.search(name)
    if ending is None or not path.is_file():
        return None
    column = OCR if ending[0].lower() == ".ocr.txt" else TRANSCRIPT
    stem = name[: ending.start()]
    language = _LANGUAGE.search(stem)
    names = (stem, stem[: language.start()]) if language else (stem,)
    form = timed[1].lower() if timed else "txt" if marked or plain else "whisper"
    text, why = _text(path, form)
    if (text is None and form == "whisper") or any(stem.endswith(f".{word}") for word in _NOT_SPEECH):
        return None
    is_plain = plain is not None and marked is None
    return Words(place, names, language[1] if language else None, column, form, text, why, is_plain)


def _text(path: Path, form: str) -> tuple[str | None, str]:
    """Return the words of a file and, where there are none, why."""
    if path.stat().st_size > LONGEST:
        return None, f"more than {LONGEST >> 20} MB"
    raw = path.read_bytes()
    if form == "whisper" and b'"segments"' not in raw:
        return None, ""
    try:
        written = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        return None, "not UTF-8"
    if form in ("srt", "vtt"):
        if not any(map(_TIMING.match, written.splitlines())):
            return None, "no subtitles with times"
        words = spoken_words(written)
    else:
        words = (_recognised(written) or "") if form == "whisper" else written
    return (words.strip(), "") if words.strip() else (None, "no words in it")


def spoken_words(subtitles: str) -> str:
    r"""Return the words of SRT or WebVTT, one line each; recognised speech repeats lines as they roll by.

    Example:
        >>> spoken_words("1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:02,000 --> 00:00:03,000\nHello\n300")
        'Hello\n300'
    """
    only_cues = subtitles.lstrip().startswith("WEBVTT")
    lines: list[str] = []
    number: str | None = None
    is_said = False
    for line in _LINE_END.split(subtitles):
        if _TIMING.match(line):
            number, is_said = None, True  # a lone number before a time counts the subtitles
            continue
        if number is not None:
            lines.append(number)
            number = None
        if not line and only_cues:  # what follows is a note, a style, or the name of the next subtitle
            is_said = False
        words = _TAG.sub("", line).strip()
        if not words or not is_said:
            continue
        if words.isdecimal():
            number = words
        elif not lines or lines[-1] != words:
            lines.append(words)
    return "\n".join([*lines, number] if number is not None else lines)


def _recognised(written: str) -> str | None:
    """Return the words of Whisper's JSON: segments with times and text; ``None`` of any other JSON."""
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return None
    segments = found.get("segments") if isinstance(found, dict) else None
    if not isinstance(segments, list) or not segments or not all(map(_is_segment, segments)):
        return None
    from crosscurrent.connectors.records.plain_text import mended  # here: it brings the parser of HTML with it

    # JSON may hold half of a character (\ud83d), which nothing that is stored can.
    return mended("\n".join(each["text"].strip() for each in segments))


def _is_segment(found: Any) -> bool:
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        return False
    return all(type(found.get(name)) in (int, float) for name in ("start", "end"))
