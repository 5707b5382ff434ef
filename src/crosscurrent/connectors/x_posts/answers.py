"""Finds posts and accounts in answers of the web of X, whatever the question was and however it is laid out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.peek import Peek
from crosscurrent.connectors.records.record import BadRecord, Record, Records
from crosscurrent.connectors.tabular.source import Source

_UNSEEN = ("TweetTombstone", "TweetUnavailable")
_OF_ACCOUNT = frozenset(
    ("legacy", "core", "about_profile", "verification_info", "avatar", "profile_bio", "professional")
)
_ENVELOPE = frozenset(("data", "errors", "extensions", "globalObjects", "timeline"))
Found = tuple[str, str, dict[str, Any]]


def records(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield what stands in each answer of a file: one answer, several in an array, or one a line."""
    for answer in json_source.objects(source, seen, options):
        if isinstance(answer, BadRecord):
            yield answer
            continue
        yield from placed(answer, things(answer.value), _ENVELOPE)


def placed(answer: Record, found: Iterator[Found], envelope: frozenset[str]) -> Records:
    """Yield what was found in one answer as records; an answer without anything is one record of kind ``empty``.

    Keys of the answer itself that are new go, without their values, into its first record, so that they are reported.
    """
    is_line = answer.locator.startswith("line=")
    strange: dict[str, Any] | None = {key: None for key in answer.value if key not in envelope}
    for pointer, kind, value in found:
        where = answer.locator if is_line else f"{answer.locator}{pointer}"
        yield Record(answer.number, where, {**strange, **value} if strange and pointer else value, kind)
        strange = None
    if strange is not None:
        yield Record(answer.number, answer.locator, strange, "empty")


def things(answer: Any) -> Iterator[Found]:
    """Yield (pointer, kind, value) of each post, account and place of a missing post. Posts inside posts stay there.

    Example:
        >>> page = {"data": [{"itemContent": {"tweet_results": {"result": {"__typename": "Tweet", "rest_id": "7"}}}}]}
        >>> [(pointer, kind) for pointer, kind, _ in things(page)]
        [('/data/0/itemContent/tweet_results/result', 'post')]
    """
    stack: list[tuple[Any, str, tuple[str, str], bool]] = [(answer, "", ("", ""), False)]
    while stack:
        value, pointer, entry, promoted = stack.pop()
        if type(value) is list:
            stack += [(each, f"{pointer}/{index}", entry, promoted) for index, each in enumerate(value)][::-1]
        elif type(value) is dict:
            found = _thing(value, pointer, entry, promoted)
            if found is not None:
                yield found
            if found is None or found[1] == "account":
                stack += _below(value, pointer, entry, promoted, found is not None)


def _thing(value: dict[str, Any], pointer: str, entry: tuple[str, str], promoted: bool) -> Found | None:
    kind = value.get("__typename")
    if is_post(value):
        return pointer, "post", {**value, "promoted": True} if promoted else value
    if kind == "User" and "rest_id" in value and not _OF_ACCOUNT.isdisjoint(value):
        return pointer, "account", value
    if kind in _UNSEEN and entry[0].rpartition("-")[2].isdecimal():
        return entry[1], "unseen", {**value, "entryId": entry[0]}
    return None


def is_post(value: Any) -> bool:
    """Tell whether an object is a post of the web."""
    if type(value) is not dict:
        return False
    if "rest_id" in value:
        old = value.get("legacy")
        return value.get("__typename") == "Tweet" or (type(old) is dict and "full_text" in old)
    return value.get("__typename") == "TweetWithVisibilityResults" and type(value.get("tweet")) is dict


def _below(
    value: dict[str, Any], pointer: str, entry: tuple[str, str], promoted: bool, is_account: bool
) -> list[tuple[Any, str, tuple[str, str], bool]]:
    """Return what is to be looked at next, last first."""
    named = value.get("entryId")
    if isinstance(named, str):
        entry = (named, pointer)
    promoted = promoted or "promotedMetadata" in value
    return [
        (inner, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}", entry, promoted)
        for key, inner in reversed(value.items())
        if type(inner) in (dict, list) and not (is_account and key in _OF_ACCOUNT)
    ]


def holds_things(document: Any) -> bool:
    """Tell whether the beginning of an answer shows a post or an account of the web of X."""
    return next(iter(things(document)), None) is not None
