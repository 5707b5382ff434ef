"""The main job: files in, a sealed case with tested findings and a report out; resumes where it was stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from crosscurrent.cases.case import Case
from crosscurrent.cases.clock import system_clock
from crosscurrent.connectors.base import ReadOptions
from crosscurrent.detectors.coordination.detect import Findings, detect
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.engines.base import Engine
from crosscurrent.evidence.captures import CaptureFacts
from crosscurrent.evidence.custody import Clock
from crosscurrent.evidence.runs import Run
from crosscurrent.model.finding import Finding
from crosscurrent.reports.sections import five_numbers
from crosscurrent.workflows import investigate_texts as text_questions
from crosscurrent.workflows import investigate_topics
from crosscurrent.workflows.add_capture import AddedCapture, Adding, add_to_case, raise_for_named
from crosscurrent.workflows.case_actions import case_log, derive_actions
from crosscurrent.workflows.case_report import write_case_report
from crosscurrent.workflows.engines import engine_named
from crosscurrent.workflows.findings_files import FILES, write_findings
from crosscurrent.workflows.investigate_stance import StanceAsked, stance_material, stance_sentences, stance_step
from crosscurrent.workflows.investigate_texts import TextQuestions, TextWork
from crosscurrent.workflows.progress import NullProgress, Progress
from crosscurrent.workflows.taken_over import take_over_steps

WORKFLOW = "investigate"
FINDINGS_PLACE = "findings/coordination"
#: Steps of a run, in their order. Groups of texts become actions, so texts come first.
STEPS = ("texts", "actions", "topics", "coordination", "lineage", "timing", "stance", "report")
REPORT_PLACES = ("report/index.html", "report/summary.json")


@dataclass(frozen=True, slots=True)
class Investigation:
    """What an analyst declares for an investigation.

    Attributes:
        options: What is declared about the files.
        parameters: Parameters of the coordination detector.
        facts: What is known of how the files came to be.
        engine: ``local`` or ``spark``.
        title: Title of the report; the case folder's name by default.
        language: Language the report opens in.
        texts: What is declared for the questions on texts.
        stance: What is declared for the question of stance towards a target.
    """

    options: ReadOptions = field(default_factory=ReadOptions)
    parameters: Parameters = field(default_factory=Parameters)
    facts: CaptureFacts = field(default_factory=CaptureFacts)
    engine: str = "local"
    title: str | None = None
    language: str = "en"
    texts: TextQuestions = field(default_factory=TextQuestions)
    stance: StanceAsked = field(default_factory=StanceAsked)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an investigation produced.

    Attributes:
        report: Path of the report.
        numbers: The five numbers that matter; see :func:`crosscurrent.reports.sections.five_numbers`.
        words: The sentences the findings support.
        added: What became of each file.
        resumed: Steps that had been finished by an earlier, interrupted run.
    """

    report: Path
    numbers: Mapping[str, int | float | None]
    words: tuple[str, ...]
    added: tuple[AddedCapture, ...]
    resumed: tuple[str, ...]


def investigate(
    files: Sequence[Path],
    case_dir: Path,
    actor: str,
    investigation: Investigation | None = None,
    progress: Progress | None = None,
    clock: Clock = system_clock,
) -> Outcome:
    """Seal and read files, compare texts, derive actions, look for coordination and lineage, and write the report.

    The same command goes on where an interrupted one stopped: finished steps whose outputs are unchanged are
    not repeated. Nor are they if only names of topics, title or language differ from the last investigation.

    Args:
        files: Files, folders and archives to add to the case; may be empty if the case already holds captures.
        case_dir: Folder of the case; made if new or empty.
        actor: Who investigates.
        investigation: What is declared.
        progress: Told how far it is.
        clock: Gives the time, microseconds UTC.

    Raises:
        CrosscurrentError: A file or the case cannot be used.
    """
    declared = investigation or Investigation()
    listener = progress or NullProgress()
    engine = engine_named(declared.engine)
    with Case.open_or_create(case_dir, actor, clock) as case:
        work = TextWork(case, declared.texts, listener)
        adding = Adding(declared.options, declared.facts, listener)
        added = tuple(add_to_case(case, files, adding))
        raise_for_named(added)
        with case.runs.begin(WORKFLOW, _identity(case, declared)) as run:
            take_over_steps(case, run, f"{FINDINGS_PLACE}/summary.json")
            resumed = [step for step in STEPS if run.result_of(step) is not None]
            text_questions.texts_step(work, run)
            _derive_step(work, run)
            investigate_topics.topics_step(work, run)
            summary = _detect_step(case, run, declared, engine, listener)
            text_questions.lineage_step(work, run)
            text_questions.timing_step(work, run)
            stance_step(work, declared.stance, run)
            _report_step(case, run, declared, listener)
        on_texts = (*text_questions.sentences(case, run), *investigate_topics.sentences(run))
        words = (*summary["words"], *on_texts, *stance_sentences(case, run))
        return Outcome(case_dir / REPORT_PLACES[0], five_numbers(summary), words, added, tuple(resumed))


