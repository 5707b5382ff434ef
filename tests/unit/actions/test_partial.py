"""A post that a capture shows twice, once in part: the whole one acts."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.actions.derive import derive_counted
from crosscurrent.connectors.records.created import Created
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.model.post import EDGE_SCHEMA


def test_the_whole_row_counts_wherever_it_stands() -> None:
    intake = Intake("a" * 64)
    created = Created(1_741_593_600_000_000, "s", "field")
    for number, (is_partial, text) in enumerate(((True, None), (False, "see https://news.example/a"))):
        intake.begin(f"line={number + 1}")
        who = intake.author("x", "7")
        intake.post("x", "1", "post", created, who, text=text, is_partial=is_partial)
        intake.references(text, "x")
    tables = dict(intake.flush())
    edges = tables.get("edge", EDGE_SCHEMA.empty_table())
    found = derive_counted(tables["post"], edges)
    # Two rows, one post; the link stands only in the second.
    assert (found.counts.posts, found.counts.duplicate_posts) == (2, 1)
    links = found.actions.filter(pc.equal(found.actions.column("behaviour").cast(pa.string()), "link"))
    assert links.column("object_id").to_pylist() == ["https://news.example/a"]
