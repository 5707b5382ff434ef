"""Echoes in the section on texts: two texts side by side, with the particulars both state marked in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.reports.embed import plain
from crosscurrent.reports.passages import account_name, platform_name, segments
from crosscurrent.reports.text_facts import Span
from crosscurrent.reports.text_material import TextMaterial
from crosscurrent.reports.wording import Words, moment

#: Pairs that are shown side by side, the surest first.
MOST_SHOWN = 12
Row = dict[str, Any]
_NOWHERE = (0, 0)


def echo_section(material: TextMaterial, words: Words) -> Row | None:
    """Return what the part on echoes prints in one language; ``None`` where nobody looked for them."""
    found = material.summary.get("echoes")
    if not found:
        return None
    shown = material.echoes.slice(0, MOST_SHOWN).to_pylist()
    texts = _cited(material.texts, shown)
    anchors = _anchors(material.echo_anchors, shown)
    held = int(found["echoes"])
    return {
        "lead": _lead(found, words),
        "pairs": [
            _pair(number, row, anchors.get((row["text_a"], row["text_b"]), []), texts, material.files, words)
            for number, row in enumerate(shown, 1)
        ],
        "cut": "" if len(shown) >= held else words("echoes.cut", shown=len(shown), held=words.number(held)),
        "open": _open(material, words),
    }


def _lead(found: Mapping[str, Any], words: Words) -> list[str]:
    held = int(found["echoes"])
    if not held:
        return [words("echoes.none")]
    said = [words.counted("echoes.lead", held), words("echoes.no_finding")]
    if found["contrary"]:
        said.append(words.counted("echoes.contrary", int(found["contrary"])))
    return said


def _open(material: TextMaterial, words: Words) -> list[str]:
    """Return what echoes leave unsaid, the first three always."""
    said = [words(f"echoes.{key}") for key in ("open_origin", "open_media", "open_names")]
    if material.encoder is None:
        said.append(words("echoes.open_encoder"))
    return said


def _cited(texts: pa.Table, rows: Sequence[Row]) -> dict[str, Row]:
    wanted = pa.array(sorted({row[name] for row in rows for name in ("text_a", "text_b")}), pa.string())
    found = plain(texts.filter(pc.is_in(texts.column("text_uid"), value_set=wanted)))
    found = found.append_column("at_us", found.column("at").cast(pa.int64())).drop_columns(["at"])
    return {row["text_uid"]: row for row in found.to_pylist()}


def _anchors(table: pa.Table, rows: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    wanted = pa.array(sorted({row["text_a"] for row in rows}), pa.string())
    found: dict[tuple[str, str], list[Row]] = {}
    for row in plain(table.filter(pc.is_in(table.column("text_a"), value_set=wanted))).to_pylist():
        found.setdefault((row["text_a"], row["text_b"]), []).append(row)
    return found


def _pair(
    number: int,
    row: Row,
    anchors: Sequence[Row],
    texts: Mapping[str, Row],
    files: Mapping[str, str],
    words: Words,
) -> Row:
    """Return one pair: what both state, what they state otherwise, and the texts with the places marked."""
    parts = [words.known("echo_part", str(row[name])) or str(row[name]) for name in ("part_a", "part_b")]
    return {
        "number": number,
        "media": f"{parts[0]} → {parts[1]}" if row["lag_us"] else f"{parts[0]} – {parts[1]}",
        "lag": words("texts.later", lag=words.duration(row["lag_us"]))
        if row["lag_us"] is not None
        else words("texts.lag_unknown"),
        "p": words.probability(row["p"]),
        "shared": [_shared(n, anchor, words) for n, anchor in enumerate(anchors, 1)],
        "otherwise": _otherwise(row, words) if row["contrary"] else "",
        "sides": [
            _side(row[f"text_{end}"], [_span(anchor, end) for anchor in anchors], texts, files, words) for end in "ab"
        ],
    }


def _shared(number: int, anchor: Row, words: Words) -> Row:
    return {
        "number": number,
        "kind": words.known("anchor", anchor["kind"]) or anchor["kind"],
        "value": _value(anchor["kind"], anchor["anchor"], words),
        "texts": words.counted("echoes.stated", anchor["texts"]),
    }


def _value(kind: str, value: str, words: Words) -> str:
    if kind == "day":
        month, _, day = value.partition("-")
        number = words("first_of_month") if day == "1" else day
        return f"{number} {words('months').split()[int(month) - 1]}"
    if kind in ("number", "percent"):
        written = words.number(float(value), len(value.partition(".")[2]))
        return f"{written} %" if kind == "percent" else written
    return value


def _otherwise(row: Row, words: Words) -> str:
    return words("echoes.otherwise", a="; ".join(row["other_a"]), b="; ".join(row["other_b"]))


def _span(anchor: Row, end: str) -> Span:
    begin, stop = anchor[f"start_{end}"], anchor[f"end_{end}"]
    return _NOWHERE if begin is None or stop is None else (begin, stop)


def _side(uid: str, spans: list[Span], texts: Mapping[str, Row], files: Mapping[str, str], words: Words) -> Row:
    text = texts.get(uid)
    if text is None:
        return {"account": uid, "at": "–", "platform": "", "part": "", "segments": [], "url": None, "file": "",
                "locator": "", "lang": None}  # fmt: skip
    capture = str(text["capture_id"])
    return {
        "account": account_name(text, words),
        "platform": platform_name(str(text["platform"]), words),
        "part": words.known("echo_part", str(text["part"])) or str(text["part"]),
        "at": words("texts.no_time") if text["at_us"] is None else moment(text["at_us"]),
        "segments": segments(str(text["text"]), spans, words),
        "url": text["url"],
        "lang": text["lang_declared"],
        "file": files.get(capture) or capture[:12],
        "locator": text["locator"],
    }
