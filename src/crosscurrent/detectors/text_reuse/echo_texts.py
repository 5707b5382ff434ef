"""Texts to be held against each other for echoes: each written text once, in stretches, with what each states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from crosscurrent.actions.normal_text import normalise, weight
from crosscurrent.detectors.text_reuse import echo_phrases
from crosscurrent.detectors.text_reuse.echo_anchors import Anchor, Stretch, offsets, read, settled
from crosscurrent.detectors.text_reuse.echo_index import I64, Held, held
from crosscurrent.detectors.text_reuse.echo_pairs import Weighing
from crosscurrent.detectors.text_reuse.parameters import TextParameterRefused

DAY_US = 86_400_000_000
#: Least a headline says, in letters, that is looked for as a whole in other texts.
_LEAST_HEADLINE = 20.0


@dataclass(frozen=True, slots=True)
class EchoParameters:
    """How to look for echoes.

    Attributes:
        window_days: Two texts that lie further apart do not echo each other; rarity is counted in as many days, too.
        most_p: Most probable that an unrelated text shares as much, for a pair that is reported.
        most_expected: Most unrelated texts of the same input that are to be expected to share as much with a text.
        max_chars: Longer texts are read on so many first characters.
        all_pairs: Particulars that more stretches share pair each only with the first ones and those just before it.
    """

    window_days: float = 30.0
    most_p: float = 1e-4
    most_expected: float = 0.1
    max_chars: int = 100_000
    all_pairs: int = 64

    def __post_init__(self) -> None:
        """Refuse values outside their ranges.

        Raises:
            TextParameterRefused: With the permitted range.
        """
        if not self.window_days > 0:
            raise TextParameterRefused.out_of_range("window_days", self.window_days, "above 0")
        if not 0 < self.most_p <= 1e-3:
            raise TextParameterRefused.out_of_range("most_p", self.most_p, "0 … 0.001, without 0")
        if not 0 < self.most_expected <= 10:
            raise TextParameterRefused.out_of_range("most_expected", self.most_expected, "0 … 10, without 0")
        for name, least in (("max_chars", 1_000), ("all_pairs", 2)):
            if getattr(self, name) < least:
                raise TextParameterRefused.out_of_range(name, getattr(self, name), f"{least} and more")


@dataclass(frozen=True, slots=True)
class Compared:
    """What the comparison of texts has found before; pairs it relates are not listed again as echoes.

    Attributes:
        lang: Language of each text, by text_uid.
        normal: Normal form of texts, by text as written.
        group_of: Groups of each post.
        related: Pairs of posts in a relation, the smaller first.
    """

    lang: Mapping[str, str] = field(default_factory=dict)
    normal: Mapping[str, str] = field(default_factory=dict)
    group_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    related: frozenset[tuple[str, str]] = frozenset()


def compared_before(compared: pa.Table, relations: pa.Table, groups: pa.Table, state: pa.Table | None) -> Compared:
    """Return what a run of the text comparison found, as far as echoes need it."""
    lang = dict(zip(*(compared.column(name).to_pylist() for name in ("text_uid", "lang")), strict=True))
    found: dict[str, set[str]] = {}
    for group, post in zip(groups.column("group_id").to_pylist(), groups.column("post_uid").to_pylist(), strict=True):
        found.setdefault(post, set()).add(group)
    ends = (relations.column(name).to_pylist() for name in ("text_a", "text_b"))
    related = frozenset(post_pair(post_of(a), post_of(b)) for a, b in zip(*ends, strict=True))
    normal: dict[str, str] = {}
    if state is not None:
        forms = zip(state.column("text").to_pylist(), state.column("normal").to_pylist(), strict=True)
        normal = {text: form for text, form in forms if form is not None}
    return Compared(lang, normal, {post: frozenset(ids) for post, ids in found.items()}, related)


def post_of(text_uid: str) -> str:
    """Return the post a text is a part of."""
    return text_uid.rpartition("#")[0]


def post_pair(a: str, b: str) -> tuple[str, str]:
    """Return two posts, the smaller first."""
    return (a, b) if a < b else (b, a)


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts, each written text once.

    Attributes:
        rows: Input rows, by text_uid.
        rows_of: Rows of each written text, the earliest first.
        stretch_text: Written text of each stretch.
        begins: Where it begins there.
        stretches: Each stretch as written.
        read: What each states.
        unit: Unit of each written text: the group of its earliest post, else that post.
    """

    rows: list[dict[str, Any]]
    rows_of: list[list[int]]
    stretch_text: I64
    begins: list[int]
    stretches: list[str]
    read: list[Stretch]
    unit: I64


def read_texts(texts: pa.Table, parameters: EchoParameters, before: Compared) -> Texts:
    """Read what every text states, texts that are written alike once."""
    rows = _in_order(texts)
    place: dict[str, int] = {}
    rows_of: list[list[int]] = []
    for number, row in enumerate(rows):
        one = place.setdefault(row["text"], len(place))
        if one == len(rows_of):
            rows_of.append([])
        rows_of[one].append(number)
    for mine in rows_of:
        mine.sort(key=lambda number: (at_of(rows[number]), rows[number]["text_uid"]))
    units: dict[str, int] = {}
    unit = [units.setdefault(_unit(rows[mine[0]], before), len(units)) for mine in rows_of]
    cut = [
        (one, begin, text[begin:end])
        for text, one in place.items()
        for begin, end in offsets(min(len(text), parameters.max_chars))
        if not text[begin:end].isspace() and begin < end
    ]
    platform = [rows[mine[0]]["platform"] for mine in rows_of]
    return Texts(
        rows, rows_of, np.array([one for one, _, _ in cut], np.int64), [begin for _, begin, _ in cut],
        [piece for _, _, piece in cut], [read(piece, platform[one]) for one, _, piece in cut],
        np.array(unit, np.int64),
    )  # fmt: skip


