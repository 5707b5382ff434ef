"""Pictures, videos and sounds beside a capture: sealed on their own, and linked to the posts that name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow as pa

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records.peek import MEDIA, peek
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.errors import InputRefused


def is_media_file(path: Path) -> bool:
    """Tell whether a file is a picture, video, sound or document, by its first bytes."""
    try:
        return peek(Source.of(path), ReadOptions()).kind == MEDIA
    except InputRefused:
        return False


@dataclass(frozen=True, slots=True)
class MediaBeside:
    """The media files that were handed in together with one capture.

    Attributes:
        sha256_by_place: Place of a media file -> SHA-256 of its bytes.
        place: Place of the capture.
    """

    sha256_by_place: Mapping[str, str]
    place: str

    def find(self, local_path: str) -> str | None:
        r"""Return the SHA-256 of the file a capture names, ``None`` if it was not handed in.

        The name is looked for from the folder of the capture upwards, as tools write paths from different places; it
        never leads out of what was handed in.

        Example:
            >>> beside = MediaBeside({"case/photos/1.jpg": "ab"}, "case/result.json")
            >>> beside.find("photos/1.jpg"), beside.find("photos\\1.jpg"), beside.find("../1.jpg")
            ('ab', 'ab', None)
        """
        written = PurePosixPath(local_path.replace("\\", "/"))
        if ".." in written.parts:
            return None
        tails = ["/".join(written.parts[first:]).lstrip("/") for first in range(len(written.parts))]
        for folder in PurePosixPath(self.place).parents:
            for tail in tails:
                found = self.sha256_by_place.get(f"{folder}/{tail}" if str(folder) != "." else tail)
                if found is not None:
                    return found
        return None

    def linked(self, media: pa.Table) -> pa.Table:
        """Return rows of the media table, with the SHA-256 of every file that was handed in as its identity."""
        if not self.sha256_by_place:
            return media
        paths = media.column("local_path").to_pylist()
        found = [self.find(path) if path else None for path in paths]
        if not any(found):
            return media
        uids = [
            f"sha256:{sha}" if sha else uid
            for sha, uid in zip(found, media.column("media_uid").to_pylist(), strict=True)
        ]
        digests = [sha or old for sha, old in zip(found, media.column("sha256").to_pylist(), strict=True)]
        for name, values in (("media_uid", uids), ("sha256", digests)):
            place = media.schema.get_field_index(name)
            media = media.set_column(place, media.schema.field(name), pa.array(values, pa.string()))
        return media
