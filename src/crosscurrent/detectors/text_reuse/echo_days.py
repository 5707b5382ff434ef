"""Days as people write them (2025/3/3, 三月三日, the third of March) as 2025-03-03, 3月3日, 3 March."""

from __future__ import annotations

import re

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug"
    "|sept|sep|oct|nov|dec|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
_HAN_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")}
_HAN = "[一二三四五六七八九十廿卅]{1,4}"
_YEAR_FIRST = re.compile(r"(?<![\d/.\-])((?:19|20)\d\d)[/.](\d{1,2})[/.](\d{1,2})(?![\d/]|\.\d)")
#: A day above twelve tells which of the two is the month.
_DAY_FIRST = re.compile(r"(?<![\d/.\-])(1[3-9]|2\d|3[01])[/.](\d{1,2})[/.]((?:19|20)\d\d)(?!\d)")
_MONTH_FIRST = re.compile(r"(?<![\d/.\-])(\d{1,2})/(1[3-9]|2\d|3[01])/((?:19|20)\d\d)(?!\d)")
_HAN_DAY = re.compile(rf"(?P<m>{_HAN})月(?P<d>{_HAN}|\d{{1,2}})(?=[日号])")
_TENS = {"twenty": 20, "thirty": 30}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
        "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
        "eighteenth", "nineteenth", "twentieth",
    ],
        1,
    )
} | {"thirtieth": 30}  # fmt: skip
_FRENCH = {
    word: value
    for value, word in enumerate(
        [
        "premier", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
        "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt",
    ],
        1,
    )
} | {
    "vingt et un": 21, "vingt-et-un": 21, "vingt-deux": 22, "vingt-trois": 23, "vingt-quatre": 24, "vingt-cinq": 25,
    "vingt-six": 26, "vingt-sept": 27, "vingt-huit": 28, "vingt-neuf": 29, "trente": 30, "trente et un": 31,
    "trente-et-un": 31,
}  # fmt: skip
_ORDINAL = r"(?:(?:twenty|thirty)[ -])?(?:" + "|".join(sorted(_ORDINALS, key=len, reverse=True)) + ")"
_OF_MONTH = re.compile(rf"\b(?P<d>{_ORDINAL})(?: of)? (?P<m>{_MONTHS})\b", re.IGNORECASE)
_MONTH_THE = re.compile(rf"\b(?P<m>{_MONTHS}) (?:the )?(?P<d>{_ORDINAL})\b", re.IGNORECASE)
_FRENCH_DAY = re.compile(
    rf"\b(?P<d>{'|'.join(sorted(_FRENCH, key=len, reverse=True))}) (?P<m>{_MONTHS})\b", re.IGNORECASE
)
#: One of these stands in every text that one of the patterns finds something in.
_HINT = re.compile("jan|feb|mar|apr|ma[yi]|ju[nil]|aug|août|sep|oct|nov|d[eé]c|avril|vrier")
_DIGITS_APART = re.compile(r"\d[/.]\d")
_COUNTS = ("first", "second", "third", "fth", "eth", "xth", "nth", "hth", "lfth")
_COUNTED = tuple(word for word in _FRENCH if " " not in word and "-" not in word)


def days_in_digits(text: str) -> str:
    """Return a text in which days stand in digits.

    Example:
        >>> [days_in_digits(day) for day in ("三月二十一日", "the twenty-first of March", "le trois mars")]
        ['3月21日', 'the 21 March', 'le 3 mars']
        >>> [days_in_digits(day) for day in ("2025/3/3", "21.03.2025", "3/4/2025", "3.4.1")]
        ['2025-03-03', '2025-03-21', '3/4/2025', '3.4.1']
    """
    if _DIGITS_APART.search(text):
        text = _YEAR_FIRST.sub(lambda found: _iso(found[0], found[1], found[2], found[3]), text)
        text = _DAY_FIRST.sub(lambda found: _iso(found[0], found[3], found[2], found[1]), text)
        text = _MONTH_FIRST.sub(lambda found: _iso(found[0], found[3], found[1], found[2]), text)
    if "月" in text:
        text = _HAN_DAY.sub(_han_day, text)
    lower = text.lower()
    if _HINT.search(lower) is None:
        return text
    if any(count in lower for count in _COUNTS):
        text = _OF_MONTH.sub(lambda found: _put(found[0], _ordinal(found["d"]), "{} " + found["m"]), text)
        text = _MONTH_THE.sub(lambda found: _put(found[0], _ordinal(found["d"]), found["m"] + " {}"), text)
    if any(count in lower for count in _COUNTED):
        text = _FRENCH_DAY.sub(lambda found: _put(found[0], _FRENCH.get(found["d"].lower()), "{} " + found["m"]), text)
    return text


def _iso(written: str, year: str, month: str, day: str) -> str:
    """A number that is no month or day stays as it was written."""
    if not 1 <= int(month) <= 12 or not 1 <= int(day) <= 31:
        return written
    return f"{year}-{int(month):02}-{int(day):02}"


def _put(written: str, day: int | None, form: str) -> str:
    """A day that is not read stays as it was written."""
    return written if day is None else form.format(day)


def _ordinal(words: str) -> int | None:
    """Read a day in words; ``None`` where a letter only matches without regard to case: the thİrd, the ſixth."""
    tens, _, ones = words.lower().replace("-", " ").rpartition(" ")
    if (tens and tens not in _TENS) or ones not in _ORDINALS:
        return None
    return _TENS.get(tens, 0) + _ORDINALS[ones]


def _han_day(found: re.Match[str]) -> str:
    month, day = _han_number(found["m"]), _han_number(found["d"])
    return found[0] if month is None or day is None or month > 12 or day > 31 else f"{month}月{day}"


def _han_number(written: str) -> int | None:
    """Read a number up to 39 in Han digits; ``None`` where it is none.

    Example:
        >>> _han_number("三"), _han_number("十二"), _han_number("二十一"), _han_number("三十"), _han_number("一二三")
        (3, 12, 21, 30, None)
    """
    if written.isdecimal():
        return int(written)
    written = written.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = written.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or tens == "十":
        return None
    return (_HAN_DIGITS[tens] if tens else 1) * 10 * bool(ten) + (_HAN_DIGITS[ones] if ones else 0)
