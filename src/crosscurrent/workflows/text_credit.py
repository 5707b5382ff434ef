"""Where a post names its source: the addresses it links to, the accounts it mentions, and the names it goes by."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.actions.canonical_url import canonical

#: Edges to another post that give credit by themselves: the platform shows where it comes from.
CREDITING = ("repost_of", "quote_of", "crosspost_of", "forward_of")
#: Edges by which a post refers to another at all.
REFERRING = (*CREDITING, "reply_to")
#: Columns with names of an account, the one a reader sees first, and what the name is.
AUTHOR = "author"
_NAMES = (("display_name", "display_name"), ("entity_name", "display_name"), ("handle", "handle"))


def with_credits(texts: pa.Table, edges: pa.Table, posts: pa.Table, names: pa.Table) -> pa.Table:
    """Return the texts with ``links`` (canonical addresses), ``mentions`` (accounts) and ``byline``; null where none.

    A repost, quote or forward of a captured post counts as a link to its address and a mention of its author: a
    reader is shown both.

    Args:
        texts: Columns ``post_uid`` and ``account_uid``, and any others.
        edges: Columns ``src_post_uid``, ``type``, ``dst_kind``, ``dst``.
        posts: Columns ``post_uid``, ``url``, ``account_uid``; what the edges to posts lead to.
        names: What :func:`names_of` returned.
    """
    kind = edges.column("type")
    links = edges.filter(pc.and_(pc.equal(kind, "links_to"), pc.equal(edges.column("dst_kind"), "url")))
    mentions = edges.filter(pc.and_(pc.equal(kind, "mentions"), pc.equal(edges.column("dst_kind"), "account")))
    to_posts = edges.filter(
        pc.and_(pc.is_in(kind, value_set=pa.array(CREDITING)), pc.is_in(edges.column("dst"), value_set=_uids(posts)))
    )
    addresses = pa.concat_tables([_pairs(links, links.column("dst")), _reached(to_posts, posts, "url")])
    accounts = pa.concat_tables([_pairs(mentions, mentions.column("dst")), _reached(to_posts, posts, "account_uid")])
    for name, key, found in (
        ("links", "post_uid", _listed(_canonical(addresses))),
        ("mentions", "post_uid", _listed(accounts)),
        ("byline", "account_uid", _bylines(names)),
    ):
        # Arrow joins carry no lists, so the rows are looked up.
        rows = pc.index_in(texts.column(key), value_set=found.column("key").combine_chunks())
        texts = texts.append_column(name, found.column("value").take(rows))
    return texts


def _uids(posts: pa.Table) -> pa.Array:
    return pc.unique(posts.column("post_uid"))


def _pairs(edges: pa.Table, value: pa.ChunkedArray) -> pa.Table:
    return pa.table({"post_uid": edges.column("src_post_uid"), "value": value})


def _reached(edges: pa.Table, posts: pa.Table, column: str) -> pa.Table:
    """Return what ``column`` says of the posts that edges lead to."""
    known = posts.select(["post_uid", column]).filter(pc.is_valid(posts.column(column)))
    known = known.group_by("post_uid").aggregate([(column, "min")])
    known = pa.table({"dst": known.column("post_uid"), "value": known.column(f"{column}_min")})
    found = edges.select(["src_post_uid", "dst"]).join(known, "dst", join_type="inner")
    return pa.table({"post_uid": found.column("src_post_uid"), "value": found.column("value")})


def _canonical(pairs: pa.Table) -> pa.Table:
    """Fold addresses, each distinct one once; those that are refused are left out."""
    written = pc.unique(pairs.column("value"))
    folded = [canonical(address) for address in written.to_pylist()]
    addresses = pa.array([link.url if link else None for link in folded], pa.string())
    value = addresses.take(pc.index_in(pairs.column("value"), value_set=written).combine_chunks())
    table = pa.table({"post_uid": pairs.column("post_uid"), "value": value})
    return table.filter(pc.is_valid(table.column("value")))


def _listed(pairs: pa.Table) -> pa.Table:
    """Gather the distinct values of each key (the first column) in a list, in the order of code points."""
    pairs = pairs.rename_columns(["key", "value"])
    distinct = pairs.group_by(["key", "value"]).aggregate([])
    distinct = distinct.sort_by([("key", "ascending"), ("value", "ascending")])
    listed = distinct.group_by("key", use_threads=False).aggregate([("value", "list")])
    return pa.table({"key": listed.column("key"), "value": listed.column("value_list")})


def names_of(seen: pa.Table, bylines: pa.Table) -> pa.Table:
    """Return every name under which an account was seen: ``account_uid``, ``name``, ``kind``.

    Args:
        seen: Columns ``account_uid``, ``display_name``, ``handle``, ``entity_name`` of the sightings of accounts.
        bylines: ``account_uid`` and ``name``: authors named on the posts themselves.
    """
    pieces = [pa.table({**_columns(bylines), "kind": _kind(AUTHOR, bylines.num_rows)})]
    for column, kind in _NAMES:
        names = pa.table({"account_uid": seen.column("account_uid"), "name": seen.column(column)})
        pieces.append(pa.table({**_columns(names), "kind": _kind(kind, names.num_rows)}))
    every = pa.concat_tables(pieces)
    every = every.filter(pc.and_(pc.is_valid(every.column("name")), pc.is_valid(every.column("account_uid"))))
    distinct = every.group_by(["account_uid", "name", "kind"]).aggregate([])
    return distinct.sort_by([(name, "ascending") for name in ("account_uid", "kind", "name")])


def _columns(table: pa.Table) -> dict[str, pa.ChunkedArray]:
    return {name: table.column(name) for name in ("account_uid", "name")}


def _kind(kind: str, rows: int) -> pa.Array:
    return pa.array([kind] * rows, pa.string())


def _bylines(names: pa.Table) -> pa.Table:
    """Return the one name by which a reader knows an account: display name, else handle, else an author's name."""
    last = pc.equal(names.column("kind"), AUTHOR).cast(pa.int8())
    names = names.append_column("last", last).sort_by(
        [(name, "ascending") for name in ("account_uid", "last", "kind", "name")]
    )
    first = names.group_by("account_uid", use_threads=False).aggregate([("name", "first")])
    return pa.table({"key": first.column("account_uid"), "value": first.column("name_first")})


def references_of(edges: pa.Table) -> pa.Table:
    """Return ``post_uid`` and ``target_post_uid`` of every repost, quote, forward and answer."""
    found = edges.filter(
        pc.and_(
            pc.is_in(edges.column("type"), value_set=pa.array(REFERRING)), pc.equal(edges.column("dst_kind"), "post")
        )
    )
    table = pa.table({"post_uid": found.column("src_post_uid"), "target_post_uid": found.column("dst")})
    table = table.group_by(["post_uid", "target_post_uid"]).aggregate([])
    return table.sort_by([("post_uid", "ascending"), ("target_post_uid", "ascending")])
