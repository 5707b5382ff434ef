"""Anchors: particulars of a text that another text does not state by chance, whatever its language and medium.

Numbers and shares, days and times of day, names, @names, hashtags and quoted fragments. A long text is read in
stretches, so that what two texts share stands together in both.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from crosscurrent.actions import text_marks
from crosscurrent.actions.normal_text import normalise, simplified, weight
from crosscurrent.detectors.text_reuse import names
from crosscurrent.detectors.text_reuse.echo_days import days_in_digits
from crosscurrent.detectors.text_reuse.figures import figures, units
from crosscurrent.detectors.text_reuse.names import Named

#: (kind, value): a kind of ``model.text.ANCHORS``, or ``sound``, by which names of two scripts are proposed.
Anchor = tuple[str, str]
SOUND = "sound"
#: Kinds that are about nothing in particular: two reports of one day and one city share them without any link.
HARD = frozenset(("number", "percent", "time", "quotation", "headline"))
#: Characters of a stretch, and how far it reaches into the one before.
STRETCH, OVERLAP = 1_200, 200
#: Least a quoted fragment says, in letters (4 Han characters), and most characters it has.
LEAST_QUOTED, LONGEST_QUOTED = 10.0, 300
_KINDS = {"n": "number", "%": "percent", "d": "day", "t": "time"}
_QUOTED = re.compile(
    r"“([^“”]{2,300})”|「([^「」]{2,300})」|『([^『』]{2,300})』|《([^《》]{2,300})》|\"([^\"\n]{6,300})\""
    r"|«\s*([^«»]{6,300}?)\s*»|‘([^‘’]{6,300})’"
)
_OPENS_QUOTE = re.compile('[“「『《"«‘]')
#: #Rally2025 is a hashtag; its digits state nothing besides.
_NUMBERED_TAG = re.compile(r"#[A-Za-z_][A-Za-z0-9_]*\d[A-Za-z0-9_]*")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_SMALL, _FIRST_YEAR, _LAST_YEAR = 12, 1900, 2100
_LEAST_SOUNDS, _LEAST_LETTERS = 3, 4
_CALENDAR = frozenset(
    [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "lundi", "mardi",
        "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "january", "february", "march", "april",
        "may", "june", "july", "august", "september", "october", "november", "december", "janvier",
        "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
        "decembre", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one stretch of a text states.

    Attributes:
        anchors: Anchors but names.
        named: Names as they were found, settled once all texts are read; ``None`` where nothing ties the stretch to
            another, so that nobody asked.
        aliases: Names of the table of names that are not written alike.
        cased: Whether capitals tell names: not in speech written in small letters, nor in words all in capitals.
    """

    anchors: tuple[Anchor, ...]
    named: Named | None = None
    aliases: frozenset[str] = frozenset()
    cased: bool = True


def offsets(length: int) -> list[tuple[int, int]]:
    """Return where the stretches of a text begin and end; they overlap, and a short text is one.

    Example:
        >>> offsets(90), offsets(2600)
        ([(0, 90)], [(0, 1400), (1200, 2600)])
    """
    if length <= STRETCH + OVERLAP:
        return [(0, length)]
    return [(begin, min(begin + STRETCH + OVERLAP, length)) for begin in range(0, length - OVERLAP, STRETCH)]


def read(text: str, platform: str) -> Stretch:
    """Read one stretch.

    Example:
        >>> sorted(read("三月三日，300人被拦在门外 #北港", "weibo").anchors)
        [('day', '3-3'), ('hashtag', '北港'), ('number', '300')]
        >>> sorted(read("on March third three hundred people were locked out", "youtube").anchors)
        [('day', '3-3'), ('number', '300')]
    """
    bare, han = _bare(text)
    stated = figures(bare)
    found = [(_KINDS[kind], _value(kind, value)) for kind, value in stated]
    if _OPENS_QUOTE.search(text):
        found += [("quotation", quoted) for quoted in quotations(text)]
    if not any(map(is_hard, found)):  # nothing that could tie it to another text: the rest need not be read
        return Stretch(tuple(found))
    written = days_in_digits(bare)
    if written != bare:
        found = [each for each in found if each[0] == "quotation"]
        found += [(_KINDS[kind], _value(kind, value)) for kind, value in figures(written)]
    if "#" in text or "＃" in text:
        found += [("hashtag", normalise(tag)) for tag in text_marks.tags(text, platform)]
    if "@" in text or "＠" in text:
        found += [("mention", name) for name in text_marks.names(text)]
    cased = not (bare.islower() or bare.isupper())
    named = names.named(bare if cased else bare.lower())
    aliases = _aliases(bare, han, named.plain if not cased else named.latin.keys() | named.opening.keys())
    return Stretch(tuple(dict.fromkeys(each for each in found if each[1])), named, aliases, cased)


