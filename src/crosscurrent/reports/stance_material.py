"""What the section on stance is made from: the tables of the detector, as they lie on disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from crosscurrent.model import stance as model


@dataclass(frozen=True, slots=True)
class StanceMaterial:
    """What people said posts say of a target, as tables.

    Attributes:
        summary: ``summary.json`` of the detector.
        labels: Rows of ``model.stance.LABEL_SCHEMA``.
        agreement: Rows of ``model.stance.AGREEMENT_SCHEMA``.
        classifiers: Rows of ``model.stance.CLASSIFIER_SCHEMA``.
        posts: Rows of ``model.stance.POST_SCHEMA``.
        phases: Rows of ``model.stance.PHASE_SCHEMA``.
        contrasts: Rows of ``model.stance.CONTRAST_SCHEMA``.
        series: Rows of ``model.stance.SERIES_SCHEMA``.
        texts: Written parts of the labelled posts: post, part, platform, time, text, capture, locator.
        method: ``method.json``.
        files: Name of each capture by its id.
        tables_folder: Where the tables lie, relative to the case folder.
    """

    summary: Mapping[str, Any]
    labels: pa.Table = field(default_factory=model.LABEL_SCHEMA.empty_table)
    agreement: pa.Table = field(default_factory=model.AGREEMENT_SCHEMA.empty_table)
    classifiers: pa.Table = field(default_factory=model.CLASSIFIER_SCHEMA.empty_table)
    posts: pa.Table = field(default_factory=model.POST_SCHEMA.empty_table)
    phases: pa.Table = field(default_factory=model.PHASE_SCHEMA.empty_table)
    contrasts: pa.Table = field(default_factory=model.CONTRAST_SCHEMA.empty_table)
    series: pa.Table = field(default_factory=model.SERIES_SCHEMA.empty_table)
    texts: pa.Table | None = None
    method: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    tables_folder: str = "findings/stance"
