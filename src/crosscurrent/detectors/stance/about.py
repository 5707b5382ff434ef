"""Which posts are about a target: those whose text names it, by a name an analyst gave and by nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crosscurrent.actions.normal_text import normalise
from crosscurrent.actions.text_marks import names as names_in
from crosscurrent.detectors.stance.parameters import TargetRefused

#: Scripts that put no space between words, or hang endings on names: Han, kana, Hangul, Thai, Lao, Tibetan, Burmese,
#: Khmer.
_UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
)
_UNSPACED_CHAR = re.compile(f"[{_UNSPACED}]")


@dataclass(frozen=True, slots=True)
class Sought:
    """The names of a target, made ready to be looked for.

    Attributes:
        pattern: Matches a name in the normal form of a text; ``None`` if only @names were given.
        handles: @names, folded.
    """

    pattern: re.Pattern[str] | None
    handles: frozenset[str]

    def is_in(self, text: str) -> bool:
        """Return whether a text names the target."""
        if self.handles and not self.handles.isdisjoint(names_in(text)):
            return True
        return self.pattern is not None and self.pattern.search(normalise(text)) is not None


def sought(names: Sequence[str]) -> Sought:
    """Make names ready to be looked for.

    A name is compared in the normal form of texts: upper and lower case, traditional and simplified characters, full
    and half width are the same; invisible characters, punctuation and addresses are taken away. In scripts with spaces
    between words a name is a whole word or several; in Han, kana, Hangul, Thai and the like it may stand anywhere. A
    name that begins with ``@`` is compared with the @names of a text, which otherwise do not count.

    Args:
        names: Name and aliases.

    Raises:
        TargetRefused: A name has no letter or digit.

    Example:
        >>> named = sought(["Trudeau", "杜魯多", "@JustinTrudeau"])
        >>> [named.is_in(t) for t in ("TRUDEAU's plan", "trudeaux", "支持杜鲁多总理", "@justintrudeau hi", "@Trudeau")]
        [True, False, True, True, False]
    """
    handles, patterns = set(), []
    for number, name in enumerate(names, 1):
        marked = names_in(name.strip()) if name.strip()[:1] in ("@", "＠") else []
        form = "" if marked else normalise(name)
        if not marked and not form:
            raise TargetRefused.unreadable(number)
        handles |= set(marked)
        patterns += [_bounded(form)] if form else []
    longest_first = sorted(set(patterns), key=lambda pattern: (-len(pattern), pattern))
    return Sought(re.compile("|".join(longest_first)) if patterns else None, frozenset(handles))


def _bounded(form: str) -> str:
    """Return the pattern of one name; a normal form holds letters, digits, marks and spaces only."""
    before = "" if _UNSPACED_CHAR.match(form[0]) else rf"(?<![^\s{_UNSPACED}])"
    after = "" if _UNSPACED_CHAR.match(form[-1]) else rf"(?![^\s{_UNSPACED}])"
    return f"{before}{re.escape(form)}{after}"
