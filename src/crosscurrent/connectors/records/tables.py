"""Rows as dictionaries -> tables of the model."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import pyarrow as pa

from crosscurrent.model.table import TableSpec, validate


def table_of(spec: TableSpec, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Return rows as a table of the model; columns no row speaks of are null, lone surrogates become U+FFFD.

    Raises:
        TableInvalid: A defect of the connector: the rows break the schema or a rule.
    """
    used = set(chain.from_iterable(rows))
    arrays = [_column(field, rows) if field.name in used else pa.nulls(len(rows), field.type) for field in spec.schema]
    return validate(spec, pa.Table.from_arrays(arrays, names=spec.schema.names))


def _column(field: pa.Field, rows: Sequence[dict[str, Any]]) -> pa.Array:
    name = field.name
    values = [row.get(name) for row in rows]
    is_dictionary = pa.types.is_dictionary(field.type)
    kind = pa.string() if is_dictionary else field.type
    try:
        array = pa.array(values, kind)
    except UnicodeEncodeError:
        array = pa.array([_mended(value) for value in values], kind)
    return array.dictionary_encode().cast(field.type) if is_dictionary else array


def _mended(value: Any) -> Any:
    r"""Return text without lone surrogates, which no UTF-8 file can hold.

    Example:
        >>> _mended("a\ud800b") == "a\ufffdb"
        True
    """
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list | tuple):
        return [_mended(each) for each in value]
    return value