def _in_order(texts: pa.Table) -> list[dict[str, Any]]:
    """Return the rows by text_uid, each once; times as whole microseconds, bytes that are no text mended."""
    names = ("text_uid", "post_uid", "part", "account_uid", "platform")
    columns = [texts.column(name).to_pylist() for name in names]
    columns.append(texts.column("at").cast(pa.int64()).to_pylist())
    columns.append([raw.decode("utf-8", "replace") for raw in texts.column("text").cast(pa.binary()).to_pylist()])
    rows = [dict(zip((*names, "at", "text"), row, strict=True)) for row in zip(*columns, strict=True)]
    rows.sort(key=lambda row: (row["text_uid"], at_of(row), row["text"]))
    return list({row["text_uid"]: row for row in reversed(rows)}.values())[::-1]


def at_of(row: Mapping[str, Any]) -> int:
    """Return the time of a text, later than all where it has none."""
    return int(row["at"]) if row["at"] is not None else 1 << 62


def _unit(row: Mapping[str, Any], before: Compared) -> str:
    groups = before.group_of.get(row["post_uid"])
    return min(groups) if groups else row["post_uid"]


def weighing_of(texts: Texts, parameters: EchoParameters, before: Compared) -> Weighing:
    """Settle names, look fragments up, count how common everything is."""
    called = settled(texts.read)
    phrases = _phrases(texts, before, parameters.max_chars)
    anchors: list[list[Anchor]] = []
    for number, one in enumerate(texts.stretch_text.tolist()):
        mine = [each for each in texts.read[number].anchors if each[0] != "quotation"]
        anchors.append([*mine, *called[number], *phrases.get(one, ())])
    unit = texts.unit[texts.stretch_text]
    found = held(anchors, unit)
    context = _contexts(texts, parameters, before)
    return Weighing(found, called, texts.stretches, context, _among(found, unit, context))


def _phrases(texts: Texts, before: Compared, most: int) -> dict[int, list[Anchor]]:
    """Return quoted fragments and headlines that stand in texts of two posts, for each text that holds them."""
    wanted: dict[Anchor, str] = {}
    for one in texts.read:
        wanted |= {anchor: anchor[1] for anchor in one.anchors if anchor[0] == "quotation"}
    titles = [row["text"] for row in texts.rows if row["part"] == "title"]
    for form in map(normalise, dict.fromkeys(titles)):
        if weight(form) >= _LEAST_HEADLINE and ("quotation", form) not in wanted:
            wanted["headline", form] = form
    if not wanted:
        return {}
    written = [texts.rows[mine[0]]["text"] for mine in texts.rows_of]
    forms = [before.normal.get(text) or normalise(text[:most]) for text in written]
    found = echo_phrases.holders(wanted, forms)
    units: dict[Anchor, set[int]] = {}
    for number, anchors in found.items():
        for anchor in anchors:
            units.setdefault(anchor, set()).add(int(texts.unit[number]))
    # A headline over its own text ties nothing.
    return {n: [anchor for anchor in anchors if len(units[anchor]) > 1] for n, anchors in found.items()}


def lang_of(row: Mapping[str, Any], before: Compared) -> str:
    """Return the language of a text; that of a headline is that of what it stands over."""
    return before.lang.get(row["text_uid"]) or before.lang.get(f"{row['post_uid']}#body") or "und"


def _contexts(texts: Texts, parameters: EchoParameters, before: Compared) -> tuple[I64, I64]:
    """Return the language and the block of time of each stretch, -1 where it is not known."""
    langs: dict[str, int] = {}
    spoken, block = [], []
    for mine in texts.rows_of:
        row = texts.rows[mine[0]]
        lang = lang_of(row, before).partition("-")[0]
        spoken.append(-1 if lang == "und" else langs.setdefault(lang, len(langs)))
        block.append(-1 if row["at"] is None else max(0, row["at"]) // int(parameters.window_days * DAY_US))
    return np.array(spoken, np.int64)[texts.stretch_text], np.array(block, np.int64)[texts.stretch_text]


def _among(found: Held, unit: I64, context: tuple[I64, I64]) -> dict[tuple[int, int], tuple[dict[int, int], int]]:
    """Count, in each language and block of time, the units that hold each anchor that is shared, and all units."""
    shared = found.units[found.anchor] >= 2
    stretch, anchor = found.stretch[shared], found.anchor[shared]
    out: dict[tuple[int, int], tuple[dict[int, int], int]] = {}
    for kind, places in enumerate(context):
        for place in np.unique(places[places >= 0]).tolist():
            here = places[stretch] == place
            pairs = np.unique(np.stack((anchor[here], unit[stretch[here]])), axis=1)
            anchors, counts = np.unique(pairs[0], return_counts=True)
            texts = len(np.unique(unit[found.stretch[places[found.stretch] == place]]))
            out[kind, place] = (dict(zip(anchors.tolist(), counts.tolist(), strict=True)), texts)
    return out
