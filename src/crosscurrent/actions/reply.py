"""reply: an account answers or comments on a post. Object: the post, or the account where only that is known."""

from __future__ import annotations

import pyarrow.compute as pc

from crosscurrent.actions.batch import Harvest, PostBatch

BEHAVIOUR = "reply"
_ANSWERS = ("reply", "comment", "danmaku")


def derive_replies(batch: PostBatch) -> Harvest:
    """Derive ``reply`` actions: one per post and target.

    Args:
        batch: Posts that can act.

    Returns:
        Object: ``post_uid`` answered, from the ``reply_to`` edge, else (for comments and replies) the parent post, else
        the root post; an edge to an account gives the account. Passed over: answers without any target.
    """
    harvest = Harvest()
    edges = batch.edges.get("reply_to", {})
    kinds = batch.posts.column("kind").to_pylist()
    parents = pc.coalesce(batch.posts.column("parent_post_uid"), batch.posts.column("root_post_uid")).to_pylist()
    for row in batch.own:
        if row in edges:
            named = {target.dst: target.kind for target in edges[row]}
            harvest.found += [
                (row, dst, "reply: account answered" if kind == "account" else "reply: id of the post answered")
                for dst, kind in named.items()
            ]
        elif kinds[row] in _ANSWERS and parents[row]:
            harvest.found.append((row, parents[row], "reply: parent post"))
        elif kinds[row] in _ANSWERS:
            harvest.passed_over["target not named in the capture"] += 1
    return harvest
