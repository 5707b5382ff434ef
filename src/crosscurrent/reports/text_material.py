"""What the sections on texts, lineage and timing are made from: the tables of the detectors, as they lie on disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from crosscurrent.model import lineage, text, timing


@dataclass(frozen=True, slots=True)
class TimingMaterial:
    """Bursts, and what they follow.

    Attributes:
        events: One row per event: ``event`` (row of the file), ``at``, ``precision``, ``label``, ``kind``.
        after: Tests of bursts after events; rows of ``model.timing.AFTER_SCHEMA``.
        reactions: Triggers and what followed; rows of ``model.timing.REACTION_SCHEMA``.
        contrasts: The trigger asked about against comparable ones; rows of ``model.timing.CONTRAST_SCHEMA``.
        bursts: Rows of ``model.timing.BURST_SCHEMA``.
        subjects: Rows of ``model.timing.SUBJECT_SCHEMA``.
        summary: ``summary.json`` of the detector.
        method: ``method.json``.
    """

    events: pa.Table
    after: pa.Table = field(default_factory=timing.AFTER_SCHEMA.empty_table)
    reactions: pa.Table = field(default_factory=timing.REACTION_SCHEMA.empty_table)
    contrasts: pa.Table = field(default_factory=timing.CONTRAST_SCHEMA.empty_table)
    bursts: pa.Table = field(default_factory=timing.BURST_SCHEMA.empty_table)
    subjects: pa.Table = field(default_factory=timing.SUBJECT_SCHEMA.empty_table)
    summary: Mapping[str, Any] = field(default_factory=dict)
    method: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TopicMaterial:
    """Topics, as the detector proposed them and people named them.

    Attributes:
        topics: Which post is in which topic, and why: ``topic_id``, ``post_uid``, ``why``, ``inside``.
        facts: What can be counted about each topic, most posts first.
        days: Posts by day and platform.
        posts: The posts of the topics as captured, by topic and time.
        summary: ``summary.json`` of the detector; ``names`` holds what people call the topics.
        method: ``method.json``.
    """

    topics: pa.Table
    facts: pa.Table
    days: pa.Table
    posts: pa.Table
    summary: Mapping[str, Any] = field(default_factory=dict)
    method: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextMaterial:
    """Who copied whom, as tables and plain mappings.

    Attributes:
        texts: The texts that stand in a group or relation; rows of ``model.text.SCHEMA``.
        relations: Rows of ``model.text.RELATION_SCHEMA``.
        passages: Rows of ``model.text.PASSAGE_SCHEMA``.
        groups: Rows of ``model.text.GROUP_SCHEMA``.
        statuses: What became of all texts: status -> texts.
        summary: ``summary.json`` of the text reuse detector.
        method: ``method.json`` of the text reuse detector.
        nodes: Rows of ``model.lineage.SCHEMA``.
        unattributed: Rows of ``model.lineage.UNATTRIBUTED_SCHEMA``.
        appearances: Rows of ``model.lineage.APPEARANCE_SCHEMA``.
        hops: Rows of ``model.lineage.HOP_SCHEMA``.
        hidden: Rows of ``model.lineage.HIDDEN_SCHEMA``.
        lineage_summary: ``summary.json`` of the lineage detector.
        timing: Bursts after events; ``None`` if no events were given.
        topics: Topics with the names people gave; ``None`` if none were looked for.
        encoder: Name of the sentence encoder; ``None`` if there was none, so that only copies and excerpts were sought.
        files: Name of each capture by its id.
        coordinated: Accounts in groups that were found to act in coordination.
        tables_folder: Where the tables lie, relative to the case folder.
        echoes: Rows of ``model.text.ECHO_SCHEMA``, the surest first.
        echo_anchors: Rows of ``model.text.ECHO_ANCHOR_SCHEMA``.
    """

    texts: pa.Table
    relations: pa.Table
    passages: pa.Table
    groups: pa.Table
    statuses: Mapping[str, int] = field(default_factory=dict)
    summary: Mapping[str, Any] = field(default_factory=dict)
    method: Mapping[str, Any] = field(default_factory=dict)
    nodes: pa.Table = field(default_factory=lineage.SCHEMA.empty_table)
    unattributed: pa.Table = field(default_factory=lineage.UNATTRIBUTED_SCHEMA.empty_table)
    appearances: pa.Table = field(default_factory=lineage.APPEARANCE_SCHEMA.empty_table)
    hops: pa.Table = field(default_factory=lineage.HOP_SCHEMA.empty_table)
    hidden: pa.Table = field(default_factory=lineage.HIDDEN_SCHEMA.empty_table)
    lineage_summary: Mapping[str, Any] = field(default_factory=dict)
    timing: TimingMaterial | None = None
    topics: TopicMaterial | None = None
    encoder: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    coordinated: frozenset[str] = frozenset()
    tables_folder: str = "findings"
    echoes: pa.Table = field(default_factory=text.ECHO_SCHEMA.empty_table)
    echo_anchors: pa.Table = field(default_factory=text.ECHO_ANCHOR_SCHEMA.empty_table)


def empty_texts() -> pa.Table:
    """Return a table of texts with no rows."""
    return text.SCHEMA.empty_table()
