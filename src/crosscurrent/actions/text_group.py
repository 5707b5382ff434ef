"""text_group: an account publishes a text that belongs to a group of copies, excerpts, rewordings or translations.

Object: the group. Groups are found, not read out of a post, so these actions are derived after the text comparison
and never by :mod:`crosscurrent.actions.derive`.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.model.action import SCHEMA

BEHAVIOUR = "text_group"
#: How a text came into its group, by its relation to the medoid.
DERIVATIONS = {
    None: "text_group: the text itself",
    "copy": "text_group: copy",
    "excerpt": "text_group: excerpt",
    "rewording": "text_group: rewording",
    "translation": "text_group: translation",
}
#: The closest of a post's texts speaks for it.
_CLOSEST = {None: 0, "copy": 1, "excerpt": 2, "rewording": 3, "translation": 4}


def derive_text_groups(groups: pa.Table, posts: pa.Table) -> pa.Table:
    """Derive ``text_group`` actions: at most one per post and group.

    Args:
        groups: Rows in ``model.text.GROUP_SCHEMA``.
        posts: Rows in ``model.post.SCHEMA``, or any table with their columns ``post_uid``, ``account_uid``, ``kind``,
            ``created_at``, ``created_at_precision``, ``capture_id`` and ``locator``.

    Returns:
        Rows in ``model.action.SCHEMA``, by object and post. Posts without account or time cannot act; a repost passes
        on a post, not a text, and gives ``repost``.
    """
    may_act = pc.and_(
        pc.is_valid(posts.column("created_at")), pc.fill_null(pc.not_equal(posts["account_uid"], ""), False)
    )
    may_act = pc.and_(may_act, pc.not_equal(posts.column("kind").cast(pa.string()), "repost"))
    acting = posts.filter(may_act)
    row = pc.index_in(groups.column("post_uid"), value_set=acting.column("post_uid")).to_pylist()
    closest: dict[tuple[str, str], tuple[int, str | None]] = {}
    columns = (groups.column(name).to_pylist() for name in ("group_id", "post_uid", "relation"))
    for place, group_id, post_uid, relation in zip(row, *columns, strict=True):
        known = closest.get((group_id, post_uid))
        if place is not None and (known is None or _CLOSEST[relation] < _CLOSEST[known[1]]):
            closest[group_id, post_uid] = (place, relation)
    return _rows(acting, [(key[0], *closest[key]) for key in sorted(closest)])


def _rows(posts: pa.Table, found: list[tuple[str, int, str | None]]) -> pa.Table:
    taken = posts.take(pa.array([place for _, place, _ in found], pa.int64()))
    columns = [
        taken.column("account_uid"), pa.array([BEHAVIOUR] * len(found), pa.string()),
        pa.array([group_id for group_id, _, _ in found], pa.string()), taken.column("post_uid"),
        taken.column("created_at"), taken.column("created_at_precision"),
        pa.array([DERIVATIONS[relation] for _, _, relation in found], pa.string()),
        taken.column("capture_id"), taken.column("locator"),
    ]  # fmt: skip
    shaped = [
        column.cast(pa.string()).combine_chunks().dictionary_encode().cast(field.type)
        if pa.types.is_dictionary(field.type) and isinstance(column, pa.ChunkedArray)
        else column.dictionary_encode().cast(field.type)
        if pa.types.is_dictionary(field.type)
        else column.cast(field.type)
        for column, field in zip(columns, SCHEMA, strict=True)
    ]
    return pa.table(shaped, schema=SCHEMA)
