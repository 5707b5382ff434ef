"""hashtag: an account uses a tag. Object: the folded tag."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from crosscurrent.actions.batch import Harvest, PostBatch
from crosscurrent.actions.normal_text import normalise
from crosscurrent.actions.text_marks import tags

BEHAVIOUR = "hashtag"


@lru_cache(maxsize=1 << 14)
def fold_tag(tag: str) -> str:
    """Return the form in which two hashtags are one: NFKC, case-folded, simplified Chinese, no emoji or white space.

    Returns:
        ``#tag``; the empty string for a tag without letters or digits.

    Example:
        >>> fold_tag("＃StraßE"), fold_tag("國際 新聞")
        ('#strasse', '#国际新闻')
    """
    folded = normalise(tag.replace("@", " ")).replace(" ", "")
    return f"#{folded}" if folded else ""


def tagged(batch: PostBatch) -> Iterator[tuple[int, list[str], str]]:
    """Yield (row, folded tags in the order written, where they were read); the text only without ``uses_hashtag``."""
    edges = batch.edges.get("uses_hashtag", {})
    for row in batch.own:
        written = [target.dst for target in edges.get(row, ())]
        read_from = "uses_hashtag edge" if written else "tag in the text"
        folded = [fold_tag(tag) for tag in written or tags(batch.text[row], batch.platform[row])]
        if folded:
            yield row, [tag for tag in folded if tag], read_from


def derive_hashtags(batch: PostBatch) -> Harvest:
    """Derive ``hashtag`` actions: one per post and tag.

    Args:
        batch: Posts that can act.

    Returns:
        Object ``#tag`` after :func:`fold_tag`.
    """
    harvest = Harvest()
    for row, folded, read_from in tagged(batch):
        harvest.found += [(row, tag, f"hashtag: {read_from}") for tag in dict.fromkeys(folded)]
    return harvest
