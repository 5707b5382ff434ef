"""The list of narratives in the report: what was proposed, what people call it, and where its page is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crosscurrent.reports.narrative_facts import MOST_LISTED, MOST_PAGES, names_by_topic, page_name, ranked
from crosscurrent.reports.passages import platform_name
from crosscurrent.reports.pictures import clipped
from crosscurrent.reports.text_material import TopicMaterial
from crosscurrent.reports.wording import Words, moment

#: Proposed terms that stand in for a name.
MOST_TERMS = 4
Row = dict[str, Any]


def narrative_list(topics: TopicMaterial, words: Words) -> Row:
    """Return what the section on narratives prints in one language."""
    rows, names = ranked(topics), names_by_topic(topics)
    summary = topics.summary
    held, placed = len(rows), summary["posts_placed"]
    return {
        "lead": words.counted(
            "narrative.proposed", held, placed=words.number(placed), all=words.number(summary["posts"])
        ),
        "rows": [
            _row(row, names.get(row["topic_id"]), page_name(row["topic_id"]) if place < MOST_PAGES else "", words)
            for place, row in enumerate(rows[:MOST_LISTED])
        ],
        "pages_cut": words("narrative.pages_cut", shown=words.number(MOST_PAGES), held=words.number(held))
        if held > MOST_PAGES
        else "",
        "listed_cut": words("narrative.listed_cut", shown=words.number(MOST_LISTED), held=words.number(held))
        if held > MOST_LISTED
        else "",
        "not_used": [_not_used(row, words) for row in summary.get("names_not_used") or ()],
        "unnamed": words.counted("narrative.unnamed", held - len(names)) if held > len(names) else "",
    }


def listed(topics: TopicMaterial) -> list[Row]:
    """Return all topics for a program, with the page of those that have one and the name people gave, if any."""
    names = names_by_topic(topics)
    return [
        {
            "topic_id": row["topic_id"],
            "posts": row["posts"],
            "page": f"narratives/{page_name(row['topic_id'])}" if place < MOST_PAGES else None,
            **{key: names.get(row["topic_id"], {}).get(key) for key in ("name", "named_by", "date")},
        }
        for place, row in enumerate(ranked(topics))
    ]


def _row(row: Row, name: Row | None, page: str, words: Words) -> Row:
    return {
        "page": page,
        "name": headline(row, name, words),
        "is_named": name is not None,
        "named": named_by(name, words),
        "terms": list(row["terms"][:MOST_TERMS]) if name is not None else [],
        "posts": words.number(row["posts"]),
        "accounts": words.number(row["accounts"]),
        "platforms": ", ".join(platform_name(each, words) for each in row["platforms"]),
        "languages": ", ".join(language_names(row, words)) or "–",
        "span": span(row, words),
    }


def _not_used(row: Mapping[str, Any], words: Words) -> str:
    key = "merged" if row["now_in"] else "apart" if "together" in str(row["reason"]) else "unknown"
    return words(f"narrative.name_{key}", row=words.number(row["row"]), topic=str(row["now_in"] or row["topic_id"]))


def headline(row: Mapping[str, Any], name: Mapping[str, Any] | None, words: Words) -> str:
    """Return the name people gave, else the first proposed terms, marked as such."""
    if name is not None:
        return str(name["name"])
    terms = ", ".join(clipped(str(term), 24) for term in row["terms"][:MOST_TERMS])
    return words("narrative.not_named", terms=terms) if terms else words("narrative.no_terms")


def named_by(name: Mapping[str, Any] | None, words: Words) -> str:
    """Say who gave the name and when; empty if nobody did."""
    if name is None:
        return ""
    return words("narrative.named_by", by=clipped(str(name["named_by"]), 60), date=str(name["date"]))


def language_names(row: Mapping[str, Any], words: Words) -> list[str]:
    """Return the languages of a topic in words."""
    return [clipped(words.known("language", str(code)) or str(code), 24) for code in row["languages"]]


def span(row: Mapping[str, Any], words: Words) -> str:
    """Return first and last time of a topic."""
    if row["first_at_us"] is None:
        return words("texts.no_time")
    return f"{moment(row['first_at_us'])[:16]} – {moment(row['last_at_us'])[:16]} UTC"
