"""What an analyst hands in, taken apart: files, folders and archives give the files in them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crosscurrent.connectors.records import archives
from crosscurrent.errors import CrosscurrentError, InputRefused

_DEEPEST = 3
#: A file of this ending says how the one beside it is to be read; it is recorded with the reading, not captured.
MAPPING_ENDING = ".mapping.toml"


class NothingFound(InputRefused):
    """A folder holds no file."""

    code = "E-INPUT-112"

    @classmethod
    def below(cls, folder: str) -> NothingFound:
        """Build the error."""
        return cls(
            "there is no file in this folder", where=folder, next_step="Name the folder that holds the captures."
        )


@dataclass(frozen=True, slots=True)
class Gathered:
    """One file.

    Attributes:
        path: Where it lies; of a member of an archive, only until the next one is asked for. ``None`` if refused.
        place: Its path as the analyst sees it, with ``/``: below the folder that was named, or inside the archive
            (``export.zip/photos/1.jpg``). Files that belong together share its beginning.
        named: Whether the analyst named this very file.
        is_bundle: Whether it is an archive whose members follow.
        refusal: Why it cannot be taken in.
    """

    path: Path | None
    place: str
    named: bool = False
    is_bundle: bool = False
    refusal: CrosscurrentError | None = None


def gather(paths: Iterable[Path]) -> Iterator[Gathered]:
    """Yield every file in what was handed in, in a fixed order: folders by name, archives by the order inside.

    Links inside folders are not followed; what operating systems leave behind is passed over.

    Raises:
        NothingFound: A named folder is empty.
    """
    for path in paths:
        if path.is_dir():
            yield from _folder(path)
        else:
            yield from _file(path, path.name, named=True)


def _folder(folder: Path) -> Iterator[Gathered]:
    found = False
    for root, folders, files in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(files):
            path = Path(root) / name
            if name in archives.DROPPINGS or name.endswith(MAPPING_ENDING) or path.is_symlink():
                continue
            found = True
            place = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            yield from _file(path, place, named=False)
    if not found:
        raise NothingFound.below(folder.name)


def _file(path: Path, place: str, named: bool, depth: int = 0) -> Iterator[Gathered]:
    is_bundle = depth < _DEEPEST and path.is_file() and archives.is_bundle(path)
    yield Gathered(path, place, named, is_bundle)
    if not is_bundle:
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            for member in archives.members(path, Path(folder)):
                where = f"{place}/{member.name}"
                if member.path is None:
                    yield Gathered(None, where, refusal=member.refusal)
                else:
                    with tempfile.TemporaryDirectory() as inner:
                        moved = member.path.rename(Path(inner) / "member")
                        yield from _file(moved, where, named=False, depth=depth + 1)
        except InputRefused as error:
            yield Gathered(None, place, refusal=error)
