"""Whether a text names what it repeats: names, addresses, credit lines, in text, byline, links, mentions and page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from crosscurrent.actions.normal_text import normalise
from crosscurrent.detectors.lineage.material import HANDLE, HOST, Corpus, host_of
from crosscurrent.detectors.lineage.outlets import Outlets, contains_name, named_outlets, outlets_of

#: A dateline or source line stands within this many characters of either end.
EDGE_CHARS = 80
_WORD = r"[^\s,，。；;：:）)】\]》」”\"\n|]{2,30}"
_NAME = rf"[「《“\"'（(]?\s*({_WORD}(?:[ ·]{_WORD}){{0,4}})"
#: Lines that say where a text is from.
_CREDIT_LINE = re.compile(
    r"(?:(?:文章|内容|本文|稿件|信息)?(?:来源|來源|稿源|出处|出處)(?:于|於)?\s*[：:]"
    r"|(?:转载自|轉載自|转自|轉自|摘自|编译自|編譯自)\s*[：:]?"
    r"|\b(?:sources?|via|h/t|hat tip|credit|crédits?)\s*[：:]\s*|\bvia\s+(?=[@A-Z])|\bh/t\s+"
    r"|\b(?:reposted|republished|reprinted|copied|taken) from\s+"
    r"|\b(?:originally|first) (?:published|posted) (?:by|in|on)\s+"
    r"|\b(?:repris|republié|copié|tiré) (?:de|du|d['’])\s*|\bpublié (?:d['’]abord )?(?:par|dans|sur)\s+)\s*" + _NAME,
    re.IGNORECASE,
)
#: One of these stands in every line that the patterns here find; looked for first because that is quick.
_CREDIT_WORDS = (
    "来源", "來源", "稿源", "出处", "出處", "转", "轉", "摘自", "编译自", "編譯自", "据", "據", "原文", "阅读全文",
    "閱讀全文", "全文见", "source", "via", "h/t", "hat tip", "credit", "crédit", "from", "published", "posted",
    "repris", "republié", "copié", "tiré", "publié", "according to", "après", "selon", "read ", "original",
    "à lire", "lire la",
)  # fmt: skip
#: "According to" and 据…报道 report what others said, unless that is all the line says.
_REPORTED = re.compile(
    r"^[（(]?\s*(?:据|據)(.{2,30}?)(?:报道|報道|報導|消息|讯|訊)?\s*[）)]?[。.]?$"
    r"|^(?:According to|D['’]après|Selon) (.{2,60}?)\.?$",
    re.MULTILINE,
)
#: Where the original can be read.
_ORIGINAL = re.compile(
    r"(?:原文|阅读全文|閱讀全文|全文见|\bread (?:it|more|the original|the full (?:story|text))"
    r"|\boriginal(?: article)?\b|\bà lire sur|\blire la suite|\barticle original)[^\n]{0,20}?(https?://\S+)",
    re.IGNORECASE,
)
#: How a line of wire copy or of a house begins: （环球时报）, Reuters –, 新华社北京9月8日电.
_DATELINE = re.compile(
    r"^\s*(?:[（(【\[]([^）)】\]\n]{2,40})[）)】\]]|([^\n:：]{2,60}?)\s*(?:–|—|--)\s"
    r"|([^\n，。,.]{2,12}?[社报網网])[^，。\n]{0,18}[电電讯訊])",
    re.MULTILINE,
)
#: "Source: internet" names nobody.
_NOBODY = frozenset(
    (
        "网络", "互联网", "综合", "网络综合", "网上", "网友", "朋友圈", "internet", "web", "online", "the internet",
        "the web", "various", "unknown", "réseaux",
    )
)  # fmt: skip
#: Too short to be told from ordinary words.
_LEAST_HAN, _LEAST_OTHER = 2, 4


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says of sources.

    Attributes:
        padded: Its normal form with the names behind @ kept, between spaces.
        lower: The text as written, case folded.
        outlets: Outlets it names anywhere.
        at_edges: Outlets its first and last characters or its byline name: datelines, source lines.
        lines: Normal forms of the names in its credit lines.
        hosts: Hosts it links to.
    """

    padded: str
    lower: str
    outlets: frozenset[str]
    at_edges: frozenset[str]
    lines: frozenset[str]
    hosts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """What an account may be credited as.

    Attributes:
        names: (as written, normal form) of its names.
        handles: Handles, case folded.
        hosts: Hosts it publishes on, those of its outlet among them.
        outlets: Outlets it is.
    """

    names: tuple[tuple[str, str], ...]
    handles: tuple[str, ...]
    hosts: tuple[str, ...]
    outlets: frozenset[str]


