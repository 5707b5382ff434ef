"""Interface words in English and French, and how numbers, times and probabilities are written in each.

Every word a reader sees comes from ``en.toml`` or ``fr.toml``; both hold the same keys.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files

from crosscurrent.errors import LanguageUnknown

LANGUAGES = ("en", "fr")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_THIN, _FIXED = "\u202f", "\u00a0"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    Attributes:
        language: ``en`` or ``fr``.
        entries: Dotted key to sentence; sentences hold ``{named}`` places.
    """

    language: str
    entries: dict[str, str]

    def __call__(self, key: str, **places: object) -> str:
        """Return the sentence of ``key`` with its places filled.

        Raises:
            KeyError: No such key; the catalogue test makes sure that this cannot happen on a page.
        """
        sentence = self.entries[key]
        return sentence.format(**places) if places else sentence

    def known(self, prefix: str, name: str) -> str | None:
        """Return the words for a name that may be new to the catalogue, or ``None``."""
        return self.entries.get(f"{prefix}.{name}")

    def counted(self, key: str, n: int, **places: object) -> str:
        """Return the singular or plural sentence for ``n``; French counts zero as singular.

        Example:
            >>> words_of("en").counted("count.accounts", 1), words_of("en").counted("count.accounts", 1200)
            ('1 account', '1,200 accounts')
        """
        singular = n == 1 or (n == 0 and self.language == "fr")
        return self(f"{key}.{'one' if singular else 'other'}", n=self.number(n), **places)

    def listed(self, names: list[str]) -> str:
        """Return ``a, b and c``."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self('and')} {names[-1]}"

    def number(self, value: float | int | None, digits: int = 0) -> str:
        r"""Write a number with the language's separators; ``None`` is a dash, never zero.

        Example:
            >>> words_of("fr").number(12345.6, 1)
            '12\u202f345,6'
        """
        if value is None:
            return "–"
        written = f"{value:,.{digits}f}"
        if self.language == "fr":
            written = written.replace(",", _THIN).replace(".", ",")
        return written.replace("-", "−")

    def share(self, value: float | None) -> str:
        """Write a ratio 0–1 as a percentage."""
        if value is None:
            return "–"
        percent = self.number(value * 100, 0 if value in (0, 1) or value >= 0.1 else 1)
        return f"{percent}{_FIXED if self.language == 'fr' else ''}%"

    def probability(self, p: float | None) -> str:
        """Write a p- or q-value: three decimals, or a power of ten below 0.001.

        Example:
            >>> words_of("en").probability(3.24e-9), words_of("fr").probability(0.25)
            ('3.2 × 10⁻⁹', '0,250')
        """
        if p is None:
            return "–"
        if p <= 0:
            return f"< 10{'-300'.translate(_SUPERSCRIPT)}"
        if p >= 0.001:
            return self.number(p, 3)
        mantissa, exponent = f"{p:.1e}".split("e")
        decimal = mantissa.replace(".", ",") if self.language == "fr" else mantissa
        return f"{decimal} × 10{str(int(exponent)).translate(_SUPERSCRIPT)}"

    def duration(self, us: int | None) -> str:
        r"""Write a length of time in its two largest units.

        Example:
            >>> words_of("en").duration(192_000_000), words_of("en").duration(400_000)
            ('3\xa0min 12\xa0s', '0.4\xa0s')
        """
        if us is None:
            return "–"
        sign, size = ("−" if us < 0 else ""), abs(us)
        if size < 10_000_000:
            exact = size % 1_000_000 == 0
            return f"{sign}{self.number(size / 1e6, 0 if exact else 1)}{_FIXED}s"
        units = ((86_400_000_000, self("unit.day")), (3_600_000_000, "h"), (60_000_000, "min"), (1_000_000, "s"))
        parts: list[str] = []
        for width, unit in units:
            count, size = divmod(size, width)
            if count or parts:
                parts.append(f"{self.number(count)}{_FIXED}{unit}" if count else "")
            if len(parts) == 2:
                break
        return sign + " ".join(part for part in parts if part)

    def day(self, at_us: int | None) -> str:
        r"""Write the date of a time, UTC, in words that do not break at the end of a line.

        Example:
            >>> words_of("en").day(1_741_593_600_000_000), words_of("fr").day(1_740_787_200_000_000)
            ('10\xa0March\xa02025', '1er\xa0mars\xa02025')
        """
        if at_us is None:
            return "–"
        at = _EPOCH + timedelta(microseconds=at_us)
        number = self("first_of_month") if at.day == 1 else str(at.day)
        written = self("date", day=number, month=self("months").split()[at.month - 1], year=at.year)
        return written.replace(" ", _FIXED)


def moment(at_us: int | None) -> str:
    """Write a time as ISO 8601 date and clock, UTC; the same in both languages.

    Example:
        >>> moment(1_741_593_600_000_000)
        '2025-03-10 08:00:00 UTC'
    """
    if at_us is None:
        return "–"
    return (_EPOCH + timedelta(microseconds=at_us)).strftime("%Y-%m-%d %H:%M:%S UTC")


@cache
def words_of(language: str) -> Words:
    """Load the catalogue of a language.

    Raises:
        LanguageUnknown: There is no such catalogue.
    """
    if language not in LANGUAGES:
        raise LanguageUnknown.named(language, LANGUAGES)
    with files("crosscurrent.reports").joinpath(f"{language}.toml").open("rb") as catalogue:
        entries = dict(_flat(tomllib.load(catalogue), ""))
    if language == "fr":
        entries = {key: _french_spaces(sentence) for key, sentence in entries.items()}
    return Words(language, entries)


def _flat(table: dict[str, object], prefix: str) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{prefix}{key}.")
        else:
            rows.append((prefix + key, str(value)))
    return rows


def _french_spaces(sentence: str) -> str:
    """Canadian French: a fixed space before the colon and the percent sign and inside guillemets."""
    return re.sub(r" (?=[:%»])|(?<=«) ", _FIXED, sentence)
