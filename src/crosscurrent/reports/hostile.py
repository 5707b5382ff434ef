"""Text from outside, made safe to look at: hidden characters shown, addresses defanged, JSON kept in its element.

Escaping for HTML is left to Jinja's autoescape; what stands here is what escaping does not do. The browser
code holds a twin of :func:`visible` and :func:`defang` (``web/src/text.ts``) for text it shows itself.
"""

from __future__ import annotations

import json
import re

#: Characters that change how a line reads without being seen, and the mark that is shown instead.
HIDDEN_MARKS = {
    "\u061c": "ALM", "\u200b": "ZWSP", "\u200e": "LRM", "\u200f": "RLM", "\u2028": "LSEP", "\u2029": "PSEP",
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2060": "WJ",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\ufeff": "BOM",
}  # fmt: skip
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f" + "".join(HIDDEN_MARKS) + "]")
#: No word border is asked for in front: Chinese text runs straight into an address.
_ADDRESS = re.compile(r"(https?|ftp)://([^\s/?#<>\"']+)|(www\.[^\s/?#<>\"']+)|((?:[\w-]+\.)+[a-z]{2,24})(?=/)", re.I)
_BARE_HOST = re.compile(r"^(?:[\w-]+\.)+[\w-]{2,}(?=$|[/:?#])", re.I)


def visible(text: str) -> str:
    """Replace control, bidirectional and zero-width characters by marks a reader can see.

    Line feeds and tabs stay. Joiners that emoji and some scripts need (U+200C, U+200D) stay.

    Example:
        >>> visible("invoice\u202egpj.exe")
        'invoice⟦RLO⟧gpj.exe'
    """
    return _HIDDEN.sub(_mark, text)


def _mark(found: re.Match[str]) -> str:
    character = found[0]
    return f"⟦{HIDDEN_MARKS.get(character) or f'U+{ord(character):04X}'}⟧"


def defang(text: str) -> str:
    """Write web addresses so that no program makes a link of them.

    Addresses with a scheme, with ``www.`` or with a path lose their dots to ``[.]`` in the host part and
    ``http`` becomes ``hxxp``. The path stays as it is.

    Example:
        >>> defang("see https://news.example.com/a.html or www.example.org")
        'see hxxps://news[.]example[.]com/a.html or www[.]example[.]org'
    """
    return _ADDRESS.sub(_defanged, text)


def _defanged(found: re.Match[str]) -> str:
    scheme, host = found[1], found[2] or found[3] or found[4]
    shown = host.replace(".", "[.]")
    return f"{scheme.lower().replace('t', 'x')}://{shown}" if scheme else shown


def object_name(object_id: str, behaviour: str) -> str:
    """Return an object's id for display: hidden characters shown, addresses defanged.

    For links and domains a bare host (``example.com/a``) is defanged too, since the id is known to be one.

    Example:
        >>> object_name("example.com/a.html", "link"), object_name("v1.2", "hashtag")
        ('example[.]com/a.html', 'v1.2')
    """
    shown = defang(visible(object_id))
    if behaviour in ("link", "domain"):
        shown = _BARE_HOST.sub(lambda found: found[0].replace(".", "[.]"), shown)
    return shown


def json_for_script(value: object) -> str:
    r"""Write JSON that stays inside its ``<script>`` element whatever it holds.

    ``<``, ``>``, ``&`` and the two line separators are written as escapes, so neither ``</script>`` nor
    ``<!--`` can appear. Keys keep their order; no spaces; not-a-number is refused.

    Raises:
        ValueError: A number is NaN or infinite.

    Example:
        >>> json_for_script({"text": "</script>"})
        '{"text":"\\u003c/script\\u003e"}'
    """
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # A lone surrogate (half an emoji, cut by another tool) cannot be written as UTF-8.
    written = written.encode("utf-8", "backslashreplace").decode("utf-8")
    for character in "<>&\u2028\u2029":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return written
