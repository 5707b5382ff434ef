"""Rows as dictionaries -> tables of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import pyarrow as pa

from crosscurrent.model.table import TableSpec, validate


def table_of(spec: TableSpec, rows: Sequence[dict[str, Any]], same: Mapping[str, str] | None = None) -> pa.Table:
    """Return rows as a table of the model; columns no row speaks of are null, lone surrogates become U+FFFD.

    Args:
        spec: The table.
        rows: Its rows.
        same: Text columns that hold the same in every row.

    Raises:
        TableInvalid: A defect of the connector: the rows break the schema or a rule.
    """
    used, number = set[str]().union(*rows), len(rows)
    arrays = []
    for field in spec.schema:
        if same is not None and field.name in same:
            arrays.append(pa.repeat(same[field.name], number))
        else:
            arrays.append(_column(field, rows) if field.name in used else pa.nulls(number, field.type))
    return validate(spec, pa.Table.from_arrays(arrays, names=spec.schema.names))


def _column(field: pa.Field, rows: Sequence[dict[str, Any]]) -> pa.Array:
    name = field.name
    try:
        values = list(map(itemgetter(name), rows))
    except KeyError:
        values = [row.get(name) for row in rows]
    try:
        return pa.array(values, field.type)
    except UnicodeEncodeError:
        return pa.array([_mended(value) for value in values], field.type)


def _mended(value: Any) -> Any:
    r"""Return text without lone surrogates, which no UTF-8 file can hold.

    Example:
        >>> _mended("a\ud800b") == "a\ufffdb"
        True
    """
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, tuple):  # a pair of a map
        return tuple(_mended(each) for each in value)
    if isinstance(value, list):
        return [_mended(each) for each in value]
    return value
