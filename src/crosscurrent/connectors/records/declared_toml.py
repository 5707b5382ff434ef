"""Saved mappings as TOML: read with every mistake named by its key, and written ready to be pasted."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crosscurrent.connectors.records.declared import (
    COMMA,
    COUNT,
    LISTED,
    MOMENT,
    POINT,
    SORTS,
    TELLING,
    UNITS,
    Column,
    DeclaredMapping,
    MediaColumn,
    PlaceColumn,
)
from crosscurrent.connectors.tabular.mapping import near
from crosscurrent.errors import CrosscurrentError, UsageRefused
from crosscurrent.model import account, media, post
from crosscurrent.model.time import zone_named

#: A mapping for ``log.xlsx`` that lies beside it is called ``log.xlsx.mapping.toml``.
BESIDE = ".mapping.toml"
FORMAT = 1
_TOP = ("format", "platform", "kind", "zone", "sheet", "delimiter", "records", "nulls", "ignored",
        "columns", "constants", "places", "media")  # fmt: skip
_TEXTS = ("platform", "kind", "zone", "sheet", "delimiter", "records")
_HINTS = {"form": MOMENT, "zone": MOMENT, "separator": LISTED, "decimal": COUNT}
_DELIMITERS = (",", "\t", ";", "|")
_DIRECTIVE = re.compile(r"%(.)")
_DIRECTIVES = "YymdHMSfz%"
_MAX_BYTES = 1 << 20


class MappingFileWrong(UsageRefused):
    """A saved mapping cannot be used as it is."""

    code = "E-USAGE-103"

    @classmethod
    def mistakes(cls, where: str, found: Iterable[tuple[str, str]]) -> MappingFileWrong:
        """Build the error for a mapping with mistakes: (key, what is wrong with it)."""
        listed = [f"{key}: {reason}" for key, reason in found]
        return cls(
            f"{len(listed)} mistake{'s' if len(listed) > 1 else ''} in the mapping: {'; '.join(listed)}",
            where=where,
            next_step="Correct the keys named; `crosscurrent capture explain FILE` prints a mapping that fits a file.",
        )

    @classmethod
    def not_toml(cls, where: str, line: str) -> MappingFileWrong:
        """Build the error for a file that is no TOML."""
        return cls(f"the mapping is no TOML: {line}", where=where, next_step="Correct the line that is named.")

    @classmethod
    def absent(cls, where: str, why: str) -> MappingFileWrong:
        """Build the error for a file that cannot be opened."""
        return cls(f"the mapping cannot be opened: {why}", where=where, next_step="Check the path and the permissions.")

    @classmethod
    def twice(cls) -> MappingFileWrong:
        """Build the error for a file that is mapped in two ways."""
        return cls(
            "a file is mapped by --map or by a saved mapping, not by both",
            where="--mapping",
            next_step="Put what --map says into the [columns] of the saved mapping.",
        )


def found_beside(path: Path) -> Path | None:
    """Return the mapping that lies beside a file, its name with ``.mapping.toml`` added; ``None`` if there is none.

    An empty one is none: a shell makes it before the command that fills it starts.
    """
    place = path.with_name(path.name + BESIDE)
    return place if place.is_file() and place.stat().st_size else None


def read(path: Path) -> DeclaredMapping:
    """Read a saved mapping.

    Raises:
        MappingFileWrong: It is absent, no TOML, or has mistakes; all of them are named.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise MappingFileWrong.absent(path.name, error.strerror or type(error).__name__) from error
    if len(raw) > _MAX_BYTES:
        raise MappingFileWrong.absent(path.name, "it is larger than any mapping")
    try:
        return parsed(raw.decode("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise MappingFileWrong.not_toml(path.name, f"byte {error.start} is no UTF-8") from error


def parsed(text: str, where: str = "mapping") -> DeclaredMapping:
    """Return the mapping a TOML text declares.

    Raises:
        MappingFileWrong: It is no TOML, or has mistakes; all of them are named.

    Example:
        >>> parsed('columns.text = "Inhalt"').columns["text"].name
        'Inhalt'
    """
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingFileWrong.not_toml(where, _without_values(str(error))) from error
    wrong: list[tuple[str, str]] = []
    mapping = _mapping(found, wrong)
    if wrong:
        raise MappingFileWrong.mistakes(where, wrong)
    return mapping


def _without_values(message: str) -> str:
    place = re.search(r"at line \d+, column \d+|at end of document", message)
    return f"it stops being one {place.group()}" if place else "it stops being one"


def _mapping(found: Mapping[str, Any], wrong: list[tuple[str, str]]) -> DeclaredMapping:
    wrong += [(key, f"no such key{_meant(key, _TOP)}") for key in found if key not in _TOP]
    if found.get("format", FORMAT) != FORMAT:
        wrong.append(("format", f"this version reads format {FORMAT}"))
    texts = {key: _text(found, key, wrong) for key in _TEXTS}
    _check_top(texts, wrong)
    columns = _columns(_table(found, "columns", wrong), wrong)
    constants = _constants(_table(found, "constants", wrong), columns, wrong)
    if not wrong and not any(ours in columns for ours in TELLING):
        wrong.append(("columns", f"one of {', '.join(TELLING)} must be mapped: nothing else tells posts apart"))
    return DeclaredMapping(
        columns, constants, texts["platform"], texts["kind"] or "post", texts["zone"], texts["sheet"],
        texts["delimiter"], texts["records"],
        tuple(word.strip().lower() for word in _words(found, "nulls", wrong)),
        tuple(_places(found, wrong)), tuple(_media(found, wrong)), tuple(_words(found, "ignored", wrong)),
    )  # fmt: skip


def _check_top(texts: Mapping[str, str | None], wrong: list[tuple[str, str]]) -> None:
    if texts["kind"] is not None and texts["kind"] not in post.KINDS:
        wrong.append(("kind", f"is none of {', '.join(post.KINDS)}"))
    if texts["delimiter"] is not None and texts["delimiter"] not in _DELIMITERS:
        wrong.append(("delimiter", "is neither a comma, a tab, a semicolon nor a bar"))
    _check_zone("zone", texts["zone"], wrong)


def _check_zone(key: str, zone: str | None, wrong: list[tuple[str, str]]) -> None:
    if zone is None:
        return
    try:
        zone_named(zone)
    except CrosscurrentError:
        wrong.append((key, "is no time zone; use UTC, an IANA name (Asia/Shanghai) or an offset (+08:00)"))


def _meant(key: str, known: Iterable[str]) -> str:
    close = near(key, list(known), 2)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def _text(found: Mapping[str, Any], key: str, wrong: list[tuple[str, str]], prefix: str = "") -> str | None:
    value = found.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        wrong.append((prefix + key, "must be text, and not empty"))
        return None
    return value


def _table(found: Mapping[str, Any], key: str, wrong: list[tuple[str, str]]) -> Mapping[str, Any]:
    value = found.get(key, {})
    if not isinstance(value, dict):
        wrong.append((key, f"must be a table: write [{key}]"))
        return {}
    return value


def _words(found: Mapping[str, Any], key: str, wrong: list[tuple[str, str]]) -> list[str]:
    value = found.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        wrong.append((key, "must be a list of texts"))
        return []
    return value


def _columns(found: Mapping[str, Any], wrong: list[tuple[str, str]]) -> dict[str, Column]:
    columns = {}
    for ours, value in found.items():
        key = f"columns.{ours}"
        if ours not in SORTS:
            wrong.append((key, f"is nothing that can be mapped{_meant(ours, SORTS)}"))
        elif isinstance(value, str) and value:
            columns[ours] = Column(value)
        elif isinstance(value, dict) and (column := _column(ours, key, value, wrong)) is not None:
            columns[ours] = column
        elif not isinstance(value, dict):
            wrong.append((key, 'must be the name of a column, or { column = "NAME", … }'))
    return columns


def _column(ours: str, key: str, value: Mapping[str, Any], wrong: list[tuple[str, str]]) -> Column | None:
    before = len(wrong)
    hints = {hint: _text(value, hint, wrong, f"{key}.") for hint in ("column", *_HINTS, "id_kind")}
    for hint in value:
        if hint not in hints:
            wrong.append((f"{key}.{hint}", f"no such hint{_meant(hint, hints)}"))
        elif hint in _HINTS and SORTS[ours] != _HINTS[hint]:
            wrong.append((f"{key}.{hint}", f"is for columns of another sort; {ours} is a {SORTS[ours]}"))
    if hints["column"] is None and "column" not in value:
        wrong.append((f"{key}.column", "is missing"))
    _check_hints(ours, key, hints, wrong)
    if len(wrong) > before:
        return None
    return Column(
        hints["column"] or "", hints["form"], hints["zone"], hints["separator"], hints["decimal"] or POINT,
        hints["id_kind"] or "native",
    )  # fmt: skip


def _check_hints(ours: str, key: str, hints: Mapping[str, str | None], wrong: list[tuple[str, str]]) -> None:
    form = hints["form"]
    if form is not None and form not in UNITS:
        odd = [letter for letter in _DIRECTIVE.findall(form) if letter not in _DIRECTIVES]
        if "%Y" not in form and "%y" not in form:
            wrong.append((f"{key}.form", f"is none of {', '.join(UNITS)}, nor a pattern with %Y, %m, %d …"))
        elif odd:
            wrong.append((f"{key}.form", f"%{odd[0]} cannot be used; patterns are made of %{' %'.join(_DIRECTIVES)}"))
    _check_zone(f"{key}.zone", hints["zone"], wrong)
    if hints["decimal"] not in (None, POINT, COMMA):
        wrong.append((f"{key}.decimal", "is neither . nor ,"))
    if hints["id_kind"] is not None and (ours != "account_id" or hints["id_kind"] not in account.ID_KINDS):
        wrong.append((f"{key}.id_kind", f"is for account_id only, and one of {', '.join(account.ID_KINDS)}"))


def _constants(found: Mapping[str, Any], columns: Mapping[str, Column], wrong: list[tuple[str, str]]) -> dict[str, str]:
    constants = {}
    for ours, value in found.items():
        key = f"constants.{ours}"
        if ours not in SORTS:
            wrong.append((key, f"is nothing that can be mapped{_meant(ours, SORTS)}"))
        elif ours in columns:
            wrong.append((key, "is mapped to a column as well"))
        elif ours in ("post_id", "platform", "kind"):
            wrong.append((key, "cannot be a constant here; platform and kind have keys of their own"))
        elif not isinstance(value, str) or not value:
            wrong.append((key, "must be text, and not empty"))
        else:
            constants[ours] = value
    return constants


def _entries(
    found: Mapping[str, Any], key: str, known: tuple[str, ...], wrong: list[tuple[str, str]]
) -> Iterable[tuple[str, Mapping[str, Any]]]:
    listed = found.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        wrong.append((key, f"must be tables: write [[{key}]]"))
        return
    for number, each in enumerate(listed, 1):
        place = f"{key}[{number}]"
        wrong += [(f"{place}.{name}", f"no such key{_meant(name, known)}") for name in each if name not in known]
        yield place, each


def _places(found: Mapping[str, Any], wrong: list[tuple[str, str]]) -> Iterable[PlaceColumn]:
    for place, each in _entries(found, "places", ("column", "signal"), wrong):
        column, signal = (_text(each, key, wrong, f"{place}.") for key in ("column", "signal"))
        if signal not in account.GEO_SIGNALS:
            wrong.append((f"{place}.signal", f"is none of {', '.join(account.GEO_SIGNALS)}"))
        elif column is None:
            wrong.append((f"{place}.column", "is missing"))
        else:
            yield PlaceColumn(column, signal)


def _media(found: Mapping[str, Any], wrong: list[tuple[str, str]]) -> Iterable[MediaColumn]:
    for place, each in _entries(found, "media", ("column", "kind", "holds", "separator"), wrong):
        column, separator = (_text(each, key, wrong, f"{place}.") for key in ("column", "separator"))
        kind, holds = each.get("kind", "image"), each.get("holds", "urls")
        if kind not in media.KINDS:
            wrong.append((f"{place}.kind", f"is none of {', '.join(media.KINDS)}"))
        elif holds not in ("urls", "files"):
            wrong.append((f"{place}.holds", "is neither urls nor files"))
        elif column is None:
            wrong.append((f"{place}.column", "is missing"))
        else:
            yield MediaColumn(column, kind, holds == "files", separator)


# --- writing ------------------------------------------------------------------------------------------------


def written(mapping: DeclaredMapping, comments: Mapping[str, str] | None = None) -> str:
    """Return a mapping as TOML that :func:`parsed` reads back as the same mapping.

    Args:
        mapping: The mapping.
        comments: Our column, or a key of the first level -> what to say beside it. A key of the first level that is
            not set stands there as a comment to be filled in.
    """
    said = {key: " ".join(_printed(text).split()) for key, text in (comments or {}).items()}
    lines = [f"format = {FORMAT}"]
    for key in _TEXTS:
        value = getattr(mapping, key)
        if value is not None:
            lines.append(f"{key} = {quoted(value)}{_beside(said, key)}")
        elif key in said:
            lines.append(f'# {key} = "…"{_beside(said, key)}')
    lines += [
        f"{key} = [{', '.join(map(quoted, words))}]{_beside(said, key)}"
        for key in ("nulls", "ignored")
        if (words := getattr(mapping, key))
    ]
    lines += ["", "[columns]"]
    lines += [f"{ours} = {_column_written(column)}{_beside(said, ours)}" for ours, column in mapping.columns.items()]
    if mapping.constants:
        lines += ["", "[constants]", *(f"{ours} = {quoted(value)}" for ours, value in mapping.constants.items())]
    for place in mapping.places:
        lines += ["", "[[places]]", f"column = {quoted(place.column)}", f"signal = {quoted(place.signal)}"]
    for each in mapping.media:
        holds = "files" if each.is_file else "urls"
        lines += ["", "[[media]]", f"column = {quoted(each.column)}", f"kind = {quoted(each.kind)}"]
        lines += [f"holds = {quoted(holds)}", *([f"separator = {quoted(each.separator)}"] if each.separator else [])]
    return "\n".join(lines) + "\n"


def _beside(said: Mapping[str, str], key: str) -> str:
    return f"  # {said[key]}" if key in said else ""


def _column_written(column: Column) -> str:
    hints = {
        "form": column.form, "zone": column.zone, "separator": column.separator,
        "decimal": None if column.decimal == POINT else column.decimal,
        "id_kind": None if column.id_kind == "native" else column.id_kind,
    }  # fmt: skip
    given = [f"{hint} = {quoted(value)}" for hint, value in hints.items() if value is not None]
    return f"{{ column = {quoted(column.name)}, {', '.join(given)} }}" if given else quoted(column.name)


def quoted(text: str) -> str:
    r"""Return text as a TOML string in which nothing can be obeyed by a terminal.

    Example:
        >>> print(quoted('a"b\x1b'), quoted("阅读"))
        "a\"b\u001B" "阅读"
    """
    return '"' + "".join(_letter(letter) for letter in text) + '"'


def _letter(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    if letter.isprintable():
        return letter
    if "\ud800" <= letter < "\ue000":  # half a pair: no TOML file can hold it
        return "\\uFFFD"
    return f"\\u{ord(letter):04X}" if ord(letter) < 1 << 16 else f"\\U{ord(letter):08X}"


def _printed(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)
