"""What is compared when the question is who copied whom: the written parts of posts, of a case or of plain files."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.actions.canonical_url import canonical
from crosscurrent.cases.case import Case
from crosscurrent.connectors import registry
from crosscurrent.connectors.base import ReadOptions, Tally
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.errors import InputRefused
from crosscurrent.model import text as text_model
from crosscurrent.model.account import OBSERVATION_SCHEMA
from crosscurrent.model.post import EDGE_SCHEMA
from crosscurrent.model.post import SCHEMA as POST_SCHEMA
from crosscurrent.model.table import validate
from crosscurrent.workflows.add_capture import UNREAD_CODES
from crosscurrent.workflows.gather import gather
from crosscurrent.workflows.progress import Progress
from crosscurrent.workflows.text_credit import names_of, references_of, with_credits
from crosscurrent.workflows.words_beside import Beside

STANDARD_INPUT = "-"
POST_COLUMNS = (
    "post_uid", "account_uid", "platform", "kind", "created_at", "created_at_precision", "lang_declared", "url",
    "alt_ids", "title", "text", "text_is_truncated", "is_partial", "text_ocr", "transcript", "capture_id", "locator",
)  # fmt: skip
EDGE_COLUMNS = ("src_post_uid", "type", "dst_kind", "dst")
NAME_COLUMNS = ("account_uid", "handle", "display_name", "entity_name")
#: Tables that texts are made of, and the columns read.
COLUMNS = {"post": POST_COLUMNS, "edge": EDGE_COLUMNS, "account_obs": NAME_COLUMNS}
_SCHEMAS = {"post": POST_SCHEMA, "edge": EDGE_SCHEMA, "account_obs": OBSERVATION_SCHEMA}
#: Facts of a post that its parts share: taken from the fullest capture that holds them.
_FACTS = ("account_uid", "platform", "kind", "created_at", "created_at_precision", "lang_declared", "url")


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts, and where they came from.

    Attributes:
        table: Rows in :data:`crosscurrent.model.text.SCHEMA`, by ``text_uid``.
        names: Every name under which an account was seen: ``account_uid``, ``name``, ``kind``.
        references: Reposts, quotes, forwards and answers: ``post_uid``, ``target_post_uid``.
        inputs: SHA-256 of what was read, by name.
        posts: Posts offered, captures of one post counted once.
        again: Further captures of posts already counted.
        tallies: Row counts per file; empty for a case.
        reasons: What was recognised and guessed, per file; empty for a case.
        titles: Headlines as texts of their own, in the same form. They stand in ``table`` as the beginning of bodies;
            only echoes are looked for in them, as every body would be an excerpt of its own headline.
    """

    table: pa.Table
    names: pa.Table
    references: pa.Table
    inputs: dict[str, str]
    posts: int
    again: int
    tallies: dict[str, Tally] = field(default_factory=dict)
    reasons: dict[str, tuple[str, ...]] = field(default_factory=dict)
    titles: pa.Table = field(default_factory=text_model.SCHEMA.empty_table)


def texts_of_case(case: Case, progress: Progress) -> Texts:
    """Return the texts of all captures of a case; of a post captured twice, the whole text over the partial one."""
    rows = sum(written.rows for written in case.tables.written("post"))
    progress.start("reading texts", rows, "posts")
    read = {name: case.tables.dataset(name).to_table(columns=list(columns)) for name, columns in COLUMNS.items()}
    progress.advance(rows)
    progress.finish()
    inputs = {written.place: written.sha256 for name in COLUMNS for written in case.tables.written(name)}
    return texts_from(read["post"], read["edge"], read["account_obs"], inputs)


