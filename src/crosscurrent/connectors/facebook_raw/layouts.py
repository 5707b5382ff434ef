"""Which files of Facebook stories there are, and how they are recognised by their shape."""

from __future__ import annotations

from crosscurrent.connectors.facebook_raw import reading
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, Peek
from crosscurrent.connectors.records.record import Layout


def _stories(seen: Peek) -> float:
    if seen.kind not in (LINES, DOCUMENT):
        return 0.0
    for place in ("comet_sections.content.story", *(f"{each}.comet_sections.content.story" for each in reading.WRAPS)):
        if seen.has(place):
            return 0.95
    return 0.0


LAYOUTS = (
    Layout("story", "stories as Facebook's pages load them (comet_sections.content.story)", _stories,
           json_source.objects, reading.story),
)  # fmt: skip
