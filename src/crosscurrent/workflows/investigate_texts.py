"""The questions on texts inside an investigation: reuse, lineage, timing; each a step that is done once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from crosscurrent.cases.case import Case
from crosscurrent.detectors.lineage.detect import Lineage
from crosscurrent.detectors.lineage.tiers import TierRegistry
from crosscurrent.detectors.text_reuse.detect import TextReuse
from crosscurrent.detectors.timing.detect import Timing
from crosscurrent.detectors.timing.events import Event
from crosscurrent.detectors.topics.names import TopicName, read_names
from crosscurrent.evidence.runs import Run
from crosscurrent.model.finding import Finding
from crosscurrent.model.method import MethodRecord
from crosscurrent.reports.text_material import TextMaterial, TimingMaterial
from crosscurrent.workflows import detect_lineage, detect_texts, detect_timing, detect_topics
from crosscurrent.workflows.known_texts import STATE, known_before, write_state
from crosscurrent.workflows.progress import Progress
from crosscurrent.workflows.texts_of_case import Texts, texts_of_case

TEXTS, LINEAGE, TIMING = "findings/text_reuse", "findings/lineage", "findings/timing"
TOPICS = "findings/topics"
#: Steps of a run, in their order; actions and coordination lie between the first and the others.
STEPS = ("texts", "lineage", "timing")


@dataclass(frozen=True, slots=True)
class TextQuestions:
    """What an analyst declares for the questions on texts.

    Attributes:
        asked: Whether the questions are asked at all.
        encoder: Sentence encoder; ``None`` for the one inside a package.
        tiers: Registry of account tiers; ``None`` for the one that comes with the package.
        events: List of events; without one nothing is said about timing.
        zone: Zone of events written without one.
        topic_names: Names that people gave to topics; ``None`` without.
    """

    asked: bool = True
    encoder: Path | None = None
    tiers: Path | None = None
    events: Path | None = None
    zone: str | None = None
    topic_names: Path | None = None

    def identity(self) -> dict[str, object]:
        """Return what these declarations are the same by: names and contents of the files."""
        found: dict[str, object] = {"asked": self.asked, "zone": self.zone}
        for name in ("encoder", "tiers", "events", "topic_names"):
            path: Path | None = getattr(self, name)
            found[name] = None if path is None else _digest(path)
        return found


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of the names and contents below a folder."""
    if path == detect_texts.NO_ENCODER:
        return str(path)
    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.relative_to(path) if file != path else file.name}\n".encode())
        if file.is_file():
            with file.open("rb") as opened:
                whole.update(hashlib.file_digest(opened, "sha256").digest())
    return whole.hexdigest()


@dataclass(slots=False)
class TextWork:
    """The texts of a case and what is asked about them; read when a step first needs them.

    Attributes:
        case: The case.
        asked: The declarations.
        progress: Told how far it is.
        registry: Tiers, read at once so that a mistake shows before hours of work.
        events: Events, likewise.
        names: Names of topics, likewise.
    """

    case: Case
    asked: TextQuestions
    progress: Progress
    registry: TierRegistry = field(init=False)
    events: list[Event] | None = field(init=False)
    names: list[TopicName] = field(init=False)

    def __post_init__(self) -> None:
        """Read the files that were named.

        Raises:
            InputRefused: A file cannot be read.
        """
        self.registry = detect_lineage.load_tiers(self.asked.tiers)
        self.names = [] if self.asked.topic_names is None else read_names(self.asked.topic_names)
        self.events = (
            None if self.asked.events is None else detect_timing.load_events(self.asked.events, self.asked.zone)
        )

    @cached_property
    def texts(self) -> Texts:
        """The texts of the case."""
        return texts_of_case(self.case, self.progress)

    @property
    def found(self) -> TextReuse | None:
        """The comparison of this case as it lies on disk; ``None`` if there were no texts."""
        folder = self.case.path(f"{TEXTS}/summary.json").parent
        if not (folder / "summary.json").is_file():
            return None
        tables = {name: pq.read_table(folder / f"{name}.parquet") for name in _REUSE}
        method = MethodRecord(**_json(folder / "method.json"))
        return TextReuse(**tables, summary=_json(folder / "summary.json"), method=method, state=tables["compared"])


