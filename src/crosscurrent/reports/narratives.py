"""A page per topic that can be handed over on its own: one file, both languages, no script, no request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crosscurrent.reports.coordination import asset, environment
from crosscurrent.reports.lineage import group_view, hidden_sentences, shown_events
from crosscurrent.reports.narrative_facts import MOST_PAGES, Appearance, Narrative, narrative, page_name, ranked
from crosscurrent.reports.narrative_list import headline, language_names, named_by, span
from crosscurrent.reports.passages import account_name, platform_name, side_by_side
from crosscurrent.reports.pictures import clipped, colours_of, timeline_picture
from crosscurrent.reports.text_facts import MOST_COPIES
from crosscurrent.reports.text_material import TextMaterial
from crosscurrent.reports.texts import copy_view, not_answered
from crosscurrent.reports.wording import LANGUAGES, Words, moment, words_of

#: Characters of a post in the list of posts.
CLIP_CHARS = 280
#: Precisions with which a time is written in full.
FINE = ("us", "ms", "s", "min")
_PAGE = re.compile(r"[0-9a-f]{16}\.html")
Row = dict[str, Any]


def write_narratives(material: TextMaterial, folder: Path, title: str, language: str = "en") -> list[Path]:
    """Write the pages of the topics.

    The same material gives the same bytes. A page that an earlier run left and this run does not write again is
    replaced by one that says so: somebody may have been handed its name.

    Args:
        material: Who copied whom, with topics.
        folder: Folder of the pages; made if there are any.
        title: Title of the report they belong to.
        language: Language the pages open in; each offers both.

    Returns:
        The pages, those that say that a topic is gone among them, by name.
    """
    topics = material.topics
    rows = [] if topics is None else ranked(topics)[:MOST_PAGES]
    written: dict[str, Path] = {}
    left = sorted(path.name for path in folder.glob("*.html")) if folder.is_dir() else []
    if rows:
        folder.mkdir(parents=True, exist_ok=True)
    for row in rows:
        found = narrative(row, material, topics)  # type: ignore[arg-type]
        written[page_name(row["topic_id"])] = _write(folder, page_name(row["topic_id"]), _page(found, title, language))
    for name in left:
        if name not in written and _PAGE.fullmatch(name):
            written[name] = _write(folder, name, _page(name.removesuffix(".html"), title, language))
    return [written[name] for name in sorted(written)]


def _write(folder: Path, name: str, page: str) -> Path:
    path = folder / name
    part = folder / f"{name}.part"
    part.unlink(missing_ok=True)  # whatever it was, it is not written through
    part.write_bytes(page.encode("utf-8", "replace"))
    part.replace(path)  # also where the old page may only be read, or is a link to something else
    return path


def _page(found: Narrative | str, title: str, language: str) -> str:
    """Return the page of a topic, or of the id of one that is gone."""
    order = (language, *(other for other in LANGUAGES if other != language))
    views = [
        {"words": words_of(each), "id": found, "gone": True}
        if isinstance(found, str)
        else narrative_view(found, words_of(each))
        for each in order
    ]
    first = words_of(language)("narrative.gone") if isinstance(found, str) else views[0]["heading"]
    return (
        environment()
        .get_template("narrative.html")
        .render(
            title=title, heading=first, language=language, views=views,
            style=asset("report.css") + asset("texts.css") + asset("narrative.css"),
        )
    )  # fmt: skip


def narrative_view(found: Narrative, words: Words) -> Row:
    """Return what the page says in one language."""
    material, facts = found.material, found.texts
    return {
        "words": words,
        "id": found.topic_id,
        "gone": False,
        "heading": headline(found.facts, found.name, words),
        "named": named_by(found.name, words),
        "note": "" if found.name is None else found.name["note"],
        "terms": list(found.facts["terms"]),
        "span": span(found.facts, words),
        "lead": _lead(found, words),
        "numbers": _numbers(found, words),
        "why": _why(found, words),
        "shared": _shared(found, words),
        "timeline": _timeline(found, words),
        "appearances": [_appearance(one, words) for one in found.appearances],
        "copies": [copy_view(row, facts, words) for row in facts.copies[:MOST_COPIES]],
        "copies_cut": _cut(min(len(facts.copies), MOST_COPIES), len(facts.copies), "texts.copies_cut", words),
        "groups": [group_view(group, facts, material, words) for group in facts.groups],
        "groups_cut": _cut(len(facts.groups), facts.held, "narrative.groups_cut", words),
        "contrary": [side_by_side(pair, facts, material.files, words) for pair in facts.contrary],
        "posts": [_post(row, material, words) for row in found.posts],
        "posts_cut": _cut(len(found.posts), found.facts["posts"], "narrative.posts_cut", words),
        "events": _events(found, words),
        "unknown": unknown_of(found, words),
        "files": _files(found, words),
        "method": _method(found, words),
        "tables": words("narrative.tables", folder=material.tables_folder, topic=found.topic_id),
    }


def _cut(shown: int, held: int, key: str, words: Words) -> str:
    return "" if shown >= held else words(key, shown=words.number(shown), held=words.number(held))


def _lead(found: Narrative, words: Words) -> list[str]:
    facts = found.facts
    accounts = words.counted("count.accounts", facts["accounts"])
    platforms = words.listed([clipped(platform_name(name, words), 24) for name in facts["platforms"]])
    said = [words.counted("narrative.lead", facts["posts"], accounts=accounts, platforms=platforms)]
    first = [one.first for one in found.appearances if one.dimension == "platform" and one.first is not None]
    if first:
        place = {
            "account": clipped(account_name(first[0], words), 60),
            "platform": clipped(platform_name(first[0]["platform"], words), 24),
        }
        said.append(words("narrative.first", at=_when(first[0], words), **place))
        said.append(words("texts.earliest_captured"))
    if found.texts.copies:
        said.append(words.counted("texts.lead_copies", len(found.texts.copies)))
    return [*said, words("narrative.not_together")]


def _numbers(found: Narrative, words: Words) -> list[Row]:
    facts = found.facts
    without = facts["posts_without_account"]
    rows = [
        ("posts", facts["posts"], ""),
        ("accounts", facts["accounts"], words.counted("narrative.without_account", without) if without else ""),
        ("platforms", len(facts["platforms"]), ""),
        ("languages", len(facts["languages"]), ", ".join(language_names(facts, words))),
        ("copies", len(found.texts.copies), ""),
    ]
    return [
        {"value": words.number(value), "label": words.counted(f"narrative.number_{key}", value), "note": note}
        for key, value, note in rows
    ]


def _why(found: Narrative, words: Words) -> list[str]:
    """Say by what the posts are tied, most posts first."""
    return [
        words.counted(f"narrative.why_{kind}", n) if words.known("narrative", f"why_{kind}.one") else f"{kind}: {n}"
        for kind, n in found.why.items()
    ]


def _shared(found: Narrative, words: Words) -> list[Row]:
    """Return the things most posts share; a group of texts by its number on this page."""
    number = {group.group_id: words("texts.group_name", n=group.number) for group in found.texts.groups}
    rows = []
    for each in found.facts["shared"]:
        why, _, thing = str(each).partition(":")
        rows.append({"why": words.known("behaviour", why) or why, "kind": why, "thing": number.get(thing, thing)})
    return rows


def _when(post: Row, words: Words) -> str:
    if post["at_us"] is None:
        return words("texts.no_time")
    at = moment(post["at_us"])
    if post["precision"] in FINE:
        return at
    known = words.known("precision", post["precision"]) or post["precision"]
    return words("narrative.coarse", at=at[:13] if post["precision"] == "hour" else at[:10], precision=known)


def _timeline(found: Narrative, words: Words) -> Any:
    first, last = found.facts["first_at_us"], found.facts["last_at_us"]
    if first is None or last is None:
        return None
    times = {platform_name(name, words): lane for name, lane in found.times_us.items() if lane}
    events = shown_events(found.material, first, last)
    title = words("narrative.timeline_title", heading=clipped(headline(found.facts, found.name, words), 60))
    return timeline_picture(times, events, title, colours_of(list(times)))


def _appearance(one: Appearance, words: Words) -> Row:
    prefix = "language" if one.dimension == "lang" else one.dimension
    others = one.may_be_first - 1
    return {
        "dimension": words(f"texts.dimension_{one.dimension}"),
        "value": words.known(prefix, one.value) or one.value,
        "posts": words.number(one.posts),
        "accounts": words.number(one.accounts),
        "at": _when(one.first, words) if one.first else words("texts.no_time"),
        "account": account_name(one.first, words) if one.first else "",
        "sure": words("texts.or_others", n=words.number(others)) if others > 0 else "",
    }


def _post(row: Row, material: TextMaterial, words: Words) -> Row:
    capture, written = str(row["capture_id"]), str(row["text"])
    return {
        "at": _when(row, words),
        "account": account_name(row, words),
        "platform": platform_name(row["platform"], words),
        "lang": words.known("language", row["lang"] or "und") or row["lang"],
        "lang_code": row["lang"],
        "text": written[:CLIP_CHARS] + ("…" if len(written) > CLIP_CHARS else ""),
        "why": [words.known("behaviour_short", kind) or kind for kind in row["why"]],
        "url": row["url"],
        "file": material.files.get(capture) or capture[:12],
        "locator": row["locator"],
    }


def _events(found: Narrative, words: Words) -> list[Row]:
    """Return the events on or near the timeline, with their numbers in the picture."""
    timing, first, last = found.material.timing, found.facts["first_at_us"], found.facts["last_at_us"]
    if timing is None or first is None or last is None:
        return []
    near = {number for _, number in shown_events(found.material, first, last)}
    rows = timing.events.select(["at", "precision", "label", "kind"]).to_pylist()
    times = timing.events.column("at").cast("int64").to_pylist()
    return [
        {
            "number": str(number),
            "at": moment(at)[:10] if row["precision"] == "day" else moment(at),
            "label": row["label"],
            "kind": row["kind"],
        }
        for number, (row, at) in enumerate(zip(rows, times, strict=True), 1)
        if str(number) in near
    ]


def unknown_of(found: Narrative, words: Words) -> list[str]:
    """Say what the captures do not tell about a narrative; most of it always holds."""
    facts = found.facts
    said = [words("narrative.unknown_always"), words("narrative.unknown_stance"), words("texts.unknown_earlier")]
    lacking = [(key, facts[f"posts_without_{key}"]) for key in ("account", "time", "language")]
    said += [words.counted(f"narrative.unknown_{key}", n) for key, n in lacking if n]
    topics = found.material.topics
    if topics is not None and (alone := topics.summary["posts"] - topics.summary["posts_placed"]):
        said.append(words.counted("narrative.unknown_alone", alone))
    said += _unknown_of_texts(found, words)
    return [*said, *not_answered(found.material, words), words("narrative.unknown_judged")]


def _unknown_of_texts(found: Narrative, words: Words) -> list[str]:
    """Say what is not known of who copied whom, over all groups of texts in it; the cards say it of each."""
    nodes = found.material.nodes.select(["decided", "undecided_because", "tier", "group_id"]).to_pylist()
    reasons = Counter(row["undecided_because"] for row in nodes if not row["decided"])
    reasons.pop("nothing_earlier", None)
    said = []
    if reasons:
        named = "; ".join(
            f"{words.known('undecided', str(name)) or name} ({words.number(n)})" for name, n in reasons.most_common()
        )
        said.append(words.counted("texts.unknown_parents", sum(reasons.values()), reasons=named))
    for group in found.texts.groups:
        name = words("texts.group_name", n=group.number)
        hidden = hidden_sentences(group, found.material, words)
        said += [words("narrative.of_group", group=name, sentence=sentence) for sentence in hidden]
    if unknown := sum(row["tier"] == "unknown" for row in nodes):
        said.append(words.counted("texts.unknown_tiers", unknown))
    return said


def _files(found: Narrative, words: Words) -> list[Row]:
    """Return the sealed files that the listed posts come from."""
    ids = sorted({str(row["capture_id"]) for row in found.posts})
    return [{"key": found.material.files.get(one) or one[:12], "value": one} for one in ids]


def _method(found: Narrative, words: Words) -> list[Row]:
    topics = found.material.topics
    made = [] if topics is None else [topics.method]
    made += [found.material.method, found.material.lineage_summary.get("method") or {}]
    return [
        {
            "detector": f"{method.get('detector', '')} {method.get('detector_version', '')}".strip(),
            "parameters": _listed(method.get("parameters") or {}),
            "notes": [str(note) for note in method.get("notes") or ()],
        }
        for method in made
        if method
    ]


def _listed(parameters: Row) -> Sequence[Row]:
    return [{"key": str(key), "value": str(value)} for key, value in parameters.items()]
