"""Invented words by Zipf's law, for worlds in which only who repeats whom matters."""

from __future__ import annotations

import numpy as np

CONSONANTS, VOWELS = "bcdfghjklmnprstvw", "aeiou"
WORDS = 20_000
#: Rank from which frequency falls like 1 / rank.
FLAT = 3.0


class Words:
    """A vocabulary drawn by rank.

    Example:
        >>> words = Words(np.random.default_rng(1))
        >>> len(words.sentence(5, 5).split())
        5
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        letters = np.array(list(CONSONANTS)), np.array(list(VOWELS))
        sizes = rng.choice([1, 2, 2, 3, 3, 4], WORDS)
        made = (
            "".join(np.char.add(rng.choice(letters[0], size), rng.choice(letters[1], size)).tolist()) for size in sizes
        )
        self._words = np.array(list(dict.fromkeys(made)))
        heap = np.cumsum(1 / (np.arange(len(self._words)) + FLAT))
        self._heap = heap / heap[-1]

    def sentence(self, least: int, most: int) -> str:
        """Draw a sentence of so many words."""
        size = int(self._rng.integers(least, most + 1))
        return " ".join(self._words[np.searchsorted(self._heap, self._rng.random(size))].tolist())

    def name(self) -> str:
        """Draw a word, each as likely as the other."""
        return str(self._rng.choice(self._words))
