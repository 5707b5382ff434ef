"""What names are called in Han characters, learnt from translations that are certain without their names.

A transcribed name can be heard (:mod:`.names`), a translated one cannot: Deercreek is 鹿溪. But where texts that state
the same figures and mean the same pair the two in several unconnected stories, and seldom one without the other, they
name the same. A name learnt in this way then tells for and against pairs that state no figures.

Source:
    Melamed 2000, Models of Translational Equivalence among Words (translations by co-occurrence in parallel texts).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from crosscurrent.detectors.text_reuse.names import sounds_alike

I64 = npt.NDArray[np.int64]
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
#: Runs of so many Han characters may be names; so many characters of a text and texts of a story are read.
_LENGTHS, _READ, _TEXTS = (2, 3, 4), 400, 50
#: Runs nearly as good as the best are parts of one name.
_PART_OF_BEST = 0.85
#: Inputs count as at least so large; the worth of all shared names together.
_LEAST_TEXTS, _MOST_SUM = 2_000, 10.0
#: Transcribed names so short may be words.
_SHORT = 2


@dataclass(frozen=True, slots=True)
class Spoken:
    """The names of one text that are known in both scripts.

    Attributes:
        written: As they are written in it: Latin words, or runs of Han characters.
        means: The Latin words for them.
    """

    written: frozenset[str]
    means: frozenset[str]


@dataclass(frozen=True, slots=True)
class Aliases:
    """Latin names and what they are called in Han characters.

    Attributes:
        han: Runs of Han characters of each Latin name.
        latin: Latin names of each run.
    """

    han: Mapping[str, frozenset[str]]
    latin: Mapping[str, frozenset[str]]

    def spoken(self, text: str, latin: Iterable[str]) -> Spoken:
        """Return the known names of a text, given its Latin names."""
        if _HAN.search(text) is None:
            known = frozenset(name for name in latin if name in self.han)
            return Spoken(known, known)
        written = frozenset(run for run in runs(text) if run in self.latin) if self.latin else frozenset[str]()
        return Spoken(written, frozenset(name for run in written for name in self.latin[run]))

    def unmatched(self, one: Spoken, other: Spoken) -> bool:
        """Return whether one text names somebody or something that the other does not."""
        return any(not (self.latin.get(name, frozenset((name,))) & other.means) for name in one.written)


def runs(text: str) -> frozenset[str]:
    """Return the short runs of Han characters of a text.

    Example:
        >>> sorted(runs("去鹿溪 ok"))
        ['去鹿', '去鹿溪', '鹿溪']
    """
    return frozenset(
        run[start : start + length]
        for run in _HAN.findall(text[:_READ])
        for length in _LENGTHS
        for start in range(len(run) - length + 1)
    )


def learn(
    told: Sequence[str], latin: Sequence[Iterable[str]], a: I64, b: I64, stories: int, together: float
) -> Aliases:
    """Learn names from pairs of texts that are translations beyond doubt.

    Args:
        told: Texts.
        latin: Latin names of each.
        a: One text of each pair.
        b: The other, in the other script.
        stories: Least number of unconnected stories that pair a name with a run.
        together: Least Dice coefficient of the two over stories.

    Example:
        >>> told = [f"Deercreek {k}" if k % 2 else f"鹿溪{k}" for k in range(6)]
        >>> names = [["deercreek"] if k % 2 else [] for k in range(6)]
        >>> dict(learn(told, names, np.array([0, 2, 4]), np.array([1, 3, 5]), 3, 0.5).han)
        {'deercreek': frozenset({'鹿溪'})}
    """
    both = list(_stories(told, latin, a, b))
    count_run, count_name = Counter[str](), Counter[str]()
    for heard, named in both:
        count_run.update(heard)
        count_name.update(named)
    pairs: Counter[tuple[str, str]] = Counter()
    for heard, named in both:
        often = [run for run in heard if count_run[run] >= stories]
        pairs.update((name, run) for name in named if count_name[name] >= stories for run in often)
    found: dict[str, dict[str, float]] = {}
    for (name, run), count in pairs.items():
        dice = 2 * count / (count_run[run] + count_name[name])
        if count >= stories and dice >= together:
            found.setdefault(name, {})[run] = dice
    return _aliases(found)


def _aliases(found: Mapping[str, Mapping[str, float]]) -> Aliases:
    han: dict[str, frozenset[str]] = {}
    latin: dict[str, set[str]] = {}
    for name, offered in found.items():
        least = _PART_OF_BEST * max(offered.values())
        han[name] = frozenset(run for run, dice in offered.items() if dice >= least)
        for run in han[name]:
            latin.setdefault(run, set()).add(name)
    return Aliases(han, {run: frozenset(names) for run, names in latin.items()})


def _stories(
    told: Sequence[str], latin: Sequence[Iterable[str]], a: I64, b: I64
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Join pairs that share a text, and return the runs and the Latin names of each such story."""
    n = len(told)
    _, story = csgraph.connected_components(sparse.csr_matrix((np.ones(len(a)), (a, b)), shape=(n, n)), directed=False)
    used = np.unique(np.concatenate((a, b)))
    used = used[np.argsort(story[used], kind="stable")]
    for texts in np.split(used, np.flatnonzero(np.diff(story[used])) + 1):
        read = texts[:_TEXTS].tolist()
        heard = frozenset(run for text in read for run in runs(told[text]))
        named = frozenset(name for text in read if not _HAN.search(told[text]) for name in latin[text])
        if heard and named:
            yield heard, named


