"""mention: an account names an account. Object: the account named."""

from __future__ import annotations

from crosscurrent.actions.batch import Harvest, PostBatch, Target
from crosscurrent.actions.text_marks import names, opening_names

BEHAVIOUR = "mention"


def derive_mentions(batch: PostBatch) -> Harvest:
    """Derive ``mention`` actions: one per post and account named.

    Args:
        batch: Posts that can act.

    Returns:
        Object: the account of a ``mentions`` edge, or ``platform:@name`` (case-folded) where the capture has none and
        the text is read. The names a reply opens with address it and are left out there.
    """
    harvest = Harvest()
    edges = batch.edges.get("mentions", {})
    answers = batch.edges.get("reply_to", {})
    for row in batch.own:
        opening = opening_names(batch.text[row]) if row in answers else frozenset()
        named = [target.dst for target in edges.get(row, ()) if _name(target) not in opening]
        how = "mention: mentions edge" if row in edges else "mention: @name in the text"
        if row not in edges and ("@" in batch.text[row] or "＠" in batch.text[row]):
            named = [f"{batch.platform[row]}:@{name}" for name in names(batch.text[row]) if name not in opening]
        harvest.found += [(row, account, how) for account in dict.fromkeys(named)]
    return harvest


def _name(target: Target) -> str:
    return (target.raw or target.dst).rpartition("@")[2].casefold()