def stated(text: str) -> frozenset[Anchor]:
    """Return the numbers, shares, days and times a few words state."""
    bare = days_in_digits(_bare(text)[0])
    return frozenset((_KINDS[kind], _value(kind, value)) for kind, value in figures(bare))


def measured(text: str) -> dict[str, str]:
    """Return the unit of each number of a stretch, where it is known.

    Example:
        >>> measured("300 hectares, 3 boats"), measured("三百公顷")
        ({'300': 'area'}, {'300': 'area'})
    """
    return {_value("n", value): unit for value, unit in units(days_in_digits(_bare(text)[0])).items()}


def _bare(text: str) -> tuple[str, bool]:
    """Take addresses and @names out, whose digits and capitals state nothing; say whether there are Han characters."""
    if "://" in text or "www." in text:
        text = text_marks.URL.sub(" ", text)
    if "@" in text or "＠" in text:
        text = text_marks.MENTION.sub(" ", text)
    if "#" in text:
        text = _NUMBERED_TAG.sub(" ", text)
    han = _HAN.search(text) is not None
    return simplified(text) if han else text, han


def _value(kind: str, value: float) -> str:
    if kind == "d":
        return f"{int(value) // 100}-{int(value) % 100}"
    if kind == "t":
        return f"{int(value) // 60}:{int(value) % 60:02}"
    return f"{value:.12g}"


def quotations(text: str) -> list[str]:
    """Return the normal forms of quoted fragments that say enough."""
    inner = (next(group for group in match.groups() if group) for match in _QUOTED.finditer(text))
    return [form for form in map(normalise, inner) if weight(form) >= LEAST_QUOTED]


# --- names -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    """The names of ``echo_names.toml``: form -> name, by how a form is looked for."""

    called: dict[str, str]
    han: dict[str, list[str]]  # by their first character, the longest first
    words: dict[str, str]
    phrases: dict[str, list[str]]  # by their first word
    every_word: frozenset[str]


@cache
def _table() -> _Table:
    source = resources.files(__package__).joinpath("echo_names.toml").read_text("utf-8")
    called = {form.casefold(): row[0] for row in tomllib.loads(source)["names"] for form in row}
    han: dict[str, list[str]] = {}
    for form in sorted(filter(_HAN.search, called), key=lambda form: (-len(form), form)):
        han.setdefault(form[0], []).append(form)
    words: dict[str, str] = {}
    phrases: dict[str, list[str]] = {}
    for form in sorted(form for form in called if not _HAN.search(form)):
        if " " in form:
            phrases.setdefault(bare_word(form.partition(" ")[0]), []).append(form)
        else:
            words[bare_word(form)] = called[form]
    every = frozenset(words) | {
        bare_word(word) for forms in phrases.values() for each in forms for word in each.split()
    }
    return _Table(called, han, words, phrases, every)


def in_han(name: str) -> bool:
    """Return whether a name is written in Han characters."""
    return _HAN.search(name) is not None


def forms_of(name: str) -> list[str]:
    """Return all forms of a name of the table in small letters, the longest first; none of another name."""
    table = _table()
    return sorted((form for form, known in table.called.items() if known == name), key=lambda form: (-len(form), form))


def bare_word(word: str) -> str:
    """Return a word as :mod:`.names` keeps it: without accents, in small letters."""
    folded = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in folded if not unicodedata.combining(char))


def _in_han(text: str, table: _Table) -> Iterator[str]:
    """Yield the names of the table that a text holds in Han characters, the longest form at each place."""
    end = 0
    for place, char in enumerate(text):
        if char in table.han and place >= end:
            form = next((each for each in table.han[char] if text.startswith(each, place)), None)
            if form is not None:
                end = place + len(form)
                yield table.called[form]


