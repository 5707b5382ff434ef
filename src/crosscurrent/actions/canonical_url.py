"""One address per page: the canonical form of a link, without asking the network.

Source of the idea: the ``ural`` library of médialab Sciences Po. This is independent code with its own tables
(:mod:`crosscurrent.actions.link_tables`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from crosscurrent.actions import link_tables as tables

MAX_CHARS = 4096
_MAX_PASSES = 16
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\ufff0-\ufffd\ud800-\udfff\U000e0000-\U000e0fff]|\\\\(?=$)"
)
_SCHEME = re.compile(r"(?:https?:)?[/\\]{2,}|https?:[/\\]?(?=[^/\\])", re.IGNORECASE)
_BARE_HOST = re.compile(r"[^\s/?#@:.\\]+(?:\.[^\s/?#@:.\\]+)+\.?(?::\d*)?(?=[/?#\\]|$)")
_PARTS = re.compile(r"([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_HOST = re.compile(r"(?:[a-z0-9_-]+\.)+(?=[a-z0-9-]*[a-z])[a-z0-9-]+|\d{1,3}(?:\.\d{1,3}){3}")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]")
_INDEX_PAGE = re.compile(r"/(?:index\.(?:html?|php|aspx?|jsp|shtml)|default\.(?:html?|aspx?))$", re.IGNORECASE)
_AMP_PATH = re.compile(r"^/amp(?=/.)|/amp/?$|\.amp$|\.amp(?=\.html?$)", re.IGNORECASE)
_AMP_VIEWER = re.compile(r"^/amp/(?:s/)?(?=[^/]+\.[^/])")
_AMP_CACHE = re.compile(r"^/[a-z]+/(?:s/)?(?=[^/]+\.[^/])")
_GOOGLE = re.compile(r"(?:google\.[a-z]{2,3}(?:\.[a-z]{2})?|bing\.com)$")
_SHORT_FORM = re.compile(r"https?://t\.co/([A-Za-z0-9]{1,20})$")

PLAIN, SHORTENER, UNWRAPPED = "", "shortener, not resolved", "target taken out of a redirector or AMP address"


class Link(NamedTuple):
    """A link after folding.

    Attributes:
        url: Canonical address, always ``https://`` (the scheme is folded, not checked).
        host: Its host.
        note: :data:`PLAIN`, :data:`SHORTENER` or :data:`UNWRAPPED`.
    """

    url: str
    host: str
    note: str


@lru_cache(maxsize=1 << 16)
def canonical(written: str) -> Link | None:
    """Return the canonical form of a web address, or ``None`` where it is refused.

    Folded: scheme, case and IDNA form of the host, userinfo, default ports, device hosts (``m.``, ``www.``, ``amp.``
    …), other names of one site, dot segments, escapes of plain characters, index pages, trailing slash, AMP forms,
    fragments other than ``#!``, tracking parameters, order of parameters. Redirectors that carry their target are
    unwrapped; shorteners stay and are noted.

    Args:
        written: As found in a capture, with or without scheme; hostile input is expected.

    Returns:
        The link; ``None`` for any scheme but http(s) (``javascript:``, ``data:``, ``mailto:`` …), a host that is no
        public name or address, a bad port, more than :data:`MAX_CHARS` characters, or nesting deeper than 16.

    Edge cases:
        Everything from the first white space on is not part of the address. Applying the function to its own result
        gives the same result. It never raises.

    Example:
        >>> canonical("http://m.example.com:80/a/index.html?utm_source=x&b=2&a=1#top").url
        'https://example.com/a?a=1&b=2'
        >>> canonical("javascript:alert(1)") is None
        True
    """
    short = _SHORT_FORM.match(written)
    if short:
        return Link(f"https://t.co/{short[1]}", "t.co", SHORTENER)
    if len(written) > MAX_CHARS:
        return None
    unwrapped, current = False, written
    for _ in range(_MAX_PASSES):
        folded = _fold_once(current)
        if folded is None:
            return None
        url, host, wrapped = folded
        unwrapped |= wrapped
        if url == current:
            return Link(url, host, _note(url, host, unwrapped))
        current = url
    return None


def _note(url: str, host: str, unwrapped: bool) -> str:
    if host in tables.SHORTENERS and len(url) > len(host) + 8:
        return SHORTENER
    return UNWRAPPED if unwrapped else PLAIN


def _fold_once(written: str) -> tuple[str, str, bool] | None:
    """One pass: (address, host, whether something was unwrapped), or None if refused."""
    rest = _after_scheme(_visible(written))
    parts = _PARTS.match(rest) if rest is not None else None
    if parts is None:
        return None
    authority, path, query, fragment = parts[1], parts[2], parts[3] or "", parts[4] or ""
    located = _fold_authority(authority)
    if located is None:
        return None
    host, port = located
    target = _wrapped_target(host, path, query)
    if target is not None:
        return target, host, True
    host, path, query = _one_page(host, _fold_path(path), _fold_query(host, query))
    tail = f"#{fragment}" if fragment.startswith("!") else ""
    return f"https://{host}{port}{path}{'?' + query if query else ''}{tail}", host, False


def _visible(written: str) -> str:
    """Drop controls and zero-width characters, cut at the first white space, undo ``&amp;``."""
    words = _HIDDEN.sub("", written).split(maxsplit=1)
    return words[0].replace("&amp;", "&") if words else ""


def _after_scheme(text: str) -> str | None:
    """Return what follows ``http(s)://`` with browser-style slashes, or None if another scheme or no host."""
    match = _SCHEME.match(text)
    if match is None and _BARE_HOST.match(text) is None:
        return None
    rest = text[match.end() :] if match else text
    if "\\" not in rest:
        return rest
    cut = min((place for place in (rest.find("?"), rest.find("#")) if place >= 0), default=len(rest))
    return rest[:cut].replace("\\", "/") + rest[cut:]


