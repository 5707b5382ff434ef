"""repost: an account passes on a post. Object: the post."""

from __future__ import annotations

from crosscurrent.actions.batch import Harvest, PostBatch

BEHAVIOUR = "repost"


def derive_reposts(batch: PostBatch) -> Harvest:
    """Derive ``repost`` actions: one per post and re-published post; quoting counts as passing on.

    Args:
        batch: Posts that can act.

    Returns:
        Object: ``post_uid`` of the passed-on post. Passed over: reposts whose capture does not say of what; those are
        read by ``same_text``.
    """
    harvest = Harvest()
    quoted = batch.edges.get("quote_of", {})
    for row in sorted(batch.reposts.keys() | quoted.keys()):
        reposted = row in batch.reposts
        targets = batch.reposts[row] if reposted else quoted[row]
        how = "repost: id of the re-published post" if reposted else "repost: id of the quoted post"
        harvest.found += [(row, uid, how) for uid in dict.fromkeys(target.dst for target in targets)]
    if batch.unnamed_reposts:
        harvest.passed_over["original not named in the capture"] = len(batch.unnamed_reposts)
    return harvest
