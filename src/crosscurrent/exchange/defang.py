"""Web addresses written so that no program makes a link of them, for text that leaves the house."""

from __future__ import annotations

import re

#: No word boundary in front: Chinese text has no space before an address.
_ADDRESS = re.compile(r"(https?|s?ftps?)://([^\s/?#<>\"']+)|(?<![A-Za-z0-9.-])(www\.[^\s/?#<>\"']+)", re.IGNORECASE)
_RUNNABLE = re.compile(r"(?<![a-z])(javascript|vbscript|data(?=:[a-z]+/)):", re.IGNORECASE)


def defang(text: str) -> str:
    """Defang every web address in a text: ``hxxp`` for ``http``, ``[.]`` for the dots of the host.

    Args:
        text: Any text; the path of an address stays as it is.

    Returns:
        The text; ``javascript:``, ``vbscript:`` and ``data:`` get brackets round their colon. Applying it twice gives
        the same text.

    Example:
        >>> defang("see https://news.example/a.html")
        'see hxxps://news[.]example/a.html'
        >>> defang("javascript:alert(1)")
        'javascript[:]alert(1)'
    """
    return _RUNNABLE.sub(r"\1[:]", _ADDRESS.sub(_defanged, text))


def _defanged(found: re.Match[str]) -> str:
    scheme, host = found[1], found[2] or found[3]
    shown = host.replace("[.]", ".").replace(".", "[.]")
    return f"{scheme.lower().replace('t', 'x')}://{shown}" if scheme else shown
