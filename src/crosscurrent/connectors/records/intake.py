"""Where a layout puts what one record says: rows of the model's tables, in batches of bounded size."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from crosscurrent.connectors.records import counters, values
from crosscurrent.connectors.records.created import UNKNOWN, Created, HourShift, settle, written_time
from crosscurrent.connectors.records.faults import IdMissing
from crosscurrent.connectors.records.references import (
    handle_uid,
    hashtags_in,
    links_in,
    mentions_in,
    tag_key,
)
from crosscurrent.connectors.records.row_store import Cell, RowStore
from crosscurrent.model import account, engagement, media, post
from crosscurrent.model.time import EARLIEST_US, LATEST_US, ReadTime, from_number


class Intake(RowStore):
    """Collects the rows of one file.

    One record may give many rows. Layouts call the methods below in the order author, post, then what belongs to that
    post (counters, references, places, media); edges leave the post that was put in last.

    Args:
        capture_id: SHA-256 of the sealed file.
        zone: Zone of times without an offset: the layout's, else the declared one; ``None`` refuses such times.
        platform: Platform declared by a person, for layouts that cannot know it.
        file: Name of the file, for layouts whose name says something.

    Attributes:
        notes: Sentences for the analyst.
    """

    def __init__(
        self, capture_id: str, zone: tzinfo | None = None, platform: str | None = None, file: str = ""
    ) -> None:
        super().__init__(capture_id)
        self.zone, self.platform, self.file = zone, platform, file
        self.notes: list[str] = []
        self.shift = HourShift()

    # --- times ---------------------------------------------------------------------------------------------

    def time(self, value: Any) -> ReadTime | None:
        """Read a written time; see :func:`crosscurrent.connectors.records.created.written_time`."""
        if type(value) is str and value != "0" and value.isdecimal():
            return from_number(int(value), self.locator)
        return written_time(value, self.zone, self.locator)

    def time_us(self, value: Any) -> int | None:
        """Read a written time as microseconds UTC."""
        if type(value) is int and _FIRST_MS <= value < _END_MS:  # as nearly all tools write when they saw a record
            return value * 1000
        read = self.time(value)
        return None if read is None else read.at_us

    def created(self, platform: str, native_id: str | None, value: Any, source: str = "field") -> Created:
        """Return when a post was made, from its written time (raw value or :class:`ReadTime`) and its id."""
        read = value if isinstance(value, ReadTime) else self.time(value)
        raw = None if value is None or isinstance(value, ReadTime) else str(value)[:100]
        if native_id is None:
            return UNKNOWN if read is None else Created(read.at_us, read.precision, source, raw)
        return settle(platform, native_id, read, raw, source)

    # --- accounts ------------------------------------------------------------------------------------------

    def author(
        self,
        platform: str,
        native_id: str | None,
        *,
        id_kind: str = "native",
        alt_ids: Mapping[str, str | None] | None = None,
        created: ReadTime | None = None,
        **shown: Any,
    ) -> str | None:
        """Put in an account and what the record shows of it; return its ``account_uid``.

        Args:
            platform: Platform in lower case.
            native_id: Its stable id on it; ``None`` or empty if the record does not say: then nothing is put in,
                unless ``handle`` is shown, which then names the account (``handle_only``).
            id_kind: One of :data:`crosscurrent.model.account.ID_KINDS`. Ids of different kinds are never merged:
                any kind but ``native`` and ``handle_only`` is part of the uid.
            alt_ids: Other ids of the same account; ``None`` values are left out.
            created: When the account was made.
            **shown: Columns of ``account_obs``; ``None`` values are left out; counters may be anything
                :func:`crosscurrent.connectors.records.values.count` reads.
        """
        if not native_id:
            handle = values.text(shown.get("handle"))
            if handle is None:
                return None
            native_id, id_kind = handle.lstrip("@").lower(), "handle_only"
        uid = account_uid(platform, native_id, id_kind)
        seen = self._accounts.get(uid)
        if seen is None:
            seen = {"account_uid": uid, "platform": platform, "native_id": native_id, "account_id_kind": id_kind}
            self._accounts[uid] = seen
            self._put(account.SPEC.name, seen)
        if alt_ids and "alt_ids" not in seen and (known := [pair for pair in alt_ids.items() if pair[1]]):
            seen["alt_ids"] = known
        if created is not None and "created_at" not in seen:
            seen["created_at"], seen["created_at_precision"] = created.at_us, created.precision
        self._observe(uid, shown)
        return uid

    def _observe(self, uid: str, shown: Mapping[str, Any]) -> None:
        cells: Cell = {}
        for name, value in shown.items():
            if value is None or value == "":
                continue
            if name in _OBSERVED_COUNTS:
                value = counters.of_account(name, value, cells)
            elif name in _OBSERVED_TEXTS:
                value = value if isinstance(value, str) else values.text(value)
            elif name in _OBSERVED_FLAGS:
                value = values.flag(value)
            if value is not None:
                cells[name] = value
        if cells:
            cells["account_uid"] = uid
            if (seen_us := self.observed_us) is not None:
                cells["observed_at"] = seen_us
            self._put(account.OBSERVATION_SPEC.name, cells)

    # --- posts ---------------------------------------------------------------------------------------------

    def post(
        self,
        platform: str,
        native_id: str | None,
        kind: str,
        created: Created,
        account_uid: str | None = None,
        *,
        text: Any = None,
        id_field: str = "id",
        is_partial: bool = False,
        **columns: Any,
    ) -> str:
        """Put in a post; return its ``post_uid``. What follows belongs to it.

        The same post met again within a long stretch of the file gives no second row (unless the first was partial and
        this one is whole), but its counters, places and accounts are put in as further sightings.

        Args:
            platform: Platform in lower case.
            native_id: Canonical id.
            kind: One of :data:`crosscurrent.model.post.KINDS`.
            created: See :meth:`created`.
            account_uid: Its author, as :meth:`author` returned it.
            text: Plain text as written.
            id_field: Name of the field the id is in, for the error.
            is_partial: Whether the capture shows the post only in part.
            **columns: Other columns of the post table; ``None`` values are left out.

        Raises:
            IdMissing: There is no id.
        """
        if not native_id:
            raise IdMissing.of(id_field)
        uid = f"{platform}:{native_id}"
        written = text if isinstance(text, str) else values.text(text)
        cells: Cell = {name: value for name, value in columns.items() if value is not None and value != ""}
        cells["post_uid"], cells["platform"], cells["native_id"], cells["kind"] = uid, platform, native_id, kind
        cells.setdefault("availability", "public" if written or "title" in cells else "unknown")
        _put_time(created, cells)
        if account_uid is not None:
            cells["account_uid"] = account_uid
        if written:
            cells["text"] = written
            cells["sha256_text"] = hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
        if is_partial:
            cells["is_partial"] = True
        if "alt_ids" in cells:
            cells["alt_ids"] = [pair for pair in cells["alt_ids"].items() if pair[1]] or None
        # That a post was seen to be gone is a sighting of its own, even in the file that brought the post.
        self._post, again = cells, self._met(uid, is_partial) and "deleted_seen_at" not in cells
        self._edges = {}
        if not again:
            self._put(post.SPEC.name, cells)
            self.shift.add(created)
        else:
            self._post = {**cells, "again": True}
        return uid

    def counted(
        self,
        post_uid: str,
        *,
        reactions: Mapping[str, Any] | None = None,
        native_rating: float | int | None = None,
        views_refreshed_at: int | None = None,
        capped: Iterable[str] = (),
        **counts: Any,
    ) -> None:
        """Put in the counters of a post as seen at :attr:`observed_us`; without any counter nothing is put in.

        Args:
            post_uid: The post.
            reactions: Name -> counter.
            native_rating: The platform's own score, where it is no count.
            views_refreshed_at: Microseconds UTC.
            capped: Names of counters that the platform shows only up to a bound.
            **counts: Columns of the engagement table; raw values, read by
                :func:`crosscurrent.connectors.records.values.count`. ``None`` stays "not observed", never 0.
        """
        cells = counters.columns(counts, capped)
        if reactions:
            shown = [(name, found.value) for name, raw in reactions.items() if (found := values.count(raw))]
            if shown:
                cells["reactions"] = shown
        if native_rating is not None and not isinstance(native_rating, bool):
            cells["score_native"] = float(native_rating)
        if not cells:
            return
        if views_refreshed_at is not None:
            cells["views_refreshed_at"] = views_refreshed_at
        cells["post_uid"] = post_uid
        if (seen_us := self.observed_us) is not None:
            cells["observed_at"] = seen_us
        self._put(engagement.SPEC.name, cells)

    # --- what belongs to the post put in last ----------------------------------------------------------------

    def edge(self, type: str, dst_kind: str, dst: str | None, raw: str | None = None) -> None:
        """Put in one reference of the last post; equal references are put in once, empty ones not at all.

        Args:
            type: One of :data:`crosscurrent.model.post.EDGE_TYPES`.
            dst_kind: One of :data:`crosscurrent.model.post.DESTINATION_KINDS`.
            dst: ``post_uid``, ``account_uid``, URL as written, key of a tag …
            raw: As written; ``dst`` itself if left out.
        """
        source = self._post
        key = (type, dst_kind, dst or "")
        if not dst or source is None or "again" in source or key in self._edges:
            return
        position = sum(1 for each in self._edges if each[0] == type) if self._edges else 0
        self._edges[key] = None
        cells: Cell = {
            "src_post_uid": source["post_uid"], "type": type, "dst_kind": dst_kind, "dst": dst,
            "dst_raw": raw if raw is not None else dst,
            "position": position,
        }  # fmt: skip
        if "account_uid" in source:
            cells["src_account_uid"] = source["account_uid"]
        if "created_at" in source:
            cells["at"] = source["created_at"]
        self._put(post.EDGE_SPEC.name, cells)

    def link(self, url: Any) -> None:
        """Put in a link as written; anything but an http(s) address is left out."""
        if isinstance(url, str) and url.startswith(("http://", "https://")):
            self.edge("links_to", "url", url)

    def hashtag(self, tag: Any) -> None:
        """Put in a hashtag, written with or without its sign."""
        if written := values.text(tag):
            self.edge("uses_hashtag", "tag", tag_key(written), written)

    def mention(self, platform: str, native_id: str | None, handle: str | None = None) -> None:
        """Put in a mention of an account, by id where there is one, else by handle."""
        if native_id:
            self.edge("mentions", "account", f"{platform}:{native_id}", handle or native_id)
        elif handle:
            self.edge("mentions", "account", handle_uid(platform, handle), handle)

    def references(self, text: str | None, platform: str, *, links: bool = True, mentions: bool = True) -> None:
        """Put in the links, hashtags and mentions that stand in a text."""
        if not text:
            return
        for tag in hashtags_in(text, platform):
            self.hashtag(tag)
        if links:
            for found in links_in(text):
                self.link(found)
        if mentions:
            for handle in mentions_in(text):
                self.mention(platform, None, handle)

    def media(self, kind: str, url: Any = None, *, local_path: str | None = None, **columns: Any) -> None:
        """Put in a media file of the last post, named by its place in it; its address may expire and never names it.

        Args:
            kind: One of :data:`crosscurrent.model.media.KINDS`.
            url: Address as written.
            local_path: Name of the file beside the capture, as written.
            **columns: Other columns of the media table.
        """
        source = self._post
        address = url if isinstance(url, str) and url else None
        if source is None or "again" in source or (address is None and not local_path):
            return
        key = ("media", kind, address or local_path or "")
        if key in self._edges:
            return
        self._edges[key] = None
        ordinal = sum(1 for each in self._edges if each[0] == "media") - 1
        cells = {name: value for name, value in columns.items() if value is not None}
        uid = source["post_uid"]
        cells.update(media_uid=f"{uid}#{ordinal}", post_uid=uid, ordinal=ordinal, kind=kind)
        if address:
            cells["url"] = address
        if local_path:
            cells["local_path"] = local_path
        self._put(media.SPEC.name, cells)

    # --- places --------------------------------------------------------------------------------------------

    def place(
        self,
        subject_uid: str | None,
        signal: str,
        written: Any,
        source_field: str,
        *,
        country_iso2: str | None = None,
        admin1: str | None = None,
        accuracy_flag: bool | None = None,
    ) -> None:
        """Put in one hint of place, as written, under the field it came from; nothing merges such hints.

        Args:
            subject_uid: ``post_uid`` or ``account_uid``; ``None`` puts in nothing.
            signal: One of :data:`crosscurrent.model.account.GEO_SIGNALS`.
            written: As written; empty puts in nothing.
            source_field: Name of the field.
            country_iso2: Two letters, only where the field itself says them or maps to them without guessing.
            admin1: Province, state …, as named by the field.
            accuracy_flag: What the platform says about its own accuracy.
        """
        shown = values.text(written)
        if subject_uid is None or shown is None or not shown.strip():
            return
        cells: Cell = {"subject_uid": subject_uid, "signal": signal, "value_raw": shown, "source_field": source_field}
        if (seen_us := self.observed_us) is not None:
            cells["observed_at"] = seen_us
        for name, value in (("country_iso2", country_iso2), ("admin1", admin1), ("accuracy_flag", accuracy_flag)):
            if value is not None:
                cells[name] = value
        self._put(account.GEO_SPEC.name, cells)

    def note(self, sentence: str) -> None:
        """Keep a sentence for the analyst, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)


