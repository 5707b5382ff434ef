"""Words of the generated cascades, from ``cascade_texts.toml``, and what copyists do to them.

Every place, person, outlet and agency is invented. Sentence k of one language says what sentence k of the others says.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

ZH, EN, FR = LANGS = ("zh", "en", "fr")
#: What is filled into sentences, the same thing in each language.
FILL = ("org", "place", "person", "wd")
#: Pairs of characters that are taken for each other.
_SLIPS_ZH = ("的地", "在再", "做作", "已以", "候后", "定订", "象像", "账帐")
#: Names of the invented agency, in the format of the table of outlets.
OUTLETS_TOML = """[[outlet]]
id = "north-pier"
kind = "agency"
names = ["北埠通讯社", "North Pier Agency", "Agence Quai-Nord"]
domains = ["north-pier.example"]
"""


@cache
def words(lang: str) -> dict[str, Any]:
    """Return the words of one language."""
    text = resources.files("crosscurrent.simulate").joinpath("cascade_texts.toml").read_text("utf-8")
    found: dict[str, Any] = tomllib.loads(text)[lang]
    return found


def drawn(choices: list[str], rng: np.random.Generator) -> str:
    """Draw one."""
    return choices[int(rng.integers(len(choices)))]


def account_name(lang: str, number: int) -> str:
    """Return an invented display name; equal numbers give equal names."""
    first, last = words(lang)["names_begin"], words(lang)["names_end"]
    return f"{first[number % len(first)]}{'' if lang == ZH else ' '}{last[number // len(first) % len(last)]}{number}"


def render(lang: str, template: int, slots: dict[str, int]) -> str:
    """Return one sentence of the report, and one that no other report has."""
    told = words(lang)
    filled = {name: told[name][slots[name] % len(told[name])] for name in FILL}
    said = str(told["report"][template].format(n=slots["n"], m=slots["m"], **filled))
    detail = told["detail"][slots["detail"] % len(told["detail"])]
    names = {name: invented(lang, slots[name]) for name in ("x", "y", "z")}
    return f"{said}{'' if lang == ZH else ' '}{detail.format(code=slots['code'], **names)}"


def invented(lang: str, number: int) -> str:
    """Return an invented name of three syllables; the same number means the same name in every language.

    Example:
        >>> invented("en", 421), invented("fr", 421), invented("zh", 421)
        ('Bobobo', 'Bobobo', '博博博')
    """
    sounds = words(lang)["syllables"]
    n = len(sounds)
    return "".join(sounds[number // n**place % n] for place in range(3)).capitalize()


def comment(lang: str, rng: np.random.Generator) -> str:
    """Return what a copyist adds: beginning, middle and end are drawn apart, so that two rarely add the same."""
    told = words(lang)
    place = drawn(told["place"], rng)
    parts = [drawn(told[f"comment_{part}"], rng) for part in ("begins", "says", "ends")]
    return "".join(parts).format(n=int(rng.integers(2, 90)), place=place)


def varied(lang: str, sentence: str, rng: np.random.Generator) -> str:
    """Change one word or put some in; the sentence itself where neither can be done."""
    told = words(lang)
    fitting = [pair for pair in told["synonyms"] if pair[0] in sentence]
    if rng.random() < 0.5 and fitting:
        before, after = fitting[int(rng.integers(len(fitting)))]
        return sentence.replace(before, after, 1)
    mark = told["between"]
    places = [match.end() for match in re.finditer(re.escape(mark), sentence)]
    if not places:
        return sentence
    at = places[int(rng.integers(len(places)))]
    return f"{sentence[:at]}{drawn(told['fillers'], rng)}{mark if lang != ZH else ''}{sentence[at:]}"


def reworded(lang: str, sentence: str, rng: np.random.Generator) -> str:
    """Change one word, put some in, or slip once."""
    if rng.random() < 0.65 and (other := varied(lang, sentence, rng)) != sentence:
        return other
    return _slip(lang, sentence, rng)


def _slip(lang: str, sentence: str, rng: np.random.Generator) -> str:
    if lang == ZH:
        places = [(at, pair) for at, char in enumerate(sentence) for pair in _SLIPS_ZH if char in pair]
        if places and rng.random() < 0.5:
            at, pair = places[int(rng.integers(len(places)))]
            return sentence[:at] + pair.replace(sentence[at], "") + sentence[at + 1 :]
        at = int(rng.integers(1, len(sentence) - 1))
        return sentence[:at] + sentence[at - 1] + sentence[at:]
    spans = [match.span() for match in re.finditer(r"[a-zà-ÿ]{5,}", sentence)]
    start, stop = spans[int(rng.integers(len(spans)))]
    at = int(rng.integers(start, stop - 1))
    return sentence[:at] + sentence[at + 1] + sentence[at] + sentence[at + 2 :]
