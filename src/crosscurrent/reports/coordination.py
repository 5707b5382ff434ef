"""The coordination report: one page that works offline, and one summary that a program can read."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined

from crosscurrent.model.judgement import QUESTIONS
from crosscurrent.reports import sections
from crosscurrent.reports.embed import Cut, Limits, page_content
from crosscurrent.reports.groups import CLIP_CHARS, group_views
from crosscurrent.reports.hostile import defang, json_for_script, object_name, visible
from crosscurrent.reports.material import ReportMaterial, check
from crosscurrent.reports.narrative_list import listed, narrative_list
from crosscurrent.reports.stance import lead_sentences as stance_answer
from crosscurrent.reports.stance import stance_section
from crosscurrent.reports.text_facts import TextFacts, text_facts
from crosscurrent.reports.texts import lead_sentences, text_section
from crosscurrent.reports.timing import timing_section
from crosscurrent.reports.wording import LANGUAGES, Words, moment, words_of

PAGE, SUMMARY = "index.html", "summary.json"
#: Parts of the catalogue that the browser code uses.
_CLIENT_PARTS = re.compile(r"^(client|unit|which|behaviour_short|count|status|group\.(name|core|joined))")
_TEMPLATES = (
    "report.html", "page.html", "parts.html", "texts.html", "stance.html", "narratives.html", "narrative.html",
)  # fmt: skip


def write_report(material: ReportMaterial, out_dir: Path, limits: Limits | None = None) -> Path:
    """Write the report of one coordination run.

    The page is one file: script, style and content stand in it, and a content security policy forbids every
    request and every script but its own. The same material gives the same bytes.

    Args:
        material: What is reported.
        out_dir: Folder of the report; made if absent. ``index.html`` and ``summary.json`` are replaced.
        limits: The most that the page holds; ``None`` for the defaults of :class:`Limits`.

    Returns:
        Path of ``index.html``.

    Raises:
        MaterialIncomplete: A table lacks a column, or the summary lacks a part.
        AssessmentUnsigned: A judgement has no name under it.
        LanguageUnknown: There are no words in that language.
    """
    check(material)
    content, cuts = page_content(material, limits)
    page = render(material, content, cuts)
    out_dir.mkdir(parents=True, exist_ok=True)
    (out_dir / PAGE).write_bytes(page.encode("utf-8", "replace"))
    summary = json.dumps(report_summary(material, cuts), ensure_ascii=False, indent=2, sort_keys=True)
    (out_dir / SUMMARY).write_bytes(summary.encode("utf-8", "backslashreplace") + b"\n")
    return out_dir / PAGE


def report_summary(material: ReportMaterial, cuts: list[Cut]) -> dict[str, Any]:
    """Return ``report/summary.json``: the run's summary with what the report adds to it.

    Returns:
        The detector's summary plus ``title``, ``five_numbers``, ``answer`` (sentences by language), ``captures``,
        ``rejected``, ``assessments`` (every group and question, "not assessed" included), ``left_out`` and
        ``topics`` (with the names people gave, and the page of each that has one).
    """
    assessed = [
        {"subject": judged.subject, "question": judged.question, "verdict": judged.verdict, "by": judged.assessed_by}
        for group in material.summary["groups"]
        for judged in (material.assessment(group["group_id"], question) for question in QUESTIONS)
    ]
    return {
        **material.summary,
        "title": material.title,
        "five_numbers": sections.five_numbers(material.summary),
        "answer": {language: list(chain(*sections.answer(material, words_of(language)))) for language in LANGUAGES},
        "captures": [dict(row) for row in material.captures],
        "rejected": [dict(row) for row in material.rejected],
        "assessments": assessed,
        "topics": [] if material.texts is None or material.texts.topics is None else listed(material.texts.topics),
        "left_out": [{"what": c.what, "shown": c.shown, "held": c.held, "table": c.table} for c in cuts],
    }


def render(material: ReportMaterial, content: Mapping[str, Any], cuts: list[Cut]) -> str:
    """Return the whole page as HTML."""
    script, style = asset("report.js"), asset("report.css") + asset("texts.css")
    facts = None if material.texts is None else text_facts(material.texts)
    other = next(language for language in LANGUAGES if language != material.language)
    client = {"clip_chars": CLIP_CHARS, "words": {language: _client_words(language) for language in LANGUAGES}}
    return (
        environment()
        .get_template("report.html")
        .render(
            title=material.title,
            language=material.language,
            views=[view(material, content, cuts, words_of(language), facts) for language in (material.language, other)],
            style=style,
            script=script,
            script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            content=json_for_script({**content, **client}),
        )
    )


def asset(name: str) -> str:
    """Return a built file of the browser code."""
    return files("crosscurrent.reports").joinpath("assets", name).read_text(encoding="utf-8")


def view(
    material: ReportMaterial, content: Mapping[str, Any], cuts: list[Cut], words: Words, facts: TextFacts | None = None
) -> dict[str, Any]:
    """Return everything the template of one language prints."""
    summary, method = material.summary, material.method
    return {
        **_texts(material, facts, words),
        "stance": None if material.stance is None else stance_section(material.stance, words),
        "stance_answer": [] if material.stance is None else stance_answer(material.stance, words),
        "words": words,
        "title": material.title,
        "span": _page_span(summary),
        "answer": sections.answer(material, words),
        "quotable": list(summary.get("words") or ()),
        "verdicts": sections.page_verdicts(material, words),
        "numbers": sections.numbers(summary, words),
        "permutation": sections.permutation_lines(summary, words),
        "captured": _captured(material, words),
        "groups": group_views(material, content, words),
        "assessable": summary["status"] != sections.NOT_ASSESSABLE,
        "has_network": bool(content["edges"]),
        "has_timeline": bool(content["actions"]),
        "cuts": sections.cut_sentences(cuts, material.tables_folder, words),
        "tests": _tests(summary, words),
        "power": _power(summary, words),
        "method": _method(method, summary, words),
        "version": str(summary["crosscurrent"]),
        "tables": words("method.tables", folder=material.tables_folder),
        "limits": list(summary.get("limits") or ()),
    }


def _texts(material: ReportMaterial, facts: TextFacts | None, words: Words) -> dict[str, Any]:
    """Return the sections on texts and timing; ``None`` where nothing was asked, and their place in the contents."""
    texts = material.texts
    if texts is None or facts is None:
        return {"texts": None, "timing": None, "narratives": None, "text_answer": [], "more": []}
    timing = None if texts.timing is None else timing_section(texts.timing, facts, words)
    return {
        "texts": text_section(texts, facts, words),
        "timing": timing,
        "narratives": None if texts.topics is None else narrative_list(texts.topics, words),
        "text_answer": lead_sentences(texts, facts, words),
        "more": [
            *(["narratives"] if texts.topics is not None else []), "texts", *(["events"] if timing is not None else []),
        ],
    }  # fmt: skip


def _page_span(summary: Mapping[str, Any]) -> str:
    read = sections.part(summary, "input")
    return sections.span(read.get("first_at_us"), read.get("last_at_us"))


def _captured(material: ReportMaterial, words: Words) -> dict[str, Any]:
    read = sections.part(material.summary, "input")
    counts = {name: words.number(read.get(name)) for name in ("rows_in", "rows_kept", "rows_rejected")}
    held = {name: words.counted(f"count.{name}", read.get(name) or 0) for name in ("actions", "accounts", "objects")}
    span = {"first": moment(read.get("first_at_us")), "last": moment(read.get("last_at_us"))}
    number = words.counted("captured.files", len(material.captures))
    return {
        "lead": words("captured.lead", captures=number, **counts, **held, **span),
        "captures": sections.captures(material, words),
        "rejected": sections.rejected(material, words),
        "behaviours": [
            {"name": sections.behaviour_name(row["behaviour"], words), "id": row["behaviour"]}
            | {name: words.number(row.get(name)) for name in ("actions", "accounts", "objects")}
            for row in read.get("behaviours") or ()
        ],
        "missing": sections.missing(material.summary, words),
    }


def _tests(summary: Mapping[str, Any], words: Words) -> dict[str, Any]:
    tests, excess = sections.part(summary, "tests"), sections.part(summary, "aggregate_excess")
    q = words.number(sections.part(summary, "parameters").get("fdr") or 0.001, 3)
    rows = [
        {"label": words(f"permutation.{key}", q=q), "value": words.number(tests.get(f"pairs_{name}")), "indent": False}
        for key, name in (
            ("possible", "possible"), ("co_acting", "co_acting"), ("tested", "tested"),
            ("significant", "significant"), ("significant_by", "significant_by"),
        )
    ]  # fmt: skip
    for which, count in sections.part(tests, "which").items():
        label = words("permutation.by_which", which=words.known("which", which) or which)
        rows.insert(-1, {"label": label, "value": words.number(count), "indent": True})
    line = ""
    if excess.get("pairs_observed") is not None:
        observed, permuted = (sections.rounded(excess.get(f"pairs_{name}"), words) for name in ("observed", "permuted"))
        window, p = words.duration(excess.get("window_us")), words.probability(excess.get("p"))
        line = words("permutation.excess", window=window, observed=observed, permuted=permuted, p=p)
    return {"rows": rows, "excess": line}


def _power(summary: Mapping[str, Any], words: Words) -> dict[str, Any]:
    power = sections.part(summary, "power")
    reference = sections.part(power, "reference")
    sentence = words("power.none")
    if reference.get("power") is not None:
        accounts = words.number(reference["accounts"])
        boosts, share = words.number(reference["boosts"]), words.share(reference["power"])
        sentence = words("power.reference", accounts=accounts, boosts=boosts, power=share)
    refused = summary["status"] == sections.NOT_ASSESSABLE or power.get("assessable") is False
    reason = str(power.get("reason") or summary.get("reason") or words("answer.no_reason")).rstrip(".")
    return {
        "no": words("power.no", reason=reason) if refused else "",
        "reference": sentence,
        "smallest": [
            {"accounts": words.number(row["accounts"]), "boosts": words.number(row["boosts"])}
            for row in power.get("smallest") or ()
        ],
    }


def _method(method: Mapping[str, Any], summary: Mapping[str, Any], words: Words) -> dict[str, Any]:
    def listed(part: object) -> list[dict[str, str]]:
        rows = part.items() if isinstance(part, Mapping) else ()
        return [{"key": str(key), "value": _exact(value)} for key, value in rows]

    return {
        "detector": " ".join(str(method.get(name) or "") for name in ("detector", "detector_version")).strip(),
        "engine": str(method.get("engine") or words("not_recorded")),
        "seed": str(method.get("seed", words("not_recorded"))),
        "parameters": listed(method.get("parameters") or summary.get("parameters")),
        "inputs": listed(method.get("inputs")),
        "software": listed(method.get("software")),
        "blocks": listed(summary.get("blocks")),
        "notes": [str(note) for note in method.get("notes") or ()],
    }


def _exact(value: object) -> str:
    """Write a parameter the way it is handed over, without separators or rounding."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _client_words(language: str) -> dict[str, str]:
    return {key: text for key, text in words_of(language).entries.items() if _CLIENT_PARTS.match(key)}


def environment() -> Environment:
    """Return the templates of all pages, escaping everything that is not said to be safe."""
    folder = files("crosscurrent.reports").joinpath("templates")
    texts = {name: folder.joinpath(name).read_text(encoding="utf-8") for name in _TEMPLATES}
    environment = Environment(
        loader=DictLoader(texts), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["hostile"] = lambda text: defang(visible(str(text)))
    environment.filters["named"] = object_name
    return environment