def _aliases(text: str, han: bool, words: Set[str]) -> frozenset[str]:
    table = _table()
    found = set(_in_han(text, table)) if han else set()
    found.update(table.words[word] for word in words & table.words.keys())
    for first in words & table.phrases.keys():
        lower = text.casefold()
        found.update(table.called[form] for form in table.phrases[first] if form in lower)
    return frozenset(found)


def settled(read_of: Sequence[Stretch]) -> list[dict[Anchor, str]]:
    """Return the names of each stretch, each with the name it is part of: ``Sophie`` and ``Donnay`` are one.

    Where capitals tell nothing, words are names that are names elsewhere.
    """
    latin = names.settle([each.named for each in read_of if each.named is not None and each.cased])
    spoken = frozenset(word for found in latin for word in found) - _CALENDAR
    cased = iter(latin)
    return [_names(each, each.named, cased, spoken) if each.named is not None else {} for each in read_of]


def _names(one: Stretch, named: Named, cased: Iterator[dict[str, str]], spoken: frozenset[str]) -> dict[Anchor, str]:
    latin = next(cased) if one.cased else {word: word for word in named.plain & spoken}
    found: dict[Anchor, str] = {("name", name): name for name in one.aliases}
    for word, head in latin.items():
        if (
            word in _CALENDAR
            or _counts(word)
            or len(word) < _LEAST_LETTERS
            or (one.aliases and word in _table().every_word)
        ):
            continue
        found["name", word] = head
        sound = names.sound_of_latin(word)
        if len(sound) >= _LEAST_SOUNDS:
            found[SOUND, sound] = head
    for run in named.han:
        if run in _table().called:
            continue
        found["name", run] = run
        found |= {(SOUND, sound): run for sound in _sounds(run)}
    return found


@lru_cache(maxsize=1 << 14)
def _counts(word: str) -> bool:
    """Say whether a word is a number: Twenty at the beginning of a sentence is no name."""
    return bool(figures(word))


def _sounds(run: str) -> Iterable[str]:
    heard = (names.sound_of_han(part) for part in (run, *run.split("·")))
    return {sound for sound in heard if len(sound) >= _LEAST_SOUNDS}


# --- how common ------------------------------------------------------------------------------------


def is_hard(anchor: Anchor) -> bool:
    """Return whether an anchor can tie two texts together: no day, name or hashtag, no year, no number up to twelve.

    Example:
        >>> is_hard(("number", "300")), is_hard(("number", "2025")), is_hard(("number", "3")), is_hard(("day", "3-3"))
        (True, False, False, False)
    """
    kind, value = anchor
    if kind != "number":
        return kind in HARD
    size = float(value)
    return size != int(size) or (size > _SMALL and not _FIRST_YEAR <= size <= _LAST_YEAR)


#: Share of texts that hold an anchor of a kind of which nothing else is known.
_COMMON = {"percent": 3e-3, "day": 2e-2, "time": 2e-3, "mention": 2e-3, "hashtag": 1e-2, "name": 3e-3, SOUND: 1e-2}
_COMMON_NAME, _SAID_PER_LETTER = 0.05, 0.35


def expected(anchor: Anchor) -> float:
    """Return the share of texts that hold an anchor as far as its form tells, before any text was read.

    Round and small numbers and names that everybody knows are common; a quoted fragment is the rarer the longer.

    Example:
        >>> expected(("number", "3")), expected(("number", "300")), expected(("number", "12437"))
        (0.03, 0.01, 0.0003)
    """
    kind, value = anchor
    if kind == "number":
        return _expected_number(float(value))
    if kind in ("quotation", "headline"):
        return float(max(1e-9, min(0.1, 2.718281828 ** (-_SAID_PER_LETTER * weight(value)))))
    if kind == "name" and value.casefold() in _table().called:
        return _COMMON_NAME
    return _COMMON[kind]


def _expected_number(size: float) -> float:
    digits = len(f"{size:.10g}".replace(".", "").strip("0"))
    if size == int(size):
        if size <= _SMALL:
            return 0.03
        if _FIRST_YEAR <= size <= _LAST_YEAR:
            return 0.05
        if size < 100:
            return 0.015 if digits == 1 else 0.006
    return {1: 0.01, 2: 2e-3}.get(digits, 3e-4)