_FIRST_MS, _END_MS = EARLIEST_US // 1000, LATEST_US // 1000
_OBSERVED_COUNTS = frozenset(
    ("follower_count", "following_count", "post_count", "likes_received_count", "name_change_count")
)
_OBSERVED_FLAGS = frozenset(("verified", "is_bot_declared", "is_private", "is_suspended", "follower_is_rounded"))
_OBSERVED_TEXTS = frozenset(
    ("handle", "display_name", "bio", "profile_url", "avatar_url", "verified_type", "verified_reason", "entity_type",
     "entity_name", "lang_declared", "location_declared")
)  # fmt: skip


def account_uid(platform: str, native_id: str, id_kind: str = "native") -> str:
    """Return the uid of an account; ids of different kinds never give the same uid.

    Example:
        >>> account_uid("weibo", "7"), account_uid("x", "Ten_GOP", "handle_only"), account_uid("weibo", "ab", "crc32")
        ('weibo:7', 'x:@ten_gop', 'weibo:crc32:ab')
    """
    if id_kind == "native" or id_kind == "x_archive_hash":
        return f"{platform}:{native_id}"
    if id_kind == "handle_only":
        return handle_uid(platform, native_id)
    return f"{platform}:{id_kind}:{native_id}"


def _put_time(created: Created, cells: Cell) -> None:
    at_us, cells["created_at_precision"], source, raw, id_us, conflict = created
    if at_us is not None:
        cells["created_at"] = at_us
    if source is not None:
        cells["created_at_source"] = source
    if raw is not None:
        cells["created_at_raw"] = raw
    if id_us is not None:
        cells["created_at_id"] = id_us
    if conflict is not None:
        cells["time_conflict"] = conflict
