"""A saved page of Medium -> the posts in its state, with what the state keeps elsewhere put in its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crosscurrent.connectors.records.faults import RecordUnreadable
from crosscurrent.connectors.records.record import BadRecord, Record
from crosscurrent.connectors.records.values import Json, at, ident, members, objects, sub

_STATE = re.compile(r"window\.__APOLLO_STATE__\s*=\s*")
_SHOWN = re.compile(
    r"<meta[^>]{0,200}(?:property=\"al:(?:ios|android):url\"[^>]{0,100}content=\"medium://p/"
    r"|content=\"medium://p/)([0-9a-f]{10,12})\"|<link[^>]{0,100}rel=\"canonical\"[^>]{0,2000}?-([0-9a-f]{10,12})\""
)
#: Fields with arguments are stored under ``name({…})``.
_ARGUMENTS = "("
_DECODER = json.JSONDecoder(strict=False)


def posts(page: Json, locator: str) -> Iterator[Record | BadRecord]:
    """Yield the posts of one page.

    Each value is the post of the state, with ``creator``, ``collection``, ``tags`` and the paragraphs of its body
    resolved; ``saved_at`` and ``saved_from`` of the page; ``shown``, whether it is the post the page was opened for.
    """
    html = str(page["html"])
    start = _STATE.search(html)
    state = _decoded(html, start.end()) if start is not None else None
    if state is None:
        yield BadRecord(1, RecordUnreadable.misshapen(locator, "no readable __APOLLO_STATE__"))
        return
    shown = _SHOWN.search(html[:200_000])
    wanted = next(filter(None, shown.groups()), None) if shown is not None else None
    number = 0
    for key, post in state.items():
        if key.startswith("Post:") and isinstance(post, dict):
            number += 1
            value = _resolved(post, state)
            value.update(
                saved_at=page["saved_at"], saved_from=page["saved_from"], shown=ident(post.get("id")) == wanted
            )
            yield Record(number, locator, value)


def _decoded(html: str, start: int) -> dict[str, Any] | None:
    try:
        found, _ = _DECODER.raw_decode(html, start)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _resolved(post: Json, state: Json) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for name, written in post.items():
        value.setdefault(name.partition(_ARGUMENTS)[0], written)
    for name in ("creator", "collection", "previewImage"):
        if name in value:
            value[name] = _plain_names(_referred(value[name], state))
    value["tags"] = [_referred(tag, state) for tag in members(value, "tags")]
    model = _referred(at(value, "content", "bodyModel"), state)
    value["body"] = [_referred(one, state) for one in members(model, "paragraphs")]
    value.pop("content", None)
    return value


def _referred(value: Any, state: Json) -> dict[str, Any]:
    """Return the object a reference leads to; an object that stands in its place stays what it is."""
    found = state.get(ident(at(value, "__ref")) or "", value)
    return found if isinstance(found, dict) else {}


def _plain_names(value: dict[str, Any]) -> dict[str, Any]:
    return {name.partition(_ARGUMENTS)[0]: written for name, written in value.items()}


def links(paragraphs: list[Any]) -> Iterator[str]:
    """Yield the addresses that the paragraphs of a body link to."""
    for paragraph in paragraphs:
        for markup in objects(paragraph, "markups"):
            if markup.get("type") == "A" and isinstance(markup.get("href"), str):
                yield markup["href"]
        address = sub(paragraph, "mixtapeMetadata").get("href")
        if isinstance(address, str):
            yield address


def images(paragraphs: list[Any]) -> Iterator[Json]:
    """Yield the metadata of the pictures in a body."""
    for paragraph in paragraphs:
        picture = sub(paragraph, "metadata")
        reference = ident(picture.get("id")) or ident(at(picture, "__ref"))
        if paragraph.get("type") == "IMG" and reference:
            yield {**picture, "id": reference.removeprefix("ImageMetadata:")}
