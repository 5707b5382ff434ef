"""Which files instaloader writes, and how each is recognised by its shape."""

from __future__ import annotations

from crosscurrent.connectors.instagram import reading
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, Peek
from crosscurrent.connectors.records.record import Layout


def _saved(seen: Peek) -> float:
    return 0.95 if seen.kind in (LINES, DOCUMENT) and seen.has("node", "instaloader") else 0.0


def _comments(seen: Peek) -> float:
    is_list = seen.kind == DOCUMENT and isinstance(seen.document, list)
    return 0.95 if is_list and seen.has("id", "created_at", "text", "owner", "likes_count", "answers") else 0.0


LAYOUTS = (
    Layout("instaloader", "a node of Instagram in the envelope of instaloader", _saved, json_source.objects,
           reading.saved),
    Layout("instaloader_comments", "comments as instaloader saves them beside a post (likes_count, answers)", _comments,
           json_source.objects, reading.comment),
)  # fmt: skip
