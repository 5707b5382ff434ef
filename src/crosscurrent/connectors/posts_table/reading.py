"""One row of a table of posts -> one post with its account, references and counters, or why it is not kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crosscurrent.connectors.faults import CellMissing, CellUnreadable, IdLossy, TimeMixed, place
from crosscurrent.connectors.posts_table.identity import (
    AccountSeen,
    PostSeen,
    account_kind,
    derived_id,
    told,
    verified,
)
from crosscurrent.connectors.posts_table.layouts import Layout
from crosscurrent.connectors.records.references import (
    Reference,
    handle_uid,
    hashtags_in,
    links_in,
    mentions_in,
    numbered,
    tag_key,
)
from crosscurrent.connectors.tabular import cells
from crosscurrent.connectors.tabular.parquet import text_of
from crosscurrent.connectors.tabular.rows import Fault, Row
from crosscurrent.connectors.tabular.times import TimeColumn
from crosscurrent.errors import TimeUnreadable
from crosscurrent.model.time import ReadTime

#: Words that stand for nothing in the X archive and in tables written by pandas.
_ABSENT = frozenset(("absent", "nan", "none", "null", "0", "0.0", "false"))
_KINDS = {
    "original": "post", "post": "post", "tweet": "post", "retweet": "repost", "repost": "repost", "quote": "quote",
    "quote_tweet": "quote", "reply": "reply", "comment": "comment", "article": "article", "video": "video",
    "note": "note", "message": "message",
}  # fmt: skip
COUNTS = {
    "view_count": "views", "like_count": "likes", "comment_count": "replies", "share_count": "reposts",
    "quote_count": "quotes",
}  # fmt: skip
ACCOUNT_COUNTS = {"follower_count": "followers", "following_count": "following", "post_count": "statuses"}
ACCOUNT_TEXTS = {
    "handle": "handle", "display_name": "display_name", "bio": "bio", "profile_url": "profile_url",
    "lang_declared": "account_lang", "location_declared": "location",
}  # fmt: skip


class Refused(Exception):
    """Carries a fault out of the reading of one row."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which of our columns a layout maps, by what they are read as: asked once per file, not once per row.

    Attributes:
        columns: (our column, column of the file).
        texts: (column of ``account_obs``, our column) of plain texts.
        account_counts: The same of counters of accounts.
        counts: (column of ``engagement``, our column).
        references: Our columns that name another post.
    """

    columns: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    account_counts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, str], ...]
    references: tuple[str, ...]

    @classmethod
    def of(cls, mapping: Mapping[str, str]) -> Mapped:
        """Return what a mapping (our column -> column of the file) holds."""

        def held(names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
            return tuple((ours, name) for ours, name in names.items() if name in mapping)

        references = tuple(name for name in ("repost_of", "quote_of", "reply_to") if name in mapping)
        return cls(tuple(mapping.items()), held(ACCOUNT_TEXTS), held(ACCOUNT_COUNTS), held(COUNTS), references)


@dataclass(frozen=True, slots=True)
class PostReader:
    """Reads rows of one file.

    Attributes:
        file: What errors call it.
        unit: ``row`` or ``line``.
        layout: Its layout.
        times: Its time column; remembers the form of the first time.
        platform: Platform declared by a person, or ``None``.
        mapped: What its mapping holds.
    """

    file: str
    unit: str
    layout: Layout
    times: TimeColumn
    platform: str | None
    mapped: Mapped

    def read(self, row: Row) -> PostSeen | Fault:
        """Return the post of one row, or why it is not kept. Checked in order: account, post, time, the rest."""
        if row.fault is not None:
            return row.fault
        cells_of = row.cells.get
        ours = {name: cells_of(column) for name, column in self.mapped.columns}
        try:
            return self._read(Row(row.number, ours))
        except Refused as refused:
            return refused.fault

    def _read(self, row: Row) -> PostSeen:
        platform = self._platform(row)
        account = self._account(row, platform)
        native = self._post_id(row)
        time = self._time(row)
        text = self._text(row, "text") or ""
        raw_time = self._text(row, "timestamp") or ""
        if native is None:
            native = derived_id(account.uid, raw_time, text)
        at_us, precision, source, id_us, conflict = told(platform, native, time.at_us, time.precision)
        references = tuple(self.references(row, platform, text))
        return PostSeen(
            number=row.number,
            platform=platform,
            native_id=native,
            kind=self.kind(row, references),
            account=account,
            time=ReadTime(at_us, precision),
            time_raw=raw_time,
            time_source=source,
            id_us=id_us,
            conflict=conflict,
            texts=self._texts(row, platform, text),
            references=references,
            counts=self._counts(row),
            ip_region=self._optional(row, "ip_region"),
        )

    # --- cells ------------------------------------------------------------------------------------------

    def _text(self, row: Row, name: str) -> str | None:
        value = row.cells.get(name)
        return value if value is None or isinstance(value, str) else text_of(value)

    def _optional(self, row: Row, name: str) -> str | None:
        value = row.cells.get(name)
        if value is None or value == "":
            return None
        return cells.identifier(value if isinstance(value, str) else text_of(value))

    def _refuse(self, row: Row, name: str, error: type[CellMissing], what: str) -> Refused:
        column = self.layout.mapping[name]
        return Refused(Fault(column, error.cell(self._place(row, column), what)))

    def _place(self, row: Row, column: str | None) -> str:
        return place(self.file, row.number, column, self.unit)

    def _id(self, row: Row, name: str) -> str | None:
        """Return an id cell; words that stand for nothing give ``None``, lost digits refuse the row."""
        found = self._optional(row, name)
        if found is not None and "+" in found and cells.is_lossy(found):
            column = self.layout.mapping[name]
            raise Refused(Fault(column, IdLossy.cell(self._place(row, column))))
        return found

    def _reference_id(self, row: Row, name: str) -> str | None:
        if not row.cells.get(name):
            return None
        found = self._id(row, name)
        return None if found is None or found.lower() in _ABSENT else found.removesuffix(".0")

    # --- parts of a post --------------------------------------------------------------------------------

    def _platform(self, row: Row) -> str:
        said = self._optional(row, "platform") or self.layout.platform or self.platform or "unknown"
        said = said.lower()
        return "x" if said == "twitter" else said

    def _account(self, row: Row, platform: str) -> AccountSeen:
        native = self._id(row, "account_id")
        if native is None:
            raise self._refuse(row, "account_id", CellMissing, "account")
        kind = account_kind(self.layout, native)
        uid = (
            handle_uid(platform, native)
            if kind == "handle_only"
            else f"{platform}:{self.layout.account_prefix}{native}"
        )
        created = self._account_created(row)
        return AccountSeen(
            uid,
            self.layout.account_prefix + native,
            kind,
            created.at_us if created else None,
            created.precision if created else "unknown",
            self._shown(row),
        )

    def _account_created(self, row: Row) -> ReadTime | None:
        written = row.cells.get("account_created")
        if written is None or cells.identifier(text_of(written)) is None:
            return None
        column = self.layout.mapping["account_created"]
        try:
            return TimeColumn("UTC").read(written, self._place(row, column))
        except TimeUnreadable as error:
            raise Refused(Fault(column, error)) from error

    def _shown(self, row: Row) -> dict[str, object]:
        shown: dict[str, object] = {}
        for ours, name in self.mapped.texts:
            if text := self._text(row, name):
                shown[ours] = text
        for ours, name in self.mapped.account_counts:
            if (number := self._count(row, name)) is not None:
                shown[ours] = number[0]
        if (said := verified(self._text(row, "verified"))) is not None:
            shown["verified"] = said
        return shown

    def _post_id(self, row: Row) -> str | None:
        """Return the id of the post; ``None`` only where the table has no such column."""
        if "post_id" not in self.layout.mapping:
            return None
        native = self._id(row, "post_id")
        if native is None:
            raise self._refuse(row, "post_id", CellMissing, "post id")
        return self.layout.post_prefix + native

    def _time(self, row: Row) -> ReadTime:
        column = self.layout.mapping["timestamp"]
        where, written = self._place(row, column), row.cells.get("timestamp")
        if written is None or cells.identifier(text_of(written)) is None:
            raise self._refuse(row, "timestamp", CellMissing, "time")
        try:
            return self.times.read(written, where)
        except (TimeUnreadable, TimeMixed) as error:
            raise Refused(Fault(column, error)) from error

    def kind(self, row: Row, references: tuple[Reference, ...]) -> str:
        """Return the kind of the post of one row."""
        said = _KINDS.get((self._optional(row, "kind") or "").lower())
        if said is not None:
            return said
        types = {reference.type for reference in references}
        if "repost_of" in types or (self._optional(row, "reposted") or "").lower() in ("true", "1"):
            return "repost"
        if self.layout.usual_kind != "post":
            return self.layout.usual_kind
        return "quote" if "quote_of" in types else "reply" if "reply_to" in types else "post"

    def _texts(self, row: Row, platform: str, text: str) -> dict[str, str | None]:
        parent, root = self.thread(row, platform)
        return {
            "text": text,
            "title": self._text(row, "title") or None,
            "transcript": self._text(row, "transcript") or None,
            "text_ocr": self._text(row, "text_ocr") or None,
            "lang_declared": self._optional(row, "lang"),
            "url": self._optional(row, "url"),
            "client_name": self._text(row, "client") or None,
            "content_type_native": self._optional(row, "kind"),
            "parent_post_uid": parent,
            "root_post_uid": root,
        }

    def thread(self, row: Row, platform: str) -> tuple[str | None, str | None]:
        """Return the uids of the parent and the root of the post of one row."""
        parent = self._reference_id(row, "parent")
        if parent == self._optional(row, "post_id"):
            parent = None  # a comment at the top of its thread names itself as its root
        reply, root = self._reference_id(row, "reply_to"), self._reference_id(row, "repost_of")
        above = f"{self.layout.post_prefix}{parent}" if parent else reply
        return f"{platform}:{above}" if above else None, f"{platform}:{root}" if root else None

    def _count(self, row: Row, name: str) -> tuple[int, bool, int] | None:
        text = self._text(row, name)
        if not text:
            return None
        try:
            return cells.count(text)
        except ValueError as error:
            column = self.layout.mapping[name]
            raise Refused(Fault(column, CellUnreadable.count(self._place(row, column)))) from error

    def _counts(self, row: Row) -> dict[str, tuple[int, bool, int]]:
        found = {ours: self._count(row, name) for ours, name in self.mapped.counts}
        return {ours: number for ours, number in found.items() if number is not None}

    # --- references -------------------------------------------------------------------------------------

    def references(self, row: Row, platform: str, text: str) -> list[Reference]:
        """Return the edges that leave the post of one row.

        Raises:
            Refused: A cell is at fault.
        """
        found = [
            Reference(name, "post", f"{platform}:{target}", target, 0)
            for name in self.mapped.references
            if (target := self._reference_id(row, name))
        ]
        tags = self._listed(row, "hashtags", hashtags_in(text, platform), tag_key)
        found += numbered("uses_hashtag", "tag", ((tag_key(tag), tag) for tag in tags))
        links = self._listed(row, "links", links_in(text), str)
        found += numbered("links_to", "url", ((link, link) for link in links))
        return found + list(numbered("mentions", "account", self._mentions(row, platform, text)))

    def _listed(self, row: Row, name: str, in_text: list[str], key: Callable[[str], str]) -> list[str]:
        """Return what stands in the text, then what only the column beside it holds."""
        listed = self._list(row, name)
        if not listed:
            return in_text
        if self.layout.lists_replace_text:
            return listed
        known = {key(entry) for entry in in_text}
        return [*in_text, *(entry for entry in listed if key(entry) not in known)]

    def _list(self, row: Row, name: str) -> list[str]:
        if name not in self.layout.mapping:
            return []
        try:
            return cells.listing(self._text(row, name), commas=name != "links")
        except ValueError as error:
            column = self.layout.mapping[name]
            raise Refused(Fault(column, CellUnreadable.listing(self._place(row, column)))) from error

    def _mentions(self, row: Row, platform: str, text: str) -> list[tuple[str, str]]:
        """Return (account, as written): ids where a column lists them, else handles in the text."""
        ids = self._list(row, "mentions")
        if ids:
            return [(f"{platform}:{self.layout.account_prefix}{native}", native) for native in ids]
        return [(handle_uid(platform, handle), handle) for handle in mentions_in(text)]
