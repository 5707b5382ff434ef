"""The section on who copied whom: copies without credit, groups of texts, contrary texts, open questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crosscurrent.reports.echoes import echo_section
from crosscurrent.reports.lineage import group_view
from crosscurrent.reports.passages import account_name, platform_name, side_by_side
from crosscurrent.reports.pictures import clipped
from crosscurrent.reports.text_facts import MOST_COPIES, TextFacts, openings
from crosscurrent.reports.text_material import TextMaterial
from crosscurrent.reports.wording import Words, moment

Row = dict[str, Any]
#: Why texts that repeat an earlier one were not judged.
NOT_JUDGED = ("speaks_about_it", "author_unknown", "evenly_spread")


def text_section(material: TextMaterial, facts: TextFacts, words: Words) -> Row:
    """Return what the section prints in one language."""
    copies = facts.copies[:MOST_COPIES]
    return {
        "lead": lead_sentences(material, facts, words),
        "statuses": _statuses(material.statuses, words),
        "not_answered": [*not_judged(material, words), *not_answered(material, words)],
        "copies": [copy_view(row, facts, words) for row in copies],
        "copies_cut": _cut(len(copies), len(facts.copies), "texts.copies_cut", words),
        "listed": _listed(material, facts, words),
        "coordinated": bool(material.coordinated),
        "groups": [group_view(group, facts, material, words) for group in facts.groups],
        "groups_cut": _cut(len(facts.listed), facts.held, "texts.groups_cut", words),
        "contrary": [side_by_side(pair, facts, material.files, words) for pair in facts.contrary],
        "echoes": echo_section(material, words),
        "tiers": _tier_sources(material, words),
        "limits": _limits(material),
        "methods": _methods(material, words),
        "quotable": [
            *(material.summary.get("words") or ()), *(material.lineage_summary.get("words") or ()),
        ],
        "tables": words("texts.tables", folder=material.tables_folder),
    }  # fmt: skip


def _cut(shown: int, held: int, key: str, words: Words) -> str:
    return "" if shown >= held else words(key, shown=words.number(shown), held=words.number(held))


def lead_sentences(material: TextMaterial, facts: TextFacts, words: Words) -> list[str]:
    """Return the answer in two or three sentences; they also stand at the top of the page."""
    compared = material.statuses.get("compared", 0)
    said = [words.counted("texts.lead", compared, groups=words.counted("count.text_groups", facts.held))]
    if facts.copies:
        said += [words.counted("texts.lead_copies", len(facts.copies)), words("texts.lead_no_finding")]
    elif compared:
        said.append(words("texts.lead_no_copies"))
    return said


def _statuses(statuses: Mapping[str, int], words: Words) -> list[dict[str, str]]:
    return [
        {"label": words.known("text_status", name) or name, "value": words.number(n)}
        for name, n in sorted(statuses.items(), key=lambda pair: (pair[0] != "compared", -pair[1], pair[0]))
        if n
    ]


def not_judged(material: TextMaterial, words: Words) -> list[str]:
    """Say how many texts that repeat another nothing is said of, and why."""
    aside = (material.lineage_summary.get("input") or {}).get("set_aside") or {}
    return [words.counted(f"texts.{reason}", aside[reason]) for reason in NOT_JUDGED if aside.get(reason)]


def not_answered(material: TextMaterial, words: Words) -> list[str]:
    """Return the questions that stay open for all groups, the last one always."""
    said = []
    if material.encoder is None:
        said.append(words("texts.no_encoder"))
    if material.timing is None:
        said.append(words("texts.no_events"))
    return [*said, words("texts.not_coordination")]


def copy_view(row: Row, facts: TextFacts, words: Words) -> Row:
    """Return a row of the table of copies without credit."""
    copy, source = (facts.texts.get(row[name]) for name in ("text_uid", "source_text"))
    return {
        "account": account_name(copy, words) if copy else row["text_uid"],
        "platform": platform_name(copy["platform"], words) if copy else "",
        "at": moment(copy["at_us"]) if copy else "–",
        "source": account_name(source, words) if source else row["source_text"],
        "source_platform": platform_name(source["platform"], words) if source else "",
        "source_at": moment(source["at_us"]) if source else "–",
        "coverage": words.share(row["coverage"]),
        "translated": row["translated"],
        "lag": words.duration(row["lag_us"]),
        "group": row["group"],
        "group_name": words("texts.group_name", n=row["group"]) if row["group"] else "–",
        "headline": clipped(str(copy["text"]), 60) if copy else "",
    }


def _limits(material: TextMaterial) -> list[str]:
    parts = (
        (material.lineage_summary, "not_known"),
        (material.lineage_summary, "limits"),
        (material.summary, "limits"),
    )
    return [str(sentence) for summary, name in parts for sentence in summary.get(name) or ()]


def _tier_sources(material: TextMaterial, words: Words) -> list[dict[str, str]]:
    """Return on what ground each tier was given: a tier without its source would be an assertion."""
    return [
        {
            "name": str(row.get("name") or ""),
            "tier": words.known("tier", str(row.get("tier"))) or str(row.get("tier")),
            "source": str(row.get("source") or ""),
            "date": str(row.get("date") or ""),
        }
        for row in material.lineage_summary.get("tier_sources") or ()
    ]


def _listed(material: TextMaterial, facts: TextFacts, words: Words) -> list[Row]:
    """Return a row per group; those with a card of their own lead to it."""
    number_of = {group.group_id: group.number for group in facts.groups}
    opening = openings(material, [row["group_id"] for row in facts.listed])
    return [
        {
            "number": number_of.get(row["group_id"]),
            "name": words("texts.group_name", n=place),
            "headline": clipped(opening.get(row["group_id"], ""), 70),
            "texts": words.number(row["texts"]),
            "accounts": words.number(row["accounts"]),
            "coordinated": words.number(row["coordinated"]),
            "platforms": words.number(row["platforms"]),
            "copies": words.number(row["copies"]),
            "first": "–" if row["first_us"] is None else moment(row["first_us"]),
            "span": "–" if row["first_us"] is None else words.duration(row["last_us"] - row["first_us"]),
        }
        for place, row in enumerate(facts.listed, 1)
    ]


def _methods(material: TextMaterial, words: Words) -> list[Row]:
    encoder = {
        "detector": words("texts.encoder", name=material.encoder or words("texts.encoder_none")),
        "parameters": [],
    }
    made = [method for method in (material.method, material.lineage_summary.get("method") or {}) if method]
    return [encoder, *(_method(method) for method in made)]


def _method(method: Mapping[str, Any]) -> Row:
    parameters = method.get("parameters") or {}
    return {
        "detector": f"{method.get('detector', '')} {method.get('detector_version', '')}".strip(),
        "parameters": [{"key": str(key), "value": str(value)} for key, value in parameters.items()],
    }
