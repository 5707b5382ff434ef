"""One record of a mapped file -> rows, as its mapping says."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any

from crosscurrent.actions.canonical_url import canonical
from crosscurrent.connectors.mapped.counters import count_written
from crosscurrent.connectors.mapped.moments import is_only_a_day, read_moment
from crosscurrent.connectors.mapped.names import platform_named
from crosscurrent.connectors.records import values
from crosscurrent.connectors.records.created import UNKNOWN, Created, settle
from crosscurrent.connectors.records.declared import Column, DeclaredMapping, MediaColumn
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.tabular import cells
from crosscurrent.connectors.tabular.parquet import text_of
from crosscurrent.model import native_id, post
from crosscurrent.model.post_address import PostAddress, post_address
from crosscurrent.model.time import ReadTime

COUNTERS = {"views": "view_count", "likes": "like_count", "dislikes": "dislike_count", "replies": "comment_count",
            "reposts": "share_count", "quotes": "quote_count", "saves": "save_count", "coins": "coin_count",
            "danmaku": "danmaku_count", "reactions": "reaction_count"}  # fmt: skip
ACCOUNT_COUNTERS = {"followers": "follower_count", "following": "following_count", "statuses": "post_count"}
ACCOUNT_TEXTS = {"handle": "handle", "display_name": "display_name", "bio": "bio", "profile_url": "profile_url",
                 "avatar_url": "avatar_url", "verified_type": "verified_type", "verified_reason": "verified_reason",
                 "entity_type": "entity_type", "entity_name": "entity_name", "account_lang": "lang_declared",
                 "location": "location_declared"}  # fmt: skip
POST_TEXTS = {"title": "title", "lang": "lang_declared", "client": "client_name",
    "content_type": "content_type_native",
              "container": "container_id", "thread": "thread_id", "text_html": "text_html", "text_ocr": "text_ocr",
              "transcript": "transcript"}  # fmt: skip
EDGES = ("repost_of", "quote_of", "reply_to", "crosspost_of", "forward_of")
_KINDS = {"original": "post", "tweet": "post", "retweet": "repost", "status": "post", "文章": "article",
    "视频": "video",
          "微博": "post", "评论": "comment", "转发": "repost", "笔记": "note", "publication": "post",
          "commentaire": "comment",
          "partage": "repost", "video": "video"}  # fmt: skip
_USUAL = {"wechat": "article", "web": "article", "medium": "article", "xiaohongshu": "note", "youtube": "video"}
_ACCOUNT_SIGNALS = ("ip_region_account", "account_based_in", "registration_country", "page_admin_top_country",
                    "entity_country", "self_declared")  # fmt: skip
_PLAIN_COLUMN = Column("")
_FILES = re.compile(r"[;；,，、|\n]+\s*")
_DAY_NOTE = "days written without a zone are taken as days of UTC: the moment may lie up to 14 hours outside"


class Plan:
    """A mapping made ready to be laid over many records.

    Args:
        mapping: What the person said.
        folds: Whether the columns of the records are in lower case, as those of tables are.
    """

    def __init__(self, mapping: DeclaredMapping, folds: bool) -> None:
        self.mapping, self.nulls, self._folds = mapping, frozenset(mapping.nulls), folds
        self.keys = {ours: self.key(column.name) for ours, column in mapping.columns.items()}
        known = {*mapping.columns, *mapping.constants}
        self.counters = [pair for pair in COUNTERS.items() if pair[0] in known]
        self.account_counters = [pair for pair in ACCOUNT_COUNTERS.items() if pair[0] in known]
        self.account_texts = [pair for pair in ACCOUNT_TEXTS.items() if pair[0] in known]
        self.post_texts = [pair for pair in POST_TEXTS.items() if pair[0] in known]
        self.edges = [name for name in EDGES if name in known]
        self.places = [(each, self.key(each.column)) for each in mapping.places]
        self.media = [(each, self.key(each.column)) for each in mapping.media]

    def key(self, column: str) -> str:
        """Return the key under which the records hold a column of the file."""
        return column.strip().lower() if self._folds else column


class Row:
    """One record seen through its plan.

    Attributes:
        plan: The mapping.
        cells: Ours -> what stands in the column mapped to it, or its constant.
    """

    __slots__ = ("_value", "cells", "plan")

    def __init__(self, plan: Plan, value: Mapping[str, Any]) -> None:
        self.plan, self._value = plan, value
        self.cells: dict[str, Any] = dict(plan.mapping.constants)
        for ours, key in plan.keys.items():
            found = self.raw(key)
            if found is not None:
                self.cells[ours] = found

    def raw(self, key: str) -> Any:
        """Return what stands under a key of the record; words that stand for nothing give ``None``."""
        found = self._value.get(key)
        if found is None and "." in key:
            found = values.at(self._value, *key.split("."))
        if isinstance(found, str):
            found = found.strip()
            return None if not found or found.lower() in self.plan.nulls else found
        return found

    def cell(self, ours: str) -> Any:
        """Return what stands in the column mapped to one of ours, or its constant."""
        return self.cells.get(ours)

    def text(self, ours: str) -> str | None:
        """Return a cell as text."""
        found = self.cells.get(ours)
        return found if found is None or isinstance(found, str) else text_of(found)

    def ident(self, ours: str) -> str | None:
        """Return a cell as an id; digits lost to floating point refuse the record."""
        if ours not in self.cells:
            return None
        found = values.ident(self.cells[ours])
        return None if found in cells.MISSING else found

    def column(self, ours: str) -> Column:
        """Return how a column of ours is read."""
        return self.plan.mapping.columns.get(ours, _PLAIN_COLUMN)

    def listed(self, ours: str) -> list[str]:
        """Return the entries of a list; none where the cell is none."""
        found, separator = self.cells.get(ours), self.column(ours).separator
        if found is None:
            return []
        if isinstance(found, list):
            return [text for each in found if (text := values.text(each))]
        written = self.text(ours) or ""
        if separator is not None:
            return [part for each in written.split(separator) if (part := each.strip())]
        try:
            return cells.listing(written, commas=ours != "links")
        except ValueError:
            return []


def read(record: Record, intake: Intake, plan: Plan) -> None:
    """Put what one record says into the intake."""
    row = Row(plan, record.value)
    intake.observed_us = _time_us(row, "observed", intake)
    address = post_address(row.text("url") or "")
    platform = _platform(row, address, intake)
    if address is not None and address.platform != platform:
        address = None
    account = _account(row, platform, address, intake)
    native, alt = _post_id(row, platform, address, account)
    created = _created(row, platform, native, intake)
    columns: dict[str, Any] = {theirs: row.text(ours) for ours, theirs in plan.post_texts}
    uid = intake.post(
        platform, native, _kind(row, platform, address), created, account,
        text=row.text("text"), id_field="post_id", url=row.text("url"), alt_ids=alt,
        **columns, **_facts(row, platform, intake),
    )  # fmt: skip
    _counters(row, platform, uid, intake)
    _edges(row, platform, intake)
    for place, key in plan.places:
        subject = account if place.signal in _ACCOUNT_SIGNALS else uid
        intake.place(subject, place.signal, text_of(row.raw(key)), place.column)
    for each, key in plan.media:
        for entry in _media(row.raw(key), each):
            intake.media(each.kind, None if each.is_file else entry, local_path=entry if each.is_file else None)


def _platform(row: Row, address: PostAddress | None, intake: Intake) -> str:
    said = row.text("platform")
    if said:
        return platform_named(said)
    if row.plan.mapping.platform:
        return platform_named(row.plan.mapping.platform)
    return address.platform if address is not None else intake.platform or "unknown"


def _kind(row: Row, platform: str, address: PostAddress | None) -> str:
    said = (row.text("kind") or "").strip().lower()
    if said in post.KINDS:
        return said
    if said in _KINDS:
        return _KINDS[said]
    if row.plan.mapping.kind != "post":
        return row.plan.mapping.kind
    return address.kind if address is not None else _USUAL.get(platform, "post")


def _account(row: Row, platform: str, address: PostAddress | None, intake: Intake) -> str | None:
    """Put in the account. A name that is all there is stands for the account: as a handle, never as a native id."""
    native, kind = row.ident("account_id"), row.column("account_id").id_kind
    shown: dict[str, Any] = {theirs: row.text(ours) for ours, theirs in row.plan.account_texts}
    shown |= {theirs: count_written(row.cell(ours)) for ours, theirs in row.plan.account_counters}
    shown["verified"] = values.flag(row.cell("verified"))
    if native is None and address is not None:
        native, kind = address.account_id, "native"
        shown["handle"] = shown.get("handle") or address.handle
    for column, counted in shown.items():
        if isinstance(counted, values.Count):
            shown[column] = f"{counted.value}+" if counted.lower_bound else counted.value
    name = shown.get("display_name")
    if native is None and name and not shown.get("handle"):
        native, kind = name.strip().lstrip("@").lower(), "handle_only"
    made = row.text("account_created")
    created = read_moment(made, row.column("account_created"), intake.zone, intake.locator) if made else None
    return intake.author(platform, native, id_kind=kind, created=created, **shown)


def _post_id(
    row: Row, platform: str, address: PostAddress | None, account: str | None
) -> tuple[str | None, dict[str, str | None]]:
    """Return the canonical id and the form it had: out of its column, out of the address, or derived."""
    written = row.ident("post_id")
    if written is not None:
        native = _canonical(platform, written)
        return native, {"written": written} if native != written else {}
    if "post_id" in row.plan.mapping.columns:
        return None, {}
    if address is not None and address.native_id is not None:
        return address.native_id, {}
    url = row.text("url")
    link = canonical(url) if url else None
    if link is not None:
        digest = hashlib.sha256(link.url.encode("utf-8", "surrogatepass")).hexdigest()
        return (digest[:32] if platform == "web" else f"url-{digest[:24]}"), {}
    parts = [row.text(ours) or "" for ours in ("timestamp", "title", "text")]
    if not any(parts[1:]):
        raise NothingInIt.because("the row has no id, address, title or text")
    digest = hashlib.sha256("\x1f".join((account or "", *parts)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"derived-{digest[:24]}", {}


def _canonical(platform: str, written: str) -> str:
    turn = {"weibo": native_id.weibo_mid, "bilibili": native_id.bilibili_bv, "instagram": native_id.instagram_media,
            "threads": native_id.instagram_media}.get(platform)  # fmt: skip
    return (turn(written) if turn is not None else None) or written


def _created(row: Row, platform: str, native: str | None, intake: Intake) -> Created:
    raw = row.text("timestamp")
    read = _moment(row, "timestamp", intake.zone, intake)
    if native is None:
        return UNKNOWN
    return settle(platform, native, read, raw[:100] if raw else None)


def _moment(row: Row, ours: str, zone: tzinfo | None, intake: Intake) -> ReadTime | None:
    written = row.text(ours)
    if written is None:
        return None
    column = row.column(ours)
    found = read_moment(written, column, zone, intake.locator)
    if found is not None and zone is None and column.zone is None and is_only_a_day(found):
        intake.note(_DAY_NOTE)
    return found


def _time_us(row: Row, ours: str, intake: Intake) -> int | None:
    found = _moment(row, ours, intake.zone, intake)
    return None if found is None else found.at_us


def _facts(row: Row, platform: str, intake: Intake) -> dict[str, Any]:
    availability = row.text("availability")
    parent, root = row.ident("parent"), row.ident("root")
    return {
        "text_is_truncated": values.flag(row.cell("truncated")),
        "is_promoted": values.flag(row.cell("promoted")),
        "edited_at": _time_us(row, "edited", intake),
        "availability": availability if availability in post.AVAILABILITIES else None,
        "parent_post_uid": f"{platform}:{_canonical(platform, parent)}" if parent else None,
        "root_post_uid": f"{platform}:{_canonical(platform, root)}" if root else None,
    }


def _counters(row: Row, platform: str, uid: str, intake: Intake) -> None:
    counts: dict[str, Any] = {
        theirs: count_written(row.cell(ours), row.column(ours).decimal, platform) for ours, theirs in row.plan.counters
    }
    intake.counted(uid, **counts)


def _edges(row: Row, platform: str, intake: Intake) -> None:
    for name in row.plan.edges:
        target = row.ident(name)
        if target:
            address = post_address(target)
            known = address is not None and address.native_id is not None
            to = f"{address.platform}:{address.native_id}" if known and address else None
            intake.edge(name, "post", to or f"{platform}:{_canonical(platform, target)}", target)
    for tag in row.listed("hashtags"):
        intake.hashtag(tag)
    for url in row.listed("links"):
        intake.link(url)
    for handle in row.listed("mentions"):
        intake.mention(platform, None, handle)
    text = row.text("text")
    intake.references(
        text,
        platform,
        links="links" not in row.plan.mapping.columns,
        mentions="mentions" not in row.plan.mapping.columns,
    )


def _media(found: Any, column: MediaColumn) -> Iterator[str]:
    written = text_of(found) or ""
    if isinstance(found, list):
        parts = [text for each in found if (text := values.text(each))]
    elif column.separator is not None:
        parts = written.split(column.separator)
    elif column.is_file:
        parts = _FILES.split(written)
    else:
        parts = cells.listing(written) if not written.startswith("[") or written.endswith("]") else []
    yield from (part.strip() for part in parts if part.strip())
