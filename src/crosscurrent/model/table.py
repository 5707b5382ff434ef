"""What a table is: a name, an Arrow schema and rules that every row must keep.

Rules run whenever a table is written (:func:`validate`), never later: what lies in a case has been
checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.errors import TableInvalid

TIMESTAMP = pa.timestamp("us", tz="UTC")
ENUM = pa.dictionary(pa.int16(), pa.string())

#: True where the row keeps the rule. Nulls count as kept: "not observed" breaks nothing.
RuleCheck = Callable[[pa.Table], "pa.ChunkedArray | pa.Array"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One written invariant of a table.

    Attributes:
        text: The rule as a sentence; it is what the error prints.
        check: Function from table to a boolean column, true where the rule holds.
    """

    text: str
    check: RuleCheck


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of the model.

    Attributes:
        name: Name of the table, also of its folder in a case.
        schema: Arrow schema; columns declared ``nullable=False`` never hold null.
        rules: Invariants beyond types and nullability.
        meaning: One sentence: what a row is.
    """

    name: str
    schema: pa.Schema
    rules: tuple[Rule, ...]
    meaning: str


def validate(spec: TableSpec, table: pa.Table) -> pa.Table:
    """Check a table against its specification and return it cast to the declared schema.

    Args:
        spec: The table's specification.
        table: Rows to check; columns in any order, dictionary or plain strings.

    Returns:
        The same rows with exactly ``spec.schema``.

    Raises:
        TableInvalid: A column is missing, unknown or of the wrong type, holds a forbidden null, or a
            row breaks a rule. The first offending row is named.

    Example:
        >>> import pyarrow as pa
        >>> spec = TableSpec("t", pa.schema([pa.field("n", pa.int64(), nullable=False)]), (), "a number")
        >>> validate(spec, pa.table({"n": [1, 2]})).num_rows
        2
    """
    _check_columns(spec, table)
    shaped = _cast(spec, table)
    for field in spec.schema:
        if not field.nullable and shaped.column(field.name).null_count:
            row = pc.index(pc.is_null(shaped.column(field.name)), True).as_py()
            raise TableInvalid.invariant(spec.name, f"column {field.name} is never null", row)
    for rule in spec.rules:
        kept = pc.fill_null(rule.check(shaped), True)
        row = pc.index(kept, False).as_py()
        if row >= 0:
            raise TableInvalid.invariant(spec.name, rule.text, row)
    return shaped


def empty(spec: TableSpec) -> pa.Table:
    """Return the table of ``spec`` with no rows."""
    return spec.schema.empty_table()


def _check_columns(spec: TableSpec, table: pa.Table) -> None:
    declared, offered = set(spec.schema.names), set(table.schema.names)
    if declared != offered:
        missing, unknown = sorted(declared - offered), sorted(offered - declared)
        raise TableInvalid.schema(spec.name, f"missing columns {missing}, unknown columns {unknown}")


def _cast(spec: TableSpec, table: pa.Table) -> pa.Table:
    try:
        return table.select(spec.schema.names).cast(spec.schema)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
        raise TableInvalid.schema(spec.name, str(error).splitlines()[0]) from error


# --- rules used by several tables -------------------------------------------------------------------


def one_of(column: str, allowed: tuple[str, ...]) -> Rule:
    """Return the rule that ``column`` holds only values of a closed list."""
    values = pa.array(allowed, pa.string())
    return Rule(
        f"{column} is one of {', '.join(allowed)}",
        lambda table: pc.or_(
            pc.is_null(table.column(column)), pc.is_in(table.column(column).cast(pa.string()), value_set=values)
        ),
    )


def not_negative(column: str) -> Rule:
    """Return the rule that a count is zero or more (null stays "not observed")."""
    return Rule(f"{column} is not negative", lambda table: pc.greater_equal(table.column(column), 0))


def not_empty(column: str) -> Rule:
    """Return the rule that an identifier is not the empty string."""
    return Rule(f"{column} is not empty", lambda table: pc.not_equal(table.column(column), ""))


def ordered(first: str, last: str) -> Rule:
    """Return the rule that the time in ``first`` is not after the time in ``last``."""
    return Rule(
        f"{first} is not after {last}",
        lambda table: pc.less_equal(table.column(first), table.column(last)),
    )
