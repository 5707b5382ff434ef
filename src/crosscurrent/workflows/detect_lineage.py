"""Look for who copied whom in capture files, with no case: files in, a folder of findings out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.detectors.lineage.detect import Lineage, detect
from crosscurrent.detectors.lineage.material import Material
from crosscurrent.detectors.lineage.null import unrelated_shares
from crosscurrent.detectors.lineage.parameters import Parameters
from crosscurrent.detectors.lineage.tiers import TierRegistry, read_registry, shipped_registry
from crosscurrent.detectors.text_reuse.detect import TextReuse
from crosscurrent.errors import InputRefused
from crosscurrent.workflows.detect_texts import TextRun, find_text_reuse, load_encoder, read_texts, write_text_reuse
from crosscurrent.workflows.detect_topics import digest_of, find_topics, unrelated_by
from crosscurrent.workflows.findings_files import write_tables
from crosscurrent.workflows.progress import NullProgress, Progress
from crosscurrent.workflows.texts_of_case import Texts
from crosscurrent.workflows.topic_posts import WatchedPosts

TABLES = ("nodes", "unattributed", "appearances", "hops", "hidden")
#: Files of a run.
FILES = (*(f"{name}.parquet" for name in TABLES), "summary.json", "method.json")


class TiersUnreadable(InputRefused):
    """The registry of tiers cannot be read."""

    code = "E-DETECT-006"

    @classmethod
    def because(cls, path: Path, reason: str) -> TiersUnreadable:
        """Build the error."""
        return cls(
            f"the registry of tiers cannot be read: {reason}",
            where=path.name,
            next_step="Name a TOML file in UTF-8; its form is in docs/reference/text-reuse.md.",
        )


@dataclass(frozen=True, slots=True)
class LineageRun:
    """What a run did.

    Attributes:
        texts: The comparison it rests on.
        lineage: What was found.
        paths: Files written.
    """

    texts: TextRun
    lineage: Lineage
    paths: tuple[Path, ...]


def detect_lineage(
    posts: Sequence[str],
    out: Path,
    options: ReadOptions,
    encoder: Path | None = None,
    tiers: Path | None = None,
    progress: Progress | None = None,
) -> LineageRun:
    """Read capture files, compare their texts, look for who copied whom and write what was found.

    The comparison is written into ``out/text_reuse``, the lineage into ``out``.

    Args:
        posts: Files, folders and archives of any connector; ``-`` is standard input.
        out: Folder for the findings.
        options: What is declared about the files.
        encoder: As in :func:`crosscurrent.workflows.detect_texts.detect_text_reuse`.
        tiers: Registry of account tiers; by default the one that comes with the package.
        progress: Told how far it is.

    Raises:
        NoTexts: No post has a text.
        InputRefused: A file cannot be read.
    """
    listener = progress or NullProgress()
    registry = load_tiers(tiers)
    watched = WatchedPosts()
    texts = read_texts(posts, options, listener, watched)
    reuse = find_text_reuse(texts, load_encoder(encoder), listener)
    run = TextRun(texts, reuse, write_text_reuse(reuse, texts, out / "text_reuse"))
    topics, _ = find_topics(texts, reuse, watched.gathered(), {}, listener)
    lineage = find_lineage(texts, reuse, registry, listener, unrelated_by(topics.topics, texts))
    return LineageRun(run, lineage, write_lineage(lineage, out))


def load_tiers(path: Path | None) -> TierRegistry:
    """Read a registry of tiers, or the one that comes with the package.

    Raises:
        TiersUnreadable: The file is absent or no UTF-8.
        RegistryRefused: An entry has no source, no date, or an unknown tier.
    """
    if path is None:
        return shipped_registry()
    try:
        return read_registry(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise TiersUnreadable.because(path, "no such file" if isinstance(error, OSError) else "not UTF-8") from error


def find_lineage(
    texts: Texts,
    reuse: TextReuse,
    tiers: TierRegistry,
    progress: Progress,
    topic_of: Mapping[str, str] | None = None,
) -> Lineage:
    """Run the detector.

    Args:
        texts: The texts.
        reuse: What repeats what.
        tiers: Registry of account tiers.
        progress: Told how far it is.
        topic_of: text_uid -> topic; texts of one topic and week that repeat nothing show what chance shares.
    """
    progress.start("looking for who copied whom", reuse.relations.num_rows, "relations")
    material = Material(
        texts.table, reuse.relations, reuse.groups, reuse.compared, names=texts.names, references=texts.references
    )
    lineage = detect(material, tiers=tiers, **_by_chance(texts, reuse, topic_of or {}))
    progress.advance(reuse.relations.num_rows)
    progress.finish()
    return lineage


def _by_chance(texts: Texts, reuse: TextReuse, topic_of: Mapping[str, str]) -> dict[str, Any]:
    """Return the sample of unrelated texts, ``None`` where there are too few, and what the findings then rest on."""
    copies = reuse.relations.column("text_b").to_pylist()
    null = unrelated_shares(texts.table, topic_of, copies, Parameters()) if topic_of else None
    inputs = texts.inputs if null is None else {**texts.inputs, "topics": digest_of(topic_of)}
    return {"null": null, "inputs": inputs}


def write_lineage(lineage: Lineage, folder: Path) -> tuple[Path, ...]:
    """Write the files of a run."""
    write_tables(folder, {name: getattr(lineage, name) for name in TABLES}, lineage.summary, lineage.method)
    return tuple(folder / name for name in FILES)
