"""Views of a case for other tools: written anew each time, never read back as evidence."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from crosscurrent.actions.derive import derive_batches
from crosscurrent.cases.case import Case
from crosscurrent.errors import InputRefused, UsageRefused
from crosscurrent.evidence.schemas import TABLE_SPECS
from crosscurrent.exchange import activitystreams, tool_tables
from crosscurrent.exchange.post_views import PostView, once, views
from crosscurrent.model import action
from crosscurrent.workflows.case_actions import posts_with_edges
from crosscurrent.workflows.progress import NullProgress, Progress

_PARTS = ("post", "account_obs", "edge", "engagement", "media")


class ExportRefused(UsageRefused):
    """The place to write to cannot be used."""

    code = "E-EXPORT-001"

    @classmethod
    def occupied(cls, where: str) -> ExportRefused:
        """Build the error for a place that is taken."""
        return cls("there is something at this place already; nothing was written", where=where,
                   next_step="Name another place, or remove what is there.")  # fmt: skip


class NothingToExport(InputRefused):
    """The case has no rows of the kind that is wanted."""

    code = "E-EXPORT-002"

    @classmethod
    def of(cls, what: str) -> NothingToExport:
        """Build the error."""
        return cls(f"the case holds no {what}", next_step="`crosscurrent capture list --case DIR` shows what it holds.")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        files: (file, rows), in the order they were written.
    """

    files: Sequence[tuple[Path, int]]


def export_fourcat(case_dir: Path, out: Path, progress: Progress | None = None) -> Exported:
    """Write the posts of a case as a CSV that 4CAT imports; see :func:`crosscurrent.exchange.tool_tables.fourcat_rows`.

    Raises:
        ExportRefused: ``out`` exists.
        NothingToExport: There are no posts.
    """
    return _posts_csv(case_dir, out, tool_tables.FOURCAT, tool_tables.fourcat_rows, progress)


def export_cnt(case_dir: Path, out: Path, progress: Progress | None = None) -> Exported:
    """Write the posts of a case as a CSV for the Coordination Network Toolkit. Arguments and errors as above."""
    return _posts_csv(case_dir, out, tool_tables.TOOLKIT, tool_tables.toolkit_rows, progress)


def export_activitystreams(case_dir: Path, out: Path, progress: Progress | None = None) -> Exported:
    """Write the posts of a case as Activity Streams 2.0, one activity per line. Arguments and errors as above."""
    _check_free(out)
    with Case.open(case_dir) as case:
        activities = activitystreams.activities(_posts(case, progress or NullProgress()))
        lines = (json.dumps(each, ensure_ascii=False, default=str) for each in activities)
        rows = _write_lines(out, (line.encode("utf-8", "replace").decode() for line in lines))
    return _done([(out, rows)], "posts")


def export_coortweet(
    case_dir: Path, out: Path, behaviours: Sequence[str] = (), progress: Progress | None = None
) -> Exported:
    """Write the actions of a case as CSVs that CooRTweet reads, one per behaviour, into a new folder.

    Args:
        case_dir: The case.
        out: The folder, new or empty.
        behaviours: Which to write; all that occur by default.
        progress: Told how far it is.

    Raises:
        ExportRefused: The folder is not empty.
        NothingToExport: There are no actions.
    """
    _check_empty(out)
    written: dict[str, int] = {}
    files: dict[str, csv.DictWriter[str]] = {}
    with Case.open(case_dir) as case:
        handles = []
        try:
            for actions in _actions(case, progress or NullProgress()):
                present = set(actions.column("behaviour").unique().cast(pa.string()).to_pylist())
                for behaviour in sorted(present.intersection(behaviours) if behaviours else present):
                    if behaviour not in files:
                        out.mkdir(parents=True, exist_ok=True)
                        handles.append((out / f"{behaviour}.csv").open("w", encoding="utf-8", newline=""))
                        files[behaviour] = csv.DictWriter(handles[-1], tool_tables.COORTWEET, lineterminator="\n")
                        files[behaviour].writeheader()
                    rows = tool_tables.coortweet_table(actions, behaviour).to_pylist()
                    files[behaviour].writerows(rows)
                    written[behaviour] = written.get(behaviour, 0) + len(rows)
        finally:
            for handle in handles:
                handle.close()
    return _done([(out / f"{name}.csv", rows) for name, rows in sorted(written.items())], "actions")


