"""From tables to what each section of the page says: every sentence here is composed from a number in the material."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from crosscurrent.model.action import BEHAVIOURS, TEXT_GROUP, UNNAMED_BEHAVIOUR
from crosscurrent.model.judgement import NOT_ASSESSED, QUESTIONS, Assessment
from crosscurrent.reports.embed import Cut, capture_key
from crosscurrent.reports.material import ReportMaterial
from crosscurrent.reports.wording import Words, moment

COORDINATED, TRIGGER, PARTIAL, NOT_ASSESSABLE = "coordinated", "trigger_explained", "partial", "not_assessable"
#: Explanations listed for every group; those the detector did not test stay open questions for a person.
BENIGN = (
    "shared_trigger", "fan_community", "news_wire", "campaign_tool", "chain_letter", "declared_automation",
    "sister_accounts", "collection",
)  # fmt: skip
Summary = Mapping[str, Any]


def part(summary: Summary, name: str) -> Mapping[str, Any]:
    """Return a part of the summary that may be absent or null, as a mapping."""
    found = summary.get(name)
    return found if isinstance(found, Mapping) else {}


def with_status(summary: Summary, status: str) -> list[Mapping[str, Any]]:
    """Return the groups of one status."""
    return [group for group in summary["groups"] if group["status"] == status]


def accounts_in(groups: Iterable[Mapping[str, Any]]) -> int:
    """Return the number of accounts in groups; an account belongs to one group at most."""
    return sum(int(group["accounts"]) for group in groups)


def five_numbers(summary: Summary) -> dict[str, int | float | None]:
    """Return the five numbers that matter, in order of reading; ``None`` where the run holds none.

    Example:
        >>> five_numbers({"groups": [], "input": {"rows_kept": 9, "rows_in": 10}, "tests": {"pairs_significant": 0}})
        {'groups': 0, 'accounts': 0, 'pairs': 0, 'shuffled': None, 'rows': 9}
    """
    coordinated = with_status(summary, COORDINATED)
    return {
        "groups": len(coordinated),
        "accounts": accounts_in(coordinated),
        "pairs": part(summary, "tests").get("pairs_significant"),
        "shuffled": part(summary, "permutation").get("pairs_surviving"),
        "rows": part(summary, "input").get("rows_kept"),
    }


def numbers(summary: Summary, words: Words) -> list[dict[str, str]]:
    """Return the five numbers with their labels and what each is to be compared with."""
    tests, read = part(summary, "tests"), part(summary, "input")
    triggers = len(with_status(summary, TRIGGER))
    notes = {
        "groups": words.counted("number.groups_note", triggers) if triggers else "",
        "accounts": words("number.accounts_note", n=words.number(read.get("accounts"))),
        "pairs": words("number.pairs_note", n=words.number(tests.get("pairs_co_acting"))),
        "shuffled": words("number.shuffled_note"),
        "rows": words(
            "number.rows_note", n=words.number(read.get("rows_in")), rejected=words.number(read.get("rows_rejected"))
        ),
    }
    return [
        {"value": rounded(value, words), "label": _label(key, value, words), "note": notes[key]}
        for key, value in five_numbers(summary).items()
    ]


def _label(key: str, value: float | None, words: Words) -> str:
    one = value == 1 or (value == 0 and words.language == "fr")
    return words(f"number.{key}.{'one' if one else 'other'}")


def rounded(value: float | None, words: Words) -> str:
    """Write a count that may be a mean over shuffles."""
    return words.number(value, 0 if value is None or value == int(value) else 1)


def answer(material: ReportMaterial, words: Words) -> tuple[list[str], list[str]]:
    """Return the one-paragraph answer: what was found, and what was not assessed or not tested, as sentences."""
    summary = material.summary
    if summary["status"] == NOT_ASSESSABLE:
        reason = str(summary.get("reason") or words("answer.no_reason")).rstrip(".")
        return [words("answer.not_assessable", reason=reason)], _untested(summary, words)
    coordinated = with_status(summary, COORDINATED)
    found = _found(summary, coordinated, words) if coordinated else _nothing(summary, words)
    for status, key in ((TRIGGER, "triggers"), (PARTIAL, "partial")):
        if others := with_status(summary, status):
            count = words.counted("count.accounts", accounts_in(others))
            found.append(words.counted(f"answer.{key}", len(others), accounts=count))
    unanswered = _untested(summary, words)
    if summary["groups"]:
        open_questions = all(judged.verdict == NOT_ASSESSED for judged in _judgements(material))
        unanswered.insert(0, words("answer.unassessed" if open_questions else "answer.partly_assessed"))
    return found, unanswered


def _found(summary: Summary, groups: list[Mapping[str, Any]], words: Words) -> list[str]:
    read = part(summary, "input")
    behaviours = dict.fromkeys(name for group in groups for name in group.get("behaviours") or ())
    first = [group["first_at_us"] for group in groups if group.get("first_at_us") is not None]
    span = {"first": words.day(read.get("first_at_us")), "last": words.day(read.get("last_at_us"))}
    accounts = words.counted("count.accounts", accounts_in(groups))
    sentences = [words.counted("answer.found", len(groups), accounts=accounts, **span)]
    if behaviours and first:
        named = words.listed([behaviour_name(name, words) for name in behaviours])
        sentences.append(words("answer.through", behaviours=named, since=words.day(min(first))))
    return sentences


def _nothing(summary: Summary, words: Words) -> list[str]:
    read, excess = part(summary, "input"), part(summary, "aggregate_excess")
    sentences = [words("answer.none", first=words.day(read.get("first_at_us")), last=words.day(read.get("last_at_us")))]
    if (excess.get("p") or 1) < 0.05 and excess.get("pairs_observed") is not None:
        observed, permuted = rounded(excess["pairs_observed"], words), rounded(excess.get("pairs_permuted"), words)
        p = words.probability(excess["p"])
        sentences.append(words("answer.none_excess", observed=observed, permuted=permuted, p=p))
    reference = part(part(summary, "power"), "reference")
    if reference.get("power") is not None:
        accounts = words.counted("count.accounts", reference["accounts"])
        boosts, power = words.number(reference["boosts"]), words.share(reference["power"])
        sentences.append(words("answer.none_power", accounts=accounts, boosts=boosts, power=power))
    return sentences


def _untested(summary: Summary, words: Words) -> list[str]:
    missing = missing_behaviours(summary)
    named = ", ".join(behaviour_name(name, words, short=True) for name in missing)
    return [words("answer.missing", behaviours=named)] if missing else []


def missing_behaviours(summary: Summary) -> list[str]:
    """Return the known behaviours that the capture did not give; none if the table names no behaviours at all.

    Groups of texts are no matter of the capture: whether they are looked for is asked or not.
    """
    held = {row["behaviour"] for row in part(summary, "input").get("behaviours") or ()}
    given = [name for name in BEHAVIOURS if name != TEXT_GROUP]
    return [] if UNNAMED_BEHAVIOUR in held else [name for name in given if name not in held]


def _judgements(material: ReportMaterial) -> list[Assessment]:
    groups = material.summary["groups"]
    return [material.assessment(group["group_id"], question) for group in groups for question in QUESTIONS]


def behaviour_name(name: str, words: Words, *, short: bool = False) -> str:
    """Return the words for a behaviour; one that a table brought itself keeps its own name."""
    return words.known("behaviour_short" if short else "behaviour", name) or name


def group_name(group_id: str, words: Words) -> str:
    """Return ``Group 1`` for ``group-1``; other ids stay as they are."""
    number = re.fullmatch(r"group-(\d+)", group_id)
    return words("group.name", n=number[1]) if number else group_id


def verdicts(material: ReportMaterial, group: Mapping[str, Any], words: Words) -> list[dict[str, str]]:
    """Return the three questions about one group with their answers, never merged."""
    finding = {COORDINATED: "finding_yes", TRIGGER: "finding_trigger"}.get(group["status"], "finding_partial")
    rows = [
        {
            "question": words("verdict.coordinated"),
            "answer": words(f"verdict.{finding}"),
            "kind": group["status"],
            "by": "",
        }
    ]
    for question in QUESTIONS:
        judged = material.assessment(group["group_id"], question)
        row = {
            "question": words(f"verdict.{question}"),
            "answer": words("verdict.not_assessed"),
            "kind": "open",
            "by": "",
        }
        if judged.verdict != NOT_ASSESSED:
            by = words("verdict.assessed_by", name=judged.assessed_by)
            row |= {"answer": judged.verdict, "by": by, "kind": "judged"}
        rows.append(row)
    return rows


def page_verdicts(material: ReportMaterial, words: Words) -> list[dict[str, str]]:
    """Return the three questions for the capture as a whole."""
    summary = material.summary
    coordinated = len(with_status(summary, COORDINATED))
    if summary["status"] == NOT_ASSESSABLE:
        found, kind = words("verdict.page_unknown"), "open"
    elif coordinated:
        found, kind = words("verdict.page_yes", groups=words.counted("count.groups", coordinated)), COORDINATED
    else:
        found, kind = words("verdict.page_none"), "none"
    rows = [{"question": words("verdict.coordinated"), "answer": found, "kind": kind, "by": ""}]
    for question in QUESTIONS:
        judged = [a for a in material.assessments if a.question == question and a.verdict != NOT_ASSESSED]
        text = "; ".join(f"{group_name(a.subject, words)}: {a.verdict} ({a.assessed_by})" for a in judged)
        rows.append(
            {
                "question": words(f"verdict.{question}"),
                "answer": text or words("verdict.not_assessed"),
                "kind": "judged" if judged else "open",
                "by": "",
            }
        )
    return rows


def permutation_lines(summary: Summary, words: Words) -> list[str]:
    """Return the permutation line and, where known, how its survivors divide."""
    shuffled, tests = part(summary, "permutation"), part(summary, "tests")
    if shuffled.get("pairs_surviving") is None:
        return [words("permutation.none")]
    survived = shuffled["pairs_surviving"]
    pairs = words.counted("count.pairs", survived) if survived == int(survived) else rounded(survived, words)
    runs = words.counted("count.shuffles", shuffled.get("runs") or 1)
    lines = [words.counted("permutation.line", tests.get("pairs_significant") or 0, survived=pairs, shuffles=runs)]
    parts = [shuffled.get("pairs_surviving_co_sharing"), shuffled.get("pairs_surviving_synchrony")]
    if survived and None not in parts:
        lines.append(
            words("permutation.split", co_sharing=rounded(parts[0], words), synchrony=rounded(parts[1], words))
        )
    return lines


def benign_rows(group: Mapping[str, Any], words: Words) -> list[dict[str, str]]:
    """Return the explanations to rule out: those the detector tested, then the open ones."""
    rows = []
    for tested in group.get("benign") or ():
        name, weighs = str(tested["explanation"]), str(tested.get("weighs") or "open")
        rows.append(
            {
                "name": words.known("benign", f"{name}.name") or name,
                "test": str(tested.get("test") or words.known("benign", f"{name}.ask") or ""),
                "value": plain_value(tested.get("value"), words),
                "weighs": words.known("weighs", weighs) or weighs,
                "kind": weighs,
            }
        )
    named = {str(tested["explanation"]) for tested in group.get("benign") or ()}
    for name in BENIGN:
        if name not in named:
            row = {"name": words(f"benign.{name}.name"), "test": words(f"benign.{name}.ask"), "value": "–"}
            rows.append({**row, "weighs": words("weighs.open"), "kind": "open"})
    return rows


def plain_value(value: object, words: Words) -> str:
    """Write a value of any kind the way a reader expects; nested ones as JSON."""
    if value is None:
        return "–"
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int):
        return words.number(value)
    if isinstance(value, float):
        return words.probability(value) if 0 < value < 0.001 else words.number(value, 3).rstrip("0").rstrip(".,")
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def captures(material: ReportMaterial, words: Words) -> list[dict[str, str]]:
    """Return one row per capture."""
    return [_capture(row, words) for row in material.captures]


def _capture(row: Mapping[str, Any], words: Words) -> dict[str, str]:
    unknown = words("not_recorded")
    records, rejected = row.get("n_records"), row.get("n_rejected")
    kept = None if records is None or rejected is None else int(records) - int(rejected)
    handed = [str(row["captured_by"])] if row.get("captured_by") else []
    if isinstance(row.get("imported_at_us"), int):
        handed.append(words("captured.at", day=words.day(row["imported_at_us"])))
    size = row.get("size_bytes")
    return {
        "file": str(row.get("path") or unknown),
        "note": str(row.get("source_note") or ""),
        "size": "" if size is None else words("captured.size", n=words.number(size)),
        "format": str(row.get("format_id") or unknown),
        "sha256": capture_key(row) or unknown,
        "rows_in": words.number(records),
        "kept": words.number(kept),
        "refused": words.number(rejected),
        "by": " ".join(handed) or unknown,
    }


def rejected(material: ReportMaterial, words: Words) -> list[dict[str, str]]:
    """Return the refused rows, counted by capture, code and reason."""
    files = {capture_key(row): str(row.get("path") or "") for row in material.captures}
    return [
        {
            "file": files.get(str(row.get("capture_id") or ""), ""),
            "code": str(row.get("code") or ""),
            "reason": str(row.get("reason") or ""),
            "count": words.number(row.get("count")),
            "first": words.number(row.get("first_row")),
        }
        for row in material.rejected
    ]


def missing(summary: Summary, words: Words) -> list[str]:
    """Return what the capture did not allow, as sentences; the last one always holds."""
    sentences = []
    if names := missing_behaviours(summary):
        listed = ", ".join(behaviour_name(name, words, short=True) for name in names)
        sentences.append(words("captured.missing_behaviours", behaviours=listed))
    for window in summary.get("windows") or ():
        if window.get("refused"):
            width = words.duration(window["window_us"])
            sentences.append(words("captured.missing_windows", window=width, reason=window["refused"]))
    return [*(sentences or [words("captured.missing_none")]), words("captured.missing_unseen")]


def cut_sentences(cuts: list[Cut], folder: str, words: Words) -> list[str]:
    """Return one sentence per part of the tables that the page does not hold in full."""
    return [
        words(f"cut.{c.what}", shown=words.number(c.shown), held=words.number(c.held), file=c.table, folder=folder)
        for c in cuts
    ]


def span(first_us: int | None, last_us: int | None) -> str:
    """Write a span of time by its ends."""
    return f"{moment(first_us)} – {moment(last_us)}"
