"""Groups of texts that pass on one text: every member is related to the group's medoid itself, so nothing drifts.

Greedy stars: the text to which most others are directly related becomes a medoid, takes them, and so on with the rest.
Members never bring their own neighbours. A member that contradicts the medoid or another member is left out, and may
found or join another group.
"""

from __future__ import annotations

import hashlib
import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation between two distinct texts.

    Attributes:
        a: One distinct text.
        b: The other.
        relation: One of ``model.text.RELATIONS``.
        similarity: Of the relation.
        benign: Its labels.
        contrary: Whether they contradict each other.
    """

    a: int
    b: int
    relation: str
    similarity: float
    benign: tuple[str, ...]
    contrary: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A medoid and its members.

    Attributes:
        group_id: ``text:`` and 16 hexadecimal digits.
        medoid: Distinct text.
        members: Other distinct texts, each with its tie to the medoid.
    """

    group_id: str
    medoid: int
    members: tuple[tuple[int, Tie], ...]


def group_id(normal: str) -> str:
    """Return the name of the group whose medoid has this normal form.

    Example:
        >>> group_id("vote now")
        'text:a9967460b6eb9a1e'
    """
    return f"text:{hashlib.sha256(normal.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def find(forms: Sequence[str], copies: Sequence[int], ties: Sequence[Tie]) -> list[Group]:
    """Group distinct texts.

    Args:
        forms: Normal form of each distinct text.
        copies: Texts that share each.
        ties: Relations, in any order, each pair at most once. Ties whose only common ground is boilerplate, and
            contrary ones, hold nothing together.

    Returns:
        Groups of at least two texts, each distinct text in at most one, by the medoid's number.
    """
    near, apart = _neighbours(ties)
    free = {*near, *(text for text, n in enumerate(copies) if n > 1)}
    pull = {
        text: copies[text] + sum(map(copies.__getitem__, near[text])) if text in near else copies[text] for text in free
    }
    queue = [(-pull[text], text) for text in free]
    heapq.heapify(queue)
    groups = []
    while queue:
        negative, text = heapq.heappop(queue)
        if text not in free:
            continue
        now = _pull(text, near[text], copies, free)
        if now != -negative:
            heapq.heappush(queue, (-now, text))
            continue
        members = _admitted(text, near[text], apart, free)
        free -= {text, *(member for member, _ in members)}
        if members or copies[text] > 1:
            groups.append(Group(group_id(forms[text]), text, tuple(sorted(members, key=lambda pair: pair[0]))))
    return sorted(groups, key=lambda group: group.medoid)


def _neighbours(ties: Sequence[Tie]) -> tuple[dict[int, dict[int, Tie]], dict[int, set[int]]]:
    near: dict[int, dict[int, Tie]] = defaultdict(dict)
    apart: dict[int, set[int]] = defaultdict(set)
    for tie in ties:
        if tie.contrary:
            apart[tie.a].add(tie.b)
            apart[tie.b].add(tie.a)
        elif "boilerplate" not in tie.benign:
            near[tie.a][tie.b] = near[tie.b][tie.a] = tie
    return near, apart


def _pull(text: int, near: dict[int, Tie], copies: Sequence[int], free: set[int]) -> int:
    """Return how many texts a medoid would bring together."""
    return int(copies[text] + sum(copies[other] for other in near if other in free))


def _admitted(
    medoid: int, near: dict[int, Tie], apart: dict[int, set[int]], free: set[int]
) -> list[tuple[int, Tie]]:  # fmt: skip
    """Return the free neighbours of a medoid, closest first, without those that contradict one admitted before."""
    admitted: list[tuple[int, Tie]] = []
    inside = {medoid}
    for other in sorted((o for o in near if o in free), key=lambda o: (-near[o].similarity, o)):
        if not apart.get(other, _NOTHING) & inside:
            admitted.append((other, near[other]))
            inside.add(other)
    return admitted


_NOTHING: set[int] = set()
