"""Actions of a case: derived from its posts where a capture holds posts, read back as one log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from crosscurrent.actions.derive import Counts, derive_counted
from crosscurrent.actions.text_group import BEHAVIOUR, derive_text_groups, published_elsewhere
from crosscurrent.cases.case import Case
from crosscurrent.detectors.coordination.citations import TableCitations
from crosscurrent.detectors.coordination.events import EventLog, LogBuilder
from crosscurrent.model import action
from crosscurrent.workflows.progress import Progress

_LOG_COLUMNS = ["account_uid", "behaviour", "object_id", "content_id", "acted_at", "precision", "capture_id", "locator"]
ROWS_PER_BATCH = 1 << 17


@dataclass(frozen=True, slots=True)
class DerivedActions:
    """What became of the posts of one capture."""

    capture_id: str
    place: str
    counts: Counts


def derive_actions(
    case: Case, capture_id: str, progress: Progress, text_groups: pa.Table | None = None
) -> DerivedActions | None:
    """Derive and write the actions of one capture; ``None`` if it holds no posts.

    Args:
        case: The case.
        capture_id: The capture.
        progress: Told how far it is.
        text_groups: Rows in ``model.text.GROUP_SCHEMA``: posts in a group act on it.
    """
    posts = case.tables.written("post", capture_id)
    if not posts or not posts[0].rows:
        return None
    progress.start("deriving actions", posts[0].rows, "posts")
    counts = Counts(0, 0, 0, 0, 0, 0, {}, {})
    pieces: list[Counts] = []

    def actions() -> Iterator[pa.Table]:
        for posts, edges in posts_with_edges(case, capture_id):
            derived = derive_counted(posts, edges)
            pieces.append(derived.counts)
            progress.advance(derived.counts.posts)
            yield derived.actions
            if text_groups is not None:
                yield derive_text_groups(text_groups, posts, edges)

    written = case.tables.write_table(action.SPEC, capture_id, actions())
    progress.finish()
    for piece in pieces:
        counts = counts + piece
    return DerivedActions(capture_id, written.place, counts)


def posts_with_edges(case: Case, capture_id: str) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Yield the posts of one capture in batches, each with the edges that leave its posts."""
    edges = _batches(case, "edge", capture_id)
    waiting: pa.Table | None = None
    for posts in _batches(case, "post", capture_id):
        taken = [case.tables.dataset("edge").schema.empty_table()]
        while True:
            waiting = waiting if waiting is not None else next(edges, None)
            if waiting is None:
                break
            ours = pc.is_in(waiting.column("src_post_uid"), value_set=posts.column("post_uid").combine_chunks())
            taken.append(waiting.filter(ours))
            rest = waiting.filter(pc.invert(ours))
            waiting = rest if rest.num_rows else None
            if waiting is not None:
                break
        yield posts, pa.concat_tables(taken)


def _batches(case: Case, table: str, capture_id: str) -> Iterator[pa.Table]:
    for written in case.tables.written(table, capture_id):
        reading: Iterable[pa.RecordBatch] = ds.dataset(str(case.path(written.place)), format="parquet").to_batches(
            batch_size=ROWS_PER_BATCH, use_threads=False
        )
        for batch in reading:
            if batch.num_rows:
                yield pa.Table.from_batches([batch])


def case_log(case: Case, progress: Progress) -> EventLog:
    """Read all actions of a case into one log."""
    citations = TableCitations()
    builder = LogBuilder(citations)
    rows = sum(written.rows for written in case.tables.written("action"))
    progress.start("reading actions", rows, "actions")
    for batch in case.tables.read_table("action", _LOG_COLUMNS):
        table = pa.Table.from_batches([batch])
        builder.add(table.append_column("at_us", table.column("acted_at").cast(pa.int64())))
        citations.add(table)
        progress.advance(batch.num_rows)
    progress.finish()
    return builder.finish(_publications(case))


def _publications(case: Case) -> pa.Table | None:
    """Return when and by whom what accounts react to was published: captured posts, texts passed on by reposts."""
    if not case.tables.written("post"):
        return None
    posts = case.tables.dataset("post").to_table(
        columns=["post_uid", "created_at", "account_uid"], filter=pc.field("created_at").is_valid()
    )
    names = ["object_id", "at_us", "account_uid"]
    captured = pa.table(
        [posts.column("post_uid"), posts.column("created_at").cast(pa.int64()), posts.column("account_uid")], names
    )
    return pa.concat_tables([captured, published_elsewhere(_text_acts(case)).cast(captured.schema)])


def _text_acts(case: Case) -> pa.Table:
    if not case.tables.written("action"):
        return action.SCHEMA.empty_table()
    return case.tables.dataset("action").to_table(filter=pc.field("behaviour") == BEHAVIOUR)
