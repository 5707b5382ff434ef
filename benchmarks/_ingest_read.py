"""Read one capture in a process of its own and print what it took: what ``ingest.py`` measures.

Usage:
    python benchmarks/_ingest_read.py connector FILE      # all tables, as ``capture add`` would write them
    python benchmarks/_ingest_read.py json FILE           # json.loads on every line, nothing else
    python benchmarks/_ingest_read.py twitwi FILE         # twitwi.normalize_tweet on every line, if it is installed
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path


def with_connector(path: Path) -> dict[str, object]:
    """Return the cost of reading a file with the connector that recognises it."""
    from crosscurrent.connectors.base import REPORT, ReadOptions, Tally
    from crosscurrent.connectors.registry import connectors, recognise

    options, tally, rows = ReadOptions(on_bad_row=REPORT), Tally(), 0
    connectors()  # loaded once per command, whatever the file
    begun = time.process_time()
    connector, recognition = recognise(path, options)
    for _, table in connector.tables(path, "0" * 64, recognition, options, tally):
        rows += table.num_rows
    cost = time.process_time() - begun
    return {
        "reader": recognition.format_id,
        "records": tally.rows_in,
        "kept": tally.rows_kept,
        "rows": rows,
        "cpu_s": cost,
    }


def with_json(path: Path) -> dict[str, object]:
    """Return the cost of taking every line apart with the standard library."""
    begun, records = time.process_time(), 0
    with path.open("rb") as file:
        for line in file:
            json.loads(line)
            records += 1
    return {"reader": "json.loads alone", "records": records, "cpu_s": time.process_time() - begun}


def with_twitwi(path: Path) -> dict[str, object]:
    """Return the cost of normalising API v1.1 posts with twitwi (MIT; install it by hand to compare)."""
    from twitwi import normalize_tweet  # type: ignore[import-not-found]

    begun, records = time.process_time(), 0
    with path.open("rb") as file:
        for line in file:
            normalize_tweet(json.loads(line), extract_referenced_tweets=True)
            records += 1
    return {"reader": "twitwi", "records": records, "cpu_s": time.process_time() - begun}


if __name__ == "__main__":
    measure = {"connector": with_connector, "json": with_json, "twitwi": with_twitwi}[sys.argv[1]]
    found = measure(Path(sys.argv[2]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    sys.stdout.write(json.dumps({**found, "rss_mb": round(peak, 1)}) + "\n")
