"""Errors of web archives."""

from __future__ import annotations

from crosscurrent.errors import InputRefused


class ArchiveAltered(InputRefused):
    """A part of a web archive is not what the archive says it was."""

    code = "E-INPUT-131"

    @classmethod
    def hashed(cls, where: str, algorithm: str) -> ArchiveAltered:
        """Build the error for a part whose digest is another than the one noted beside it."""
        return cls(
            f"its {algorithm} digest is another than the one the archive notes for it: it was changed or damaged",
            where=where,
            next_step="Fetch the archive again from whoever made it, and compare their digests.",
        )

    @classmethod
    def unlisted(cls, where: str) -> ArchiveAltered:
        """Build the error for a member that the list of contents does not name."""
        return cls(
            "the archive's datapackage.json does not list it, so nobody vouches for it",
            where=where,
            next_step="Unpack the archive and hand the member in as a file of its own, if you know where it is from.",
        )

    @classmethod
    def absent(cls, where: str) -> ArchiveAltered:
        """Build the error for a member that is listed and not there."""
        return cls(
            "the archive's datapackage.json lists a member that is not there",
            where=where,
            next_step="Fetch the archive again from whoever made it.",
        )