@dataclass(slots=True)
class CreditSearch:
    """Looks for credit; keeps what it has read.

    Attributes:
        texts: The texts.
        outlets: Names of outlets.
    """

    texts: Corpus
    outlets: Outlets
    _readings: dict[int, Reading] = field(default_factory=dict)
    _sources: dict[int, Source] = field(default_factory=dict)
    _parts: dict[str, Reading] = field(default_factory=dict)
    _of_account: dict[tuple[str | None, str | None, str | None], Source] = field(default_factory=dict)

    def reading(self, text: int) -> Reading:
        """Return what a text says of sources."""
        if (found := self._readings.get(text)) is None:
            corpus = self.texts
            found = read_text(corpus.written[text], corpus.byline[text], corpus.links[text], self.outlets)
            self._readings[text] = found
        return found

    def source(self, text: int) -> Source:
        """Return what the author of a text may be credited as."""
        if (found := self._sources.get(text)) is None:
            corpus = self.texts
            key = (corpus.account[text], corpus.byline[text], host_of(corpus.url[text]))
            if (found := self._of_account.get(key)) is None:
                found = self._of_account[key] = self._source(text)
            self._sources[text] = found
        return found

    def _source(self, text: int) -> Source:
        corpus = self.texts
        account = corpus.account[text]
        captured = list(corpus.names.get(account or "", ()))
        names = [name for name, kind in captured if kind != HOST]
        handles = [name.lstrip("@＠").casefold() for name, kind in captured if kind == HANDLE]
        hosts = [name.casefold() for name, kind in captured if kind == HOST]
        platform, _, native = (account or "").partition(":")
        if platform == "web":
            hosts += [host for host in (native, host_of(corpus.url[text])) if host]
        elif native and not native.isdigit() and native.isascii():
            handles.append(native.lstrip("@").casefold())
        names += [part.strip() for part in re.split(r"[|/;,，、\n]", corpus.byline[text] or "") if part.strip()]
        outlets = outlets_of(self.outlets, names, hosts)
        for outlet_id in sorted(outlets):
            names += self.outlets.outlets[outlet_id].names
            hosts += self.outlets.outlets[outlet_id].domains
        pairs = dict.fromkeys((name, normalise(name.lstrip("@＠"))) for name in names)
        return Source(
            tuple(pair for pair in pairs if _tellable(pair[1]) or self.outlets.by_name.get(pair[0]) in outlets),
            tuple(dict.fromkeys(handles)), tuple(dict.fromkeys(hosts)), outlets,
        )  # fmt: skip

    def refers(self, child: int, candidate: int) -> bool:
        """Tell whether a post reposts, quotes or answers the other, or links to it or mentions its account."""
        corpus = self.texts
        if (corpus.post[child], corpus.post[candidate]) in corpus.references:
            return True
        url, account = corpus.url[candidate], corpus.account[candidate]
        return bool(url and url in corpus.links[child]) or bool(account and account in corpus.mentions[child])

    def names(self, child: int, candidate: int) -> bool:
        """Tell whether the text or byline of one names the author of the other, or links to its site."""
        reading, source, url = self.reading(child), self.source(candidate), self.texts.url[candidate]
        return reading_names(reading, self.texts.written[child], source) or bool(
            url and url.casefold() in reading.lower
        )

    def beside(self, child: int, candidate: int) -> bool:
        """Tell whether another part of the same post names the author of the other: a caption credits for the video."""
        source, url = self.source(candidate), self.texts.url[candidate]
        for uid, written in self.texts.beside.get(self.texts.post[child], ()):
            if uid == self.texts.uid[child]:
                continue
            reading = self._parts.get(uid)
            if reading is None:
                reading = self._parts[uid] = read_text(written, None, [], self.outlets)
            if reading_names(reading, written, source) or bool(url and url.casefold() in reading.lower):
                return True
        return False

    def same_author(self, one: int, other: int) -> bool:
        """Tell whether two texts are of one account or one outlet."""
        account = self.texts.account[one]
        if account is not None and account == self.texts.account[other]:
            return True
        outlets = self.source(one).outlets
        return bool(outlets) and bool(outlets & self.source(other).outlets)

    def wire(self, child: int, candidate: int) -> bool:
        """Tell whether both carry the line of one agency that neither of them is."""
        both = self.reading(child).at_edges & self.reading(candidate).at_edges
        own = self.source(child).outlets | self.source(candidate).outlets
        return any(self.outlets.is_agency(outlet) for outlet in both - own)

    def credits_other(self, child: int, candidate: int) -> bool:
        """Tell whether a text says that it is from somebody else, in a line that the other does not have."""
        ours, theirs = self.reading(child), self.reading(candidate)
        own = {normal for _, normal in self.source(child).names}
        agencies = {outlet for outlet in ours.at_edges - theirs.outlets if self.outlets.is_agency(outlet)}
        return bool(ours.lines - theirs.lines - own) or bool(agencies - self.source(child).outlets)

    def removed_credit(self, child: int, candidate: int) -> bool:
        """Tell whether the other says whom it is from and the child names none of those."""
        theirs = self.reading(candidate)
        if not theirs.lines and not theirs.at_edges:
            return False
        ours = self.reading(child)
        said = theirs.at_edges - self.source(candidate).outlets
        gone = {line for line in theirs.lines if line not in ours.padded and line not in ours.lines}
        return bool(gone) or bool(said - ours.outlets)

    def house_style(self, child: int, candidate: int) -> bool:
        """Tell whether a text carries the dateline or source line of the other's outlet."""
        outlets = self.source(candidate).outlets
        return bool(outlets) and bool(self.reading(child).at_edges & outlets - self.source(child).outlets)

    def on_page(self, child: int, candidate: int) -> bool | None:
        """Tell whether the page of a post names the author of the other; ``None`` without the page."""
        page = self.texts.pages.get(self.texts.post[child])
        if page is None:
            return None
        reading = read_text(page, None, [], self.outlets)
        url = self.texts.url[candidate]
        return reading_names(reading, page, self.source(candidate)) or bool(url and url.casefold() in reading.lower)


