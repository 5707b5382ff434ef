"""Numbers and dates a text states, whatever the language and however they are put: 12,400 = 1.24万 = 12 400."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: A kind (``n`` number, ``%`` per cent, ``d`` day of a year, ``t`` time of day) and a value; days: month * 100 + day.
Figure = tuple[str, float]

_SPACE = "  \u202f\u2009"
_NUMERAL = rf"\d{{1,3}}(?:[,{_SPACE}]\d{{3}})+(?:[.,]\d{{1,2}})?(?!\d)|\d+(?:[.,]\d+)?"
_BLANK = re.compile(f"[{_SPACE}]")
_HAN_NUMERAL = "[零〇一二三四五六七八九十百千两]+"
#: What is counted in Chinese: a Han numeral is a number only before one of these.
_COUNTED = (
    "人名个個位万亿元块%年月日号次家所天岁吨座户度小时分钟周起票层条份张米倍级只头辆艘列班例栋间枚盏场公里罐台部箱斤点"
)
_EN_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_FR_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_MONTH = {name: number for names in (_EN_MONTHS, _FR_MONTHS) for number, name in enumerate(names, 1)}
_MONTH |= {name[:3]: number for number, name in enumerate(_EN_MONTHS, 1)} | {"sept": 9, "janv": 1, "févr": 2, "juil": 7}
_MONTHS = "|".join(sorted(_MONTH, key=len, reverse=True))
_DATE = re.compile(
    r"(?P<iso>(?:19|20)\d\d-(?P<im>\d\d)-(?P<id>\d\d))"
    r"|(?P<zm>\d{1,2})月(?P<zd>\d{1,2})[日号]?"
    rf"|(?P<ed>\d{{1,2}})(?:st|nd|rd|th|er)?(?: of)? (?P<em>{_MONTHS})\b\.?"
    rf"|\b(?P<fm>{_MONTHS})\.? (?P<fd>\d{{1,2}})(?:st|nd|rd|th)?(?![\d,.]*\d)"
)
_TIME = re.compile(r"(?<![\d.,])(?P<h>[01]?\d|2[0-3])(?::|h)(?P<m>[0-5]\d)(?!\d)")
_TIMES = {
    "万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2, "百万": 1e6, "千万": 1e7, "k": 1e3, "thousand": 1e3, "mille": 1e3,
    "million": 1e6, "millions": 1e6, "billion": 1e9, "milliard": 1e9, "milliards": 1e9, "bn": 1e9, "hundred": 1e2,
}  # fmt: skip
_NUMBER = re.compile(
    rf"(?!十分(?![钟之]))(?P<ordinal>第)?(?P<share>百分之)?(?:(?P<figure>{_NUMERAL})|(?P<han>{_HAN_NUMERAL}))"
    rf"[ \u00a0\u202f]?(?P<times>百万|千万|万|亿|thousand\b|millions?\b|billion\b|milliards?\b|mille\b|bn\b|k\b)?"
    rf"(?P<after>[ \u00a0\u202f]?(?:%|per ?cent\b|pour cent\b)|(?=[{_COUNTED}]))?(?!分点|分之)"
)
_HAN_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_EN_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_FR_SMALL = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
#: English and French words of numbers.
WORDS = {word: value for words in (_EN_SMALL, _FR_SMALL) for value, word in enumerate(words)}
WORDS |= {
    word: 10 * (k + 2)
    for k, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}
WORDS |= {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "nonante": 90}
WORDS |= {"quatre-vingts": 80, "quatre-vingt": 80, "soixante-dix": 70, "quatre-vingt-dix": 90, "hundred": 100}
WORDS |= {"cent": 100, "cents": 100, "thousand": 1000, "mille": 1000}
#: Words that are articles or mean something else more often than their number.
_NO_NUMBER_ALONE = frozenset(("one", "un", "zero", "zéro", "neuf", "cents"))
_WORD = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True)) + r")\b")
_JOINED = re.compile(r"\s*-?\s*(?:and\s+|et[\s-]+)?")
_LISTED, _LONGEST_LIST = {("n", 1.0), ("n", 2.0), ("n", 3.0)}, 30
_THESE = re.compile(r"\b(?:the|these|those|of|les|ces|des|aux)[ -](?:two|deux)\b")
#: Nothing is counted beyond; digits in a row that say more are a cheer or an identifier, and may not fit a float.
_MOST = 1e15
#: Groups of digits with blanks between that are one number; more are a list: 666 666 666 666 666 666.
_MOST_GROUPS = 5
#: 第一 and the like rank more often than they count.
_ROUGH_DIGITS, _SMALL_ORDINAL = 2, 10


_UNITS = {
    "hour": "hours?|heures?|个?小时|个?钟头", "minute": "minutes?|分钟", "month": "months?|mois|个月",
    "year": "years?|ans?|années?|岁|年", "week": "weeks?|semaines?|个?星期|周", "day": "days?|jours?|天",
    "money": "(?:us |canadian )?dollars?|(?:de |d')?(?:dollars?|euros?)|euros?|元|块|美元|加元|欧元",
    "degree": "degrees?|degrés?|度", "area": "hectares?|acres?|公顷|亩", "mass": "tonnes?|tons?|kg|kilos?|吨|公斤",
    "length": "km|kilomet(?:er|re)s?|kilomètres?|miles?|公里|met(?:er|re)s?|mètres?|米",
    "point": "points?|个?百分点|个点|点",
}  # fmt: skip
_UNIT = re.compile(
    r"[ \u00a0\u202f-]*(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items()) + r")(?![a-zà-ÿ])"
)


def units(text: str) -> dict[float, str]:
    """Return the unit that follows each number of a text, where it is one of a few that every language has.

    Example:
        >>> units("94 hectares for 3.5 million dollars, 12 boats"), units("94公顷")
        ({94.0: 'area', 3500000.0: 'money'}, {94.0: 'area'})
    """
    text = compatible(text)
    if any(char.isdigit() for char in text):
        text = _DATE.sub(" ; ", text)
    found = {}
    for match in _NUMBER.finditer(text):
        unit = _UNIT.match(text, match.end())
        value = _value(match) if unit else None
        if unit and value is not None:
            found[value] = str(unit.lastgroup)
    return found


def compatible(text: str) -> str:
    """Return a text in lower case, with digits and signs that only look different as one."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower()


