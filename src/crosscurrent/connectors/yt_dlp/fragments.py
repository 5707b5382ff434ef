"""Pieces of what yt-dlp notes: when an address expires, what was spoken, what a file was called."""

from __future__ import annotations

import re
from typing import Any

from crosscurrent.connectors.records.values import Json, objects, sub, text
from crosscurrent.model.time import EARLIEST_US, LATEST_US

#: Names under which signed addresses carry the second they expire at: TikTok and Douyin, YouTube, Bilibili.
_EXPIRES = re.compile(r"[?&/](?:x-expires|expires?|Expires|deadline)[=/](\d{9,11})(?=[&/]|$)")
_EXPIRES_HEX = re.compile(r"[?&]oe=([0-9A-Fa-f]{8})(?=&|$)")  # Facebook and Instagram
_NOT_SPEECH = frozenset(("danmaku", "live_chat", "comments", "rechat"))
_TIMED = ("srt", "vtt")
_TIMING = re.compile(r"\d+|.*-->.*|WEBVTT.*|(?:Kind|Language):.*|NOTE(?: .*)?")
_TAG = re.compile(r"<[^<>]{0,80}>")
_MAX_TRANSCRIPT = 1 << 22


def expires_us(address: str | None) -> int | None:
    """Return when a signed address stops working, microseconds UTC; ``None`` if it does not say.

    Example:
        >>> expires_us("https://v.example/a.mp4?x-expires=1700000000&sig=1"), expires_us("https://i.example/a.jpg")
        (1700000000000000, None)
    """
    if address is None:
        return None
    if found := _EXPIRES.search(address):
        at_us = int(found[1]) * 1_000_000
    elif found := _EXPIRES_HEX.search(address):
        at_us = int(found[1], 16) * 1_000_000
    else:
        return None
    return at_us if EARLIEST_US <= at_us < LATEST_US else None


def file_name(path: Any) -> str | None:
    r"""Return the name of a file without its folders, in which other people's names may stand.

    Example:
        >>> file_name("/videos/a.mp4"), file_name("C:\\v\\a.mp4"), file_name(None)
        ('a.mp4', 'a.mp4', None)
    """
    written = text(path)
    return written.replace("\\", "/").rpartition("/")[2] or None if written else None


def transcript(value: Json) -> str | None:
    """Return the words of subtitles that stand in the record itself; written ones before recognised ones."""
    language = text(value.get("language")) or ""
    for key in ("subtitles", "requested_subtitles", "automatic_captions"):
        tracks = sub(value, key)
        for name in sorted(tracks, key=lambda each: (each != language, each)):
            if name in _NOT_SPEECH:
                continue
            forms = [tracks[name]] if isinstance(tracks[name], dict) else objects(tracks, name)
            for form in forms:
                words = text(form.get("data")) if form.get("ext") in _TIMED else None
                if words:
                    return spoken(words[:_MAX_TRANSCRIPT]) or None
    return None


def spoken(subtitles: str) -> str:
    r"""Return the words of SRT or WebVTT, one line each; recognised speech repeats lines as they roll by.

    Example:
        >>> spoken("1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:02,000 --> 00:00:03,000\nHello\n<i>there</i>")
        'Hello\nthere'
    """
    lines: list[str] = []
    for line in subtitles.splitlines():
        words = _TAG.sub("", line).strip()
        if words and not _TIMING.fullmatch(words) and (not lines or lines[-1] != words):
            lines.append(words)
    return "\n".join(lines)