def export_parquet(case_dir: Path, out: Path, progress: Progress | None = None) -> Exported:
    """Write every table of a case as one Parquet file, into a new folder; columns as in ``docs/reference/tables.md``.

    Raises:
        ExportRefused: The folder is not empty.
        NothingToExport: There are no rows.
    """
    _check_empty(out)
    shown, files = progress or NullProgress(), []
    with Case.open(case_dir) as case:
        for name, spec in TABLE_SPECS.items():
            rows = sum(each.rows for each in case.tables.written(name))
            if not rows:
                continue
            out.mkdir(parents=True, exist_ok=True)
            shown.start(f"writing {name}", rows, "rows")
            with pq.ParquetWriter(out / f"{name}.parquet", spec.schema, compression="zstd") as writer:
                for batch in case.tables.read_table(name):
                    writer.write_batch(batch)
                    shown.advance(batch.num_rows)
            shown.finish()
            files.append((out / f"{name}.parquet", rows))
    return _done(files, "rows")


def _posts_csv(
    case_dir: Path,
    out: Path,
    columns: Sequence[str],
    rows_of: Callable[[Iterable[PostView]], Iterator[Mapping[str, object]]],
    progress: Progress | None,
) -> Exported:
    _check_free(out)
    with Case.open(case_dir) as case, out.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer, written = csv.DictWriter(file, columns, lineterminator="\n"), 0
        writer.writeheader()
        for row in rows_of(_posts(case, progress or NullProgress())):
            writer.writerow(
                {name: value.replace("\0", "") if isinstance(value, str) else value for name, value in row.items()}
            )
            written += 1
    return _done([(out, written)], "posts")


def _posts(case: Case, progress: Progress) -> Iterator[PostView]:
    """Yield all posts of a case, each once; needs the memory of its largest capture."""
    progress.start("putting posts together", sum(each.rows for each in case.tables.written("post")), "posts")

    def of_capture(capture_id: str) -> Iterator[PostView]:
        tables = {}
        for name in _PARTS:
            paths = [str(case.path(each.place)) for each in case.tables.written(name, capture_id)]
            if paths:
                tables[name] = ds.dataset(paths, format="parquet").to_table()
        for view in views(tables):
            progress.advance(1)
            yield view

    yield from once(of_capture(capture.capture_id) for capture in case.captures.all())
    progress.finish()


def _actions(case: Case, progress: Progress) -> Iterator[pa.Table]:
    """Yield the actions of a case: those that were written, else what its posts give."""
    total = sum(each.rows for each in case.tables.written("action"))
    progress.start("reading actions", total or None, "actions")
    for capture in case.captures.all():
        stored = case.tables.written("action", capture.capture_id)
        tables: Iterable[pa.Table]
        if stored:
            found = ds.dataset([str(case.path(each.place)) for each in stored], schema=action.SCHEMA, format="parquet")
            tables = (pa.Table.from_batches([batch]) for batch in found.to_batches())
        else:
            tables = (each.actions for each in derive_batches(posts_with_edges(case, capture.capture_id)))
        for table in tables:
            progress.advance(table.num_rows)
            if table.num_rows:
                yield table
    progress.finish()


def _write_lines(out: Path, lines: Iterable[str]) -> int:
    written = 0
    with out.open("w", encoding="utf-8", newline="") as file:
        for line in lines:
            file.write(line + "\n")
            written += 1
    return written


def _check_free(out: Path) -> None:
    if out.exists():
        raise ExportRefused.occupied(str(out))
    out.parent.mkdir(parents=True, exist_ok=True)


def _check_empty(out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ExportRefused.occupied(str(out))


def _done(files: Sequence[tuple[Path, int]], what: str) -> Exported:
    if not any(rows for _, rows in files):
        for path, _ in files:
            path.unlink(missing_ok=True)
        raise NothingToExport.of(what)
    return Exported(files)
