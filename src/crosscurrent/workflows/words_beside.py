"""Words that tools wrote beside videos and pictures: subtitles, recognised speech, text read in pictures.

``clip.srt``, ``clip.en.vtt``, ``clip.json`` (Whisper), ``7301.transcript.txt`` and ``7301.ocr.txt`` belong to a post if
their name is that of a file which exactly one post names or brings, or the id of exactly one post. Anything less
certain is left alone and said: a transcript under the wrong post would put words into somebody's mouth.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pyarrow as pa

from crosscurrent.cases.case import Case
from crosscurrent.errors import InputRefused
from crosscurrent.evidence.layout import printable
from crosscurrent.evidence.reading import ReadingReport
from crosscurrent.model.capture import Capture
from crosscurrent.model.post import SCHEMA as POST_SCHEMA
from crosscurrent.workflows.media_beside import MediaBeside, is_media_file
from crosscurrent.workflows.words_of_file import Words, read_words

VERSION = "1"
#: Columns by which posts and the files they name are known.
POST_FACTS = ("post_uid", "platform", "kind", "alt_ids", "capture_id", "lang_declared")
MEDIA_FACTS = ("post_uid", "local_path", "sha256")
_CAPTURE_ENDING = re.compile(r"(?:\.info)?\.(?:json|ndjson|jsonl|html?|csv)$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\[([^\[\]]{4,64})\]$")
#: Kinds of posts that stand below the one a file was saved of.
_BELOW = frozenset(("comment", "reply", "danmaku"))
#: Shortest id by which a file is taken for words of a post: "1.srt" is the first file, not the post 1.
_SHORTEST_ID = 5


class WordsOfNobody(InputRefused):
    """A transcript, or text read in a picture, that belongs to no post for certain."""

    code = "E-INPUT-114"

    @classmethod
    def because(cls, place: str, reason: str) -> WordsOfNobody:
        """Build the error."""
        return cls(
            f"words beside a video or picture, not used: {reason}",
            where=place,
            next_step="Name it like the video or picture that the post names, or like the id of the post "
            "(ID.transcript.txt, ID.ocr.txt, ID.srt), and add it again with the capture that holds the post.",
        )


@dataclass(slots=True)
class Known:
    """What is known of posts and files, to which words may belong.

    Attributes:
        posts: post_uid -> what its words inherit: platform and kind.
        by_id: Id or other id -> posts.
        by_file: Name of a file without its ending -> posts that name such a file.
        by_bytes: SHA-256 of a file -> posts it belongs to.
        in_capture: SHA-256 of a capture -> its posts but comments, two at most.
        langs: Language that each post declares.
        media: Place of a picture, video or sound that was handed in -> SHA-256.
        captures: Place of a capture that was handed in -> SHA-256.
    """

    posts: dict[str, tuple[str, str]] = field(default_factory=dict)
    by_id: dict[str, set[str]] = field(default_factory=dict)
    by_file: dict[str, set[str]] = field(default_factory=dict)
    by_bytes: dict[str, set[str]] = field(default_factory=dict)
    in_capture: dict[str, set[str]] = field(default_factory=dict)
    langs: dict[str, str | None] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    captures: dict[str, str] = field(default_factory=dict)

    def add_posts(self, posts: pa.Table) -> None:
        """Take rows of the post table with the columns :data:`POST_FACTS`."""
        columns = (posts.column(name).to_pylist() for name in POST_FACTS)
        for uid, platform, kind, others, capture, lang in zip(*columns, strict=True):
            self.posts.setdefault(uid, (platform, kind))
            self.langs[uid] = self.langs.get(uid) or lang
            for one in (uid.partition(":")[2], *(value for name, value in others or () if name != "byline")):
                self.by_id.setdefault(one, set()).add(uid)
            found = self.in_capture.setdefault(capture, set())
            if len(found) < 2 and kind not in _BELOW:
                found.add(uid)

    def add_media(self, media: pa.Table) -> None:
        """Take rows of the media table with the columns :data:`MEDIA_FACTS`."""
        for uid, path, sha256 in zip(*(media.column(name).to_pylist() for name in MEDIA_FACTS), strict=True):
            if path:
                self.by_file.setdefault(PurePosixPath(path.replace("\\", "/")).stem, set()).add(uid)
            if sha256:
                self.by_bytes.setdefault(sha256, set()).add(uid)

    def post_of(self, words: Words) -> str:
        """Return the one post that words belong to.

        Raises:
            WordsOfNobody: None, or more than one.
        """
        found: set[str] = set()
        for name in words.names:
            found |= self._named(name, str(PurePosixPath(words.place).parent))
            if found:
                break
        if not found:
            raise WordsOfNobody.because(words.place, "no post has this name as its id or names such a file")
        if len(found) > 1:
            raise WordsOfNobody.because(words.place, f"{len(found)} posts could be meant")
        return found.pop()

    def _named(self, name: str, folder: str) -> set[str]:
        """Return the posts of the file of this name in the same folder; else those that name it or have this id."""
        beside = set()
        for places, posts, ending in (
            (self.media, self.by_bytes, None), (self.captures, self.in_capture, _CAPTURE_ENDING),
        ):  # fmt: skip
            for place, sha256 in places.items():
                path = PurePosixPath(place)
                stem = path.stem if ending is None else ending.sub("", path.name)
                if stem == name and str(path.parent) == folder:
                    beside |= posts.get(sha256, set())
        if beside:
            return beside
        ids = {name, *_IN_BRACKETS.findall(name)}
        named = self.by_file.get(name, set())
        return named | {uid for one in ids if len(one) >= _SHORTEST_ID for uid in self.by_id.get(one, ())}


def chosen(words: Sequence[tuple[Words, str]], langs: Mapping[str, str | None]) -> list[tuple[Words, str, str]]:
    """Choose of several files of one post the one in its own language.

    Args:
        words: Words and the post they belong to.
        langs: Language that each post declares.

    Returns:
        Words, post, and why they are not used: empty for those that are.
    """
    best: dict[tuple[str, str], tuple[tuple[int, int, str], str]] = {}
    for one, post in words:
        rank = _rank(one, langs.get(post))
        if (post, one.column) not in best or rank < best[post, one.column][0]:
            best[post, one.column] = rank, one.place
    out = []
    for one, post in words:
        place = best[post, one.column][1]
        out.append((one, post, "" if place == one.place else f"{PurePosixPath(place).name} of that post is used"))
    return out


def _rank(words: Words, lang: str | None) -> tuple[int, int, str]:
    """Said in the original, without a language, in that of the post; a translation by a machine comes last."""
    tag = (words.lang or "").lower()
    original = 0 if tag.endswith("-orig") else 1 if not tag else 2
    own = 0 if lang and tag and tag.split("-")[0] == lang.split("-")[0].lower() else 1
    return (original if own else min(original, 1), own, words.place)


def post_row(words: Words, post_uid: str, inherited: tuple[str, str], capture_id: str) -> pa.Table:
    """Return words as a partial row of the post they belong to; everything else of the post stays unknown in it."""
    platform, kind = inherited
    row = {
        "post_uid": post_uid, "platform": platform, "native_id": post_uid.partition(":")[2], "kind": kind,
        "created_at_precision": "unknown", "availability": "unknown", "is_partial": True, words.column: words.text,
        "capture_id": capture_id, "locator": "document",
    }  # fmt: skip
    columns = []
    for each in POST_SCHEMA:
        plain = pa.string() if pa.types.is_dictionary(each.type) else each.type
        columns.append(pa.array([row.get(each.name)], plain).cast(each.type))
    return pa.table(columns, schema=POST_SCHEMA)


# --- in a case -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Belongs:
    """Where words belong.

    Attributes:
        post_uid: The post.
        inherited: Its platform and kind.
    """

    post_uid: str
    inherited: tuple[str, str]


def belonging(found: Mapping[int, Words], known: Known) -> dict[int, tuple[Words, Belongs | WordsOfNobody]]:
    """Return, for each file by number, the post its words belong to, or why they are not used."""
    out: dict[int, tuple[Words, Belongs | WordsOfNobody]] = {}
    placed: dict[int, str] = {}
    for number, words in found.items():
        try:
            if words.text is None:
                raise WordsOfNobody.because(words.place, words.refused)
            placed[number] = known.post_of(words)
        except WordsOfNobody as error:
            out[number] = words, error
    pairs = chosen([(found[number], post) for number, post in placed.items()], known.langs)
    for number, (words, post, why) in zip(placed, pairs, strict=True):
        belongs = WordsOfNobody.because(words.place, why) if why else Belongs(post, known.posts[post])
        out[number] = words, belongs
    return out


def known_posts(case: Case, media: Mapping[str, str], captures: Mapping[str, str]) -> Known:
    """Return what a case knows of posts and files.

    Args:
        case: The case.
        media: Place of each media file that was handed in now -> SHA-256.
        captures: Place of each capture that was handed in now -> SHA-256.
    """
    known = Known(media=dict(media), captures=dict(captures))
    known.add_posts(case.tables.dataset("post").to_table(columns=list(POST_FACTS)))
    known.add_media(case.tables.dataset("media").to_table(columns=list(MEDIA_FACTS)))
    return known


def read_beside(case: Case, capture: Capture, words: Words, belongs: Belongs) -> tuple[ReadingReport, bool]:
    """Read words into a case as a partial row of their post; say whether they were read now.

    Raises:
        CaptureReadOtherwise: They were read before as words of another post.
    """
    declared: dict[str, object] = {"post_uid": belongs.post_uid, "as": words.column}
    before = case.readings.report_under(capture.capture_id, printable(capture.path), declared)
    if before is not None:
        return before, False
    with case.readings.begin(capture.capture_id) as reading:
        reading.write("post", post_row(words, belongs.post_uid, belongs.inherited, capture.capture_id))
        report = reading.finish(
            format_id=f"words_beside/{words.form}", reader_version=VERSION, options=declared, rows_in=1, rows_kept=1,
            rejected=(), notes=(f"read as {words.column} of {belongs.post_uid}",),
        )  # fmt: skip
    return report, True


# --- without a case --------------------------------------------------------------------------------


@dataclass(slots=True)
class Beside:
    """Takes note of files while they are read, so that words find their posts when all are read.

    Attributes:
        words: Words and the SHA-256 of their file.
        known: Files that were handed in, and what they name.
    """

    words: list[tuple[Words, str]] = field(default_factory=list)
    known: Known = field(default_factory=Known)

    def takes(self, path: Path | None, place: str, sha256: str) -> bool:
        """Take note of a file; say whether it is nothing but words."""
        if path is None:
            return False
        words = read_words(path, place)
        if words is not None:
            self.words.append((words, sha256))
        if words is not None and not words.plain:
            return True
        files = self.known.media if is_media_file(path) else self.known.captures
        files[place] = sha256
        return False

    def watch(self, table: str, rows: pa.Table) -> None:
        """Take note of the rows of a capture; a file that a post names and that lies beside is that post's."""
        if table == "post":
            self.known.add_posts(rows)
        elif table == "media":
            self.known.add_media(MediaBeside(self.known.media, "").linked(rows))

    def rows(self, reasons: dict[str, tuple[str, ...]], inputs: dict[str, str]) -> list[pa.Table]:
        """Return words as partial rows of their posts; say of each file what became of it."""
        found = {n: words for n, (words, _) in enumerate(self.words) if words.is_beside(self.known.media)}
        out = []
        for number, (words, outcome) in belonging(found, self.known).items():
            if isinstance(outcome, WordsOfNobody):
                reasons[words.place] = (f"not read ({outcome.code}): {outcome.what}",)
                continue
            sha256 = self.words[number][1]
            out.append(post_row(words, outcome.post_uid, outcome.inherited, sha256))
            reasons[words.place] = (f"read as {words.column} of {outcome.post_uid}",)
            inputs[words.place] = sha256
        return out
