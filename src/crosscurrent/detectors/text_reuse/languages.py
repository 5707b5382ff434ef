"""Script and language of normal forms: as declared, else as the script says, else as a model says, else unknown."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

UNKNOWN = "und"
#: Fewest letters on which the model is asked, and least probability with which it is believed.
FEWEST_LETTERS, SURE = 10, 0.8
#: Share of kana from which text in Han characters and kana is Japanese: Chinese posts borrow single kana.
KANA_SHARE = 0.1

#: (ISO 15924, first code point, last code point); digits, marks and what is missing here belong to no script.
_RANGES = (
    ("Latn", 0x61, 0x7A), ("Latn", 0xDF, 0x24F), ("Latn", 0x1E00, 0x1EFF), ("Grek", 0x370, 0x3FF),
    ("Grek", 0x1F00, 0x1FFF), ("Cyrl", 0x400, 0x52F), ("Armn", 0x530, 0x58F), ("Hebr", 0x590, 0x5FF),
    ("Arab", 0x600, 0x6FF), ("Arab", 0x750, 0x77F), ("Arab", 0x8A0, 0x8FF), ("Deva", 0x900, 0x97F),
    ("Beng", 0x980, 0x9FF), ("Guru", 0xA00, 0xA7F), ("Gujr", 0xA80, 0xAFF), ("Taml", 0xB80, 0xBFF),
    ("Telu", 0xC00, 0xC7F), ("Thai", 0xE00, 0xE7F), ("Laoo", 0xE80, 0xEFF), ("Tibt", 0xF00, 0xFFF),
    ("Mymr", 0x1000, 0x109F), ("Geor", 0x10A0, 0x10FF), ("Hang", 0x1100, 0x11FF), ("Ethi", 0x1200, 0x137F),
    ("Khmr", 0x1780, 0x17FF), ("Mong", 0x1800, 0x18AF), ("Hani", 0x3005, 0x3007), ("Hira", 0x3040, 0x309F),
    ("Kana", 0x30A0, 0x30FF), ("Kana", 0x31F0, 0x31FF), ("Hani", 0x3400, 0x4DBF), ("Hani", 0x4E00, 0x9FFF),
    ("Hang", 0xAC00, 0xD7AF), ("Hani", 0xF900, 0xFAFF), ("Hani", 0x20000, 0x3134F),
)  # fmt: skip
SCRIPTS = ("", *dict.fromkeys(name for name, _, _ in _RANGES))
#: Scripts that one language writes, or nearly.
_ONE_LANGUAGE = {
    "Hang": "ko", "Hira": "ja", "Kana": "ja", "Grek": "el", "Armn": "hy", "Thai": "th", "Laoo": "lo", "Tibt": "bo",
    "Mymr": "my", "Geor": "ka", "Khmr": "km", "Taml": "ta", "Telu": "te", "Guru": "pa", "Gujr": "gu",
}  # fmt: skip
_WRITTEN_IN = {
    "zh": ("Hani",), "yue": ("Hani",), "wuu": ("Hani",), "ja": ("Hani", "Hira", "Kana"),
    "ko": ("Hang", "Hani"), "en": ("Latn",), "fr": ("Latn",),
    "de": ("Latn",), "es": ("Latn",), "it": ("Latn",), "pt": ("Latn",), "ru": ("Cyrl",), "uk": ("Cyrl",),
    "ar": ("Arab",), "fa": ("Arab",), "he": ("Hebr",), "hi": ("Deva", "Latn"), "th": ("Thai",), "el": ("Grek",),
}  # fmt: skip
#: Frequent words that the other languages in Latin letters do not write: two of one list and none of another decide.
_TELLING = {
    "en": frozenset(("the", "and", "of", "with", "that", "this", "was", "have", "they", "would", "what", "from", "are",
                     "which", "their", "been")),
    "fr": frozenset(("est", "dans", "avec", "nous", "vous", "une", "sont", "cette", "pour", "aux", "plus", "leur",
                     "ont", "être", "ses")),
}  # fmt: skip
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_PRIMARY = {"cmn": "zh", "chi": "zh", "zho": "zh", "yue": "yue", "eng": "en", "fre": "fr", "fra": "fr"}
_NOT_SAID = frozenset(("und", "zxx", "mul", "mis", "qme", "qst", "qht", "qam", "qct"))


@cache
def script_table() -> npt.NDArray[np.uint8]:
    """Return, for every code point up to the last known, its place in :data:`SCRIPTS`."""
    table = np.zeros(max(last for _, _, last in _RANGES) + 1, np.uint8)
    for name, first, last in _RANGES:
        table[first : last + 1] = SCRIPTS.index(name)
    return table


def script_of(counts: npt.NDArray[np.int32]) -> str | None:
    """Return the script most of the letters belong to, or ``None`` where there are none."""
    most = int(counts[1:].argmax()) + 1
    return SCRIPTS[most] if counts[most] else None


def declared(tag: str | None, script: str | None) -> str | None:
    """Return a declared language as a BCP 47 tag, unless it says nothing or the script contradicts it.

    Example:
        >>> declared("zh_CN", "Hani"), declared("en", "Hani"), declared("und", "Latn"), declared("EN", "Latn")
        ('zh-CN', None, None, 'en')
    """
    if not tag or not _TAG.fullmatch(tag):
        return None
    primary, *rest = tag.replace("_", "-").split("-")
    primary = _PRIMARY.get(primary.lower(), primary.lower())
    if primary in _NOT_SAID or script not in (None, *_WRITTEN_IN.get(primary, (script,))):
        return None
    return "-".join((primary, *rest))


def guessed(normal: str, counts: npt.NDArray[np.int32]) -> str:
    """Return the language of a normal form as far as script and frequent words tell, else ``und``."""
    script = script_of(counts)
    kana = int(counts[SCRIPTS.index("Hira")] + counts[SCRIPTS.index("Kana")])
    if script is None:
        return UNKNOWN
    if script == "Hani":
        return "ja" if kana >= KANA_SHARE * (kana + int(counts[SCRIPTS.index("Hani")])) else "zh"
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    return _by_words(normal) or UNKNOWN


def _by_words(normal: str) -> str | None:
    words = normal.split(" ", 60)
    seen = {name: sum(word in telling for word in words) for name, telling in _TELLING.items()}
    best = max(seen, key=lambda name: seen[name])
    return best if seen[best] >= 2 and sum(seen.values()) == seen[best] else None


def modelled(normal: str, counts: npt.NDArray[np.int32]) -> str:
    """Return the language a model is sure of, else ``und``. Costs about 50 µs, more than all else done to a text."""
    script = script_of(counts)
    if script is None or int(counts[1:].sum()) < FEWEST_LETTERS:
        return UNKNOWN
    name, probability = _identifier().classify(normal[:1000])
    plausible = name not in _NOT_SAID and script in _WRITTEN_IN.get(name, (script,))
    return str(name) if probability >= SURE and plausible else UNKNOWN


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