def _fold_authority(authority: str) -> tuple[str, str] | None:
    """Return (host, ":port" or ""), or None if this is no public host."""
    name, colon, port = authority.rpartition("@")[2].partition(":")
    if colon and port and not (port.isascii() and port.isdigit() and len(port) <= 5):
        return None
    host = _fold_host(name)
    if host is None:
        return None
    return host, "" if port in ("", "80", "443") else f":{port}"


@lru_cache(maxsize=1 << 14)
def _fold_host(name: str) -> str | None:
    host = name.lower().rstrip(".")
    if not host.isascii():
        if len(host) > 253:
            return None
        try:
            host = host.encode("idna").decode("ascii").lower().rstrip(".")
        except (UnicodeError, ValueError, IndexError):
            return None
    if len(host) > 253 or not _HOST.fullmatch(host):
        return None
    return _one_site(host)


def _one_site(host: str) -> str:
    """Fold device hosts and other names of one site."""
    if host in tables.SHORTENERS or host in tables.REDIRECTORS:
        return host
    if host.endswith(".m.wikipedia.org"):
        return host.replace(".m.wikipedia.org", ".wikipedia.org")
    while (label := tables.DEVICE_LABELS.match(host)) and _is_site(host[label.end() :]):
        host = host[label.end() :]
    return tables.HOST_ALIASES.get(host, host)


def _is_site(host: str) -> bool:
    labels = host.split(".")
    return len(labels) > 2 or (len(labels) == 2 and labels[0] not in tables.SOLD_UNDER)


def _wrapped_target(host: str, path: str, query: str) -> str | None:
    """Return the address inside a redirector or an AMP cache, or None if this is neither."""
    tail = f"?{query}" if query else ""
    if host.endswith(".cdn.ampproject.org") and (cache := _AMP_CACHE.match(path)):
        return f"https://{path[cache.end() :]}{tail}"
    if _GOOGLE.match(host) and (viewer := _AMP_VIEWER.match(path)):
        return f"https://{path[viewer.end() :]}{tail}"
    names = tables.REDIRECTORS.get(host) or next(
        (
            names
            for pattern, place, names in tables.REDIRECT_PATHS
            if path.rstrip("/") == place and pattern.fullmatch(host)
        ),
        (),
    )
    return _target_in(query, names) if names else None


def _target_in(query: str, names: tuple[str, ...]) -> str | None:
    given = dict(parameter.partition("=")[::2] for parameter in reversed(query.split("&")))
    for name in names:
        target = _decode_all(given.get(name, ""))
        if (_SCHEME.match(target) or _BARE_HOST.match(target)) and len(target) < MAX_CHARS:
            return target
    return None


def _decode_all(part: str) -> str:
    return _ESCAPES.sub(lambda run: bytes.fromhex(run[0].replace("%", "")).decode("utf-8", "replace"), part)


def _fold_path(path: str) -> str:
    path = _fold_escapes(path)
    if "/." in path:
        path = _without_dots(path)
    while True:
        shorter = _INDEX_PAGE.sub("", _AMP_PATH.sub("", path.rstrip("/")))
        if shorter == path:
            return path
        path = shorter


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept)


def _fold_query(host: str, query: str) -> str:
    if not query:
        return ""
    only = tables.KEEP_ONLY.get(host)
    kept = [_fold_escapes(each) for each in query.split("&") if each and _names_the_page(each, only)]
    return "&".join(sorted(set(kept)))


def _names_the_page(parameter: str, only: frozenset[str] | None) -> bool:
    name, _, value = parameter.partition("=")
    name = name.casefold()
    if only is not None:
        return name in only
    if name in tables.TRACKING or name.startswith(tables.TRACKING_PREFIXES):
        return False
    return value.casefold() not in tables.TRACKING_VALUES.get(name, ())


def _fold_escapes(part: str) -> str:
    """Write plain characters plainly and the other escapes in upper case."""
    return _ESCAPES.sub(_fold_run, part) if "%" in part else part


def _fold_run(run: re.Match[str]) -> str:
    decoded = bytes.fromhex(run[0].replace("%", "")).decode("utf-8", "surrogateescape")
    return "".join(map(_plain_or_escaped, decoded))


def _plain_or_escaped(char: str) -> str:
    plain = _UNRESERVED.match(char) if char.isascii() else unicodedata.category(char)[0] not in "CZ"
    if plain and not _HIDDEN.match(char):
        return char
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogateescape"))


def _one_page(host: str, path: str, query: str) -> tuple[str, str, str]:
    """Fold the several addresses one page has on some platforms."""
    asked = f"{path}?{query}" if query else path
    for where, pattern, replacement in tables.PAGE_FORMS:
        if host == where and (match := pattern.match(asked)):
            host, slash, asked = _placed(host, match.expand(replacement))
            path, _, query = (slash + asked).partition("?")
            return host, path, query
    return host, path, query


def _placed(host: str, form: str) -> tuple[str, str, str]:
    if form.startswith("/"):
        return host, "", form
    return form.partition("/")
