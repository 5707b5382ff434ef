"""Ids that stay: a topic of an earlier run that is still together keeps its id, so that the name people gave it holds.

An id of its own is made from the thing most posts of a topic share. That changes when captures are added: another link
becomes the commonest, an earlier post moves the begin of an episode. People name topics by id, so ids are carried over.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: How an id looks; what looks otherwise in the tables of an earlier run is not taken over.
ID = re.compile(r"topic:[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of the ids of an earlier run.

    Attributes:
        ids: Id of each topic, in the order of the topics.
        kept: Ids taken over.
        gone: Earlier ids that no topic carries -> the topic that now holds most of its posts, ``None`` if its posts
            were scattered or are not here.
    """

    ids: tuple[str, ...]
    kept: tuple[str, ...]
    gone: dict[str, str | None]


def new_id(named: str, taken: Iterable[str] = ()) -> str:
    """Return an id made from a text that is no other topic's.

    Example:
        >>> new_id("link")
        'topic:b1b1bdb480c61d07'
    """
    others = set(taken)
    for number in range(len(others) + 1):
        written = named + "\0" * number
        digest = hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
        if f"topic:{digest[:16]}" not in others:
            break
    return f"topic:{digest[:16]}"


def carried_over(topics: Sequence[tuple[str, Iterable[str]]], earlier: Mapping[str, str]) -> Carried:
    """Give every topic its id.

    A topic takes over an earlier id if it holds more than half of the posts that topic had; of several it takes the one
    it shares most posts with. Nothing else takes an earlier id over.

    Args:
        topics: What each topic's own id is made from, and its posts.
        earlier: Post -> id of its topic in the earlier run.

    Returns:
        Ids, all different, whatever the order of the topics.
    """
    earlier = {post: one for post, one in earlier.items() if ID.fullmatch(one)}
    size = Counter(earlier.values())
    shared = Counter(
        (earlier[post], place) for place, (_, posts) in enumerate(topics) for post in set(posts) if post in earlier
    )
    core = {key: n for key, n in shared.items() if 2 * n > size[key[0]]}
    found: dict[int, str] = {}
    now_in: dict[str, int] = dict(core.keys())
    # Each earlier topic has at most one entry in core; the larger share first, so that a merged topic keeps the larger.
    for old, place in sorted(core, key=lambda key: (-core[key], key[0])):
        found.setdefault(place, old)
    kept = set(found.values())
    ids = dict(found)
    taken = set(size)
    for place in sorted(set(range(len(topics))) - set(found), key=lambda place: topics[place][0]):
        ids[place] = new_id(topics[place][0], taken)
        taken.add(ids[place])
    gone = {old: ids[now_in[old]] if old in now_in else None for old in sorted(set(size) - kept)}
    return Carried(tuple(ids[place] for place in range(len(topics))), tuple(sorted(kept)), gone)
