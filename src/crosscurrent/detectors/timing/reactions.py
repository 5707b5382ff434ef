"""The dog that did not bark: comparable triggers, the reaction to each, and an exact test with its small n."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from scipy import special, stats

from crosscurrent.detectors.timing.after import span
from crosscurrent.detectors.timing.bursts import Reading
from crosscurrent.detectors.timing.events import Event
from crosscurrent.detectors.timing.parameters import Parameters

#: Barnard's test looks through every table; above so many triggers Fisher's is as good.
LARGEST_BARNARD = 60


@dataclass(frozen=True, slots=True)
class Reaction:
    """What followed one trigger.

    Attributes:
        event: The trigger.
        asked: It is the one asked about; else a comparable one.
        n: Posts within the horizon; ``None`` where the series does not cover it.
        expected: Posts in as much time before it, at the same hours of the week.
        p: Of so many posts or more, if nothing changed.
        reacted: p and the rise are both enough.
        overlaps: Another event lies within the horizon, or this one in the horizon of an earlier one.
    """

    event: Event
    asked: bool
    n: float | None
    expected: float | None
    p: float | None
    reacted: bool | None
    overlaps: bool


@dataclass(frozen=True, slots=True)
class Contrast:
    """Triggers of one group, answered or not.

    Attributes:
        group: The group.
        asked: How many were asked about, and of these how many drew a reaction.
        comparable: The same of the comparable ones.
        chosen_by: ``file``: the list says which are comparable; ``order``: the last is asked about.
        p_fisher: One-sided exact p; ``None`` where one side is empty.
        p_barnard: The same by Barnard's test.
        smallest_p: The smallest that Fisher's test can give here.
    """

    group: str
    asked: tuple[int, int]
    comparable: tuple[int, int]
    chosen_by: str
    p_fisher: float | None
    p_barnard: float | None
    smallest_p: float | None

    @property
    def reason(self) -> str | None:
        """Return why nothing could be tested, or ``None``."""
        if not self.asked[0]:
            return "the series does not cover the trigger asked about"
        return None if self.comparable[0] else "there is no comparable earlier trigger that the series covers"


def roles(events: Sequence[Event]) -> dict[str, tuple[str, list[tuple[Event, bool]]]]:
    """Return for each group who chose, and its triggers with whether they are asked about.

    Where the file marks comparable ones, the others are asked about; else the last of the group is, and those before it
    are comparable. A group of one trigger has nothing to be compared with.
    """
    grouped: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(events):
        grouped[event.group].append(event)
    found: dict[str, tuple[str, list[tuple[Event, bool]]]] = {}
    for group, members in sorted(grouped.items()):
        if len(members) < 2:
            continue
        marked = any(event.comparable for event in members)
        asked = [not event.comparable if marked else event is members[-1] for event in members]
        found[group] = ("file" if marked else "order", list(zip(members, asked, strict=True)))
    return found


def reaction(reading: Reading, event: Event, asked: bool, others: Sequence[Event], parameters: Parameters) -> Reaction:
    """Count what followed one trigger and hold it against the time before it."""
    series = reading.series
    first, stop = span(series, event, parameters.reaction_us)
    begin = first - parameters.before_us // series.bin_us
    overlaps = any(other is not event and _near(event, other, parameters.reaction_us) for other in others)
    if begin < 0 or stop > len(series.counts):
        return Reaction(event, asked, None, None, None, None, overlaps)
    n, before = float(series.counts[first:stop].sum()), float(series.counts[begin:first].sum())
    worth, worth_before = float(reading.worth[first:stop].sum()), float(reading.worth[begin:first].sum())
    expected = before * worth / worth_before
    p = rate_p(n / reading.dispersion, before / reading.dispersion, worth / (worth + worth_before))
    enough = n >= parameters.fewest_posts and n >= parameters.lift * expected
    return Reaction(event, asked, n, expected, p, enough and p <= parameters.reaction_alpha, overlaps)


def rate_p(n: float, before: float, share: float) -> float:
    """Return the chance of n or more of all posts in the later time, which is worth ``share`` of the whole.

    The binomial tail in its continuous form, so that counts divided by the overdispersion can be put in.

    Example:
        >>> round(rate_p(3, 1, 0.5), 6)  # 3 or 4 of 4 at 1/2
        0.3125
    """
    return float(special.betainc(n, before + 1, share)) if n > 0 else 1.0


def _near(event: Event, other: Event, horizon_us: int) -> bool:
    return -(horizon_us + other.width_us) <= other.at_us - event.at_us <= horizon_us + event.width_us


def reactions(
    reading: Reading, events: Sequence[Event], parameters: Parameters
) -> tuple[list[tuple[str, Reaction]], list[Contrast]]:  # fmt: skip
    """Return the reaction to every trigger of every group, and what the groups show."""
    rows: list[tuple[str, Reaction]] = []
    contrasts: list[Contrast] = []
    for group, (chosen_by, members) in roles(events).items():
        found = [reaction(reading, event, asked, events, parameters) for event, asked in members]
        rows += [(group, one) for one in found]
        contrasts.append(contrast(group, chosen_by, found))
    return rows, contrasts


def contrast(group: str, chosen_by: str, found: Sequence[Reaction]) -> Contrast:
    """Test whether the trigger asked about drew a reaction and the comparable ones did not."""
    seen = [one for one in found if one.reacted is not None]
    asked = _tally([one for one in seen if one.asked])
    comparable = _tally([one for one in seen if not one.asked])
    if not asked[0] or not comparable[0]:
        return Contrast(group, asked, comparable, chosen_by, None, None, None)
    table = [[asked[1], asked[0] - asked[1]], [comparable[1], comparable[0] - comparable[1]]]
    fisher = float(stats.fisher_exact(table, alternative="greater").pvalue)
    smallest = 1 / comb(asked[0] + comparable[0], asked[0])
    return Contrast(group, asked, comparable, chosen_by, fisher, _barnard(table), smallest)


def _tally(some: Sequence[Reaction]) -> tuple[int, int]:
    return len(some), sum(bool(one.reacted) for one in some)


def _barnard(table: list[list[int]]) -> float | None:
    total = sum(map(sum, table))
    if total > LARGEST_BARNARD:
        return None
    if not sum(row[0] for row in table) or not sum(row[1] for row in table):
        return 1.0  # nobody reacted, or everybody did: nothing tells the two apart
    columns = [list(column) for column in zip(*table, strict=True)]  # scipy wants the groups as columns
    return float(stats.barnard_exact(columns, alternative="greater").pvalue)
