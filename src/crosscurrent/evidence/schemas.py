"""The tables a case can hold rows of, by name."""

from __future__ import annotations

from crosscurrent.errors import TableInvalid
from crosscurrent.model import account, action, engagement, media, post
from crosscurrent.model.table import TableSpec

#: Name -> specification of every table that is stored per capture under ``tables/``.
TABLE_SPECS: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        post.SPEC,
        post.EDGE_SPEC,
        account.SPEC,
        account.OBSERVATION_SPEC,
        account.GEO_SPEC,
        engagement.SPEC,
        media.SPEC,
        action.SPEC,
    )
}


def spec_of(name: str) -> TableSpec:
    """Return the specification of a table.

    Raises:
        TableInvalid: There is no table of that name.

    Example:
        >>> spec_of("action").meaning
        'One account acting on one object at one time through one behaviour.'
    """
    if name not in TABLE_SPECS:
        raise TableInvalid.schema(name[:40], f"there is no such table; there are {', '.join(sorted(TABLE_SPECS))}")
    return TABLE_SPECS[name]
