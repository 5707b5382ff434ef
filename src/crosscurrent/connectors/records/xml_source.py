"""Feeds and other XML as records, read safely: nothing is fetched, no entity is declared, nothing unfolds.

Whatever names a feed gives its namespaces, its fields come out under the usual prefixes (``dc:creator``). What real
feeds get wrong without doubt about what is meant is set right before the parser sees it: bare ampersands, names of
characters that only HTML knows, control characters.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from lxml import etree

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import page_source
from crosscurrent.connectors.records.faults import DocumentCut, LocatorUnknown, PackedBomb, RecordTooLarge
from crosscurrent.connectors.records.peek import HTML, XML, Peek
from crosscurrent.connectors.records.record import BadRecord, Record, Records
from crosscurrent.connectors.tabular.source import Source

DOCUMENT_BYTES = 1 << 26
ENTRIES = frozenset(("item", "entry"))
_STEP = 1 << 16
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:\-]{1,40})[\"']")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(r"<(?:([\w.\-]+):)?([A-Za-z_][\w.\-]*)")
#: Marked sections are left as they are; of the rest, ``&`` that begin nothing XML knows.
_STRAY = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?!#\d|#x|amp;|lt;|gt;|quot;|apos;)(\w{1,32};)?", re.DOTALL
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_XHTML = "http://www.w3.org/1999/xhtml"
#: Namespace -> prefix under which its fields come out; elements of the feed formats themselves have none.
_PREFIXES = {
    "": "", "http://www.w3.org/2005/Atom": "", "http://purl.org/atom/ns#": "", "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "", "http://backend.userland.com/rss2": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf", "http://www.w3.org/XML/1998/namespace": "xml",
    "http://purl.org/dc/elements/1.1/": "dc", "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content", "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/rss/1.0/modules/slash/": "slash", "http://wellformedweb.org/CommentAPI/": "wfw",
    "http://search.yahoo.com/mrss/": "media", "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes", "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://purl.org/syndication/thread/1.0": "thr", "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.georss.org/georss": "georss", "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://backend.userland.com/creativeCommonsRssModule": "cc",
    "http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html": "cc", "http://webns.net/mvcb/": "admin",
    "http://www.youtube.com/xml/schemas/2015": "yt", "http://podlove.org/simple-chapters": "psc",
    "com-wordpress:feed-additions:1": "wp", "http://schemas.google.com/g/2005": "gd",
}  # fmt: skip


def root_name(seen: Peek) -> str:
    """Return the name of the outermost element of a file, without prefix and in lower case; empty if it has none.

    Pages count as well: a feed whose first article quotes a page looks like one at first sight.

    Example:
        >>> root_name(Peek(XML, text="<?xml version='1.0'?><!-- <a> --><rdf:RDF xmlns:rdf='x'>"))
        'rdf'
    """
    if seen.kind not in (XML, HTML):
        return ""
    found = _ROOT.search(_COMMENT.sub("", seen.text[:20_000]))
    return found[2].lower() if found is not None else ""


def entries(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the items of an RSS, RDF or Atom feed.

    Each record's value has two parts: ``item``, and ``channel`` with what the feed says of itself before its first
    item; see :func:`value_of`. Locators are ``item=N`` with N from 1. Where the document breaks off, the items before
    are given, then a bad record with the offset.

    Raises:
        PackedBomb: The document declares entities.
        RecordTooLarge: It is longer than :data:`DOCUMENT_BYTES`.
    """
    text = read(source, options.encoding)
    channel: dict[str, Any] = {}
    number = 0
    try:
        for element, is_item in _elements(text):
            if is_item:
                number += 1
                yield Record(number, f"item={number}", {"channel": channel, "item": value_of(element)})
            elif not number:
                _enter(channel, _name(element.tag), value_of(element))
    except etree.XMLSyntaxError as error:
        offset = _offset(text, *error.position)
        yield BadRecord(number + 1, DocumentCut.at(source.name, offset, "XML"), is_end=True)


def entry_bytes(source: Source, number: int, options: ReadOptions) -> bytes:
    """Return one item of a feed as XML in UTF-8.

    Raises:
        LocatorUnknown: There are fewer items.
    """
    found = (element for element, is_item in _elements(read(source, options.encoding)) if is_item)
    try:
        element = next(islice(found, number - 1, None), None)
    except etree.XMLSyntaxError:
        element = None
    if element is None:
        raise LocatorUnknown.row(source.name, f"item={number}")
    written: bytes = etree.tostring(element, encoding="utf-8", with_tail=False)
    return written


def read(source: Source, encoding: str | None = None) -> str:
    """Return an XML document as text, checked for bombs; characters that XML forbids become U+FFFD.

    Args:
        source: The file.
        encoding: As declared by a person, else its byte-order mark, else its XML declaration, else UTF-8.

    Raises:
        PackedBomb: It declares entities.
        RecordTooLarge: It is longer than :data:`DOCUMENT_BYTES`.
    """
    with source.open() as reader:
        raw = reader.read(DOCUMENT_BYTES + 1)
    if len(raw) > DOCUMENT_BYTES:
        raise RecordTooLarge.over(source.name, DOCUMENT_BYTES)
    declared = _DECLARED.match(raw)
    if encoding is None and declared is not None and declared[1].lower() not in (b"utf-8", b"utf8"):
        encoding = declared[1].decode("ascii")
    text = page_source.decoded(raw, encoding)
    prolog = _COMMENT.sub("", text[: len(text) if len(text) < _STEP else _end_of_prolog(text)])
    root = _ROOT.search(prolog)
    if "<!entity" in prolog[: root.start() if root else len(prolog)].lower():
        raise PackedBomb.entities(source.name)
    return _CONTROL.sub("\ufffd", text)