def _tellable(normal: str) -> bool:
    return len(normal) >= (_LEAST_OTHER if normal.isascii() else _LEAST_HAN)


def read_text(written: str, byline: str | None, links: Iterable[str], outlets: Outlets) -> Reading:
    """Return what a text says of sources."""
    whole = f"{byline}\n{written}" if byline else written
    padded = f" {normalise(whole.replace('@', ' ').replace('＠', ' '))} "
    named = named_outlets(outlets, whole, padded)
    found = _DATELINE.finditer(written) if named else ()
    datelines = "\n".join(part for match in found for part in match.groups() if part)
    edges = f"{byline or ''}\n{written[:EDGE_CHARS]}\n{written[-EDGE_CHARS:]}\n{datelines}"
    lower = whole.casefold()
    lines: set[str] = set()
    if any(word in lower for word in _CREDIT_WORDS):
        lines |= {normalise(match[1]) for match in _CREDIT_LINE.finditer(written)}
        lines |= {normalise(match[1] or match[2]) for match in _REPORTED.finditer(written)}
        if "://" in lower:
            lines |= {match[1].casefold() for match in _ORIGINAL.finditer(written)}
    hosts = {host for link in links if (host := host_of(link)) is not None}
    named |= {outlet for host in hosts if (outlet := outlets.of_host(host)) is not None}
    return Reading(
        padded,
        lower,
        named,
        named_outlets(outlets, edges, f" {normalise(edges)} ") if named else frozenset(),
        frozenset(line for line in lines if line and line not in _NOBODY),
        frozenset(hosts),
    )


def reading_names(reading: Reading, written: str, source: Source) -> bool:
    """Tell whether a text names a source, by name, handle, outlet or host."""
    if reading.outlets & source.outlets:
        return True
    for name, normal in source.names:  # plain loops: this is asked of every pair
        if normal in reading.padded and contains_name(name, normal, written, reading.padded):
            return True
    for handle in source.handles:
        if f"@{handle}" in reading.lower:
            return True
    return any(host in reading.lower or _under(host, reading.hosts) for host in source.hosts)


def _under(host: str, hosts: Iterable[str]) -> bool:
    return any(one == host or one.endswith(f".{host}") for one in hosts)