def figures(text: str) -> frozenset[Figure]:
    """Return the numbers, shares, days and times a text states.

    Example:
        >>> sorted(figures("12,400 people on March 3"))
        [('d', 303.0), ('n', 12400.0)]
        >>> figures("3月3日有1.24万人") == figures("12 400 personnes le 3 mars") == figures("12,400 people on 3 March")
        True
        >>> figures("百分之十二") == figures("12 percent") == figures("12 %")
        True
    """
    text = compatible(text)
    found: set[Figure] = set()
    if any(char.isdigit() for char in text):
        text = _taken(_DATE, text, found, _day)
        text = _taken(_TIME, text, found, lambda match: ("t", int(match["h"]) * 60.0 + int(match["m"])))
    found.update(_numbers(text))
    found.update(_words(text))
    if found >= _LISTED:  # a list from 1 to n; its numbers count nothing
        found = {figure for figure in found if figure[0] != "n" or figure[1] > _LONGEST_LIST}
    return frozenset(found)


def _taken(pattern: re.Pattern[str], text: str, found: set[Figure], read: object) -> str:
    def take(match: re.Match[str]) -> str:
        figure = read(match)  # type: ignore[operator]
        if figure is None:
            return match[0]
        found.add(figure)
        return " ; "

    return pattern.sub(take, text)


def _day(match: re.Match[str]) -> Figure | None:
    if match["iso"]:
        month, day = int(match["im"]), int(match["id"])
    elif match["zm"]:
        month, day = int(match["zm"]), int(match["zd"])
    elif match["em"]:
        month, day = _MONTH[match["em"]], int(match["ed"])
    else:
        month, day = _MONTH[match["fm"]], int(match["fd"])
    return ("d", float(month * 100 + day)) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _numbers(text: str) -> Iterator[Figure]:
    for match in _NUMBER.finditer(text):
        value = _value(match)
        if value is not None:
            yield ("%" if match["share"] or (match["after"] or "").strip() else "n", value)


def _value(match: re.Match[str]) -> float | None:
    """Read a matched number; ``None`` where it counts nothing: 一 in running text, 第一, 666 666 666 666 666 666."""
    times = _TIMES.get(match["times"] or "", 1.0)
    if match["han"]:
        if match["after"] is None and not match["times"] and not match["share"]:
            return None
        value = _han(match["han"])
        if value is None or (value < 2 and not match["times"]):
            return None
    elif len(_BLANK.findall(match["figure"])) >= _MOST_GROUPS:
        return None
    else:
        value = _decimal(match["figure"])
    if (match["ordinal"] and value <= _SMALL_ORDINAL) or value * times > _MOST:
        return None
    return round(value * times, 6)


