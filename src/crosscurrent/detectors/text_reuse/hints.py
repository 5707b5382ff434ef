"""Which rules of :mod:`.contrary` a text cannot meet, by the beginnings of its words: most texts meet none of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crosscurrent.detectors.text_reuse import figures

#: Every word a rule asks for begins with one of these, or is one of these where it is shorter.
_STEM = 4
_CHECKS = {
    "en": "fact debu hoax fake misi mis disi dis misl fals untr fabr stag made inve forg wron mist doct base unfo rumo "
          "deny deni refu myth clar true unco vide phot pict char imag",
    "fr": "faux faus into info trom véri dési fact canu mens inve inex erro mont rume déme réfu rect préc erre mise "
          "blan décr géné phot vidé imag",
}  # fmt: skip
_DENIES = {"en": "not neve no noth none neit", "fr": "n ne aucu pas non rien ni"}
_OPPOSES = {
    "en": "clos open bann allo rose rise up incr clim fell fall down decr drop won win wins beat lost lose guil acqu "
          "clea inno sign appr adop canc refu reje aban accu",
    "fr": "ferm ouvr ouve rouv augm haus grim bais dimi recu gagn remp batt perd inte auto accu blan sign appr adop "
          "voté annu refu reje reno aban",
}  # fmt: skip
_SAYS = frozenset(["acco", "clai", "quot", "told", "put", "selo", "d", "affi", "prét", "décl", "cite"])
_HAN = {
    "checks": frozenset("谣假虚澄查误伪编摆旧剧真否可证演拍来电不没无"),
    "denies": frozenset("没未不非无"),
    "opposes": frozenset("涨上增下略减不击夺赢输落关停开照重恢通签批否取撤拒搁有被无清洗禁允解"),
    "says": frozenset("据声引转原"),
}
_QUOTES = frozenset('“「『"«‘')
_NUMBERS = frozenset(word.split("-")[0][:_STEM] for word in figures.WORDS)
_NUMERAL = re.compile(r"[\d零〇一二三四五六七八九十百千两]")
_WORD = re.compile(r"\w+")
#: Letters that match others where upper and lower case are the same, but are not what these become in lower case.
_ODD = frozenset("ıİſ")


class Hints(NamedTuple):
    """What a text may hold; where a field is false, it holds nothing of the kind.

    Attributes:
        checks: Words that tell of a check.
        denies: Words that deny.
        opposes: Words that have an opposite.
        figures: Figures.
        says: Words that report what others say.
        quotes: Quotation marks.
    """

    checks: bool
    denies: bool
    opposes: bool
    figures: bool
    says: bool
    quotes: bool


_ALL = Hints(True, True, True, True, True, True)


@lru_cache(maxsize=1 << 16)
def hints(text: str, lang: str) -> Hints:
    """Return what a text may hold.

    Args:
        text: Plain words.
        lang: Primary language.
    """
    if not text.isascii() and not _ODD.isdisjoint(text):
        return _ALL
    lower, read = text.lower(), figures.compatible(text)
    stems = _stems(lower)
    numbers = stems if read == lower else _stems(read)
    if lang == "zh":
        checks, denies, opposes = (not _HAN[name].isdisjoint(text) for name in ("checks", "denies", "opposes"))
    else:
        checks, denies, opposes = (
            not stems.isdisjoint(_STEMS[name].get(lang, ())) for name in ("checks", "denies", "opposes")
        )
        denies = denies or "'t" in lower or "’t" in lower
    return Hints(
        checks, denies, opposes,
        not numbers.isdisjoint(_NUMBERS) or _NUMERAL.search(read) is not None,
        not stems.isdisjoint(_SAYS) or not _HAN["says"].isdisjoint(text),
        not _QUOTES.isdisjoint(text),
    )  # fmt: skip


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text)}


_STEMS = {
    name: {lang: frozenset(stems.split()) for lang, stems in listed.items()}
    for name, listed in (("checks", _CHECKS), ("denies", _DENIES), ("opposes", _OPPOSES))
}
