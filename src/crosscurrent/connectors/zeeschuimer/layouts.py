"""Which platforms a capture of Zeeschuimer is from, and how that is told by its envelope."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, Peek
from crosscurrent.connectors.records.record import Layout, Record, Records
from crosscurrent.connectors.records.values import Json
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.zeeschuimer import douyin, linkedin, meta, rednote, statuses, tiktok

Reader = Callable[[Json, Intake], None]
#: Name of the layout -> (what stands in ``source_platform``, reader, what one record is). The extension calls the
#: platform by the domain its module was written for, which old captures keep (threads.net).
_PLATFORMS: Mapping[str, tuple[tuple[str, ...], Reader, str]] = {
    "tiktok": (("tiktok.com",), tiktok.video, "one TikTok post a record"),
    "tiktok_comments": (("tiktok-comments",), tiktok.comment, "one TikTok comment a record"),
    "douyin": (("douyin.com",), douyin.video, "one Douyin post or stream a record"),
    "instagram": (("instagram.com",), meta.instagram, "one Instagram post or reel a record"),
    "threads": (("threads.net", "threads.com"), meta.threads, "one Threads post a record"),
    "rednote": (("xiaohongshu.com", "rednote.com"), rednote.note, "one RedNote/Xiaohongshu note a record"),
    "rednote_comments": (("xiaohongshu-comments", "rednote-comments"), rednote.comment,
                         "one RedNote/Xiaohongshu comment a record"),
    "linkedin": (("linkedin.com",), linkedin.post, "one LinkedIn post a record (Zeeschuimer up to 1.13)"),
    "truthsocial": (("truthsocial.com",), statuses.truth, "one Truth Social post a record"),
    "gab": (("gab.com",), statuses.gab, "one Gab post a record"),
}  # fmt: skip
_KINDS = {domain: name for name, (domains, _, _) in _PLATFORMS.items() for domain in domains}
_X = ("twitter.com", "x.com", "twitter-comments", "x-comments")
#: Where 4CAT puts the envelope when it keeps a capture.
_KEPT = "__import_meta"


def _platform_of(value: Json) -> str | None:
    """Return what ``source_platform`` says; ``None`` if the record has not the envelope of the extension."""
    kept = value.get(_KEPT)
    envelope = kept if isinstance(kept, dict) else value
    if envelope is value and not isinstance(value.get("data"), dict):
        return None
    named = envelope.get("source_platform")
    return named if isinstance(named, str) and ("nav_index" in envelope or "timestamp_collected" in envelope) else None


def _is_capture(seen: Peek) -> bool:
    return seen.kind == LINES or (seen.kind == DOCUMENT and seen.shape is not None)


def _is_of(name: str, seen: Peek) -> float:
    found = _found(seen)
    return 0.95 if found == {name} else 0.0


def _is_mixed(seen: Peek) -> float:
    found = _found(seen)
    return 0.97 if len(found) > 1 and not found.isdisjoint(_PLATFORMS) else 0.0


def _found(seen: Peek) -> set[str]:
    """Return the platforms among the first records: names of layouts, and domains no layout is made for."""
    if not _is_capture(seen):
        return set()
    named = {_platform_of(each) for each in seen.objects}
    return {_KINDS.get(platform, platform) for platform in named if platform is not None}


def _records(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the lines, each under the platform it is from; those kept by 4CAT get their envelope back."""
    for record in json_source.lines(source):
        if not isinstance(record, Record):
            yield record
            continue
        value = record.value
        kept = value.get(_KEPT)
        if isinstance(kept, dict):
            value = {**kept, "data": {key: inner for key, inner in value.items() if key != _KEPT}}
        platform = value.get("source_platform")
        kind = _KINDS.get(platform, "") if isinstance(platform, str) else ""
        yield Record(record.number, record.locator, value, kind)


def _read(record: Record, intake: Intake) -> None:
    """Read one record as what its envelope says it is."""
    value, known = record.value, _PLATFORMS.get(record.kind)
    if known is None:
        _refuse(value.get("source_platform"), intake)
        return
    intake.observed_us = intake.time_us(value.get("timestamp_collected"))
    content: Any = value.get("data")
    if not isinstance(content, dict) or not content:
        raise NothingInIt.because("the envelope is empty")
    known[1](content, intake)


def _refuse(platform: Any, intake: Intake) -> None:
    """Say of which platform a record is that is not read here.

    Raises:
        NothingInIt: Always.
    """
    if platform in _X:
        intake.note(
            "records of X are among those of other platforms: put them in a file of their own to have them read"
        )
        raise NothingInIt.because("it was recorded on X, and records of X are read only from a file of their own")
    raise NothingInIt.because("it was recorded on a platform that is not read")


LAYOUTS = (
    *(
        Layout(name, f"the envelope of Zeeschuimer with {what}", partial(_is_of, name), _records, _read)
        for name, (_, _, what) in _PLATFORMS.items()
    ),
    Layout("mixed", "the envelope of Zeeschuimer with records of several platforms", _is_mixed, _records, _read),
)