def _decimal(written: str) -> float:
    """Read a written number: groups of three are thousands, else a comma is a decimal point.

    Example:
        >>> _decimal("12,400"), _decimal("12 400"), _decimal("4,5"), _decimal("1.24")
        (12400.0, 12400.0, 4.5, 1.24)
    """
    if re.fullmatch(rf"\d{{1,3}}(?:[,{_SPACE}]\d{{3}})+(?:[.,]\d{{1,2}})?", written):
        head, _, _ = re.sub(rf"[{_SPACE}]", "", written).partition(".")
        groups = re.split(",", head)
        whole = "".join(groups) if all(len(group) == 3 for group in groups[1:]) else groups[0]
        return float(whole)
    return float(written.replace(",", "."))


def _han(written: str) -> float | None:
    """Read a Han numeral below ten thousand, or a row of digits (二〇二五); ``None`` where it is neither.

    Example:
        >>> _han("三十一"), _han("十二"), _han("两千零五"), _han("二〇二五"), _han("十十")
        (31.0, 12.0, 2005.0, 2025.0, None)
    """
    if not set(written) & set("十百千"):
        return float("".join(str(_HAN_VALUES[char]) for char in written))
    total, digit, last = 0, -1, 10_000
    for char in written:
        unit = {"十": 10, "百": 100, "千": 1000}.get(char)
        if unit is None:
            digit = _HAN_VALUES[char]
        elif unit >= last:
            return None
        else:
            total += (digit if digit > 0 else 1) * unit
            digit, last = -1, unit
    return float(total + max(digit, 0))


def _words(text: str) -> Iterator[Figure]:
    """Read English and French number words; neighbours are joined: thirty-one, deux cent douze."""
    text = _THESE.sub(" ", text)
    run: list[int] = []
    spelled, end = "", -1
    for match in [*_WORD.finditer(text), None]:
        joined = match is not None and run and _JOINED.fullmatch(text[end : match.start()])
        if run and not joined:
            value = 0 if spelled in _NO_NUMBER_ALONE else _joined(run)
            if spelled not in _NO_NUMBER_ALONE and value <= _MOST:
                yield ("n", float(value))
            run, spelled = [], ""
        if match is not None:
            run.append(WORDS[match[0]])
            spelled, end = (match[0] if len(run) == 1 else ""), match.end()


def _joined(values: list[int]) -> int:
    total, part = 0, 0
    for value in values:
        if value in (100, 1000):
            part = max(part, 1) * value
        else:
            part += value
        if value == 1000:
            total, part = total + part, 0
        if total + part > _MOST:
            break
    return total + part


def same(a: Figure, b: Figure) -> bool:
    """Return whether two figures may be one, exactly or rounded: 11,870 and "almost 12,000".

    Example:
        >>> same(("n", 11870.0), ("n", 12000.0)), same(("n", 12.0), ("n", 13.0)), same(("n", 12.0), ("%", 12.0))
        (True, False, False)
    """
    if a[0] != b[0] or a[0] in "dt":
        return a == b
    low, high = sorted((a[1], b[1]))
    if low == high:
        return True
    return low >= 100 and any(_rounded(x, y) for x, y in ((low, high), (high, low)))


def _rounded(exact: float, rough: float) -> bool:
    """``rough`` is ``exact`` rounded to the digits it has, at least two."""
    digits = len(f"{rough:.0f}".rstrip("0"))
    return digits >= _ROUGH_DIGITS and float(f"{exact:.{digits - 1}e}") == rough


def compared(a: frozenset[Figure], b: frozenset[Figure]) -> tuple[frozenset[Figure], list[Figure], list[Figure]]:
    """Return the figures two texts share, and what each states that the other does not.

    Example:
        >>> compared(figures("12 dead, 30 hurt"), figures("12 dead, 45 hurt"))
        (frozenset({('n', 12.0)}), [('n', 30.0)], [('n', 45.0)])
    """
    shared = a & b
    only_a, only_b = sorted(a - shared), sorted(b - shared)
    for figure in list(only_a):
        match = next((other for other in only_b if same(figure, other)), None)
        if match is not None:
            shared |= {figure}
            only_a.remove(figure)
            only_b.remove(match)
    return shared, only_a, only_b
