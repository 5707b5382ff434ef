"""Topics inside an investigation: proposed once, named by people, and shown on a page each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pyarrow.parquet as pq

from crosscurrent.cases.case import Case
from crosscurrent.detectors.topics.propose import Topics
from crosscurrent.evidence.layout import inside
from crosscurrent.evidence.runs import Run
from crosscurrent.model.finding import Finding
from crosscurrent.reports.narratives import write_narratives
from crosscurrent.reports.text_material import TextMaterial, TopicMaterial
from crosscurrent.workflows import detect_topics
from crosscurrent.workflows.investigate_texts import TOPICS, TextWork
from crosscurrent.workflows.topic_posts import of_case

NARRATIVES = "report/narratives"


def topics_step(work: TextWork, run: Run) -> None:
    """Propose topics and record them; where no post has a text nothing is written.

    ``topic-names.csv`` of the case is for people: written once, never changed, and no part of what is sealed.
    """
    if run.result_of("topics") is not None:
        return
    reuse = work.found if (run.result_of("texts") or {}).get("texts") else None
    if reuse is None:
        return
    folder = work.case.path(f"{TOPICS}/summary.json").parent
    earlier = detect_topics.ids_before(folder)
    topics, posts = detect_topics.find_topics(work.texts, reuse, of_case(work.case), earlier, work.progress)
    proposed = detect_topics.with_names(topics, posts, work.names)
    detect_topics.write_topics(proposed, folder)
    work.case.findings.record(topics.method, list(topic_findings(topics)))
    listed = detect_topics.write_list(proposed, work.case.path(detect_topics.NAMES).parent)
    given = work.asked.topic_names
    said = [*topics.summary["words"], *detect_topics.name_sentences(proposed, None if given is None else given.name)]
    if listed is not None:
        said.append(f"Write names into {listed.name} of the case and hand it in with --topic-names.")
    places = [f"{TOPICS}/{name}" for name in detect_topics.FILES]
    run.finish_step("topics", outputs=places, result={"topics": topics.facts.num_rows, "words": said})


def sentences(run: Run) -> list[str]:
    """Return what is said of topics when a run is done; names of people are not in it."""
    words = (run.result_of("topics") or {}).get("words")
    return [str(sentence) for sentence in words] if isinstance(words, list) else []


def topic_findings(topics: Topics) -> Iterable[Finding]:
    """Yield the topics as a whole, and each topic, as rows. What they are called is no finding."""
    method, summary = topics.method, topics.summary
    identity = json.dumps([method.inputs, method.parameters, method.notes], sort_keys=True, default=str)
    run_id = f"{method.detector}-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"
    yield Finding(
        finding_id=run_id,
        question="topics",
        subject="all captures",
        status=summary["status"],
        value={name: summary[name] for name in ("topics", "posts_placed", "too_widespread")},
        n=summary["posts"],
        evidence="topics.parquet",
        reason=summary["reason"],
    )
    counts = ("accounts", "posts_without_account", "posts_without_time", "posts_without_language")
    for row in topics.facts.to_pylist():
        yield Finding(
            finding_id=f"{run_id}-{row['topic_id']}",
            question="topics.topic",
            subject=row["topic_id"],
            status="answered",
            value={name: row[name] for name in counts} | {name: len(row[name]) for name in ("platforms", "languages")},
            n=row["posts"],
            evidence=f"topics.parquet, topic_id = {row['topic_id']}",
        )


# --- what the report is made from -------------------------------------------------------------------


def with_topics(material: TextMaterial | None, case: Case, run: Run) -> TextMaterial | None:
    """Add the topics of this run to what the report is made from."""
    if material is None or run.result_of("topics") is None:
        return material
    folder = case.path(f"{TOPICS}/summary.json").parent
    tables = {name: pq.read_table(folder / f"{name}.parquet") for name in detect_topics.TABLES}
    contents: dict[str, Mapping[str, Any]] = {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in ("summary", "method")
    }
    return replace(material, topics=TopicMaterial(**tables, **contents))


def narrative_pages(material: TextMaterial | None, case: Case, title: str, language: str) -> list[str]:
    """Write a page per topic and return the places of all; pages of topics that are gone say so.

    Raises:
        PathOutsideCase: The folder of the pages is a link.
    """
    if material is None or material.topics is None:
        return []
    folder = inside(case.folder, NARRATIVES)
    return [f"{NARRATIVES}/{path.name}" for path in write_narratives(material, folder, title, language)]
