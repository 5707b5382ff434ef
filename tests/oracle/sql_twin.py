"""The same pairs by another road: buckets of one window and an equi-join in SQL (DuckDB)."""

from __future__ import annotations

from pathlib import Path

import duckdb

#: A window's pair lies in one bucket or in two neighbouring ones: the earlier act is put into its own bucket and the
#: next, the later act stays in its own, so that each two acts meet exactly once. Of two acts at the same time the one
#: of the smaller account counts as the earlier.
_PAIRS = """
WITH act AS (
    SELECT DISTINCT account_id AS account, object_id AS object, timestamp_share AS t, timestamp_share // $w AS bucket
    FROM read_csv($path, header = true, all_varchar = false)
), earlier AS (
    SELECT account, object, t, bucket + step AS bucket FROM act, (VALUES (0), (1)) AS steps (step)
)
SELECT least(e.account, l.account) AS account_a, greatest(e.account, l.account) AS account_b,
       count(DISTINCT e.object) AS objects, count(*) AS co_actions
FROM earlier AS e JOIN act AS l USING (object, bucket)
WHERE l.t - e.t BETWEEN 0 AND $w AND (l.t, l.account) > (e.t, e.account) AND l.account <> e.account
GROUP BY ALL HAVING count(DISTINCT e.object) >= $least
"""


def pairs(events: Path, window_s: int, min_objects: int) -> dict[tuple[str, str], tuple[int, int]]:
    """Return (account_a, account_b) -> (distinct objects, windowed pairs of acts) of a CSV in whole seconds."""
    with duckdb.connect() as database:
        rows = database.execute(_PAIRS, {"path": str(events), "w": window_s, "least": min_objects}).fetchall()
    return {(a, b): (objects, co_actions) for a, b, objects, co_actions in rows}