_REUSE = detect_texts.TABLES


def texts_step(work: TextWork, run: Run) -> None:
    """Compare the texts of the case and record what was found; nothing is written where no post has a text."""
    if not work.asked.asked or run.result_of("texts") is not None:
        return
    if not work.texts.table.num_rows:
        return
    encoder = detect_texts.load_encoder(work.asked.encoder)
    known = known_before(work.case.path(f"{TEXTS}/summary.json").parent, work.texts)
    reuse = detect_texts.find_text_reuse(work.texts, encoder, work.progress, known)
    detect_texts.write_text_reuse(reuse, work.texts, work.case.path(f"{TEXTS}/summary.json").parent)
    work.case.findings.record(reuse.method, list(reuse_findings(reuse)))
    write_state(reuse, work.case.path(f"{TEXTS}/{STATE}"))
    places = [f"{TEXTS}/{name}" for name in (*detect_texts.FILES, STATE)]
    run.finish_step("texts", outputs=places, result={"texts": work.texts.table.num_rows})


def text_groups(work: TextWork, run: Run) -> pa.Table | None:
    """Return the groups of texts, from which actions are derived; ``None`` if there were no texts."""
    if not (run.result_of("texts") or {}).get("texts"):
        return None
    return pq.read_table(work.case.path(f"{TEXTS}/groups.parquet"))


def lineage_step(work: TextWork, run: Run) -> None:
    """Look for who copied whom and record it."""
    if run.result_of("lineage") is not None:
        return
    reuse = work.found if (run.result_of("texts") or {}).get("texts") else None
    if reuse is None:
        return
    topic_of = None
    if run.result_of("topics") is not None:
        topic_of = detect_topics.unrelated_by(pq.read_table(work.case.path(f"{TOPICS}/topics.parquet")), work.texts)
    lineage = detect_lineage.find_lineage(work.texts, reuse, work.registry, work.progress, topic_of)
    detect_lineage.write_lineage(lineage, work.case.path(f"{LINEAGE}/summary.json").parent)
    work.case.findings.record(lineage.method, list(lineage_findings(lineage)))
    run.finish_step("lineage", outputs=[f"{LINEAGE}/{name}" for name in detect_lineage.FILES])


def timing_step(work: TextWork, run: Run) -> None:
    """Hold the posts against the events and record it; without events nothing is said."""
    if work.asked.events is None or work.events is None or run.result_of("timing") is not None:
        return
    reuse = work.found if (run.result_of("texts") or {}).get("texts") else None
    if reuse is None:
        return
    inputs = detect_timing.sha256_of(work.asked.events)
    timing = detect_timing.find_timing(work.texts, reuse, work.events, inputs, work.progress)
    detect_timing.write_timing(timing, work.events, work.case.path(f"{TIMING}/summary.json").parent)
    work.case.findings.record(timing.method, list(timing_findings(timing)))
    run.finish_step("timing", outputs=[f"{TIMING}/{name}" for name in detect_timing.FILES])


def _json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


# --- findings --------------------------------------------------------------------------------------


def _run_id(method: MethodRecord) -> str:
    identity = json.dumps([method.inputs, method.parameters], sort_keys=True, default=str)
    return f"{method.detector}-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"


def reuse_findings(reuse: TextReuse) -> Iterable[Finding]:
    """Yield the answer of the comparison as a row."""
    summary = reuse.summary
    unanswered = [str(row["question"]) for row in summary.get("unanswered") or ()]
    status = "not_assessable" if summary["status"] == "not_assessable" else "partial" if unanswered else "answered"
    yield Finding(
        finding_id=_run_id(reuse.method),
        question="text_reuse",
        subject="all captures",
        status=status,
        value={"groups": summary["groups"]["groups"], "contrary": summary["contrary"], **summary["relations"]},
        n=int(summary["input"]["status"]["compared"]),
        evidence="relations.parquet",
        reason=f"no sentence encoder: {', '.join(unanswered)} not looked for" if unanswered else None,
    )