def _end_of_prolog(text: str) -> int:
    """Return where the prolog surely ends: behind the first element after the last declaration of the first part."""
    start = text.lower().rfind("<!entity")
    found = _ROOT.search(text, start) if start >= 0 else None
    return found.end() if found is not None else _STEP


def _mend(found: re.Match[str]) -> str:
    written = found[0]
    if written[0] == "<":
        return written
    known = html.unescape(written)
    return known if written.endswith(";") and known != written else f"&amp;{written[1:]}"


def _elements(text: str) -> Iterator[tuple[Any, bool]]:
    """Yield (element, whether it is an item): the items, and the children of the feed that are none."""
    parser = etree.XMLPullParser(
        events=("start", "end"), encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False,
        load_dtd=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    raw, inside = _STRAY.sub(_mend, text).encode("utf-8"), 0
    for start in range(0, len(raw) + _STEP, _STEP):
        if start >= len(raw):
            parser.close()
        else:
            parser.feed(raw[start : start + _STEP])
        for event, element in parser.read_events():
            is_item = _local(element) in ENTRIES
            if event == "start":
                inside += is_item
                continue
            inside -= is_item
            if inside or not (is_item or _is_of_feed(element)):
                continue
            yield element, is_item
            _forget(element)


def _is_of_feed(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and _local(parent) in ("channel", "feed") and _local(element) != "items"


def _local(element: Any) -> str:
    """Return the name of an element without its namespace."""
    tag: str = element.tag
    return tag.rpartition("}")[2]


def _forget(element: Any) -> None:
    """Free what was read, so that a long feed needs no more memory than its text."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def value_of(element: Any) -> Any:
    """Return an element as plain values.

    Without attributes and children it is its text; else an object with ``@attribute``, children by name and ``#text``;
    children of one name are a list. Text that is written as XHTML elements comes out as markup.
    """
    if element.get("type") == "xhtml" or any(_is_markup(child) for child in element):
        return "".join([element.text or "", *(_markup(child) for child in element)])
    fields: dict[str, Any] = {f"@{_name(name)}": written for name, written in element.attrib.items()}
    for child in element:
        if isinstance(child.tag, str):
            _enter(fields, _name(child.tag), value_of(child))
    text = element.text or ""
    if not fields:
        return text
    if text.strip():
        fields["#text"] = text
    return fields


def _is_markup(child: Any) -> bool:
    return isinstance(child.tag, str) and child.tag.startswith(f"{{{_XHTML}}}")


def _markup(child: Any) -> str:
    written: str = etree.tostring(child, encoding="unicode")
    return re.sub(r' xmlns(?::\w+)?="[^"]*"', "", written)


def _enter(fields: dict[str, Any], name: str, value: Any) -> None:
    if name not in fields:
        fields[name] = value
    elif isinstance(fields[name], list):
        fields[name].append(value)
    else:
        fields[name] = [fields[name], value]


def _name(tag: str) -> str:
    """Return a name with the usual prefix of its namespace.

    Example:
        >>> _name("{http://purl.org/dc/elements/1.1/}creator"), _name("link"), _name("{urn:else}x")
        ('dc:creator', 'link', 'other:x')
    """
    space, _, local = tag[1:].partition("}") if tag[0] == "{" else ("", "", tag)
    prefix = _PREFIXES.get(space, "other")
    return f"{prefix}:{local}" if prefix else local


def _offset(text: str, line: int, column: int) -> int:
    """Return the byte of a document at which a line and column of its mended form lie; its end, if they lie behind."""
    mended, place = _STRAY.sub(_mend, text), 0
    for _ in range(line - 1):
        place = mended.find("\n", place) + 1 or len(mended)
    place += max(column - 1, 0)
    for found in _STRAY.finditer(text):
        if found.start() >= place:
            break
        place += len(found[0]) - len(_mend(found))
    return len(text[:place].encode("utf-8", "replace"))


# --- values of elements ------------------------------------------------------------------------------------


def each(value: Any) -> list[Any]:
    """Return the values of all elements of one name: none, one or several.

    Example:
        >>> each(None), each("a"), each(["a", {"@b": "c"}])
        ([], ['a'], ['a', {'@b': 'c'}])
    """
    return [] if value is None else value if isinstance(value, list) else [value]


def texts(value: Any) -> list[str]:
    """Return the texts of all elements of one name, without blanks around them and without empty ones.

    Example:
        >>> texts([" a ", {"@b": "c", "#text": "d"}, ""])
        ['a', 'd']
    """
    written = (one.get("#text") if isinstance(one, Mapping) else one for one in each(value))
    return [one.strip() for one in written if isinstance(one, str) and one.strip()]


def text_of(value: Any) -> str | None:
    """Return the text of the first element of one name that has one."""
    return next(iter(texts(value)), None)


def attributes(value: Any, name: str) -> list[str]:
    """Return one attribute of all elements of one name that have it.

    Example:
        >>> attributes([{"@href": "a"}, "text", {"@href": ""}], "href")
        ['a']
    """
    return [one[f"@{name}"] for one in each(value) if isinstance(one, Mapping) and one.get(f"@{name}")]
