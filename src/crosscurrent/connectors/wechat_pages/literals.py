"""The values a page's scripts carry, read as data: object and string literals, never run.

WeChat has written them in three ways: ``var biz = "" || "Mz…"`` (until about 2022), ``title: JsDecode('…')`` inside
``window.cgiDataNew = {…}``, and since 2026 the same object with plain strings. Numbers come as ``'0' * 1``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Any

from crosscurrent.connectors.records.plain_text import mended

_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/|(?P<text>'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"|`[^`\\]*(?:\\.[^`\\]*)*`)"""
    r"""|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_$][\w$.]*)|(?P<mark>\|\||.)""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|(\r\n|.))", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r": "", "\r\n": ""}
#: What ``JsDecode`` undoes in the text it is given.
_SECOND = re.compile(r"\\x(5c|0d|22|26|27|3c|3e|0a)")
_DECODERS = frozenset(("JsDecode", "htmlDecode", "decodeURIComponent", "String"))
_WORDS = {"true": True, "false": False}
_OPEN, _CLOSE = frozenset("{[("), frozenset("}])")
_DEEPEST, _MOST_TOKENS = 40, 1_000_000
#: Written out, not with a flag: so the search for the first characters stays fast.
_SCRIPT, _SCRIPT_END = (re.compile(rf"{start}[sS][cC][rR][iI][pP][tT]\b") for start in ("<", "</"))
_MOST_TRIES = 8


def unescaped(written: str) -> str:
    r"""Return a string literal's text, given without its quotes.

    Example:
        >>> unescaped(r"\x3cb\x3e\u4f60\'\n") == "<b>你'\n"
        True
    """
    return mended(_ESCAPE.sub(_character, written)) if "\\" in written else written


def _character(found: re.Match[str]) -> str:
    byte, short, long, plain = found.groups()
    if plain is not None:
        return _PLAIN.get(plain, plain)
    number = int(byte or short or long, 16)
    return chr(number) if number < 0x110000 else "\ufffd"


class Literal:
    """Reads one literal out of a script.

    Args:
        script: The script.
        start: Where the literal begins.
        most: How many tokens to read at most.

    Attributes:
        left: How many of them were not read.
    """

    def __init__(self, script: str, start: int = 0, most: int = _MOST_TOKENS) -> None:
        self._script, self._at, self.left = script, start, most
        self._kind, self._text = "", ""
        self._next()

    def value(self) -> Any:
        """Return the value; ``None`` if it is no literal. An object that breaks off is given as far as it goes."""
        return self._expression(0)

    def _next(self) -> None:
        while True:
            found = _TOKEN.match(self._script, self._at)
            self.left -= 1
            if found is None or self.left < 0:
                self._kind, self._text = "", ""
                return
            self._at = found.end()
            if found.lastgroup is not None:
                self._kind, self._text = found.lastgroup, found.group()
                break
        if self._kind == "mark" and self._text in "'\"`":  # a string that never ends: nothing after it can be read
            self._kind, self._at = "", len(self._script)

    def _expression(self, depth: int) -> Any:
        """Read up to a comma, semicolon or closing bracket; of alternatives (``||``), the first that is not empty."""
        found: list[Any] = []
        while self._kind and not (self._kind == "mark" and self._text in ",;}])"):
            if self._text == "*":
                self._multiplied(found)
            elif self._text == "?":
                found.clear()
                self._next()
            elif self._kind == "mark" and self._text not in _OPEN:
                self._next()
            else:
                found.append(self._primary(depth))
        known = [value for value in found if value is not None]
        return next((value for value in known if value not in ("", {}, [])), known[0] if known else None)

    def _multiplied(self, found: list[Any]) -> None:
        self._next()
        self._next()
        if found and isinstance(found[-1], str):
            found[-1] = int(found[-1]) if found[-1].isascii() and found[-1].isdigit() and len(found[-1]) < 20 else None

    def _primary(self, depth: int) -> Any:
        kind, text = self._kind, self._text
        if kind == "text":
            self._next()
            return unescaped(text[1:-1])
        if kind == "number":
            self._next()
            return int(text) if text.isdigit() and len(text) < 20 else text
        if kind == "name":
            return self._named(text, depth)
        if depth >= _DEEPEST:
            self._skip()
            return None
        if text == "{":
            return self._object(depth + 1)
        return self._members(depth + 1)

    def _named(self, name: str, depth: int) -> Any:
        self._next()
        if self._text != "(" or self._kind != "mark":
            return _WORDS.get(name)
        if name not in _DECODERS or depth >= _DEEPEST:
            self._skip()
            if name == "function" and self._text == "{":
                self._skip()
            return None
        given = self._members(depth + 1)
        value = given[0] if given else None
        if isinstance(value, str) and name == "JsDecode":
            value = mended(_SECOND.sub(lambda byte: chr(int(byte[1], 16)), value))
        return unescape(value) if isinstance(value, str) and name == "htmlDecode" else value

    def _members(self, depth: int) -> list[Any]:
        """Read the members of an array, or what a function is given."""
        found = []
        self._next()
        while self._kind and not (self._kind == "mark" and self._text in _CLOSE):
            if self._kind == "mark" and self._text in ",;":
                self._next()
            else:
                found.append(self._expression(depth))
        self._next()
        return found

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._next()
        while self._kind and not (self._kind == "mark" and self._text in _CLOSE):
            key = unescaped(self._text[1:-1]) if self._kind == "text" else self._text
            is_key = self._kind in ("text", "name", "number")
            if self._kind == "mark" and self._text in _OPEN:
                self._skip()
                continue
            self._next()
            if is_key and self._kind == "mark" and self._text == ":":
                self._next()
                found[key] = self._expression(depth)
        self._next()
        return found

    def _skip(self) -> None:
        """Pass over a bracket and all that is in it."""
        depth = 0
        while self._kind:
            if self._kind == "mark" and self._text in _OPEN:
                depth += 1
            elif self._kind == "mark" and self._text in _CLOSE:
                depth -= 1
            self._next()
            if depth <= 0:
                return


def _scripts(html: str) -> Iterator[str]:
    """Yield the texts of the scripts in a page, in one pass."""
    found = _SCRIPT.search(html)
    while found is not None:
        start = html.find(">", found.end()) + 1
        end = _SCRIPT_END.search(html, start) if start else None
        if not start:
            return
        yield html[start : end.start() if end is not None else len(html)]
        if end is None:
            return
        found = _SCRIPT.search(html, end.end())


class Scripts:
    """The scripts of a page, asked for values by name. Text that an article only shows is never taken for them.

    Args:
        html: The page.
    """

    def __init__(self, html: str) -> None:
        self._texts = list(_scripts(html))
        self._left = _MOST_TOKENS

    def assigned(self, name: str) -> Any:
        """Return what is assigned to a variable (``var name = …``, ``window.name = …``); ``None`` if nothing is."""
        return self._first(rf"(?:\bvar\s+|\bwindow\.|\blet\s+|\bconst\s+){re.escape(name)}\s*=(?!=)\s*", name)

    def keyed(self, name: str) -> Any:
        """Return what stands behind ``name:`` in any object; ``None`` if nothing does."""
        return self._first(rf"""(?<![\w$.'"]){re.escape(name)}\s*:\s*""", name)

    def decoded(self, name: str) -> Any:
        """Return what stands behind ``name: JsDecode(``: page data, wherever it stands."""
        return self._first(rf"(?<![\w$.]){re.escape(name)}\s*:\s*(?=JsDecode\()", name)

    def any(self, *names: str) -> Any:
        """Return the first value that is not empty, assigned or keyed, of several names."""
        for name in names:
            for value in (self.assigned(name), self.keyed(name)):
                if value not in (None, "", {}, []):
                    return value
        return None

    def pushed(self, name: str) -> list[Any]:
        """Return what is put into a list by ``name.push(…)``."""
        found = []
        for text in self._texts:
            for place in islice(re.finditer(rf"\b{re.escape(name)}\.push\(\s*", text), 100):
                literal = Literal(text, place.end(), self._left)
                found.append(literal.value())
                self._left = literal.left
        return found

    def _first(self, pattern: str, name: str) -> Any:
        empty = None
        compiled = re.compile(pattern)
        for text in self._texts:
            if name not in text:
                continue
            for found in islice(compiled.finditer(text), _MOST_TRIES):
                literal = Literal(text, found.end(), self._left)
                value, self._left = literal.value(), literal.left
                if value not in (None, "", {}, []):
                    return value
                empty = value if empty is None else empty
        return empty
