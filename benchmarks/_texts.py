"""Short posts with planted reuse, in any number: words by Zipf's law, set phrases, and who took what from whom."""

from __future__ import annotations

import random
from itertools import accumulate

import pyarrow as pa

from crosscurrent.model.text import SCHEMA

T0, STEP_US = 1_600_000_000_000_000, 7_000_000
LETTERS, VOWELS, ACCENTED = "bcdfghjklmnprstvw", "aeiou", "aeiouéèêàçùôaeiou"
HAN_FIRST, HAN_COUNT, WORDS, PHRASES = 0x4E00, 3_000, 30_000, 400
#: What share of the posts is what; the rest is original.
SHARES = {"equal": 0.05, "copy": 0.05, "excerpt": 0.04, "campaign": 0.002}
SLOGAN_SHARE, PHRASE_SHARE = 0.005, 0.3


class Language:
    """Words and set phrases of one script, drawn by rank."""

    def __init__(self, name: str, rng: random.Random) -> None:
        self.name, self.han, self.gap = name, name == "zh", "" if name == "zh" else " "
        make = self._han_word if self.han else self._french_word if name == "fr" else self._word
        self.words = list(dict.fromkeys(make(rng) for _ in range(WORDS)))
        self.heap = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self.phrases = [self.gap.join(self.drawn(rng, 3)) for _ in range(PHRASES)]

    @staticmethod
    def _han_word(rng: random.Random) -> str:
        size = rng.choice((1, 2, 2, 2, 3))
        return "".join(chr(HAN_FIRST + int(HAN_COUNT * rng.random() ** 2)) for _ in range(size))

    @staticmethod
    def _word(rng: random.Random) -> str:
        return "".join(rng.choice(LETTERS) + rng.choice(VOWELS) for _ in range(rng.choice((1, 2, 2, 3, 3, 4))))

    @staticmethod
    def _french_word(rng: random.Random) -> str:
        """A word with accents, one in eight behind an article that has lost its vowel."""
        parts = (rng.choice(LETTERS) + rng.choice(ACCENTED) for _ in range(rng.choice((1, 2, 2, 3, 3, 4))))
        return ("l’a" if rng.random() < 0.125 else "") + "".join(parts)

    def drawn(self, rng: random.Random, n: int) -> list[str]:
        """Draw words."""
        return rng.choices(self.words, cum_weights=self.heap, k=n)

    def post(self, rng: random.Random) -> list[str]:
        """Draw the words of a post: 12 to 30 Han characters, or 8 to 24 words."""
        words = self.drawn(rng, rng.randint(8, 15) if self.han else rng.randint(8, 24))
        if rng.random() < PHRASE_SHARE:
            words.insert(rng.randrange(len(words)), rng.choice(self.phrases))
        return self.fitted(rng, words) if self.han else words

    def fitted(self, rng: random.Random, words: list[str]) -> list[str]:
        """Bring a Chinese post to 12 to 30 characters."""
        while sum(map(len, words)) < 12:
            words += self.drawn(rng, 1)
        while sum(map(len, words)) > 30:
            words.pop()
        return words


def _edited(language: Language, words: list[str], rng: random.Random) -> list[str]:
    """Change about a tenth of a text, at least one word: another word, one more or one less."""
    words, left = list(words), max(1, round(0.1 * sum(map(len, words))))
    while left > 0:
        place = rng.randrange(len(words))
        kind = rng.random()
        if kind < 0.6:
            left -= len(words[place])
            words[place] = language.drawn(rng, 1)[0]
        elif kind < 0.8 and len(words) > 5:
            left -= len(words.pop(place))
        else:
            words.insert(place, language.drawn(rng, 1)[0])
            left -= len(words[place])
    return words


def _excerpt(language: Language, words: list[str], rng: random.Random) -> list[str]:
    """Keep at least 60 % of a text as it is, and add comments of about its length."""
    keep = max(1, round(len(words) * rng.uniform(0.6, 1.0)))
    first = rng.randrange(len(words) - keep + 1)
    comment = language.drawn(rng, rng.randint(3, len(words) + 3))
    cut = rng.randrange(len(comment) + 1)
    return [*comment[:cut], *words[first : first + keep], *comment[cut:]]


def planted(posts: int, seed: int) -> tuple[pa.Table, list[tuple[str, str, str]]]:
    """Generate posts.

    Returns:
        Rows in ``model.text.SCHEMA``, and who took what: (text_uid of the source, of the taker, kind), kind being
        ``copy`` or ``excerpt`` and the language.
    """
    rng = random.Random(seed)
    languages = [Language(name, rng) for name in ("zh", "en", "fr")]
    made: list[tuple[Language, list[str]]] = []
    written: list[str] = []
    truth: list[tuple[str, str, str]] = []
    slogans = [language.gap.join(language.drawn(rng, 6)) for language in languages]
    campaign = languages[0].fitted(rng, languages[0].drawn(rng, 14))
    for number in range(posts):
        draw, kind = rng.random(), None
        source = rng.randrange(number) if number else 0
        if number > 50:
            for name, share in SHARES.items():
                draw -= share
                if draw < 0:
                    kind = name
                    break
        language, words = made[source] if kind in ("equal", "copy", "excerpt") else (rng.choice(languages), [])
        if kind == "copy" or kind == "excerpt":
            change = _edited if kind == "copy" else _excerpt
            taken = change(language, words, rng)
            truth.append((_uid(source), _uid(number), f"{kind}, {language.name}"))
        elif kind == "campaign":
            language, taken = languages[0], _edited(languages[0], campaign, rng)
        else:
            taken = words or language.post(rng)
        text = language.gap.join(taken)
        if not kind and rng.random() < SLOGAN_SHARE:
            text += (" " if language.gap else "！") + slogans[languages.index(language)]
        made.append((language, taken))
        written.append(text + ("。" if language.han else "."))
    return _table(written, rng), truth


def _uid(number: int) -> str:
    return f"plaza:{number:07d}#body"


def _table(written: list[str], rng: random.Random) -> pa.Table:
    n = len(written)
    values = {
        "text_uid": [_uid(k) for k in range(n)], "post_uid": [f"plaza:{k:07d}" for k in range(n)], "part": ["body"] * n,
        "account_uid": [f"plaza:a{rng.randrange(max(10, n // 20))}" for _ in range(n)], "platform": ["plaza"] * n,
        "kind": ["post"] * n, "at": [T0 + k * STEP_US for k in range(n)], "precision": ["second"] * n,
        "text": written, "capture_id": ["c"] * n, "locator": ["l"] * n,
    }  # fmt: skip
    columns = []
    for column in SCHEMA:
        cells = values.get(column.name, [None] * n)
        if pa.types.is_dictionary(column.type):
            columns.append(pa.array(cells, pa.string()).dictionary_encode().cast(column.type))
        else:
            columns.append(pa.array(cells, column.type))
    return pa.table(columns, schema=SCHEMA)