def lineage_findings(lineage: Lineage) -> Iterable[Finding]:
    """Yield the lineage as a whole, and each copy without credit, as rows."""
    run_id, summary = _run_id(lineage.method), lineage.summary
    figures = ("groups", "decided", "with_candidates", "unattributed", "hidden")
    yield Finding(
        finding_id=run_id,
        question="lineage",
        subject="all captures",
        status=summary["status"],
        value={name: summary["input"][name] for name in figures},
        n=summary["input"]["related"],
        evidence="nodes.parquet",
        reason=summary["reason"],
    )
    for row in lineage.unattributed.to_pylist():
        yield Finding(
            finding_id=f"{run_id}-{row['text_uid']}",
            question="lineage.unattributed",
            subject=row["text_uid"],
            status="answered",
            value={name: row[name] for name in ("source_text", "coverage", "lag_us", "order", "translated")},
            n=1,
            p=row["p_coverage"],
            null_model=None if row["p_coverage"] is None else "the most that unrelated texts of one week share",
            evidence=f"unattributed.parquet, text_uid = {row['text_uid']}",
        )


def timing_findings(timing: Timing) -> Iterable[Finding]:
    """Yield the timing as a whole, and each subject's test, as rows."""
    run_id, summary = _run_id(timing.method), timing.summary
    yield Finding(
        finding_id=run_id,
        question="timing",
        subject="all captures",
        status=summary["status"],
        value={name: question["status"] for name, question in summary["questions"].items()},
        n=summary["input"]["events"],
        evidence="after.parquet, reactions.parquet, contrasts.parquet",
        reason=summary["reason"],
    )
    for subject in summary["subjects"]:
        tested: Mapping[str, Any] = subject["after_events"] or {}
        yield Finding(
            finding_id=f"{run_id}-{subject['subject_id']}",
            question="timing.after_events",
            subject=subject["subject_id"],
            status=subject["status"] if tested else "not_assessable",
            value=dict(tested) or None,
            n=tested.get("bursts"),
            p=tested.get("p_horizons"),
            null_model=f"events shifted by whole {tested['shift']}s" if tested else None,
            evidence=f"after.parquet, subject_id = {subject['subject_id']}",
            reason=subject["reason"],
        )


def sentences(case: Case, run: Run) -> list[str]:
    """Return the sentences that the findings on texts support; none if no post has a text."""
    if not (run.result_of("texts") or {}).get("texts"):
        return []
    summary = _json(case.path(f"{TEXTS}/summary.json"))
    compared, groups = summary["input"]["status"]["compared"], summary["groups"]["groups"]
    said = [f"{compared} texts were compared; groups of texts that repeat each other: {groups}."]
    if summary["unanswered"]:
        said.append("There was no sentence encoder: rewordings and translations were not looked for.")
    return said + list(_json(case.path(f"{LINEAGE}/summary.json"))["words"])


# --- what the report is made from -------------------------------------------------------------------


def text_material(case: Case, run: Run) -> TextMaterial | None:
    """Read what the report says of texts; ``None`` if no post has a text. What earlier runs left is not read."""
    if not (run.result_of("texts") or {}).get("texts"):
        return None
    folder = case.path(f"{TEXTS}/summary.json").parent
    shown = ("texts", "relations", "passages", "groups", "echoes", "echo_anchors")
    tables = {name: pq.read_table(folder / f"{name}.parquet") for name in shown}
    found = case.path(f"{LINEAGE}/summary.json").parent
    tables |= {name: pq.read_table(found / f"{name}.parquet") for name in detect_lineage.TABLES}
    summary, lineage = _json(folder / "summary.json"), _json(found / "summary.json")
    return TextMaterial(
        **tables,
        statuses=summary["input"]["status"],
        summary=summary,
        method=_json(folder / "method.json"),
        lineage_summary={**lineage, "method": _json(found / "method.json")},
        timing=None if run.result_of("timing") is None else _timing_material(case),
        encoder=summary.get("encoder"),
        files={capture.capture_id: capture.path for capture in case.captures.all()},
    )


def _timing_material(case: Case) -> TimingMaterial:
    folder = case.path(f"{TIMING}/summary.json").parent
    names = ("events", "after", "reactions", "contrasts", "bursts", "subjects")
    tables = {name: pq.read_table(folder / f"{name}.parquet") for name in names}
    return TimingMaterial(**tables, summary=_json(folder / "summary.json"), method=_json(folder / "method.json"))