def _identity(case: Case, declared: Investigation) -> dict[str, object]:
    """What a run is the same run by: captures, parameters, engine, and how the report is titled."""
    return {
        "captures": sorted(capture.capture_id for capture in case.captures.all()),
        "coordination": declared.parameters.as_record(),
        "engine": declared.engine,
        "language": declared.language,
        "stance": declared.stance.identity(),
        "texts": declared.texts.identity(),
        "title": declared.title,
    }


def _derive_step(work: TextWork, run: Run) -> None:
    if run.result_of("actions") is not None:
        return
    groups = text_questions.text_groups(work, run)
    captures = work.case.captures.all()
    derived = [derive_actions(work.case, capture.capture_id, work.progress, groups) for capture in captures]
    made = [one for one in derived if one is not None]
    counts = {one.capture_id: asdict(one.counts) for one in made}
    run.finish_step("actions", outputs=[one.place for one in made], result={"counts": counts})


def _detect_step(case: Case, run: Run, declared: Investigation, engine: Engine, progress: Progress) -> dict[str, Any]:
    summary_path = case.path(f"{FINDINGS_PLACE}/summary.json")
    if run.result_of("coordination") is not None:
        finished: dict[str, Any] = json.loads(summary_path.read_text(encoding="utf-8"))
        return finished
    log = case_log(case, progress)
    inputs = {written.place: written.sha256 for written in case.tables.written("action")}
    findings = detect(log, engine, declared.parameters, inputs, progress)
    progress.finish()
    findings.summary["input"].update(_row_counts(case))
    write_findings(findings, summary_path.parent)
    case.findings.record(findings.method, list(finding_rows(findings)))
    run.finish_step("coordination", outputs=[f"{FINDINGS_PLACE}/{name}" for name in FILES])
    return findings.summary


def _report_step(case: Case, run: Run, declared: Investigation, progress: Progress) -> None:
    if run.result_of("report") is not None:
        return
    progress.start("writing the report", None, "steps")
    title = declared.title or case.path("case.sqlite").parent.name
    texts = investigate_topics.with_topics(text_questions.text_material(case, run), case, run)
    write_case_report(case, title, declared.language, texts, stance_material(case, run))
    pages = investigate_topics.narrative_pages(texts, case, title, declared.language)
    progress.finish()
    run.finish_step("report", outputs=[*REPORT_PLACES, *pages])


def _row_counts(case: Case) -> dict[str, int]:
    reports = [case.readings.report(capture.capture_id) for capture in case.captures.all()]
    read = [report for report in reports if report is not None]
    return {
        "rows_in": sum(report.rows_in for report in read),
        "rows_kept": sum(report.rows_kept for report in read),
        "rows_rejected": sum(report.rows_rejected for report in read),
    }


def finding_rows(findings: Findings) -> list[Finding]:
    """Return the findings of a run as rows: the answer as a whole, and one per group."""
    identity = json.dumps([findings.method.inputs, findings.method.parameters], sort_keys=True)
    digest = hashlib.sha256(identity.encode()).hexdigest()[:16]
    summary = findings.summary
    whole = Finding(
        finding_id=f"coordination-{digest}",
        question="coordination",
        subject="all captures",
        status=summary["status"],
        value={"groups": len(summary["groups"]), **summary["tests"], **summary["permutation"]},
        n=summary["input"]["actions"],
        null_model="times exchangeable within objects; participation by community, class and activity",
        evidence="pairs.parquet",
        reason=summary["reason"],
    )
    groups = [
        Finding(
            finding_id=f"coordination-{digest}-{group['group_id']}",
            question="coordination.group",
            subject=group["group_id"],
            status="answered",
            value={key: group[key] for key in ("accounts", "status", "which", "objects", "actions", "p_trigger")},
            n=group["objects"],
            p=group["p_synchrony"],
            null_model="accounts shuffled within each object",
            evidence=f"group_actions.parquet, group_id = {group['group_id']}",
        )
        for group in summary["groups"]
    ]
    return [whole, *groups]
