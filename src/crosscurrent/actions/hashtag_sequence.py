"""hashtag_sequence: an account writes the same tags in the same order. Object: the ordered sequence.

Source: the ordered hashtag sequence as a trace of coordination is from Pacheco et al., ICWSM 2021 (case study of
hashtag sequences) and one of the five traces of Luceri et al., WWW 2024. The length from which a sequence counts
differs between papers; three is this project's choice: one tag is a topic, two are often a fixed pair.
"""

from __future__ import annotations

import hashlib

from crosscurrent.actions.batch import Harvest, PostBatch
from crosscurrent.actions.hashtag import tagged

BEHAVIOUR = "hashtag_sequence"
MIN_TAGS = 3
_READABLE_CHARS = 300


def sequence_id(folded: list[str]) -> str:
    """Return the object of a sequence: the tags themselves, or their SHA-256 when they are longer than 300 characters.

    Example:
        >>> sequence_id(["#a", "#b", "#a"])
        'sequence:#a #b #a'
    """
    written = " ".join(folded)
    if len(written) > _READABLE_CHARS:
        return f"sequence:sha256:{hashlib.sha256(written.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
    return f"sequence:{written}"


def derive_hashtag_sequences(batch: PostBatch) -> Harvest:
    """Derive ``hashtag_sequence`` actions: at most one per post, from :data:`MIN_TAGS` tags on.

    Args:
        batch: Posts that can act.

    Returns:
        Object ``sequence:#a #b #c``: all tags of the post in the order written, repeats included. Passed over: posts
        with one or two tags.
    """
    harvest = Harvest()
    for row, folded, read_from in tagged(batch):
        if len(folded) >= MIN_TAGS and len(set(folded)) > 1:
            harvest.found.append((row, sequence_id(folded), f"hashtag_sequence: {read_from}"))
        else:
            harvest.passed_over["fewer than three tags"] += 1
    return harvest