def texts_of_files(
    paths: Sequence[str],
    options: ReadOptions,
    progress: Progress,
    watch: Callable[[str, pa.Table], object] | None = None,
) -> Texts:
    """Return the texts of capture files of any connector, with no case; ``-`` is standard input.

    Files inside folders and archives that nothing reads are passed over, and said. Subtitles, recognised speech and
    words read in pictures that lie beside belong to the posts they certainly belong to. ``watch`` is told of every
    table as it is read: its name and its rows.

    Raises:
        InputRefused: A file cannot be read.
    """
    pieces: dict[str, list[pa.Table]] = {name: [] for name in COLUMNS}
    inputs: dict[str, str] = {}
    tallies: dict[str, Tally] = {}
    reasons: dict[str, tuple[str, ...]] = {}
    beside = Beside()
    for source, name, digest, named in _sources(paths):
        if beside.takes(source.path, name, digest):
            continue
        try:
            connector, recognition = registry.recognise(source, options)
        except InputRefused as error:
            if named or error.code not in UNREAD_CODES:
                raise
            reasons[name] = (f"not read ({error.code})",)
            continue
        tally = Tally()
        progress.start(f"reading {source.name}", None, "posts")
        for table, rows in connector.tables(source, digest, recognition, options, tally):  # type: ignore[arg-type]
            beside.watch(table, rows)
            if watch is not None:
                watch(table, rows)
            if table in pieces:
                pieces[table].append(rows.select(list(COLUMNS[table])))
            progress.advance(rows.num_rows if table == "post" else 0)
        progress.finish()
        inputs[name], tallies[name], reasons[name] = digest, tally, recognition.reasons
    pieces["post"] += [rows.select(list(POST_COLUMNS)) for rows in beside.rows(reasons, inputs)]
    read = {name: _joined(name, found) for name, found in pieces.items()}
    made = texts_from(read["post"], read["edge"], read["account_obs"], inputs)
    return replace(made, tallies=tallies, reasons=reasons)


def _sources(paths: Sequence[str]) -> Iterator[tuple[Source, str, str, bool]]:
    """Yield each file with its name, its SHA-256 and whether it was named; folders and archives give those in them."""
    for path in paths:
        if path == STANDARD_INPUT:
            yield Source(sys.stdin.buffer, "standard input"), "standard input", "not sealed: read from a stream", True
            continue
        for found in gather([Path(path)]):
            if found.refusal is not None:
                raise found.refusal
            if found.path is not None and not found.is_bundle:
                # A file that is absent has no digest; recognising it raises what is to be said.
                digest = _sha256(found.path) if found.path.is_file() else ""
                yield Source(found.path), found.place, digest, found.named


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _joined(name: str, pieces: Iterable[pa.Table]) -> pa.Table:
    schema = pa.schema([_SCHEMAS[name].field(column) for column in COLUMNS[name]])
    return pa.concat_tables([schema.empty_table(), *(piece.cast(schema) for piece in pieces)])


def texts_from(posts: pa.Table, edges: pa.Table, names: pa.Table, inputs: dict[str, str]) -> Texts:
    """Make the table of texts.

    Args:
        posts: Columns :data:`POST_COLUMNS` of the posts, in any order; a post may come several times.
        edges: Columns :data:`EDGE_COLUMNS` of the edges that leave them.
        names: Columns :data:`NAME_COLUMNS` of what was seen of accounts.
        inputs: SHA-256 of what was read, by name.

    Returns:
        One row per post and written part: ``body`` (title and text), ``ocr``, ``transcript``. The text of each part
        comes from its fullest capture, and so do capture and locator; time, author and address come from the first
        capture, fullest first, that has them.
    """
    posts, edges = _with_author(_plain(posts)), _plain(edges)
    facts, called = _facts(posts), names_of(_plain(names), _authors(posts))
    parts = pa.concat_tables(
        [_part(posts, _body(posts), "body"), *(_part(posts, posts.column(c), p) for c, p in _OTHER_PARTS)]
    )
    table = with_credits(parts.join(facts, "post_uid"), edges, posts, called).sort_by("text_uid")
    table = validate(text_model.SPEC, table)
    headline = pc.equal(table.column("part").cast(pa.string()), "title")
    again = posts.num_rows - facts.num_rows
    return Texts(
        table.filter(pc.invert(headline)), called, references_of(edges), inputs, facts.num_rows, again,
        titles=table.filter(headline),
    )  # fmt: skip


_OTHER_PARTS = (("title", "title"), ("text_ocr", "ocr"), ("transcript", "transcript"))


