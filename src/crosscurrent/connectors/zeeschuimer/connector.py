"""The connector: like any other of records, but each layout knows the fields of all platforms.

People put captures together, so a file that begins with TikTok may go on with Instagram. Every record is read as what
its own envelope says it is, and its fields are compared with those of its own platform.
"""

from __future__ import annotations

from crosscurrent.connectors.records import fields
from crosscurrent.connectors.records.connector import RecordConnector


class Zeeschuimer(RecordConnector):
    """Reads captures of Zeeschuimer, of one platform or of several in one file."""

    def known_fields(self, layout: str) -> dict[str, fields.Node]:
        """Return platform -> tree of known fields; under the empty name those of the layout itself."""
        own = {each.name: super(Zeeschuimer, self).known_fields(each.name)[""] for each in self.layouts}
        return {"": own[layout], **own}

    def used_fields(self, layout: str) -> list[str]:
        """Return the paths of the fields a layout itself reads."""
        return fields.used_paths(super().known_fields(layout)[""])
