"""The section on timing: bursts, whether they follow events, and which comparable events drew nothing."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from crosscurrent.reports.embed import plain
from crosscurrent.reports.text_facts import TextFacts
from crosscurrent.reports.text_material import TimingMaterial
from crosscurrent.reports.wording import Words, moment

Row = dict[str, Any]
#: Rows of the tables on the page.
MOST_ROWS = 40


def timing_section(material: TimingMaterial, facts: TextFacts, words: Words) -> Row:
    """Return what the section prints in one language."""
    names = {group.group_id: words("texts.group_name", n=group.number) for group in facts.groups}
    numbers = {row["event"]: number for number, row in enumerate(_rows(material.events), 1)}
    after = _named(material.after, names)
    return {
        "events": [_event(row, number, words) for number, row in enumerate(_rows(material.events), 1)],
        "subjects": [_subject(row, names, words) for row in _named(material.subjects, names)],
        "bursts": [_burst(row, names, words) for row in _named(material.bursts, names)][:MOST_ROWS],
        "after": [_after(row, names, words) for row in after if row["p"] is not None][:MOST_ROWS],
        "not_tested": list(dict.fromkeys(str(row["reason"]) for row in after if row["p"] is None and row["reason"])),
        "reactions": [_reaction(row, names, numbers, words) for row in _named(material.reactions, names)][:MOST_ROWS],
        "contrasts": [_contrast(row, names, words) for row in _named(material.contrasts, names)][:MOST_ROWS],
        "reason": str(material.summary.get("reason") or "").rstrip("."),
        "quotable": [str(sentence) for sentence in material.summary.get("words") or ()],
    }


def _rows(table: pa.Table) -> list[Row]:
    table = plain(table)
    for name in table.schema.names:
        if pa.types.is_timestamp(table.schema.field(name).type):
            table = table.append_column(f"{name}_us", table.column(name).cast(pa.int64())).drop_columns([name])
    return list(table.to_pylist())


def _named(table: pa.Table, names: dict[str, str]) -> list[Row]:
    """Return the rows of all texts together first, then those of the groups on the page; others are in the tables."""
    order = {group_id: number for number, group_id in enumerate(names)}
    rows = [row for row in _rows(table) if row["subject_id"] in names or ":" not in row["subject_id"]]
    return sorted(rows, key=lambda row: order.get(row["subject_id"], -1))


def _name(row: Row, names: dict[str, str], words: Words) -> str:
    return names.get(row["subject_id"]) or words.known("subject", row["subject_id"]) or str(row["subject_id"])


def _event(row: Row, number: int, words: Words) -> Row:
    at = moment(row["at_us"])
    return {
        "number": str(number),
        "at": at[:10] if row["precision"] == "day" else at,
        "label": row["label"],
        "kind": row["kind"],
    }


def _subject(row: Row, names: dict[str, str], words: Words) -> Row:
    return {
        "name": _name(row, names, words),
        "posts": words.number(row["posts"]),
        "bursts": words.number(row["bursts"]),
        "status": words.known("timing_status", row["status"]) or row["status"],
        "reason": row["reason"] or "",
    }


def _burst(row: Row, names: dict[str, str], words: Words) -> Row:
    return {
        "name": _name(row, names, words),
        "begin": _began(row, words),
        "end": moment(row["end_us"]),
        "n": words.number(row["n"]),
        "expected": words.number(row["expected"], 1),
    }


def _began(row: Row, words: Words) -> str:
    """Say between which times a burst began; one that the first post already belongs to has no known beginning."""
    if row["begin_earliest_us"] is None or row["begin_latest_us"] is None:
        return words("timing.under_way")
    return f"{moment(row['begin_earliest_us'])} – {moment(row['begin_latest_us'])}"


def _after(row: Row, names: dict[str, str], words: Words) -> Row:
    return {
        "name": _name(row, names, words),
        "horizon": words.duration(row["horizon_us"]),
        "shift": words.known("timing_shift", row["shift"]) or row["shift"],
        "after": words("texts.of", n=words.number(row["after"]), all=words.number(row["bursts"])),
        "by_chance": words.number(row["by_chance"], 1),
        "p": words.probability(row["p_horizons"]),
        "q": words.probability(row["q"]),
        "smallest": words.probability(row["smallest_p"]),
        "status": words.known("timing_status", row["status"]) or row["status"],
        "reason": row["reason"] or "",
    }


def _reaction(row: Row, names: dict[str, str], numbers: dict[int, int], words: Words) -> Row:
    if row["reacted"] is None:
        found = words.known("reaction", row["status"]) or row["status"]
    else:
        found = words("reaction.yes" if row["reacted"] else "reaction.no")
    return {
        "name": _name(row, names, words),
        "number": str(numbers.get(row["event"], "")),
        "label": row["label"],
        "at": moment(row["at_us"])[:10] if row["precision"] == "day" else moment(row["at_us"]),
        "asked": words("reaction.asked" if row["asked"] else "reaction.comparable"),
        "is_asked": bool(row["asked"]),
        "n": words.number(row["n"]),
        "expected": words.number(row["expected"], 1),
        "p": words.probability(row["p"]),
        "reacted": found,
        "overlaps": words("reaction.overlaps") if row["overlaps"] else "",
    }


def _contrast(row: Row, names: dict[str, str], words: Words) -> Row:
    counts = {name: words.number(row[name]) for name in ("asked", "asked_reacted", "comparable", "comparable_reacted")}
    n = row["asked"] + row["comparable"]
    verdict = ""
    if row["p_fisher"] is not None:
        key = "timing.contrast_p" if (row["smallest_p"] or 0) <= 0.05 else "timing.contrast_small"
        verdict = words(
            key, p=words.probability(row["p_fisher"]), n=words.number(n), smallest=words.probability(row["smallest_p"])
        )
    return {
        "name": _name(row, names, words),
        "group": row["group"],
        "sentence": words("timing.contrast", **counts) if n else "",
        "verdict": verdict or words("timing.contrast_none", reason=str(row["reason"] or "").rstrip(".")),
        "chosen": words("timing.chosen_file" if row["chosen_by"] == "file" else "timing.chosen_order"),
    }