@dataclass(frozen=True, slots=True)
class Names:
    """The names of each text.

    Attributes:
        latin: Its Latin names: words, each with the first word of its name.
        han: Its runs of Han characters that transcribe foreign names.
    """

    latin: Sequence[Mapping[str, str]]
    han: Sequence[frozenset[str]]


def compared(told: Sequence[str], names: Names, known: Aliases, a: I64, b: I64) -> npt.NDArray[np.float64]:
    """Compare the names of pairs of texts of which one at least is in Han characters; of others spelling tells.

    Returns:
        Per pair: the worth of the known names shared; whether each text has a known name that the other has not; and
        whether one has a Latin name and the other a transcribed one that nothing in the first sounds like.
    """
    out = np.zeros((len(a), 3))
    spoken = [known.spoken(text, latin) for text, latin in zip(told, names.latin, strict=True)]
    han = [_HAN.search(text) is not None for text in told]
    seen = Counter(name for one in spoken for name in one.means)
    worth = {name: math.log((max(len(told), _LEAST_TEXTS) + 1) / (count + 1)) for name, count in seen.items()}
    for pair, (x, y) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        if not (han[x] or han[y]):
            continue
        one, other = spoken[x], spoken[y]
        both = one.means & other.means
        if both:
            out[pair, 0] = min(sum(worth[name] for name in sorted(both)), _MOST_SUM)
        if one.written and other.written:
            out[pair, 1] = float(known.unmatched(one, other) and known.unmatched(other, one))
        if han[x] != han[y]:
            latin, written = (y, x) if han[x] else (x, y)
            known_runs = [run for run in spoken[written].written if known.latin[run] & both]
            out[pair, 2] = float(_unheard(names.latin[latin], names.han[written], both, known_runs))
    return out


def _unheard(
    latin: Mapping[str, str], runs_heard: frozenset[str], both: frozenset[str], known_runs: Sequence[str]
) -> bool:
    """Return whether a Latin name and a transcribed one are left over when all that match are taken away."""
    left = [
        run for run in runs_heard if len(run) > _SHORT and not any(known in run or run in known for known in known_runs)
    ]
    left = [run for run in left if not any(sounds_alike(word, run) for word in latin)]
    if not left:
        return False
    told = {latin[word] for word in both if word in latin}
    told |= {head for word, head in latin.items() if any(sounds_alike(word, run) for run in runs_heard)}
    return any(head not in told for head in latin.values())
