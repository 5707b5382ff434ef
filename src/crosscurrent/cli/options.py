"""Options that several commands share, worded once."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crosscurrent.connectors.base import REPORT, STOP, ReadOptions


class OnBadRow(StrEnum):
    """What to do with a row that cannot be read."""

    stop = STOP
    report = REPORT


BadRowOption = Annotated[
    OnBadRow, typer.Option(help="Stop at the first row that cannot be read, or reject it, list it and go on.")
]
EncodingOption = Annotated[
    str | None, typer.Option(help="Text encoding of the files, e.g. gb18030; UTF-8 unless said otherwise.")
]
MapOption = Annotated[
    list[str] | None, typer.Option("--map", metavar="OURS=COLUMN,...", help="Which column of the file is which.")
]
MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE.toml", help="Saved mapping of the columns; see `capture explain`."),
]
PlatformOption = Annotated[str | None, typer.Option(help="Platform, where the file does not say.")]
ZoneOption = Annotated[
    str | None, typer.Option(help="Zone of times written without an offset: UTC, Asia/Shanghai, +08:00.")
]
WindowOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="DURATION",
        help="Window, e.g. 60s or 5m; may be given several times; 10s, 60s, 5m and 1h by default.",
    ),
]
MinObjectsOption = Annotated[int, typer.Option(help="Fewest distinct objects two accounts must co-act on.")]
FdrOption = Annotated[float, typer.Option(help="Share of false pairs tolerated among the significant ones.")]
SeedOption = Annotated[int, typer.Option(help="Seed of everything random.")]
EngineOption = Annotated[str, typer.Option(help="Where the work runs: local or spark.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")]

EncoderOption = Annotated[
    Path | None,
    typer.Option(
        "--encoder",
        metavar="PATH",
        help="Local sentence encoder for rewordings and translations; `none` for copies and excerpts only.",
    ),
]
TiersOption = Annotated[
    Path | None,
    typer.Option(
        "--tiers", metavar="FILE.toml", help="Registry of account tiers, in place of the one that is shipped."
    ),
]
PostsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="POSTS...", help="Captures of posts of any connector, folders, archives; - is standard input."
    ),
]


def read_options(
    columns: list[str] | None,
    assume_zone: str | None,
    on_bad_row: OnBadRow,
    encoding: str | None,
    platform: str | None = None,
) -> ReadOptions:
    """Return what a command line declares about its files.

    Raises:
        MappingMalformed: A ``--map`` is not a list of OURS=COLUMN.
    """
    from crosscurrent.cli.capture import read_mapping

    return ReadOptions(
        mapping=read_mapping(columns or []),
        assume_zone=assume_zone,
        on_bad_row=on_bad_row.value,
        platform=platform,
        encoding=encoding,
    )


def with_mapping(declared: ReadOptions, mapping: Path | None, file: Path | None = None) -> ReadOptions:
    """Return declarations with a saved mapping: the one named, else the one that lies beside the file.

    Args:
        declared: What else is declared.
        mapping: What ``--mapping`` says.
        file: The file that is read; ``FILE.mapping.toml`` beside it is used unless ``--map`` or ``--mapping`` say more.

    Raises:
        MappingFileWrong: The mapping cannot be read, has mistakes, or ``--map`` is given as well.
    """
    from crosscurrent.connectors.records import declared_toml

    if mapping is not None and declared.mapping:
        raise declared_toml.MappingFileWrong.twice()
    if mapping is None and file is not None and not declared.mapping:
        mapping = declared_toml.found_beside(file)
    return declared if mapping is None else replace(declared, declared=declared_toml.read(mapping))
