"""How rewordings and translations are looked for: every number is stated, with its source, in ``spec.toml``."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from crosscurrent.detectors.text_reuse.cues import CUES
from crosscurrent.detectors.text_reuse.parameters import TextParameterRefused, specification

#: In a stated weighing, beside the weights of the cues: what is added, and what the sum must reach.
_CONSTANT, _SCRIPTS, _LEAST = "constant", "between_scripts", "least"


@dataclass(frozen=True, slots=True)
class Weighing:
    """How the cues of a pair are weighed: reported where their sum reaches ``least``.

    Attributes:
        weights: Weight of each of ``cues.CUES``.
        constant: Added to the sum.
        between_scripts: Added where one text is in Han characters and the other is not: such cosines are lower.
        least: Least sum that is reported.
    """

    weights: tuple[float, ...]
    constant: float
    between_scripts: float
    least: float

    @classmethod
    def stated(cls, name: str, values: Mapping[str, float]) -> Weighing:
        """Build a weighing from the weights by name.

        Raises:
            TextParameterRefused: A cue has no weight, or a weight has no cue.
        """
        wanted = {*CUES, _CONSTANT, _SCRIPTS, _LEAST}
        if set(values) != wanted:
            raise TextParameterRefused.out_of_range(name, sorted(set(values) ^ wanted), "one weight for each cue")
        return cls(tuple(values[cue] for cue in CUES), values[_CONSTANT], values[_SCRIPTS], values[_LEAST])


@dataclass(frozen=True, slots=True)
class Meant:
    """Parameters of the search for rewordings and translations; see ``[meaning]`` in ``spec.toml``.

    Attributes:
        neighbours: Neighbours looked at per text among its own language, and among the others.
        floor: Least cosine that is looked at.
        seed: Of the lists in which neighbours are looked for.
        closest: The neighbourhood of a text is what lies beyond so many nearest, which may all tell the same.
        read_chars: Of each text so many first characters are read for figures, names and words.
        phrase_texts: An opening or ending that so many distinct texts have is a set phrase …
        phrase_share: … if this share of them has it.
        sure: Ten times the cosine and the worth of shared figures and names reach this in translations from which
            names are learnt.
        alias_stories: Least number of stories that pair a name with what it is called in Han characters.
        alias_together: Least Dice coefficient of the two.
        least_standing: Translations stand out from the neighbours of one of them by so many standard deviations …
        least_margin: … and rewordings have at least this margin …
        figures_instead: … unless they state so many figures in common.
        same_words: Rewordings that share more than half of their words, by more than this, are copies or one form.
        too_alike: Rewordings more alike by spelling are copies, which shingles find.
        translation: How the cues of texts in two languages are weighed.
        rewording: … and of texts in one language.
    """

    neighbours: int
    floor: float
    seed: int
    closest: int
    read_chars: int
    phrase_texts: int
    phrase_share: float
    sure: float
    alias_stories: int
    alias_together: float
    least_standing: float
    least_margin: float
    figures_instead: int
    same_words: float
    too_alike: float
    translation: Weighing
    rewording: Weighing


@cache
def meant() -> Meant:
    """Return the parameters as ``spec.toml`` states them.

    Raises:
        TextParameterRefused: A weighing does not fit the cues.
    """
    values = recorded()
    for name in ("translation", "rewording"):
        values[name] = Weighing.stated(name, values[name])
    return Meant(**values)


def recorded() -> dict[str, Any]:
    """Return the parameters by name, for the method record."""
    return copy.deepcopy({name: one["default"] for name, one in specification()["meaning"].items()})
