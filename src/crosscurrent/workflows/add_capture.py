"""Put files into a case: seal the bytes, recognise the format, read the rows, account for every one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from crosscurrent.cases.case import Case
from crosscurrent.cases.clock import system_clock
from crosscurrent.connectors.base import Connector, ReadOptions, Recognition, Tally
from crosscurrent.errors import CrosscurrentError, InputRefused
from crosscurrent.evidence.captures import CaptureFacts, Sealed
from crosscurrent.evidence.custody import Clock
from crosscurrent.evidence.errors import CaptureReadOtherwise, CaptureUnsealed
from crosscurrent.evidence.layout import printable
from crosscurrent.evidence.reading import CaptureReading, ReadingReport
from crosscurrent.model.capture import Capture
from crosscurrent.workflows.gather import Gathered, gather
from crosscurrent.workflows.media_beside import MediaBeside, is_media_file
from crosscurrent.workflows.progress import NullProgress, Progress
from crosscurrent.workflows.words_beside import WordsOfNobody, belonging, known_posts, read_beside
from crosscurrent.workflows.words_of_file import Words, read_words

CAPTURE, MEDIA_FILE, BUNDLE, WORDS = "capture", "media", "archive", "words"
#: Codes of files that nothing reads: they are listed, and are no failure of a folder.
UNREAD_CODES = frozenset(("E-INPUT-001", "E-INPUT-007", "E-INPUT-016", WordsOfNobody.code))
#: Finds the connector that reads a file; raises a coded error if there is none.
Recogniser = Callable[[Path, ReadOptions], tuple[Connector, Recognition]]


class FilesRefused(InputRefused):
    """Files inside folders or archives could not be read."""

    code = "E-INPUT-113"

    @classmethod
    def among(cls, refused: int, files: int) -> FilesRefused:
        """Build the error."""
        return cls(
            f"{refused} of {files} files could not be read; they are sealed where that was possible, all others are in",
            next_step="Look at the lines above: each names its file, its code and what to do.",
        )


def registered(path: Path, options: ReadOptions) -> tuple[Connector, Recognition]:
    """Find the connector of a file among all that are registered; they are loaded when the first file comes."""
    from crosscurrent.connectors import registry

    return registry.recognise(path, options)


@dataclass(frozen=True, slots=True)
class AddedCapture:
    """What became of one file.

    Attributes:
        place: The file as the analyst sees it: its path below the folder that was named, or inside the archive.
        capture: The capture; ``None`` if the file could not even be sealed.
        is_new_capture: Whether these bytes were sealed now; otherwise the case held them already.
        is_new_reading: Whether they were read now; otherwise they had been read before and nothing was changed.
        reading: How they were read, with all counts; ``None`` if they were only sealed.
        reasons: Sentences of the connector: what it recognised, what it guessed and why. Empty if not read now.
        role: :data:`CAPTURE`, :data:`MEDIA_FILE` (sealed, and linked to the posts that name it), :data:`WORDS` (a
            transcript, or text read in a picture, beside the post it belongs to) or :data:`BUNDLE` (an archive:
            sealed as it is, and each of its members as a capture of its own).
        refusal: Why it was not read.
        named: Whether the analyst named this very file, not a folder or archive around it.
    """

    place: str
    capture: Capture | None
    is_new_capture: bool
    is_new_reading: bool
    reading: ReadingReport | None
    reasons: tuple[str, ...] = ()
    role: str = "capture"
    refusal: CrosscurrentError | None = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class Adding:
    """How files are to be added.

    Attributes:
        options: What is declared about the files.
        facts: What is known of how they came to be.
        progress: Told how far it is.
        recognise: Finds the connector.
    """

    options: ReadOptions
    facts: CaptureFacts = field(default_factory=CaptureFacts)
    progress: Progress = field(default_factory=NullProgress)
    recognise: Recogniser = registered


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A file on its way in: sealed, not yet read."""

    place: str
    role: str
    named: bool
    sealed: Sealed | None
    refusal: CrosscurrentError | None
    options: ReadOptions
    words: Words | None = None


