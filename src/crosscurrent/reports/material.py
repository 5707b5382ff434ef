"""What a coordination report is made from, checked before a word is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from crosscurrent.errors import AssessmentUnsigned, MaterialIncomplete
from crosscurrent.model.judgement import NOT_ASSESSED, QUESTIONS, Assessment
from crosscurrent.reports.stance_material import StanceMaterial
from crosscurrent.reports.text_material import TextMaterial
from crosscurrent.reports.wording import words_of

#: Columns read from each table; more may be there.
COLUMNS = {
    "pairs": (
        "account_a", "account_b", "behaviour", "window_us", "objects", "expected", "p_joint", "p_when", "p_what",
        "q", "q_by", "significant", "which", "first_at_us", "last_at_us", "median_gap_us",
    ),
    "groups": (
        "group_id", "account_id", "edges", "objects", "actions", "first_share", "median_lag_us", "membership",
        "p_member", "p_group", "which", "status",
    ),
    "evidence": (
        "account_a", "account_b", "behaviour", "object_id", "content_a", "content_b", "at_a_us", "at_b_us", "gap_us",
        "co_actions", "capture_a", "locator_a", "capture_b", "locator_b",
    ),
    "group_actions": (
        "group_id", "account_id", "behaviour", "object_id", "content_id", "at_us", "capture_id", "locator",
    ),
    "activity": ("start_us", "actions"),
}  # fmt: skip
_SUMMARY_KEYS = ("crosscurrent", "status", "input", "groups")


@dataclass(frozen=True, slots=True)
class ReportMaterial:
    """Everything a coordination report says, as tables and plain mappings.

    Attributes:
        title: Title the analyst gave, or the name of the case.
        captures: One mapping per capture with the columns of ``model.capture`` (``capture_id`` is the SHA-256;
            ``sha256`` is read if it is absent). ``n_records`` counts rows read, ``n_rejected`` those refused.
        rejected: Refused rows, counted: ``code``, ``reason``, ``count`` and, where known, ``capture_id``, ``column``
            and ``first_row``.
        summary: ``summary.json`` of the coordination detector.
        method: ``method.json``: the fields of :class:`crosscurrent.model.method.MethodRecord`.
        pairs: Tested pairs; only significant ones are shown.
        groups: One row per member of a group.
        evidence: One row per pair, behaviour and object.
        group_actions: Every action of a member on an object its group co-acted on.
        posts: Post by content id: ``text``, ``url``, ``lang``, ``created_at_us``, ``account``; any may be missing.
        assessments: Answers of named persons; what is absent stays "not assessed".
        language: Language the page opens in; it offers both.
        activity: All captured actions by time, ``start_us`` and ``actions``, for the background of the timeline.
        tables_folder: Where the full Parquet tables lie, relative to the case folder.
        texts: Who copied whom; ``None`` where no capture holds texts.
        stance: What posts say of a target over time; ``None`` where that was not asked.
    """

    title: str
    captures: Sequence[Mapping[str, Any]]
    rejected: Sequence[Mapping[str, Any]]
    summary: Mapping[str, Any]
    method: Mapping[str, Any]
    pairs: pa.Table
    groups: pa.Table
    evidence: pa.Table
    group_actions: pa.Table
    posts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    assessments: Sequence[Assessment] = ()
    language: str = "en"
    activity: pa.Table | None = None
    tables_folder: str = "findings/coordination"
    texts: TextMaterial | None = None
    stance: StanceMaterial | None = None

    def assessment(self, subject: str, question: str) -> Assessment:
        """Return the answer to a question about a group; "not assessed" where no person gave one."""
        for answer in self.assessments:
            if (answer.subject, answer.question) == (subject, question):
                return answer
        return Assessment(subject, question)


def check(material: ReportMaterial) -> None:
    """Check that a report can be written from the material.

    Raises:
        MaterialIncomplete: A table lacks a column, or the summary lacks a part.
        AssessmentUnsigned: A judgement has no name under it, or answers a question that is not asked.
        LanguageUnknown: There are no words in that language.
    """
    words_of(material.language)
    for table, columns in COLUMNS.items():
        held = getattr(material, table)
        missing = [] if held is None else [name for name in columns if name not in held.schema.names]
        if missing:
            raise MaterialIncomplete.columns(table, missing)
    absent = [key for key in _SUMMARY_KEYS if key not in material.summary]
    if absent:
        raise MaterialIncomplete.summary(absent)
    told = {group["group_id"] for group in material.summary["groups"]}
    if untold := sorted(set(material.groups.column("group_id").to_pylist()) - told):
        raise MaterialIncomplete.summary([f"group {group_id}" for group_id in untold])
    for answer in material.assessments:
        if answer.question not in QUESTIONS:
            raise AssessmentUnsigned.question(answer.subject, answer.question)
        if answer.verdict != NOT_ASSESSED and not (answer.assessed_by or "").strip():
            raise AssessmentUnsigned.nameless(answer.subject, answer.question)
