"""One address that auto-archiver kept, out of its CSV, its sheet or its JSON -> rows."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.news_lists.python_notation import NotReadable, parsed
from crosscurrent.connectors.records.created import Created
from crosscurrent.connectors.records.days import clocked, time_or_day
from crosscurrent.connectors.records.faults import IdMissing, RecordUnreadable
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, members, objects, sub, text
from crosscurrent.connectors.records.web_address import Address, address_of

_MEDIA_KINDS = ("image", "video", "audio")
_NO_CONTENT = ("no archiver", "nothing archived", "archive failed")


def csv_row(record: Record, intake: Intake) -> None:
    """Read one row of ``csv_db``: metadata and media are in Python's notation."""
    value = record.value
    try:
        metadata = parsed(text(value.get("metadata")) or "{}")
        files = parsed(text(value.get("media")) or "[]")
    except NotReadable as error:
        raise RecordUnreadable.misshapen(record.locator, str(error)) from error
    _kept(sub({"": metadata}, ""), members(files), text(value.get("status")), intake)


def document(record: Record, intake: Intake) -> None:
    """Read one ``Metadata`` object written as JSON."""
    value = record.value
    _kept(sub(value, "metadata"), members(value, "media"), text(value.get("status")), intake)


def sheet_row(record: Record, intake: Intake) -> None:
    """Read one row of the sheet that auto-archiver fills in."""
    value = record.value
    intake.observed_us = clocked(value.get("archive date"), intake)
    written = text(value.get("upload timestamp"))
    address = _address(text(value.get("link")), "link")
    _post(address, _created(address, written, intake), text(value.get("link")), intake,
          title=text(value.get("upload title")), body=text(value.get("text content")),
          status=text(value.get("archive status")))  # fmt: skip
    intake.media("thumb", _web(value.get("thumbnail")) or _formula(value.get("thumbnail")))
    intake.media("image", _web(value.get("screenshot")), sha256=_sha256(value.get("hash")))


def _kept(metadata: Json, files: list[Any], status: str | None, intake: Intake) -> None:
    intake.observed_us = clocked(metadata.get("_processed_at"), intake)
    written = text(metadata.get("timestamp"))
    address = _address(text(metadata.get("url")), "url")
    _post(address, _created(address, written, intake), text(metadata.get("url")), intake,
          title=text(metadata.get("title")), body=text(metadata.get("content")), status=status)  # fmt: skip
    for one in (each for each in files if isinstance(each, dict)):
        _file(one, intake)


def _post(
    address: Address, created: Created, url: str | None, intake: Intake, *, title: str | None, body: str | None,
    status: str | None,
) -> None:  # fmt: skip
    account = None
    if address.host is not None:
        account = intake.author("web", address.host, profile_url=f"https://{address.host}")
    failed = bool(status and status.lower().strip("❌⚠️ ").startswith(_NO_CONTENT))
    intake.post(
        address.platform, address.native_id, address.kind, created, account,
        text=body,
        id_field="url",
        is_partial=True,
        title=title,
        url=url,
        availability="unknown" if failed or not (title or body) else "public",
    )  # fmt: skip
    intake.references(body, address.platform, mentions=False)


def _created(address: Address, written: str | None, intake: Intake) -> Created:
    read = time_or_day(written, intake)
    found = intake.created(address.platform, address.native_id, read)
    return found._replace(raw=written[:100]) if written else found


def _file(one: Json, intake: Intake) -> None:
    """Put in one kept file. Its name is where auto-archiver put it; the address leads to the copy, not to the post."""
    mime = text(one.get("_mimetype")) or text(one.get("mimetype"))
    kind = (mime or "").partition("/")[0]
    properties = sub(one, "properties")
    address = next((place for place in members(one, "urls") if _web(place)), None)
    intake.media(
        kind if kind in _MEDIA_KINDS else "doc",
        address,
        local_path=text(one.get("filename"))
        or text(one.get("_filename"))
        or text(one.get("key"))
        or text(one.get("_key")),
        mime=mime,
        sha256=_sha256(properties.get("hash")),
        pdq=text(properties.get("pdq_hash")),
    )
    for inner in objects(properties, "thumbnails"):
        intake.media("thumb", next((place for place in members(inner, "urls") if _web(place)), None))


def _address(written: str | None, field: str) -> Address:
    found = address_of(written) if written else None
    if found is None:
        raise IdMissing.of(field)
    return found


def _sha256(written: Any) -> str | None:
    """Return the digest of a field such as ``SHA-256:ab…``; other digests (auto-archiver's usual SHA3-512) are none."""
    name, _, digest = (text(written) or "").partition(":")
    return digest.lower() if name.upper() == "SHA-256" and len(digest) == 64 else None


def _web(address: Any) -> str | None:
    return address if isinstance(address, str) and address.startswith(("http://", "https://")) else None


def _formula(cell: Any) -> str | None:
    """Return the address in ``=IMAGE("…")``, which the sheet shows as a picture."""
    written = text(cell) or ""
    return _web(written.partition('"')[2].partition('"')[0]) if written.upper().startswith("=IMAGE(") else None