def _plain(table: pa.Table) -> pa.Table:
    """Write dictionary columns out: a join and a first-of need plain strings."""
    columns = [c.cast(c.type.value_type) if pa.types.is_dictionary(c.type) else c for c in table.columns]
    return pa.table(dict(zip(table.schema.names, columns, strict=True)))


def _with_author(posts: pa.Table) -> pa.Table:
    """Fold addresses, so that a link can be compared with them; the name of the author comes out of ``alt_ids``."""
    folded = [link.url if (link := canonical(url or "")) else url for url in posts.column("url").to_pylist()]
    place = posts.schema.get_field_index("url")
    author = pc.map_lookup(posts.column("alt_ids"), "byline", "first")
    return posts.set_column(place, "url", pa.array(folded, pa.string())).append_column("author", author)


def _authors(posts: pa.Table) -> pa.Table:
    named = posts.filter(pc.is_valid(posts.column("author")))
    return pa.table({"account_uid": named.column("account_uid"), "name": named.column("author")})


def _body(posts: pa.Table) -> pa.ChunkedArray:
    """Return title and text in one; the title stands once, also where the platform repeats it in the text."""
    found = zip(posts.column("title").to_pylist(), posts.column("text").to_pylist(), strict=True)
    return pa.chunked_array([pa.array([_with_title(title, text) for title, text in found], pa.string())])


def _with_title(title: str | None, text: str | None) -> str | None:
    if not title or (text is not None and title.strip() in text):
        return text
    return title if not text else f"{title}\n{text}"


def _facts(posts: pa.Table) -> pa.Table:
    """Return one row per post with the facts of :data:`_FACTS`."""
    unknown = pc.equal(posts.column("created_at_precision"), "unknown")
    at = posts.schema.get_field_index("created_at_precision")
    # A capture without the time must not lend its "unknown" to the time of another.
    blanked = pc.if_else(unknown, pa.scalar(None, pa.string()), posts.column("created_at_precision"))
    ordered = posts.set_column(at, "created_at_precision", blanked)
    ordered = ordered.append_column("partial", _partial(posts)).sort_by(
        [("post_uid", "ascending"), ("partial", "ascending"), ("capture_id", "ascending"), ("locator", "ascending")]
    )
    first = ordered.group_by("post_uid", use_threads=False).aggregate([(name, "first") for name in _FACTS])
    first = first.rename_columns([name.removesuffix("_first") for name in first.column_names])
    precision = pc.fill_null(first.column("created_at_precision"), "unknown")
    first = first.set_column(first.schema.get_field_index("created_at_precision"), "precision", precision)
    return first.rename_columns({"created_at": "at"})


def _partial(posts: pa.Table) -> pa.ChunkedArray:
    flags = [pc.fill_null(posts.column(name), False) for name in ("text_is_truncated", "is_partial")]
    return pc.add(pc.multiply(flags[0].cast(pa.int8()), 2), flags[1].cast(pa.int8()))


def _part(posts: pa.Table, text: pa.ChunkedArray, part: str) -> pa.Table:
    """Return one row per post that has this part, from its fullest capture: whole over cut, then the longest."""
    table = posts.select(["post_uid", "capture_id", "locator"]).append_column("text", text)
    table = table.append_column("partial", _partial(posts))
    table = table.filter(pc.is_valid(text))
    table = table.append_column("length", pc.negate(pc.utf8_length(table.column("text")).cast(pa.int64())))
    keys = ("post_uid", "partial", "length", "capture_id", "locator")
    table = table.sort_by([(name, "ascending") for name in keys])
    kept = table.group_by("post_uid", use_threads=False).aggregate(
        [(name, "first") for name in ("text", "capture_id", "locator")]
    )
    kept = kept.rename_columns([name.removesuffix("_first") for name in kept.column_names])
    uid = pc.binary_join_element_wise(kept.column("post_uid"), pa.scalar(part), "#")
    kept = kept.append_column("text_uid", uid)
    return kept.append_column("part", pa.array([part] * kept.num_rows, pa.string()))
