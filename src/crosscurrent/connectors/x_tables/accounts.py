"""Rows about accounts of X -> rows of the model."""

from __future__ import annotations

import re

from crosscurrent.connectors.records.faults import IdMissing
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, flag, number
from crosscurrent.connectors.x_tables.reading import an_id

_HASH = re.compile(r"[A-Za-z0-9+/_-]{43}=?")
_STORE = re.compile(r"(.+?) (?:App Store|Android App|Google Play|Play Store)")


def archived(record: Record, intake: Intake) -> None:
    """Read one account of the information-operations archive.

    Of accounts with few followers the publisher put a hash in place of id, handle and name; a hash is no name.
    """
    value = record.value
    native = an_id(value.get("userid"))
    if native is None:
        raise IdMissing.of("userid")
    is_hashed = _HASH.fullmatch(native) is not None
    handle, name = value.get("user_screen_name"), value.get("user_display_name")
    location = value.get("user_reported_location")
    uid = intake.author(
        "x", native,
        id_kind="x_archive_hash" if is_hashed else "native",
        created=intake.time(value.get("account_creation_date")),
        handle=None if is_hashed and handle == native else handle,
        display_name=None if is_hashed and name == native else name,
        bio=value.get("user_profile_description"),
        profile_url=value.get("user_profile_url"),
        follower_count=value.get("follower_count"),
        following_count=value.get("following_count"),
        lang_declared=value.get("account_language"),
        location_declared=location,
    )  # fmt: skip
    intake.place(uid, "self_declared", location, "user_reported_location")


def twarc(record: Record, intake: Intake) -> None:
    """Read one account of twarc-csv."""
    intake.observed_us = intake.time_us(record.value.get("__twarc.retrieved_at"))
    if dotted(record.value, "", intake) is None:
        raise IdMissing.of("id")


def dotted(value: Json, prefix: str, intake: Intake, id_column: str | None = None) -> str | None:
    """Put in an account from columns with dots; return its uid."""
    location = value.get(f"{prefix}location")
    uid = intake.author(
        "x", an_id(value.get(f"{prefix}id")) or an_id(value.get(id_column or "")),
        created=intake.time(value.get(f"{prefix}created_at")),
        handle=value.get(f"{prefix}username"),
        display_name=value.get(f"{prefix}name"),
        bio=value.get(f"{prefix}description"),
        profile_url=value.get(f"{prefix}url"),
        avatar_url=value.get(f"{prefix}profile_image_url"),
        follower_count=value.get(f"{prefix}public_metrics.followers_count"),
        following_count=value.get(f"{prefix}public_metrics.following_count"),
        post_count=value.get(f"{prefix}public_metrics.tweet_count"),
        verified=value.get(f"{prefix}verified"),
        verified_type=value.get(f"{prefix}verified_type") if value.get(f"{prefix}verified_type") != "none" else None,
        is_private=value.get(f"{prefix}protected"),
        location_declared=location,
    )  # fmt: skip
    intake.place(uid, "self_declared", location, f"{prefix}location")
    return uid


def about(record: Record, intake: Intake) -> None:
    """Read one row of ``twscrape about``.

    ``location_accurate: false`` is X's own doubt (a proxy) and stays beside the place. The source names a country only
    where it is an app store.
    """
    value = record.value
    changed, affiliate = number(value.get("username_last_changed_at")), value.get("affiliate_username")
    uid = intake.author(
        "x", an_id(value.get("rest_id")),
        handle=value.get("screen_name"),
        display_name=value.get("name"),
        name_change_count=value.get("username_changes"),
        name_changed_at=int(changed) * 1000 if changed is not None and 1e11 < changed < 4e12 else None,
        verified_reason="identity verified" if flag(value.get("is_identity_verified")) else None,
        entity_type="affiliate" if affiliate else None,
        entity_name=affiliate,
    )  # fmt: skip
    if uid is None:
        raise IdMissing.of("rest_id")
    intake.place(
        uid, "account_based_in", value.get("account_based_in"), "account_based_in",
        accuracy_flag=flag(value.get("location_accurate")),
    )  # fmt: skip
    source = value.get("source")
    if source is not None and _STORE.fullmatch(source):
        intake.place(uid, "registration_country", source, "source")
