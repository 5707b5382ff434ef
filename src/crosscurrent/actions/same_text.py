"""same_text: an account publishes a text that others publish word for word. Object: hash of the normal form.

Minimum length: D3lta drops texts under 30 graphemes, which drops most Chinese posts; 10-12 Han characters have been
recommended against it. Exact equality after folding is stricter than D3lta's similarity, so less length is needed:
8 Han characters or 20 of an alphabetic script, mixed by weight (:mod:`crosscurrent.actions.normal_text`).
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from crosscurrent.actions.batch import Harvest, PostBatch
from crosscurrent.actions.normal_text import MIN_DIFFERENT, MIN_WEIGHT, normalise, weight
from crosscurrent.actions.text_marks import tags

BEHAVIOUR = "same_text"
OWN = "same_text: own words, normalised"
UNNAMED_REPOST = "same_text: repost whose original the capture does not name"
_CACHED_CHARS = 2000


def text_object(text: str, platform: str = "") -> str | None:
    """Return the object of a text, or ``None`` where it says too little to be told from chance.

    Too little is: under :data:`MIN_WEIGHT` outside its hashtags, or fewer than :data:`MIN_DIFFERENT` different
    characters. A post of only links, names, tags or emoji therefore has no text.

    Args:
        text: Raw text.
        platform: Platform of the post; it decides how hashtags are read.

    Returns:
        ``text:`` and the first 32 hexadecimal digits of the SHA-256 of the normal form.

    Example:
        >>> text_object("#a #b https://t.co/x @c") is None
        True
        >>> text_object("The polls close at eight, go now!") == text_object("the polls close at eight go NOW")
        True
    """
    return _cached(text, platform) if len(text) <= _CACHED_CHARS else _text_object(text, platform)


def _text_object(text: str, platform: str) -> str | None:
    normal = normalise(text)
    tagged = sum(weight(normalise(tag)) + 1 for tag in tags(text, platform))
    if weight(normal) - tagged < MIN_WEIGHT or len(set(normal)) < MIN_DIFFERENT:
        return None
    return f"text:{hashlib.sha256(normal.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


_cached = lru_cache(maxsize=1 << 16)(_text_object)


def derive_same_texts(batch: PostBatch) -> Harvest:
    """Derive ``same_text`` actions: at most one per post.

    Args:
        batch: Posts that can act.

    Returns:
        Object: see :func:`text_object`. A repost is read only where the capture does not name its original: then the
        text is the only handle, and the derivation says so. Passed over: texts that are too short.
    """
    harvest = Harvest()
    unnamed = set(batch.unnamed_reposts)
    for row in sorted([*batch.own, *unnamed]):
        text = batch.text[row]
        text_id = text_object(text, batch.platform[row]) if text else None
        if text_id is not None:
            harvest.found.append((row, text_id, UNNAMED_REPOST if row in unnamed else OWN))
        else:
            harvest.passed_over["too short" if text else "no text"] += 1
    return harvest
