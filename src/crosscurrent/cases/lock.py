"""One writer per case: a lock the system releases by itself when its holder ends, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import IO

from crosscurrent.evidence.errors import CaseInUse
from crosscurrent.evidence.layout import LOCK, printable

if sys.platform == "win32":
    import msvcrt

    def _take(handle: IO[str]) -> None:
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: IO[str]) -> None:
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class WriterLock:
    """Lock of one case folder, held from entering the block to leaving it.

    The file ``case.lock`` stays behind, empty; it means nothing by itself, so a copied case is not locked.

    Args:
        folder: The case folder.

    Raises:
        CaseInUse: On entering, if somebody else holds it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handle: IO[str] | None = None

    def __enter__(self) -> WriterLock:
        """Take the lock."""
        handle = (self._folder / LOCK).open("a+", encoding="utf-8")
        try:
            _take(handle)
        except OSError as error:
            handle.seek(0)
            holder = printable(handle.read(40).strip()) or "no process id noted"
            handle.close()
            raise CaseInUse.by(str(self._folder), holder) from error
        handle.seek(0)
        handle.truncate()
        handle.write(f"process {os.getpid()}")
        handle.flush()
        self._handle = handle
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release the lock."""
        if self._handle is not None:
            self._handle.truncate(0)
            self._handle.close()
            self._handle = None
