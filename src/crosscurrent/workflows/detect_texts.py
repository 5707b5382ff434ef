"""Look for reused text in capture files, with no case: files in, a folder of findings out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.detectors.text_reuse.detect import Known, TextReuse, detect
from crosscurrent.detectors.text_reuse.echo_texts import EchoParameters, compared_before
from crosscurrent.detectors.text_reuse.echoes import find as find_echoes
from crosscurrent.detectors.text_reuse.encoder import Encoder, bundled
from crosscurrent.detectors.text_reuse.encoder_onnx import from_path
from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.errors import InputRefused
from crosscurrent.workflows.findings_files import write_tables
from crosscurrent.workflows.progress import NullProgress, Progress
from crosscurrent.workflows.texts_of_case import Texts, texts_of_files

#: In place of an encoder: copies and excerpts only.
NO_ENCODER = Path("none")
#: Tables of a run, besides the texts they name.
TABLES = ("compared", "relations", "passages", "groups", "echoes", "echo_anchors")
#: Files of a run.
FILES = (
    "compared.parquet", "relations.parquet", "passages.parquet", "groups.parquet", "echoes.parquet",
    "echo_anchors.parquet", "texts.parquet", "summary.json", "method.json",
)  # fmt: skip


class NoTexts(InputRefused):
    """No post in the files has a text."""

    code = "E-DETECT-005"

    @classmethod
    def found(cls, names: Sequence[str]) -> NoTexts:
        """Build the error."""
        return cls(
            "no post here has a text, so there is nothing to compare",
            where=", ".join(names[:3]),
            next_step="Hand in captures of posts; tables of account, object and time hold no texts. "
            "`crosscurrent capture explain FILE` says what a file is read as.",
        )


@dataclass(frozen=True, slots=True)
class TextRun:
    """What a run did.

    Attributes:
        texts: What was compared.
        reuse: What was found.
        paths: Files written.
    """

    texts: Texts
    reuse: TextReuse
    paths: tuple[Path, ...]


def detect_text_reuse(
    posts: Sequence[str],
    out: Path,
    options: ReadOptions,
    encoder: Path | None = None,
    progress: Progress | None = None,
) -> TextRun:
    """Read capture files, look for reused text and write what was found.

    Args:
        posts: Files, folders and archives of any connector; ``-`` is standard input.
        out: Folder for the findings.
        options: What is declared about the files.
        encoder: Folder or file of a sentence encoder; by default the one that comes inside a package, if it is there.
        progress: Told how far it is.

    Raises:
        NoTexts: No post has a text.
        InputRefused: A file cannot be read.
    """
    listener = progress or NullProgress()
    texts = read_texts(posts, options, listener)
    reuse = find_text_reuse(texts, load_encoder(encoder), listener)
    return TextRun(texts, reuse, write_text_reuse(reuse, texts, out))


def read_texts(
    posts: Sequence[str],
    options: ReadOptions,
    progress: Progress,
    watch: Callable[[str, pa.Table], object] | None = None,
) -> Texts:
    """Read the texts of capture files; ``watch`` is told of every table as it is read.

    Raises:
        NoTexts: No post has a text.
        InputRefused: A file cannot be read.
    """
    texts = texts_of_files(posts, options, progress, watch)
    if not texts.table.num_rows:
        raise NoTexts.found(list(texts.inputs))
    return texts


def load_encoder(path: Path | None) -> Encoder | None:
    """Load the encoder that was named, else the one inside a package; ``None`` if there is none or none is wanted."""
    if path == NO_ENCODER:
        return None
    return bundled() if path is None else from_path(path)


def find_text_reuse(texts: Texts, encoder: Encoder | None, progress: Progress, known: Known | None = None) -> TextReuse:
    """Run the detector.

    Args:
        texts: What to compare.
        encoder: Sentence encoder, or ``None``.
        progress: Told how far it is.
        known: What an earlier run made of some of the texts.
    """
    reuse = detect(texts.table, Parameters(), encoder, progress, inputs=texts.inputs, known=known)
    reuse.summary["input"] |= {"posts": texts.posts, "posts_captured_again": texts.again}
    return with_echoes(reuse, texts, progress)


def with_echoes(reuse: TextReuse, texts: Texts, progress: Progress) -> TextReuse:
    """Look for echoes among the same texts and their headlines; no encoder is needed."""
    progress.start("looking for echoes", texts.table.num_rows + texts.titles.num_rows, "texts")
    before = compared_before(reuse.compared, reuse.relations, reuse.groups, reuse.state)
    asked = EchoParameters()
    found = find_echoes(pa.concat_tables([texts.table, texts.titles]), asked, before)
    progress.finish()
    reuse.summary["echoes"] = found.summary
    method = replace(reuse.method, parameters=reuse.method.parameters | {"echoes": asdict(asked)})
    return replace(reuse, echoes=found.echoes, echo_anchors=found.echo_anchors, method=method)


def write_text_reuse(reuse: TextReuse, texts: Texts, folder: Path) -> tuple[Path, ...]:
    """Write the files of a run; ``texts.parquet`` holds the texts that stand in a group, relation or echo."""
    tables = {name: getattr(reuse, name) for name in TABLES}
    write_tables(folder, {**tables, "texts": related(reuse, texts)}, reuse.summary, reuse.method)
    return tuple(folder / name for name in FILES)


def related(reuse: TextReuse, texts: Texts) -> pa.Table:
    """Return the texts that stand in a group, relation or echo."""
    columns = [table.column(name) for table in (reuse.relations, reuse.echoes) for name in ("text_a", "text_b")]
    columns.append(reuse.groups.column("text_uid"))
    cited = pc.unique(pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string()))
    found = pa.concat_tables([texts.table, texts.titles]).unify_dictionaries()
    return found.filter(pc.is_in(found.column("text_uid"), value_set=cited)).sort_by("text_uid")
