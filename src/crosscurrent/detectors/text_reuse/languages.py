"""Script and language of normal forms: as declared, else as the script says, else as a model says, else unknown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosscurrent.kernels import byte_features, scripts

#: Characters of each script, texts x :data:`SCRIPTS`.
Counts = npt.NDArray[np.int32]

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
#: So many words of a text are looked at; so many texts are asked about at once.
_FIRST_WORDS, _ASKED_AT_ONCE = 60, 10_000
#: What script and words can say.
GUESSES = (UNKNOWN, "zh", *dict.fromkeys((*_ONE_LANGUAGE.values(), *_TELLING)))
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


def main_scripts(counts: Counts) -> npt.NDArray[np.int64]:
    """Return, per text, the place in :data:`SCRIPTS` of the script most letters belong to, 0 where there are none."""
    most = counts[:, 1:].argmax(axis=1) + 1
    return np.where(counts[np.arange(len(counts)), most] > 0, most, 0)


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


def guessed(code: npt.NDArray[np.uint32], offset: npt.NDArray[np.int64], counts: Counts) -> npt.NDArray[np.int64]:
    """Return the language of each normal form as far as script and frequent words tell, as a place in :data:`GUESSES`.

    Args:
        code: Code points of the normal forms.
        offset: n + 1 offsets into ``code``.
        counts: Characters of each by script.
    """
    script = main_scripts(counts)
    han = counts[:, SCRIPTS.index("Hani")]
    kana = counts[:, SCRIPTS.index("Hira")] + counts[:, SCRIPTS.index("Kana")]
    by_script = np.array([GUESSES.index(_ONE_LANGUAGE.get(name, UNKNOWN)) for name in SCRIPTS])
    chinese = script == SCRIPTS.index("Hani")
    out = by_script[script]
    out[chinese] = GUESSES.index("zh")
    out[chinese & (kana >= KANA_SHARE * (kana + han))] = GUESSES.index("ja")
    open_ = (script > 0) & ~chinese & (out == GUESSES.index(UNKNOWN))
    word, of = _telling_words()
    seen = scripts.telling(code, offset, open_, word, of, len(_TELLING), _FIRST_WORDS)
    every, best = seen.sum(axis=1), seen.argmax(axis=1)
    decided = (every >= 2) & (seen.max(axis=1) == every)
    out[decided] = np.array([GUESSES.index(name) for name in _TELLING])[best[decided]]
    return out


@cache
def _telling_words() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8]]:
    """Return the telling words as numbers, ascending, and the place of their language in :data:`_TELLING`."""
    numbered = sorted(
        (int.from_bytes(word.encode("latin-1"), "big"), place)
        for place, words in enumerate(_TELLING.values())
        for word in words
    )
    return np.array([word for word, _ in numbered], np.uint64), np.array([of for _, of in numbered], np.uint8)


def modelled(normal: Sequence[str], counts: Counts) -> list[str]:
    """Return the language of each normal form that a model is sure of, else ``und``.

    Args:
        normal: Normal forms.
        counts: Characters of each by script.

    Returns:
        One tag per form; what asking the model about each alone gives, sooner.
    """
    out = [UNKNOWN] * len(normal)
    script, letters = main_scripts(counts), counts[:, 1:].sum(axis=1)
    asked = np.flatnonzero((script > 0) & (letters >= FEWEST_LETTERS))
    for start in range(0, len(asked), _ASKED_AT_ONCE):
        rows = asked[start : start + _ASKED_AT_ONCE].tolist()
        for row, name, probability in zip(rows, *_classified([normal[row][:1000] for row in rows]), strict=True):
            written = SCRIPTS[script[row]]
            plausible = name not in _NOT_SAID and written in _WRITTEN_IN.get(name, (written,))
            if probability >= SURE and plausible:
                out[row] = name
    return out


def _classified(texts: list[str]) -> tuple[list[str], list[float]]:
    """Return the likeliest language of each text and its probability, as ``LanguageIdentifier.classify`` does."""
    model = _model()
    raw = [
        unicodedata.normalize("NFC", text.lower() if text.isupper() else text).encode("utf-8", "surrogatepass")
        for text in texts
    ]
    size = np.fromiter(map(len, raw), np.int64, len(raw))
    offset = np.concatenate(([0], np.cumsum(size)))
    first, feature, times = byte_features.found(
        np.frombuffer(b"".join(raw), np.uint8), offset, model.move, model.row_of, model.output, len(model.table)
    )
    used = np.zeros(len(model.table), np.bool_)
    used[feature] = True
    place = np.cumsum(used, dtype=np.int32) - np.int32(1)
    table = model.table[used].astype(np.float32)
    scores = byte_features.weighed(first, place[feature], np.log1p(times.astype(np.float32)), table, model.constant)
    scores *= (1.0 / np.sqrt(np.maximum(size, 1)))[:, None].astype(np.float32)
    np.exp(scores - scores.max(axis=1, keepdims=True), out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    for kept, again in model.twice:
        scores[:, kept] += scores[:, again]
        scores[:, again] = 0.0
    best = scores.argmax(axis=1)
    return [model.names[k] for k in best.tolist()], scores[np.arange(len(best)), best].tolist()


class _Model(NamedTuple):
    """What py3langid has learnt: an automaton over bytes, and what each feature it finds speaks for."""

    move: npt.NDArray[np.uint32]
    row_of: npt.NDArray[np.uint16]
    output: npt.NDArray[np.int32]
    table: npt.NDArray[np.float16]
    constant: npt.NDArray[np.float32]
    names: list[str]
    twice: list[tuple[int, int]]


@cache
def _model() -> _Model:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    read = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    names = list(read.nb_classes)
    return _Model(
        np.asarray(read.tk_nextmove, np.uint32), np.asarray(read.tk_row, np.uint16),
        np.asarray(read.tk_output, np.int32), np.asarray(read.nb_ptc), np.asarray(read.nb_pc, np.float32), names,
        [(names.index(name), place) for place, name in enumerate(names) if names.index(name) != place],
    )  # fmt: skip
