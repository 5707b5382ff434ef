"""Posts and edges in the model's schemas from the few facts a test cares about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from crosscurrent.model.post import EDGE_SCHEMA, SCHEMA

START = datetime(2031, 3, 10, 8, tzinfo=UTC)


def posts(*rows: dict[str, object]) -> pa.Table:
    """Return post rows; ``id``, ``by``, ``text``, ``kind``, ``platform`` and any schema column may be given."""
    return pa.Table.from_pylist([_post(number, dict(row)) for number, row in enumerate(rows, 1)], schema=SCHEMA)


def _post(number: int, row: dict[str, object]) -> dict[str, object]:
    platform = row.pop("platform", "plaza")
    native = row.pop("id", f"p{number}")
    by = row.pop("by", f"a{number}")
    base = {
        "post_uid": f"{platform}:{native}",
        "platform": platform,
        "native_id": native,
        "kind": "post",
        "account_uid": None if by is None else f"{platform}:{by}",
        "created_at": START + timedelta(seconds=number),
        "created_at_precision": "s",
        "availability": "public",
        "capture_id": "c1",
        "locator": f"row={number}",
    }
    return base | row


def edge(src: str, edge_type: str, dst: str, dst_kind: str = "post", position: int | None = None) -> dict[str, object]:
    """Return one edge row that leaves ``plaza:src``."""
    return {
        "src_post_uid": f"plaza:{src}",
        "src_account_uid": None,
        "type": edge_type,
        "dst_kind": dst_kind,
        "dst": dst,
        "dst_raw": None,
        "position": position,
        "at": None,
        "capture_id": "c1",
        "locator": "row=1",
    }


def edges(*rows: dict[str, object]) -> pa.Table:
    """Return edge rows."""
    return pa.Table.from_pylist(list(rows), schema=EDGE_SCHEMA)


def seen(actions: pa.Table) -> list[tuple[str, str, str]]:
    """Return (behaviour, account, object) of each action, sorted."""
    columns = (actions.column(name).to_pylist() for name in ("behaviour", "account_uid", "object_id"))
    return sorted(zip(*columns, strict=True))
