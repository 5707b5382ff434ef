"""Accounts of X in every shape: of the web in its three generations, of API v1.1 and v2, and "about this account"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from crosscurrent.connectors.records.created import written_time
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import EMPTY, Json, flag, ident, number, text
from crosscurrent.model.time import ReadTime

_STORE = re.compile(r"(.+?) (?:App Store|Android App|Google Play|Play Store)")
_NO_TIME = "1970-01-01"  # written by twscrape where X said nothing


def web_account(value: Any, intake: Intake) -> tuple[str | None, str | None]:
    """Put in an account as the web shows it; return its uid and handle.

    Until 2025 everything stood in ``legacy``; then names and dates moved to ``core``; since May 2026 ``legacy`` is
    empty or absent and the rest has moved as well. Each field is taken from where it stands.
    """
    if type(value) is not dict:
        return None, None
    old, core, place = part(value, "legacy"), part(value, "core"), part(value, "location")
    handle = text(core.get("screen_name") or old.get("screen_name"))
    native = ident(value.get("rest_id")) or ident(old.get("id_str"))
    if native is None and handle is None:
        return None, None
    bio, mark, blue = part(value, "profile_bio"), part(value, "verification"), value.get("is_blue_verified")
    known = part(value, "relationship_counts")
    where = declared(place.get("location")) or declared(old.get("location"))
    uid = intake.author(
        "x", native,
        created=birth(core.get("created_at") or old.get("created_at")),
        handle=handle,
        display_name=core.get("name") or old.get("name"),
        bio=bio.get("description") or old.get("description"),
        profile_url=_website(old.get("entities") or bio.get("entities")),
        avatar_url=part(value, "avatar").get("image_url") or old.get("profile_image_url_https"),
        follower_count=first(known.get("followers"), old.get("followers_count")),
        following_count=first(known.get("following"), old.get("friends_count")),
        post_count=first(part(value, "tweet_counts").get("tweets"), old.get("statuses_count")),
        verified=_verified(first(mark.get("verified"), old.get("verified")), blue),
        verified_type=mark.get("verified_type") or old.get("verified_type") or ("Blue" if blue is True else None),
        is_private=first(part(value, "privacy").get("protected"), old.get("protected")),
        location_declared=where,
        **_label(value), **_about_columns(value),
    )  # fmt: skip
    if where is not None:
        intake.place(uid, "self_declared", where, "location")
    _about_places(uid, value.get("about_profile"), intake)
    return uid, handle


def part(value: Json, key: str) -> Json:
    """Return the object under a key; an empty one where there is none.

    It is called a hundred times a record, hence no loop.
    """
    found = value.get(key)
    return found if type(found) is dict else EMPTY


def first(one: Any, other: Any) -> Any:
    """Return the first of two that is there."""
    return other if one is None else one


def _label(value: Json) -> dict[str, Any]:
    """Return what X itself says of an account: state-affiliated, part of a business, automated.

    An affiliation that "about this account" names says the same more plainly.
    """
    label = part(part(value, "affiliates_highlighted_label"), "label")
    if not label:
        return {}
    kind = text(label.get("userLabelType"))
    found: dict[str, Any] = {"is_bot_declared": True} if kind == "AutomatedLabel" else {}
    if not text(part(value, "about_profile").get("affiliate_username")):
        found.update(entity_type=kind, entity_name=text(label.get("description")))
    return found


def _verified(said: Any, blue: Any) -> bool | None:
    """``verified`` is false for subscribers since 2023, whose mark stands in ``is_blue_verified``."""
    return True if blue is True else flag(said)


def _website(entities: Any) -> str | None:
    site = entities.get("url") if type(entities) is dict else None
    listed = site.get("urls") if type(site) is dict else None
    if type(listed) is not list or not listed or type(listed[0]) is not dict:
        return None
    return text(listed[0].get("expanded_url")) or text(listed[0].get("url"))


def declared(where: Any) -> str | None:
    """Return the place an account declares; blanks are no place."""
    shown = text(where)
    return shown if shown and shown.strip() else None


@lru_cache(maxsize=1 << 14)
def _read_birth(written: str) -> ReadTime | None:
    return written_time(written, None)


def birth(written: Any) -> ReadTime | None:
    """Return when an account was made. The same account stands in thousands of records, so results are kept."""
    if not isinstance(written, str) or not written or written.startswith(_NO_TIME):
        return None
    return _read_birth(written)


# --- "about this account" ----------------------------------------------------------------------------------------


def _about_columns(value: Json) -> dict[str, Any]:
    about = value.get("about_profile")
    checked = part(value, "verification_info").get("is_identity_verified")
    if type(about) is not dict:
        return {"verified_reason": "identity verified"} if checked is True else {}
    changes = part(about, "username_changes")
    return about_columns(
        changes.get("count"), changes.get("last_changed_at_msec"), checked, about.get("affiliate_username")
    )


def about_columns(changes: Any, changed_at: Any, checked: Any, affiliate: Any) -> dict[str, Any]:
    """Return the columns of an account that "about this account" fills."""
    when = number(changed_at)
    return {
        "name_change_count": changes,
        "name_changed_at": int(when) * 1000 if when is not None and 1e11 < when < 4e12 else None,
        "verified_reason": "identity verified" if flag(checked) else None,
        **({"entity_type": "affiliate", "entity_name": text(affiliate)} if text(affiliate) else {}),
    }


def _about_places(uid: str | None, about: Any, intake: Intake) -> None:
    if type(about) is dict:
        about_places(
            uid, intake, "about_profile.", about.get("account_based_in"), about.get("location_accurate"),
            about.get("source"), about.get("created_country_accurate"),
        )  # fmt: skip


def about_places(
    uid: str | None, intake: Intake, prefix: str, based_in: Any, is_accurate: Any, source: Any, is_store_accurate: Any
) -> None:
    """Put in where X says an account is based, and the app store it came through, as two hints.

    ``location_accurate: false`` is X's own doubt (a proxy); it stays beside the place. The source names a country only
    where it is an app store (``Nigeria App Store``); ``Web`` names none.
    """
    intake.place(uid, "account_based_in", based_in, f"{prefix}account_based_in", accuracy_flag=flag(is_accurate))
    if isinstance(source, str) and _STORE.fullmatch(source):
        intake.place(uid, "registration_country", source, f"{prefix}source", accuracy_flag=flag(is_store_accurate))


def about_row(value: Json, intake: Intake) -> str | None:
    """Put in one row of ``twscrape about``: JSON and CSV have the same names."""
    uid = intake.author(
        "x", ident(value.get("rest_id")),
        handle=text(value.get("screen_name")),
        display_name=text(value.get("name")),
        **about_columns(
            value.get("username_changes"), value.get("username_last_changed_at"), value.get("is_identity_verified"),
            value.get("affiliate_username"),
        ),
    )  # fmt: skip
    about_places(
        uid, intake, "", value.get("account_based_in"), value.get("location_accurate"), value.get("source"), None
    )
    return uid


# --- API v1.1 and v2 ---------------------------------------------------------------------------------------------


def v1_account(value: Any, intake: Intake) -> tuple[str | None, str | None]:
    """Put in an account of API v1.1; return its uid and handle."""
    if type(value) is not dict:
        return None, None
    handle, native = text(value.get("screen_name")), ident(value.get("id_str"))
    uid = intake.author(
        "x", native,
        created=birth(value.get("created_at")),
        handle=handle,
        display_name=value.get("name"),
        bio=value.get("description"),
        profile_url=_website(value.get("entities")) or value.get("url"),
        avatar_url=value.get("profile_image_url_https") or value.get("profile_image_url"),
        follower_count=value.get("followers_count"),
        following_count=value.get("friends_count"),
        post_count=value.get("statuses_count"),
        verified=_verified(value.get("verified"), value.get("is_blue_verified") or value.get("ext_is_blue_verified")),
        verified_type=value.get("verified_type"),
        is_private=value.get("protected"),
        is_suspended=value.get("suspended"),
        lang_declared=value.get("lang"),
        location_declared=declared(value.get("location")),
    )  # fmt: skip
    intake.place(uid, "self_declared", value.get("location"), "user.location")
    return uid, handle


def v2_account(value: Json, intake: Intake) -> str | None:
    """Put in an account of API v2; return its uid."""
    counts = value.get("public_metrics")
    counts = counts if type(counts) is dict else EMPTY
    uid = intake.author(
        "x", ident(value.get("id")),
        created=birth(value.get("created_at")),
        handle=text(value.get("username")),
        display_name=value.get("name"),
        bio=value.get("description"),
        profile_url=_website(value.get("entities")) or value.get("url"),
        avatar_url=value.get("profile_image_url"),
        follower_count=counts.get("followers_count"),
        following_count=counts.get("following_count"),
        post_count=counts.get("tweet_count"),
        verified=value.get("verified"),
        verified_type=value.get("verified_type") if value.get("verified_type") != "none" else None,
        is_private=value.get("protected"),
        location_declared=declared(value.get("location")),
    )  # fmt: skip
    intake.place(uid, "self_declared", value.get("location"), "location")
    return uid
