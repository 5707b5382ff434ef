"""text_group: an account publishes a text that belongs to a group of copies, excerpts, rewordings or translations.

Object: the group. Groups are found, not read out of a post, so these actions are derived after the text comparison
and never by :mod:`crosscurrent.actions.derive`.

Reuse that the text itself explains gives no action: what a share button wrote, a petition or a letter people are
asked to post, wire copy with the agency's name, a marked quotation, a copy that names its source. Nor does any text of
a group of which at least half is such: a newsroom that leaves the credit out prints the wire all the same. What they
link to, sign and mention are actions of their own. A repost is not explained by such words, they are not its author's:
it gives ``repost`` where the capture names the original, and acts on the group where its text is the only trace of it.
Where such a repost comes first, somebody published the text before (:func:`published_elsewhere`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.actions.batch import PostBatch, read_batch
from crosscurrent.model.action import SCHEMA
from crosscurrent.model.post import EDGE_SCHEMA
from crosscurrent.model.text import BENIGN

BEHAVIOUR = "text_group"
#: How a text came into its group, by its relation to the medoid.
DERIVATIONS = {
    None: "text_group: the text itself",
    "copy": "text_group: copy",
    "excerpt": "text_group: excerpt",
    "rewording": "text_group: rewording",
    "translation": "text_group: translation",
}
UNNAMED_REPOST = "text_group: repost whose original the capture does not name"
#: Labels that explain the reuse by themselves; that an account repeats itself does not explain others.
EXPLAINING = tuple(label for label in BENIGN if label != "same_author")
#: A group is explained where so many of the texts beside its medoid are.
MOSTLY = 0.5
#: The closest of a post's texts speaks for it.
_CLOSEST = {None: 0, "copy": 1, "excerpt": 2, "rewording": 3, "translation": 4}


class Explained(NamedTuple):
    """What the texts themselves explain.

    Attributes:
        member: Rows of the groups that give no action unless the post is a repost.
        texts: Number of those rows.
        groups: Groups all of whose rows are among them.
    """

    member: npt.NDArray[np.bool_]
    texts: int
    groups: int


def explained(groups: pa.Table) -> Explained:
    """Mark the texts whose reuse needs no further explanation.

    Args:
        groups: Rows in ``model.text.GROUP_SCHEMA``.

    Example:
        >>> from crosscurrent.model.text import GROUP_SCHEMA
        >>> explained(GROUP_SCHEMA.empty_table()).texts
        0
    """
    if not groups.num_rows:
        return Explained(np.zeros(0, np.bool_), 0, 0)
    labels = groups.column("benign").combine_chunks()
    found = pc.is_in(labels.flatten(), value_set=pa.array(EXPLAINING)).to_numpy(zero_copy_only=False)
    labelled = np.zeros(groups.num_rows, np.bool_)
    labelled[pc.list_parent_indices(labels).to_numpy()[found]] = True
    group = groups.column("group_id").combine_chunks().dictionary_encode().indices.to_numpy()
    beside = ~groups.column("is_medoid").to_numpy()
    others = np.bincount(group, weights=beside)
    whole = (np.bincount(group, weights=labelled & beside) >= MOSTLY * others) & (others > 0)
    member = labelled | whole[group]
    return Explained(member, int(member.sum()), int(whole.sum()))


def derive_text_groups(groups: pa.Table, posts: pa.Table, edges: pa.Table | None = None) -> pa.Table:
    """Derive ``text_group`` actions: at most one per post and group.

    Args:
        groups: Rows in ``model.text.GROUP_SCHEMA``, all of them.
        posts: Rows in ``model.post.SCHEMA``, all or some.
        edges: Rows in ``model.post.EDGE_SCHEMA`` that leave those posts; without any, no repost names its original
            but by its root or parent.

    Returns:
        Rows in ``model.action.SCHEMA``, by object and post. Posts without account or time cannot act; see the module
        for reposts and for reuse that explains itself.
    """
    batch, _ = read_batch(posts, EDGE_SCHEMA.empty_table() if edges is None else edges)
    acting = batch.posts
    reposts = _marked(batch.unnamed_reposts, acting.num_rows)
    may_act = reposts | _marked(batch.own, acting.num_rows)
    place = pc.index_in(groups.column("post_uid"), value_set=acting.column("post_uid"))
    row = pc.fill_null(place, -1).to_numpy()
    said_by_itself = explained(groups).member
    kept = np.flatnonzero((row >= 0) & (may_act[row] if len(may_act) else False))
    kept = kept[reposts[row[kept]] | ~said_by_itself[kept]]
    closest: dict[tuple[str, str], tuple[int, str | None]] = {}
    chosen = groups.select(["group_id", "post_uid", "relation"]).take(pa.array(kept))
    for at, group_id, post_uid, relation in zip(row[kept].tolist(), *map(_listed, chosen.columns), strict=True):
        known = closest.get((group_id, post_uid))
        if known is None or _CLOSEST[relation] < _CLOSEST[known[1]]:
            closest[group_id, post_uid] = (at, relation)
    return _rows(batch, reposts, [(key[0], *closest[key]) for key in sorted(closest)])


def published_elsewhere(actions: pa.Table) -> pa.Table:
    """Return the groups whose first known act is a repost: what it passes on was published, and the capture lacks it.

    Args:
        actions: Rows in ``model.action.SCHEMA``, all of a run; other behaviours are passed over.

    Returns:
        ``object_id``, ``at_us`` (the first act: published no later than that) and ``account_uid`` (null: nobody known).
    """
    ours = actions.filter(pc.equal(actions.column("behaviour").cast(pa.string()), BEHAVIOUR))
    passed_on = pc.equal(ours.column("derivation").cast(pa.string()), UNNAMED_REPOST)
    acts = pa.table([ours.column("object_id"), ours.column("acted_at").cast(pa.int64()), passed_on], _ACT_COLUMNS)
    # Of acts at one moment the repost goes last: it cannot be known to be the first.
    acts = acts.sort_by([("object_id", "ascending"), ("at_us", "ascending"), ("passed_on", "ascending")])
    objects = acts.column("object_id").combine_chunks().dictionary_encode().indices.to_numpy()
    first = acts.take(pa.array(np.unique(objects, return_index=True)[1]))
    first = first.filter(first.column("passed_on")).select(["object_id", "at_us"])
    return first.append_column("account_uid", pa.nulls(first.num_rows, pa.string()))


_ACT_COLUMNS = ["object_id", "at_us", "passed_on"]


def _marked(rows: list[int], n: int) -> npt.NDArray[np.bool_]:
    marked = np.zeros(n, np.bool_)
    marked[rows] = True
    return marked


def _listed(column: pa.ChunkedArray) -> list[str | None]:
    values: list[str | None] = column.to_pylist()
    return values


def _rows(batch: PostBatch, reposts: npt.NDArray[np.bool_], found: list[tuple[str, int, str | None]]) -> pa.Table:
    taken = batch.posts.take(pa.array([place for _, place, _ in found], pa.int64()))
    how = [UNNAMED_REPOST if reposts[place] else DERIVATIONS[relation] for _, place, relation in found]
    columns = [
        taken.column("account_uid"), pa.array([BEHAVIOUR] * len(found), pa.string()),
        pa.array([group_id for group_id, _, _ in found], pa.string()), taken.column("post_uid"),
        taken.column("created_at"), taken.column("created_at_precision"), pa.array(how, pa.string()),
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
