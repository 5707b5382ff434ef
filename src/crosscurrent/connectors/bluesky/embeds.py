"""What a Bluesky post shows beside its text: pictures, a video, a link card."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import Json, at, ident, objects, sub, text

#: Where the application's own choice of moving pictures lies.
_PICTURES = "https://media.tenor.com/"
#: Version 1, raw bytes, SHA-256, 32 bytes of it.
_RAW_SHA256 = bytes((1, 0x55, 0x12, 0x20))


def read_record(embed: Json, did: str | None, intake: Intake) -> None:
    """Put in the embed of a record: its link, and its files by the name their server knows them under.

    Args:
        embed: As written by the author.
        did: The author; ``None`` if the files were put in already, as the AppView shows them.
        intake: Takes the rows.
    """
    for part in (embed, sub(embed, "media")):
        _card(sub(part, "external"), intake)
        if did is None:
            continue
        for picture in objects(part, "images"):
            _blob("image", sub(picture, "image"), did, picture, intake)
        _blob("video", sub(part, "video"), did, part, intake)


def read_shown(embed: Json, intake: Intake) -> None:
    """Put in the embed of a post as the AppView shows it, where files have addresses."""
    for part in (embed, sub(embed, "media")):
        _card(sub(part, "external"), intake)
        for picture in objects(part, "images"):
            intake.media("image", picture.get("fullsize"), alt_text=text(picture.get("alt")), **_size(picture))
        intake.media("video", part.get("playlist"), alt_text=text(part.get("alt")), **_size(part))


def _card(external: Json, intake: Intake) -> None:
    """Put in a link card. A moving picture chosen in the application is written as one, but nobody set that link."""
    address = text(external.get("uri")) or ""
    if address.startswith(_PICTURES):
        intake.media("image", address, alt_text=text(external.get("description")))
    else:
        intake.link(address)


def _blob(kind: str, blob: Json, did: str, about: Json, intake: Intake) -> None:
    """Put in a file that the record names by its content hash; the address of its server is not in the capture."""
    cid = ident(at(blob, "ref", "$link")) or ident(blob.get("cid"))
    if cid:
        intake.media(
            kind,
            f"at://{did}/blob/{cid}",
            mime=text(blob.get("mimeType")),
            alt_text=text(about.get("alt")),
            sha256=sha256_of(cid),
            **_size(about),
        )


def sha256_of(cid: str) -> str | None:
    """Return the SHA-256 that a content identifier of a file carries; ``None`` if it is of another kind.

    Example:
        >>> sha256_of("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku")[:16], sha256_of("x")
        ('e3b0c44298fc1c14', None)
    """
    try:
        raw = base64.b32decode(cid[1:].upper() + "=" * (-(len(cid) - 1) % 8)) if cid[:1] == "b" else b""
    except (binascii.Error, ValueError):
        return None
    return raw[4:].hex() if raw[:4] == _RAW_SHA256 and len(raw) == 36 else None


def _size(about: Json) -> dict[str, Any]:
    ratio = sub(about, "aspectRatio")
    sides = {"width": ratio.get("width"), "height": ratio.get("height")}
    return {name: side for name, side in sides.items() if type(side) is int and 0 < side < 1 << 31}
