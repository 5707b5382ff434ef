"""How a cascade grows: who copies what from whom, and how. Nothing is captured yet and nothing is hidden."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from crosscurrent.simulate import cascade_texts as texts
from crosscurrent.simulate.cascade_texts import EN, FR, LANGS, ZH, words

PLATFORMS = {ZH: ("wechat", "weibo", "web"), EN: ("web", "x", "facebook"), FR: ("web", "facebook", "x")}
HOUR_US = 3_600_000_000
#: What a copyist does, and how often.
KINDS = {
    "plain": 0.2, "edited": 0.28, "commented": 0.16, "shortened": 0.06, "credited": 0.12, "kept_credit": 0.06,
    "quote": 0.05, "share_button": 0.03, "translation": 0.04,
}  # fmt: skip
ROOT, WIRE, OWN = "root", "wire", "own_again"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the report as one text has it."""

    template: int
    slots: tuple[tuple[str, int], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes."""

    account_uid: str
    name: str
    handle: str
    platform: str
    lang: str


@dataclass(slots=True)
class Piece:
    """One text of a cascade.

    Attributes:
        number: Place in the cascade; parents come first.
        parent: Number of the piece it was made from; ``None`` for the first, and for wire copy.
        author: Who wrote it.
        kind: What was done.
        at_us: When.
        sentences: The report.
        before: What stands before it.
        after: What stands after it.
        credited: Numbers of ancestors it names or links, -1 for the agency.
        url: Its address.
        links: Addresses it links to.
        body: Text where it is not the above in a row (quotations, share buttons).
    """

    number: int
    parent: int | None
    author: Author
    kind: str
    at_us: int
    sentences: list[Sentence]
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    dateline: str = ""
    credit: str = ""
    credited: frozenset[int] = frozenset()
    url: str = ""
    links: list[str] = field(default_factory=list)
    body: str | None = None

    @property
    def text(self) -> str:
        """The text as published."""
        if self.body is not None:
            return self.body
        gap = "" if self.author.lang == ZH else " "
        report = self.dateline + gap.join(sentence.text for sentence in self.sentences)
        return "\n".join([*self.before, report, *self.after, *([self.credit] if self.credit else [])])


@dataclass(slots=True)
class Grower:
    """Grows one cascade.

    Attributes:
        rng: Source of chance.
        prefix: Start of every id in it.
        pieces: What has grown.
    """

    rng: np.random.Generator
    prefix: str
    pieces: list[Piece] = field(default_factory=list)

    def grow(self, size: int, start_us: int) -> list[Piece]:
        """Grow a cascade of about ``size`` texts."""
        lang = LANGS[int(self.rng.choice(3, p=[0.45, 0.35, 0.2]))]
        wire = self.rng.random() < 0.15
        count = int(self.rng.integers(2, 4)) if self.rng.random() < 0.35 else int(self.rng.integers(5, 10))
        report = self._report(lang, count)
        for _ in range(int(self.rng.integers(2, 5)) if wire else 1):
            self._first(lang, report, start_us, wire)
        while len(self.pieces) < size:
            self._copy()
        return self.pieces

    def _report(self, lang: str, count: int) -> list[Sentence]:
        slots = {name: int(self.rng.integers(12)) for name in texts.FILL}
        made = []
        for template in sorted(self.rng.choice(len(words(lang)["report"]), count, replace=False).tolist()):
            own = slots | {"n": int(self.rng.integers(11, 990)), "m": int(self.rng.integers(2, 48))}
            own |= {"detail": int(self.rng.integers(6)), "code": int(self.rng.integers(1000, 10_000))}
            own |= {name: int(self.rng.integers(8000)) for name in ("x", "y", "z")}
            made.append(Sentence(template, tuple(own.items()), texts.render(lang, template, own)))
        return made

    def _author(self, lang: str, outlet: bool = False) -> Author:
        number = int(self.rng.integers(10**6))
        platform = "web" if outlet else str(self.rng.choice(PLATFORMS[lang]))
        name = words(lang)["outlets"][number % 3] if outlet else texts.account_name(lang, number)
        handle = f"acc{number}"
        native = f"{handle}.example" if platform == "web" else f"{self.prefix}-{number}"
        return Author(f"{platform}:{native}", name, handle, platform, lang)

    def _add(self, piece: Piece) -> Piece:
        host = piece.author.account_uid.partition(":")[2] if piece.author.platform == "web" else "plaza.example"
        piece.url = f"https://{host}/{self.prefix}/{piece.number}"
        self.pieces.append(piece)
        return piece

    def _first(self, lang: str, report: list[Sentence], start_us: int, wire: bool) -> None:
        author = self._author(lang, outlet=not wire)
        at_us = start_us + int(self.rng.lognormal(0.0, 0.8) * HOUR_US if wire else 0)
        piece = Piece(len(self.pieces), None, author, WIRE if wire else ROOT, at_us, list(report))
        if wire:
            piece.dateline, piece.credited = words(lang)["dateline"].format(name=words(lang)["agency"]), frozenset([-1])
            self._edit(piece, int(self.rng.integers(0, 3)))
            if self.rng.random() < 0.4:
                piece.sentences = piece.sentences[: max(2, len(piece.sentences) - 2)]
        elif self.rng.random() < 0.4:
            piece.dateline = words(lang)["dateline"].format(name=author.name)
            piece.credited = frozenset([piece.number])
        self._add(piece)

    def _copy(self) -> None:
        made_from = [piece for piece in self.pieces if piece.kind not in ("quote", "share_button")]
        now = max(piece.at_us for piece in self.pieces)
        weights = np.array([np.exp((piece.at_us - now) / (24.0 * HOUR_US)) * (3.0 if piece.parent is None else 1.0)
                            for piece in made_from])  # fmt: skip
        source = made_from[int(self.rng.choice(len(made_from), p=weights / weights.sum()))]
        kind = str(self.rng.choice(list(KINDS), p=list(KINDS.values())))
        if self.rng.random() < 0.03:
            kind = OWN
        delay_us = max(int(self.rng.lognormal(np.log(2.0), 1.3) * HOUR_US), 5_000_000)
        lang = source.author.lang
        if kind == "translation":
            lang = str(self.rng.choice([other for other in LANGS if other != lang]))
        author = source.author if kind == OWN else self._author(lang)
        piece = replace(
            source, number=len(self.pieces), parent=source.number, author=author, kind=kind,
            at_us=source.at_us + delay_us, sentences=list(source.sentences), before=list(source.before),
            after=list(source.after), links=list(source.links), body=None,
        )  # fmt: skip
        self._do(piece, source, kind)
        self._add(piece)

    def _do(self, piece: Piece, source: Piece, kind: str) -> None:
        """Do to a copy what its kind says."""
        if kind == OWN:
            return
        if kind == "translation":
            piece.sentences = [self._translated(piece.author.lang, one) for one in piece.sentences]
            piece.before, piece.after = [], []
        if kind not in ("kept_credit", "credited") or self.rng.random() < 0.3:
            self._strip(piece)
        if self.rng.random() < 0.3:
            piece.before, piece.after = [], []
        if kind in ("edited", "kept_credit", "credited") or self.rng.random() < 0.25:
            self._edit(piece, int(self.rng.integers(1, 5)))
        if kind in ("commented", "credited", "kept_credit") and (kind == "commented" or self.rng.random() < 0.4):
            self._comment(piece)
        self._sign(piece, source, kind)

    def _sign(self, piece: Piece, source: Piece, kind: str) -> None:
        """Shorten, quote or share, and give credit or something that looks like it."""
        if kind == "shortened":
            piece.sentences = piece.sentences[: max(1, int(len(piece.sentences) * self.rng.uniform(0.5, 0.9)))]
        elif kind == "credited":
            self._credit(piece, source)
        elif kind == "quote":
            self._quote(piece, source)
        elif kind == "share_button":
            self._share(piece, source)
        elif kind in ("plain", "edited", "commented"):
            self._feign(piece)

    def _feign(self, piece: Piece) -> None:
        """Now and then name nobody as the source, or link one's own page."""
        draw, told = self.rng.random(), words(piece.author.lang)
        if draw < 0.08:
            piece.credit = told["empty_credit"]
        elif draw < 0.16:
            own = f"https://plaza.example/{piece.author.handle}"
            piece.credit, piece.links = told["own_page"].format(url=own), [own]

    def _translated(self, lang: str, one: Sentence) -> Sentence:
        """Translate a sentence; no two translators choose the same words."""
        text = texts.render(lang, one.template, dict(one.slots))
        for _ in range(int(self.rng.integers(1, 4))):
            text = texts.varied(lang, text, self.rng)
        return replace(one, text=text)

    def _strip(self, piece: Piece) -> None:
        piece.dateline, piece.credit, piece.credited, piece.links = "", "", frozenset(), []

    def _edit(self, piece: Piece, edits: int) -> None:
        lang = piece.author.lang
        for _ in range(edits):
            at = int(self.rng.integers(len(piece.sentences)))
            one = piece.sentences[at]
            if self.rng.random() < 0.2:
                slots = dict(one.slots)
                before = str(slots["n"])
                slots["n"] = int(self.rng.integers(11, 990))
                piece.sentences[at] = Sentence(
                    one.template, tuple(slots.items()), one.text.replace(before, str(slots["n"]), 1)
                )
            else:
                piece.sentences[at] = replace(one, text=texts.reworded(lang, one.text, self.rng))

    def _comment(self, piece: Piece) -> None:
        for _ in range(int(self.rng.integers(1, 4))):
            added = texts.comment(piece.author.lang, self.rng)
            (piece.before if self.rng.random() < 0.5 else piece.after).append(added)

    def _credit(self, piece: Piece, source: Piece) -> None:
        forms = words(piece.author.lang)["credit"]
        form = forms[int(self.rng.integers(len(forms)))]
        piece.credit = form.format(name=source.author.name, url=source.url)
        if "{url}" in form:
            piece.links = [source.url]
        piece.credited = piece.credited | {source.number}

    def _quote(self, piece: Piece, source: Piece) -> None:
        lang = piece.author.lang
        gap = "" if lang == ZH else " "
        quoted = gap.join(one.text for one in piece.sentences[: int(self.rng.integers(1, 4))])
        quoted = quoted.translate({ord(mark): None for mark in '“”"«»'})
        named = self.rng.random() < 0.5
        who = source.author.name if named else words(lang)["somebody"]
        form = words(lang)["quote"][int(self.rng.integers(2))].format(who=who, quoted=quoted)
        piece.body = gap.join([texts.comment(lang, self.rng), form, texts.comment(lang, self.rng)])
        piece.credited = frozenset([source.number] if named else [])

    def _share(self, piece: Piece, source: Piece) -> None:
        lang = piece.author.lang
        form = words(lang)["shared"][int(self.rng.integers(2))]
        piece.body = form.format(text=piece.sentences[0].text, name=source.author.name)
        piece.credited = frozenset([source.number] if "{name}" in form else [])