def add_captures(
    paths: Iterable[Path],
    case_dir: Path,
    options: ReadOptions,
    actor: str,
    tool: str | None = None,
    note: str | None = None,
    progress: Progress | None = None,
    *,
    on_added: Callable[[AddedCapture], None] | None = None,
    recognise: Recogniser | None = None,
    clock: Clock = system_clock,
) -> list[AddedCapture]:
    """Add files, folders and archives to the case in a folder; the case is made if the folder is new or empty.

    See :func:`add_to_case`.

    Args:
        paths: Files, folders and archives to add.
        case_dir: The case folder.
        options: What is declared about the files.
        actor: Who adds them.
        tool: Tool that wrote them.
        note: Where they come from, in the analyst's words.
        progress: Told how far it is.
        on_added: Called after each file.
        recognise: Finds the connector of a file; by default among all that are registered.
        clock: Gives the time, microseconds UTC.

    Returns:
        One outcome per file, in the order they were found.

    Raises:
        CrosscurrentError: The case cannot be used, or, after all others are in, the first file that was named and
            could not be sealed, recognised or read.
        FilesRefused: After all others are in: files inside folders and archives are damaged.
    """
    facts = CaptureFacts(tool=tool, source_note=note)
    adding = Adding(options, facts, progress or NullProgress(), recognise or registered)
    with Case.open_or_create(case_dir, actor, clock) as case:
        added = add_to_case(case, paths, adding, on_added)
    raise_for_named(added)
    damaged = [each for each in added if each.refusal is not None and each.refusal.code not in UNREAD_CODES]
    if damaged:
        raise FilesRefused.among(len(damaged), len(added))
    return added


def raise_for_named(added: Iterable[AddedCapture]) -> None:
    """Raise the error of the first file that the analyst named and that could not be read.

    Raises:
        CrosscurrentError: That error.
    """
    for each in added:
        if each.named and each.refusal is not None:
            raise each.refusal


def add_to_case(
    case: Case, paths: Iterable[Path], adding: Adding, on_added: Callable[[AddedCapture], None] | None = None
) -> list[AddedCapture]:
    """Add what was handed in to a case that is open for writing.

    First everything is sealed, then everything is read, so that posts can be linked to pictures wherever these lie.
    A file that cannot be read stays sealed and the rest still goes in. Adding the same bytes again under the same
    declarations changes nothing; bytes that were sealed but could not be read before are read now.

    Args:
        case: The case.
        paths: Files, folders and archives.
        adding: How they are to be added.
        on_added: Called after each file.

    Returns:
        One outcome per file; why a file was not read stands in it.

    Raises:
        CrosscurrentError: The case cannot be written, or a named folder is empty.
    """
    waiting = [_seal(case, found, adding) for found in gather(paths)]
    media = {each.place: each.sealed.capture.capture_id for each in waiting if each.sealed and each.role == MEDIA_FILE}
    added: dict[int, AddedCapture] = {}
    beside = {n: one.words for n, one in enumerate(waiting) if one.words is not None and one.words.is_beside(media)}
    for number, each in enumerate(waiting):
        if number not in beside:
            added[number] = _add(case, each, adding, media)
            if on_added is not None:
                on_added(added[number])
    for number, outcome in _add_words(case, waiting, beside, media):
        added[number] = outcome
        if on_added is not None:
            on_added(outcome)
    return [added[number] for number in sorted(added)]


def _seal(case: Case, found: Gathered, adding: Adding) -> _Sealed:
    options = adding.options
    if found.path is None:
        return _Sealed(found.place, CAPTURE, found.named, None, found.refusal, options)
    name = PurePosixPath(found.place).name
    adding.progress.start(f"sealing {printable(name)}", _size_bytes(found.path), "bytes")
    try:
        sealed = case.captures.seal(found.path, adding.facts, adding.progress.advance, place=found.place)
    except CaptureUnsealed as error:
        return _Sealed(found.place, CAPTURE, found.named, None, error, options)
    finally:
        adding.progress.finish()
    role = BUNDLE if found.is_bundle else MEDIA_FILE if is_media_file(found.path) else CAPTURE
    try:
        options = with_mapping_beside(options, found.path)
    except CrosscurrentError as error:
        return _Sealed(found.place, role, found.named, sealed, error, options)
    words = read_words(found.path, found.place) if role == CAPTURE else None
    return _Sealed(found.place, role, found.named, sealed, None, options, words)


def _add_words(
    case: Case, waiting: Sequence[_Sealed], beside: Mapping[int, Words], media: Mapping[str, str]
) -> Iterator[tuple[int, AddedCapture]]:
    """Read transcripts and texts of pictures as such of the posts they certainly belong to, now that all are read."""
    if not beside:
        return
    captures = {
        each.place: each.sealed.capture.capture_id
        for number, each in enumerate(waiting)
        if each.sealed is not None and each.role == CAPTURE and number not in beside
    }
    for number, (words, outcome) in belonging(beside, known_posts(case, media, captures)).items():
        each = waiting[number]
        assert each.sealed is not None  # noqa: S101  (words were read of a file that was sealed)
        capture, is_new = each.sealed.capture, each.sealed.is_new
        try:
            if isinstance(outcome, WordsOfNobody):
                raise outcome
            reading, is_read = read_beside(case, capture, words, outcome)
        except CrosscurrentError as error:
            if not isinstance(error, CaptureReadOtherwise):
                case.readings.refuse(capture.capture_id, error.code)
            yield number, AddedCapture(each.place, capture, is_new, False, None, (), WORDS, error, each.named)
            continue
        reasons = tuple(reading.notes)
        yield number, AddedCapture(each.place, capture, is_new, is_read, reading, reasons, WORDS, None, each.named)


