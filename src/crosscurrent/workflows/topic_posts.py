"""What topics are made from: every post once, and what posts share, of a case or of plain files."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.actions.canonical_url import canonical
from crosscurrent.actions.derive import derive
from crosscurrent.cases.case import Case
from crosscurrent.detectors.topics.sharing import shared_of
from crosscurrent.model.action import SCHEMA as ACTIONS
from crosscurrent.model.post import EDGE_SCHEMA
from crosscurrent.workflows.texts_of_case import Texts

#: Behaviours that say something of the subject of a post, beside its text.
BEHAVIOURS = ("link", "hashtag")
_ACTION_COLUMNS = ("behaviour", "object_id", "content_id")
#: Of a post, as a topic needs it; ``text`` is the first of its parts that is not empty.
COLUMNS = (
    "post_uid", "account_uid", "byline", "platform", "at", "precision", "lang", "text", "url", "capture_id", "locator",
)  # fmt: skip
_BARE = {
    "post_uid": "post_uid", "account_uid": "account_uid", "platform": "platform", "created_at": "at",
    "created_at_precision": "precision", "lang_declared": "lang", "url": "url", "capture_id": "capture_id",
    "locator": "locator",
}  # fmt: skip


@dataclass(slots=True)
class WatchedPosts:
    """Actions and posts, gathered while files are read for their texts; called with every table as it is read."""

    actions: list[pa.Table] = field(default_factory=list)
    posts: list[pa.Table] = field(default_factory=list)
    _waiting: pa.Table | None = None
    _edges: list[pa.Table] = field(default_factory=list)

    def __call__(self, name: str, rows: pa.Table) -> None:
        """Take rows in; a table of posts is followed by the tables of its edges."""
        if name == "post":
            self._derive()
            self._waiting = rows
            self.posts.append(_plain(rows.select(list(_BARE))))
        elif name == "edge":
            self._edges.append(rows)

    def _derive(self) -> None:
        if self._waiting is not None:
            edges = pa.concat_tables([EDGE_SCHEMA.empty_table(), *self._edges])
            self.actions.append(_plain(derive(self._waiting, edges, BEHAVIOURS).select(list(_ACTION_COLUMNS))))
        self._waiting, self._edges = None, []

    def gathered(self) -> tuple[pa.Table, pa.Table]:
        """Return all actions and all posts, texts or none."""
        self._derive()
        return _joined(self.actions, _empty(ACTIONS, _ACTION_COLUMNS)), _joined(self.posts, _NO_POSTS)


def of_case(case: Case) -> tuple[pa.Table, pa.Table]:
    """Return the actions and the posts of a case, as :meth:`WatchedPosts.gathered` does of files."""
    acts, posts = _empty(ACTIONS, _ACTION_COLUMNS), _NO_POSTS
    if case.tables.written("action"):
        wanted = pc.field("behaviour").cast(pa.string()).isin(list(BEHAVIOURS))
        acts = _plain(case.tables.dataset("action").to_table(columns=list(_ACTION_COLUMNS), filter=wanted))
    if case.tables.written("post"):
        posts = _plain(case.tables.dataset("post").to_table(columns=list(_BARE)))
    return acts, posts


def _plain(table: pa.Table) -> pa.Table:
    columns = [c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c for c in table.columns]
    return pa.table(dict(zip(table.schema.names, columns, strict=True)))


def _empty(schema: pa.Schema, columns: tuple[str, ...]) -> pa.Table:
    return _plain(schema.empty_table().select(list(columns)))


def _joined(pieces: list[pa.Table], empty: pa.Table) -> pa.Table:
    return pa.concat_tables([empty, *(piece.cast(empty.schema) for piece in pieces)])


_NO_POSTS = pa.schema(
    [(name, pa.timestamp("us", "UTC") if name == "created_at" else pa.string()) for name in _BARE]
).empty_table()


def posts_of(texts: Texts, compared: pa.Table, every: pa.Table) -> pa.Table:
    """Return one row per post with the columns :data:`COLUMNS`.

    Args:
        texts: The texts; what is said of a post comes from here where it has one.
        compared: Rows of ``model.text.COMPARED_SCHEMA``; languages come from here.
        every: All posts, those without a text among them.
    """
    written = _plain(texts.table)
    row = pc.index_in(written.column("text_uid"), value_set=compared.column("text_uid").combine_chunks())
    lang = compared.column("lang").cast(pa.string()).take(row)
    written = written.append_column("lang", pc.if_else(pc.equal(lang, "und"), pa.scalar(None, pa.string()), lang))
    blank = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(written.column("text"))), 0)
    written = written.append_column("blank", pc.cast(blank, pa.int8()))
    written = _first(written.sort_by([(name, "ascending") for name in ("post_uid", "blank", "text_uid")]))
    bare = every.filter(pc.invert(pc.is_in(every.column("post_uid"), value_set=_values(written, "post_uid"))))
    bare = bare.rename_columns([_BARE[name] for name in bare.column_names])
    bare = _first(bare.sort_by([(name, "ascending") for name in ("post_uid", "capture_id", "locator")]))
    folded = [link.url if (link := canonical(url or "")) else url for url in bare.column("url").to_pylist()]
    bare = bare.set_column(bare.schema.get_field_index("url"), "url", pa.array(folded, pa.string()))
    bare = bare.append_column("text", pa.array([""] * bare.num_rows, pa.string()))
    bare = bare.append_column("byline", pa.nulls(bare.num_rows, pa.string()))
    whole = written.select(list(COLUMNS))
    return pa.concat_tables([whole, bare.select(list(COLUMNS)).cast(whole.schema)]).sort_by("post_uid")


def _first(table: pa.Table) -> pa.Table:
    """Return the first row of every post."""
    uids = table.column("post_uid")
    if not len(uids):
        return table
    is_first = pc.not_equal(
        uids, pa.chunked_array([pa.array([None], pa.string()), *uids.slice(0, len(uids) - 1).chunks])
    )
    return table.filter(pc.fill_null(is_first, True))


def _values(table: pa.Table, column: str) -> pa.Array:
    return table.column(column).combine_chunks()


def shared_things(posts: pa.Table, groups: pa.Table, actions: pa.Table) -> pa.Table:
    """Return what posts share: groups of texts, links, hashtags. A post is tied to the link that leads to it.

    Args:
        posts: What :func:`posts_of` returned.
        groups: Rows of ``model.text.GROUP_SCHEMA``.
        actions: Link and hashtag actions: ``behaviour``, ``object_id``, ``content_id``.
    """
    shared = shared_of(groups, actions, BEHAVIOURS)
    linked = pc.unique(shared.filter(pc.equal(shared.column("why"), "link")).column("object_id"))
    target = posts.filter(pc.is_in(posts.column("url"), value_set=linked))
    target = target.filter(pc.is_valid(target.column("url")))
    own = pa.table(
        {
            "post_uid": target.column("post_uid"),
            "why": pa.array(["link"] * target.num_rows, pa.string()),
            "object_id": target.column("url"),
        }
    )
    return pa.concat_tables([shared, own])
