"""The question of stance inside an investigation: a step that is done once, and what the report says of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from crosscurrent.cases.case import Case
from crosscurrent.detectors.stance.about import sought
from crosscurrent.detectors.stance.detect import Stance
from crosscurrent.detectors.stance.labels import Label
from crosscurrent.detectors.stance.parameters import Parameters, Target, TargetRefused
from crosscurrent.evidence.runs import Run
from crosscurrent.model.finding import Finding
from crosscurrent.reports.stance_material import StanceMaterial
from crosscurrent.workflows.detect_stance import FILES, TABLES, LabelFiles, StanceQuestion, find_stance, write_stance
from crosscurrent.workflows.investigate_texts import TextWork

STANCE = "findings/stance"
STEP = "stance"


@dataclass(frozen=True, slots=True)
class StanceAsked:
    """What an analyst declares for the question of stance; labels are read at once, before hours of work.

    Attributes:
        target: Whom or what the posts are about; ``None`` where stance is not asked.
        role: Its public role.
        aliases: Other names it goes by.
        files: Labels; without any the report says how to get them.
        parameters: Parameters of the detector.
    """

    target: str | None = None
    role: str = ""
    aliases: tuple[str, ...] = ()
    files: LabelFiles = field(default_factory=LabelFiles)
    parameters: Parameters = field(default_factory=Parameters)
    _question: StanceQuestion | None = field(init=False, default=None)
    _labels: tuple[Label, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        """Read what was named.

        Raises:
            TargetRefused: No public role, no name, or names without a target.
            LabelsRefused: The labels have mistakes; each is named.
        """
        if self.target is None:
            if self.role or self.aliases or self.files.all:
                raise TargetRefused.nameless()
            return
        question = StanceQuestion(Target(self.target, self.role), self.aliases)
        sought(question.names)
        object.__setattr__(self, "_question", question)
        object.__setattr__(self, "_labels", tuple(self.files.read(self.parameters.scale)))

    @property
    def question(self) -> StanceQuestion | None:
        """What is asked; ``None`` where stance is not asked."""
        return self._question

    @property
    def labels(self) -> tuple[Label, ...]:
        """All labels."""
        return self._labels

    def identity(self) -> dict[str, object] | None:
        """Return what these declarations are the same by."""
        if self.target is None:
            return None
        named = {"target": self.target, "role": self.role, "aliases": list(self.aliases)}
        return {**named, "files": self.files.digests(), "parameters": self.parameters.as_record()}


def stance_step(work: TextWork, asked: StanceAsked, run: Run) -> None:
    """Look for phases of stance and record them; without a target nothing is done."""
    if asked.question is None or run.result_of(STEP) is not None:
        return
    inputs = asked.files.digests()
    stance = find_stance(work.texts, asked.labels, asked.question, asked.parameters, inputs, work.progress)
    write_stance(stance, work.texts, work.case.path(f"{STANCE}/summary.json").parent)
    work.case.findings.record(stance.method, list(stance_findings(stance)))
    run.finish_step(STEP, outputs=[f"{STANCE}/{name}" for name in FILES], result={"posts": stance.posts.num_rows})


def stance_sentences(case: Case, run: Run) -> list[str]:
    """Return what is said of stance when a run is done; nothing if it was not asked."""
    if run.result_of(STEP) is None:
        return []
    return [str(sentence) for sentence in _json(case.path(f"{STANCE}/summary.json"))["words"]]


def stance_findings(stance: Stance) -> Iterable[Finding]:
    """Yield the answer as a whole, and each contrast of two phases, as rows; none is about an account."""
    summary, method = stance.summary, stance.method
    target = summary["target"]
    identity = json.dumps([target, method.inputs, method.parameters], sort_keys=True, default=str)
    run_id = f"{method.detector}-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"
    kappas = [one["kappa"] for one in summary["agreement"] if one["kappa"] is not None]
    yield Finding(
        finding_id=run_id,
        question="stance",
        subject=target["name"],
        status=summary["status"],
        value={
            "role": target["role"],
            "phases": len(summary["phases"]),
            "contrasts_claimed": summary["contrasts_claimed"],
            "least_kappa": min(kappas, default=None),
            "disputed_posts": summary["input"]["disputed"],
        },
        n=summary["input"]["posts"],
        p=summary["permutation_p"],
        null_model=None if summary["permutation_p"] is None else "the same stances in random order over the posts",
        evidence="labels.parquet, posts.parquet, phases.parquet",
        reason=summary["reason"],
    )
    for one in summary["contrasts"]:
        yield _contrast(run_id, summary, one)


def _contrast(run_id: str, summary: Mapping[str, Any], one: Mapping[str, Any]) -> Finding:
    parts = {part["phase"]: part for part in summary["phases"] if part["phase"] in (one["phase_a"], one["phase_b"])}
    missing = [str(lack["code"]) for lack in one["missing"]]
    return Finding(
        finding_id=f"{run_id}-{one['phase_a']}-{one['phase_b']}",
        question="stance.contrast",
        subject=f"{summary['target']['name']}: phases {one['phase_a']} and {one['phase_b']}",
        status="answered" if one["claimed"] else "not_assessable",
        value={
            "direction": one["direction"],
            "claimed": one["claimed"],
            "difference": one["difference"],
            **{
                f"{name}_{side}": parts[one[f"phase_{side}"]][name]
                for side in "ab"
                for name in ("mean", "low", "high", "n")
            },
        },
        n=sum(part["n"] for part in parts.values()),
        p=summary["permutation_p"],
        null_model=None if summary["permutation_p"] is None else "the same stances in random order over the posts",
        evidence=f"phases.parquet, phase in ({one['phase_a']}, {one['phase_b']})",
        reason=f"missing: {', '.join(missing)}" if missing else None,
    )


def stance_material(case: Case, run: Run) -> StanceMaterial | None:
    """Read what the report says of stance; ``None`` if this run did not ask."""
    if run.result_of(STEP) is None:
        return None
    folder = case.path(f"{STANCE}/summary.json").parent
    tables = {name: pq.read_table(folder / f"{name}.parquet") for name in (*TABLES, "texts")}
    return StanceMaterial(
        **tables,
        summary=_json(folder / "summary.json"),
        method=_json(folder / "method.json"),
        files={capture.capture_id: capture.path for capture in case.captures.all()},
    )


def _json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
