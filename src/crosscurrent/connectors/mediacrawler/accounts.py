"""Who wrote it: an id until June 2026, since then sixteen letters of a digest of that id and a masked name."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from crosscurrent.connectors.mediacrawler.parts import CONTACT, CREATOR, Part
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import Json, ident, text

HASHED = "mediacrawler_sha256_16"
_NOBODY = (None, "None", "0", "")
_PORTRAIT = re.compile(r"[?&]id=([\w.\-]+)")


def digest(native_id: str) -> str:
    """Return what the newer versions write in place of an account's id.

    It is not salted, so whoever has a list of ids can find the accounts behind a capture again: it is a personal
    identifier, and it joins captures of the two generations. Accounts of the two kinds are kept apart all the same:
    that they are one is a finding, not a fact of either capture.

    Example:
        >>> digest("1234567890")
        'c775e7b757ede630'
    """
    return hashlib.sha256(native_id.encode()).hexdigest()[:16]


def put_in(part: Part, value: Json, intake: Intake) -> str | None:
    """Put in the account of a record; return its uid, ``None`` if the record names nobody."""
    hashed = value.get("creator_hash")
    if hashed:
        return intake.author(
            part.platform, ident(hashed), id_kind=HASHED, display_name=value.get(part.shown[0][1]) if part.shown else ""
        )
    native, alt_ids = _ids(part, value)
    if native in _NOBODY:
        native = None
    shown: dict[str, Any] = {ours: value.get(theirs) for ours, theirs in part.shown}
    if shown.get("handle") == "":
        shown["handle"] = None
    if part.table == "bilibili_up_info":
        shown.update(_verified(value.get("is_official")))
    return intake.author(part.platform, native, alt_ids=alt_ids, **shown)


def pair(value: Json, intake: Intake) -> None:
    """Put in an account and one of its followers; that one follows the other has no place among the tables."""
    for side in ("up", "fan"):
        intake.author(
            "bilibili", ident(value.get(f"{side}_id")), display_name=value.get(f"{side}_name"),
            bio=value.get(f"{side}_sign"), avatar_url=value.get(f"{side}_avatar"),
        )  # fmt: skip


def _ids(part: Part, value: Json) -> tuple[str | None, dict[str, str | None] | None]:
    native = ident(value.get("user_id"))
    if part.platform == "douyin":
        long = ident(value.get("sec_uid"))
        if long:
            unique, short = text(value.get("user_unique_id")), ident(value.get("short_user_id"))
            alt_ids = {"uid": native, "unique_id": unique, "short_id": None if short in _NOBODY else short}
            return long, alt_ids
    elif part.platform == "tieba" and native is None:
        found = _PORTRAIT.search(text(value.get("user_link")) or "")
        return found[1] if found else None, None
    elif part.platform == "zhihu":
        return native, {"url_token": text(value.get("url_token" if part.role == CREATOR else "user_url_token"))}
    return native, None


def _verified(official: Any) -> dict[str, Any]:
    """Bilibili: -1 is nobody, 0 a person, 1 an organisation."""
    kind = ident(official)
    return {"verified": kind != "-1", "verified_type": None if kind == "-1" else kind} if kind is not None else {}


__all__ = ["CONTACT", "HASHED", "digest", "pair", "put_in"]
