"""Tables on standard output and JSON beside them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
#: Results of full runs are kept in the repository, those of small runs are not.
FULL_RESULTS, SMALL_RESULTS = ROOT / "benchmarks" / "results", ROOT / "build" / "benchmarks"


def sized_parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with ``--small`` (the default) and ``--full``."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--small", action="store_true", help="end within about two minutes (default)")
    size.add_argument("--full", action="store_true", help="the sizes the bars are stated for")
    return parser


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table in Markdown with aligned columns."""
    body = [[_shown(cell) for cell in row] for row in rows]
    width = [max(len(line[c]) for line in [list(head), *body]) for c in range(len(head))]
    print(f"\n{title}\n")
    for line in [list(head), ["-" * w for w in width], *body]:
        print("| " + " | ".join(cell.ljust(w) for cell, w in zip(line, width, strict=True)) + " |", flush=True)


def bars(held: dict[str, bool | None]) -> None:
    """Print which bars hold; ``None`` is a bar this size cannot judge."""
    print()
    for bar, holds in held.items():
        print(f"{'not judged' if holds is None else 'holds' if holds else 'MISSED'}: {bar}", flush=True)


def write_json(name: str, full: bool, content: dict[str, Any]) -> Path:
    """Write results; numbers only."""
    folder = FULL_RESULTS if full else SMALL_RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"\nwritten: {path.relative_to(ROOT)}", flush=True)
    return path


def _shown(cell: Any) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:.3g}" if cell and abs(cell) < 0.1 else f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell)