def with_mapping_beside(options: ReadOptions, path: Path) -> ReadOptions:
    """Return declarations with the mapping saved beside a file, ``FILE.mapping.toml``, unless one is declared already.

    Raises:
        MappingFileWrong: That file has mistakes.
    """
    if options.mapping or options.declared is not None:
        return options
    from crosscurrent.connectors.records import declared_toml

    beside = declared_toml.found_beside(path)
    return options if beside is None else replace(options, declared=declared_toml.read(beside))


def _add(case: Case, waiting: _Sealed, adding: Adding, media: Mapping[str, str]) -> AddedCapture:
    place, role, named = waiting.place, waiting.role, waiting.named
    if waiting.sealed is None:
        return AddedCapture(place, None, False, False, None, role=role, refusal=waiting.refusal, named=named)
    capture, is_new = waiting.sealed.capture, waiting.sealed.is_new
    if role != CAPTURE:
        return AddedCapture(place, capture, is_new, False, None, role=role, named=named)
    if waiting.refusal is not None:
        return AddedCapture(place, capture, is_new, False, None, refusal=waiting.refusal, named=named)
    adding = replace(adding, options=_options_for(case, capture, waiting, adding))
    declared = declarations(adding.options)
    try:
        known = case.readings.report_under(capture.capture_id, printable(capture.path), declared)
        if known is not None:
            return AddedCapture(place, capture, is_new, False, known, named=named)
        reading, reasons = _read(case, capture, adding, declared, MediaBeside(media, place))
    except CrosscurrentError as error:
        adding.progress.finish()
        if not isinstance(error, CaptureReadOtherwise):
            case.readings.refuse(capture.capture_id, error.code)
        return AddedCapture(place, capture, is_new, False, None, refusal=error, named=named)
    return AddedCapture(place, capture, is_new, True, reading, reasons, named=named)


def _options_for(case: Case, capture: Capture, waiting: _Sealed, adding: Adding) -> ReadOptions:
    """A mapping that is declared for a whole folder or archive is only for the files in it that nothing else reads."""
    options = waiting.options
    if waiting.named or options.declared is None or options is not adding.options:
        return options
    plain = replace(options, declared=None)
    with case.captures.named_copy(capture.capture_id) as path:
        try:
            adding.recognise(path, plain)
        except CrosscurrentError:
            return options
    return plain


def declarations(options: ReadOptions) -> dict[str, object]:
    """Return the declarations that decide what rows a file gives, as they are recorded.

    ``on_bad_row`` is not among them: it decides whether to go on, never what a row means.

    Example:
        >>> declarations(ReadOptions(assume_zone="UTC"))
        {'assume_zone': 'UTC', 'declared': None, 'encoding': None, 'mapping': {}, 'platform': None}
    """
    return {
        "assume_zone": options.assume_zone,
        "declared": options.declared.recorded() if options.declared else None,
        "encoding": options.encoding,
        "mapping": dict(options.mapping),
        "platform": options.platform,
    }


def _read(
    case: Case, capture: Capture, adding: Adding, declared: Mapping[str, object], beside: MediaBeside
) -> tuple[ReadingReport, tuple[str, ...]]:
    # The sealed bytes are read, not the file that was handed in: that one may change at any time.
    with case.captures.named_copy(capture.capture_id) as path, case.readings.begin(capture.capture_id) as reading:
        connector, recognition = adding.recognise(path, adding.options)
        tally = Tally()
        adding.progress.start(f"reading {printable(capture.path)}", capture.size_bytes, "bytes")
        bytes_read = 0
        for table, rows in connector.tables(path, capture.capture_id, recognition, adding.options, tally):
            reading.write(table, beside.linked(rows) if table == "media" else rows)
            adding.progress.advance(tally.bytes_read - bytes_read)
            bytes_read = tally.bytes_read
        adding.progress.finish()
        reasons = (*recognition.reasons, *tally.notes)
        return _finish(reading, connector, recognition, declared, tally), reasons


def _finish(
    reading: CaptureReading,
    connector: Connector,
    recognition: Recognition,
    declared: Mapping[str, object],
    tally: Tally,
) -> ReadingReport:
    return reading.finish(
        format_id=recognition.format_id,
        reader_version=connector.version,
        options=declared,
        rows_in=tally.rows_in,
        rows_kept=tally.rows_kept,
        rejected=tally.rejected,
        unknown_fields=[(each.path, each.records, each.first) for each in tally.fields.found()],
        notes=tally.notes,
    )


def _size_bytes(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
