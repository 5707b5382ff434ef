"""One group as the page shows it: figures, tests, explanations, accounts, objects and its closest co-actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crosscurrent.reports import sections
from crosscurrent.reports.hostile import object_name
from crosscurrent.reports.material import ReportMaterial
from crosscurrent.reports.wording import Words, moment

#: Rows of the accounts table that are written into the page; more are in the Parquet table.
MOST_MEMBERS = 200
MOST_EXAMPLES = 3
#: Characters of a post shown before "show more".
CLIP_CHARS = 320
Row = dict[str, Any]


def group_views(material: ReportMaterial, content: Mapping[str, Any], words: Words) -> list[Row]:
    """Return what each group's card says, coordinated groups first.

    Args:
        material: Checked material.
        content: What :func:`crosscurrent.reports.embed.page_content` returned; examples come from it.
        words: Language of the card.
    """
    order = {sections.COORDINATED: 0, sections.PARTIAL: 1, sections.TRIGGER: 2}
    numbered = sorted(
        enumerate(material.summary["groups"]), key=lambda pair: (order.get(pair[1]["status"], 3), pair[0])
    )
    return [_view(material, content, number, group, words) for number, group in numbered]


def _view(material: ReportMaterial, content: Mapping[str, Any], number: int, group: Row, words: Words) -> Row:
    which = group.get("which") if words.known("which", str(group.get("which"))) else "none"
    held = int(group["accounts"])
    members = [row for row in content["members"] if row[0] == number][:MOST_MEMBERS]
    return {
        "number": number,
        "id": group["group_id"],
        "name": sections.group_name(group["group_id"], words),
        "size": words.counted("count.accounts", held),
        "status": group["status"],
        "status_name": words(f"status.{group['status']}"),
        "status_sentence": words(f"status_sentence.{group['status']}"),
        "which_sentence": words(f"which_sentence.{which}"),
        "verdicts": sections.verdicts(material, group, words),
        "facts": _facts(group, words),
        "permutation": sections.permutation_lines(material.summary, words),
        "benign": sections.benign_rows(group, words),
        "members": [_member(row, content["accounts"], words) for row in members],
        "members_cut": _members_cut(len(members), held, material.tables_folder, words),
        "top": [_top_object(row, words) for row in group.get("top_objects") or ()],
        "examples": _examples(content, number, words),
    }


def _facts(group: Row, words: Words) -> list[dict[str, str]]:
    behaviours = ", ".join(sections.behaviour_name(name, words, short=True) for name in group.get("behaviours") or ())
    windows = ", ".join(words.duration(width) for width in group.get("windows_us") or ())
    rows = [
        ("accounts", words.number(group["accounts"])),
        ("objects", words.number(group.get("objects"))),
        ("actions", words.number(group.get("actions"))),
        ("gap", words.duration(group.get("median_gap_us"))),
        ("p", words.probability(group.get("p_group"))),
        ("which", words.known("which", str(group.get("which"))) or words("which.none")),
        ("behaviours", behaviours or "–"),
        ("windows", windows or "–"),
        ("span", sections.span(group.get("first_at_us"), group.get("last_at_us"))),
    ]
    return [{"key": key, "label": words(f"group.{key}"), "value": value} for key, value in rows]


def _member(row: list[Any], accounts: list[str], words: Words) -> Row:
    _, account, edges, objects, actions, first_share, lag_us, membership, p_member = row
    return {
        "number": account,
        "account": accounts[account],
        "edges": words.number(edges),
        "objects": words.number(objects),
        "actions": words.number(actions),
        "first_share": words.share(first_share),
        "lag": words.duration(lag_us),
        "membership": words.known("group", str(membership)) or str(membership),
        "p_member": words.probability(p_member),
    }


def _members_cut(shown: int, held: int, folder: str, words: Words) -> str:
    if shown >= held:
        return ""
    counts = {"shown": words.number(shown), "held": words.number(held)}
    return words("group.members_cut", **counts, file="groups.parquet", folder=folder)


def _top_object(row: Mapping[str, Any], words: Words) -> Row:
    return {
        "object": object_name(str(row["object_id"]), str(row["behaviour"])),
        "behaviour": sections.behaviour_name(str(row["behaviour"]), words, short=True),
        "accounts": words.number(row.get("accounts")),
        "actions": words.number(row.get("actions")),
        "first": moment(row.get("first_at_us")),
    }


def _examples(content: Mapping[str, Any], number: int, words: Words) -> list[Row]:
    """Return the closest co-actions inside the group, each on another object and by another pair."""
    group_of, edges = content["group_of"], content["edges"]
    inside = {e for e, edge in enumerate(edges) if group_of[edge[0]] == number == group_of[edge[1]]}
    rows = sorted(
        (row for row in content["evidence"] if row[0] in inside), key=lambda row: (abs(row[6] - row[5]), row[0], row[2])
    )
    chosen: list[Row] = []
    seen: set[tuple[str, int]] = set()
    for row in rows:
        marks = {("edge", row[0]), ("object", row[2])}
        if not marks & seen:
            seen |= marks
            chosen.append(_example(content, row, words))
        if len(chosen) == MOST_EXAMPLES:
            break
    return chosen


def _example(content: Mapping[str, Any], row: list[Any], words: Words) -> Row:
    edge, behaviour, acted_on, content_a, content_b, at_a, at_b = row[:7]
    a, b = content["edges"][edge][:2]
    name = content["behaviours"][behaviour]
    sides = [
        _side(content, a, content_a, at_a, row[8:10], words),
        _side(content, b, content_b, at_b, row[10:12], words),
    ]
    gap = abs(at_b - at_a)
    return {
        "edge": edge,
        "object": object_name(content["objects"][acted_on], name),
        "behaviour": sections.behaviour_name(name, words, short=True),
        "gap": words("evidence.gap", gap=words.duration(gap)) if gap else words("evidence.same"),
        "sides": sides if at_a <= at_b else sides[::-1],
    }


def _side(content: Mapping[str, Any], account: int, post: int, at_us: int, place: list[Any], words: Words) -> Row:
    capture, locator = place
    held = content["posts"][post] if post >= 0 else None
    text = None if held is None else held[0]
    file = content["files"].get(content["captures"][capture], "") if capture >= 0 else ""
    return {
        "account": content["accounts"][account],
        "at": moment(at_us),
        "text": text,
        "clipped": text is not None and len(text) > CLIP_CHARS,
        "missing": words("evidence.post_none" if held is None else "evidence.text_none"),
        "url": held[1] if held else None,
        "lang": held[2] if held else None,
        "file": file or (content["captures"][capture][:12] if capture >= 0 else ""),
        "locator": locator,
    }
