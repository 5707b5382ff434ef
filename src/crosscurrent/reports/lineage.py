"""One group of texts on the page: the earliest known post, the tree of copies, first appearances, what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crosscurrent.reports.passages import account_name, platform_name, side_by_side
from crosscurrent.reports.pictures import TreeRow, clipped, colours_of, timeline_picture, tree_picture
from crosscurrent.reports.text_facts import GroupFacts, TextFacts, rows_of
from crosscurrent.reports.text_material import TextMaterial
from crosscurrent.reports.wording import Words, moment

#: Rows of the picture; the rest is in the list below it.
MOST_ROWS = 40
#: Least probability of the best candidate from which on it is named and drawn although it is not decided.
LIKELY = 0.5
#: Characters of a text in the list of posts.
CLIP_CHARS = 220
Row = dict[str, Any]


def group_view(group: GroupFacts, facts: TextFacts, material: TextMaterial, words: Words) -> Row:
    """Return what the card of one group says."""
    name = words("texts.group_name", n=group.number)
    tree = tree_rows(group, facts, words)
    return {
        "number": group.number,
        "id": group.group_id,
        "name": name,
        "size": words.counted("count.posts", group.posts),
        "headline": _headline(group, facts),
        "benign": benign_rows(group.benign, group.texts, words),
        "earliest": earliest_sentences(group, facts, words),
        "facts": _facts(group, words),
        "copies": words.counted("texts.copies", len(group.copies)) if group.copies else words("texts.copies_none"),
        "tree": tree_picture(tree, words("texts.tree_title", group=name), _colours(group, words))
        if len(tree) > 1
        else None,
        "tree_cut": _cut(len(tree), group.texts, "texts.tree_cut", words),
        "timeline": _timeline(group, material, words, name),
        "appearances": _appearances(group, facts, material, words),
        "hops": _hops(group, material, words),
        "pairs": [side_by_side(pair, facts, material.files, words) for pair in group.pairs],
        "posts": [_post(row, facts, material, words) for row in group.nodes],
        "posts_cut": _cut(len(group.nodes), group.texts, "texts.posts_cut", words),
        "unknown": unknown_sentences(group, facts, material, words),
    }


def _colours(group: GroupFacts, words: Words) -> dict[str, str]:
    """Give each platform of a group one colour for both pictures, the commonest first."""
    return colours_of([platform_name(name, words) for name in group.platforms])


def _cut(shown: int, held: int, key: str, words: Words) -> str:
    return "" if shown >= held else words(key, shown=words.number(shown), held=words.number(held))


def _headline(group: GroupFacts, facts: TextFacts) -> str:
    medoid = next((row for row in group.nodes if row["is_medoid"]), group.nodes[0])
    text = facts.texts.get(medoid["text_uid"])
    return clipped(str(text["text"]), 90) if text else ""


def benign_rows(labels: dict[str, int], texts: int, words: Words) -> list[Row]:
    """Return what the reuse may be that needs no coordination and no concealment, the commonest first."""
    return [
        {
            "name": words.known("reuse", label) or label,
            "what": words.known("reuse_what", label) or "",
            "n": words("texts.of", n=words.number(n), all=words.number(texts)),
        }
        for label, n in labels.items()
    ]


def earliest_sentences(group: GroupFacts, facts: TextFacts, words: Words) -> list[str]:
    """Say which known post is the earliest, or why nobody can."""
    first = [row for row in group.nodes if row["earliest"] and row["at_us"] is not None]
    if not first:
        return [words("texts.earliest_untimed")]
    row = first[0]
    who = account_name(facts.texts.get(row["text_uid"]) or row, words)
    place = {
        "account": clipped(who, 60),
        "platform": clipped(platform_name(row["platform"], words), 20),
        "at": moment(row["at_us"]),
    }
    key = "texts.earliest" if row["precision"] in ("us", "ms", "s", "min") else "texts.earliest_coarse"
    said = [words(key, **place, precision=words.known("precision", row["precision"]) or row["precision"])]
    if len(first) > 1:
        said.append(words("texts.earliest_several", n=words.number(len(first))))
    return [*said, words("texts.earliest_captured")]


def tree_rows(group: GroupFacts, facts: TextFacts, words: Words) -> list[TreeRow]:
    """Order texts so that each stands below its parent, the earliest first, and cut after :data:`MOST_ROWS`."""
    by_uid = {row["text_uid"]: row for row in group.nodes}
    children: dict[str | None, list[Row]] = {}
    above = _above(group.nodes, by_uid)
    for row in group.nodes:
        children.setdefault(above[row["text_uid"]], []).append(row)
    ordered: list[tuple[Row, int]] = []
    waiting = [(row, 0) for row in reversed(children.get(None, []))]
    while waiting and len(ordered) < MOST_ROWS:
        row, depth = waiting.pop()
        ordered.append((row, depth))
        waiting += [(child, depth + 1) for child in reversed(children.get(row["text_uid"], []))]
    place = {row["text_uid"]: number for number, (row, _) in enumerate(ordered)}
    return [
        TreeRow(
            label=account_name(facts.texts.get(row["text_uid"]) or row, words),
            platform=platform_name(row["platform"], words),
            at_us=row["at_us"],
            parent=place.get(above[row["text_uid"]] or ""),
            decided=bool(row["decided"]) and row["parent_text"] is not None,
            earliest=bool(row["earliest"]) and row["at_us"] is not None,
            note=f"+{words.duration(row['delay_us'])}" if row["delay_us"] is not None else "",
            depth=depth,
        )
        for row, depth in ordered
    ]


def _above(rows: Sequence[Row], shown: Mapping[str, Row]) -> dict[str, str | None]:
    """Return below which text each text stands: its parent, or the likely one where that closes no circle."""
    above = {row["text_uid"]: row["parent_text"] if row["parent_text"] in shown else None for row in rows}
    for row in rows:
        uid, likely = row["text_uid"], row["best_candidate"]
        if row["parent_text"] is None and _likely(row) and likely in shown:
            higher: str | None = likely
            while higher not in (None, uid):
                higher = above[str(higher)]
            above[uid] = likely if higher is None else None
    return above


def _likely(row: Row) -> bool:
    """Return whether all that keeps a text from having a parent is that the real one may not have been captured."""
    return row["undecided_because"] == "not_captured" and (row["parent_confidence"] or 0.0) >= LIKELY


def _timeline(group: GroupFacts, material: TextMaterial, words: Words, name: str) -> Any:
    times = {platform_name(platform, words): lane for platform, lane in group.times_us.items() if lane}
    if not times or group.first_us is None or group.last_us is None:
        return None
    events = shown_events(material, group.first_us, group.last_us)
    return timeline_picture(times, events, words("texts.timeline_title", group=name), _colours(group, words))


def shown_events(material: TextMaterial, first_us: int, last_us: int) -> list[tuple[int, str]]:
    """Return the events in or near a span of time as (time, number in the table of events)."""
    if material.timing is None:
        return []
    around = max(last_us - first_us, 7 * 86_400_000_000)
    times = material.timing.events.column("at").cast("int64").to_pylist()
    return [(at, str(number)) for number, at in enumerate(times, 1) if first_us - around <= at <= last_us + around]


def _facts(group: GroupFacts, words: Words) -> list[dict[str, str]]:
    def listed(counts: dict[str, int], prefix: str) -> str:
        named = [f"{words.known(prefix, name) or clipped(name, 24)} {words.number(n)}" for name, n in counts.items()]
        return ", ".join(named) or "–"

    span = "–" if group.first_us is None else f"{moment(group.first_us)} – {moment(group.last_us)}"
    rows = [
        ("posts", words.number(group.posts)),
        ("accounts", words.number(group.accounts)),
        ("platforms", listed(group.platforms, "platform")),
        ("languages", listed(group.languages, "language")),
        ("tiers", listed(group.tiers, "tier")),
        ("span", span),
    ]
    return [{"key": key, "label": words(f"texts.fact_{key}"), "value": value} for key, value in rows]


def _appearances(group: GroupFacts, facts: TextFacts, material: TextMaterial, words: Words) -> list[Row]:
    found = []
    for row in rows_of(material.appearances, "group_id", group.group_id):
        prefix = "language" if row["dimension"] == "lang" else str(row["dimension"])
        text = facts.texts.get(row["text_uid"])
        found.append(
            {
                "dimension": words(f"texts.dimension_{row['dimension']}"),
                "value": words.known(prefix, row["value"]) or row["value"],
                "at": moment(row["at_us"]),
                "at_us": row["at_us"],
                "order": ("platform", "lang", "tier").index(row["dimension"]),
                "account": account_name(text, words) if text else row["text_uid"],
                "texts": words.number(row["texts"]),
                "sure": "" if row["may_be_first"] <= 1 else words("texts.or_others", n=row["may_be_first"] - 1),
            }
        )
    return sorted(found, key=lambda row: (row["order"], row["at_us"], row["value"]))


def _hops(group: GroupFacts, material: TextMaterial, words: Words) -> list[Row]:
    rows = sorted(rows_of(material.hops, "group_id", group.group_id), key=lambda row: (-row["n"], row["from_platform"]))
    return [
        {
            "hop": f"{platform_name(row['from_platform'], words)} → {platform_name(row['to_platform'], words)}",
            "n": words.number(row["n"]),
            "median": words.duration(row["median_lag_us"]),
            "middle": f"{words.duration(row['q25_lag_us'])} – {words.duration(row['q75_lag_us'])}",
        }
        for row in rows
    ]


def _post(row: Row, facts: TextFacts, material: TextMaterial, words: Words) -> Row:
    text = facts.texts.get(row["text_uid"]) or {}
    written = str(text.get("text") or "")
    relation = row["relation"]
    capture = str(text.get("capture_id") or "")
    return {
        "at": words("texts.no_time") if row["at_us"] is None else moment(row["at_us"]),
        "account": account_name(text or row, words),
        "platform": platform_name(row["platform"], words),
        "lang": words.known("language", row["lang"]) or row["lang"],
        "tier": words.known("tier", row["tier"]) or row["tier"],
        "relation": words("texts.same")
        if relation is None
        else words.known("relation", str(relation)) or str(relation),
        "benign": ", ".join(words.known("reuse", name) or name for name in row["benign"] or ()),
        "parent": _parent(row, facts, words),
        "text": written[:CLIP_CHARS] + ("…" if len(written) > CLIP_CHARS else ""),
        "file": material.files.get(capture) or capture[:12],
        "locator": text.get("locator") or "",
    }


def _parent(row: Row, facts: TextFacts, words: Words) -> str:
    """Say from which earlier post a text most probably comes, how surely, and by what; or why it is open."""
    if row["earliest"] and row["parent_text"] is None:
        return words("texts.parent_earliest")
    if row["parent_text"] is None and not _likely(row):
        reason = row["undecided_because"]
        return words("texts.parent_open", reason=words.known("undecided", str(reason)) or str(reason))
    uid = row["parent_text"] or row["best_candidate"]
    parent = facts.texts.get(uid)
    cues = ", ".join(words.known("cue", cue) or cue for cue in row["cues"])
    named = clipped(account_name(parent, words), 40) if parent else uid
    key = "texts.parent" if row["parent_text"] else "texts.parent_likely"
    return words(key, account=named, chance=words.share(row["parent_confidence"]), cues=cues or "–")


def unknown_sentences(group: GroupFacts, facts: TextFacts, material: TextMaterial, words: Words) -> list[str]:
    """Say what the captures do not tell about a group; the first always holds."""
    said = [words("texts.unknown_earlier")]
    open_reasons = {reason: n for reason, n in group.undecided.items() if reason != "nothing_earlier"}
    if open_reasons:
        named = "; ".join(
            f"{words.known('undecided', reason) or reason} ({words.number(n)})" for reason, n in open_reasons.items()
        )
        said.append(words.counted("texts.unknown_parents", sum(open_reasons.values()), reasons=named))
    said += hidden_sentences(group, material, words)
    if group.untimed:
        said.append(words.counted("texts.unknown_times", group.untimed))
    if group.languages.get("und"):
        said.append(words.counted("texts.unknown_languages", group.languages["und"]))
    if group.tiers.get("unknown"):
        said.append(words.counted("texts.unknown_tiers", group.tiers["unknown"]))
    return said


def hidden_sentences(group: GroupFacts, material: TextMaterial, words: Words) -> list[str]:
    """Say which texts that were not captured probably stood between, of the first three."""
    return [_hidden(row, words) for row in rows_of(material.hidden, "group_id", group.group_id)[:3]]


def _hidden(row: Row, words: Words) -> str:
    children: Sequence[str] = row["children"]
    return words("texts.unknown_hidden", n=words.number(len(children)), variant=clipped(row["variant"], 60))
