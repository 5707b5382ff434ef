"""One record of instaloader -> rows."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.platform_shapes import instagram as shape
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, ident, objects, sub, text

_THREADS = ("edge_media_to_parent_comment", "edge_media_to_comment")


def saved(record: Record, intake: Intake) -> None:
    """Read one post, story or account.

    Raises:
        NothingInIt: It describes a hashtag or a place, which nobody wrote.
    """
    kind, node = text(sub(record.value, "instaloader").get("node_type")), sub(record.value, "node")
    if kind == "Profile":
        _profile(node, intake)
    elif kind in ("Post", "StoryItem", None):
        _post(node, "story" if kind == "StoryItem" else None, intake)
    else:
        raise NothingInIt.because("it describes neither a post nor an account")


def comment(record: Record, intake: Intake) -> None:
    """Read one comment and the answers to it. The file does not say which post they are under."""
    shape.comment(record.value, intake, None)


def _post(node: Json, kind: str | None, intake: Intake) -> None:
    value = _both_shapes(node)
    shape.post(value, intake, kind=kind)
    number = shape.media_number(value)
    for name in _THREADS:
        for edge in objects(node, name, "edges"):
            shape.comment(sub(edge, "node"), intake, number)


def _both_shapes(node: Json) -> Json:
    """Return a node together with what the app's answer, kept inside it, says more."""
    app = sub(node, "iphone_struct")
    if not app:
        return node
    merged: dict[str, Any] = {**app, **{key: value for key, value in node.items() if value is not None}}
    if sub(app, "location"):
        merged["location"] = app["location"]  # with its coordinates
    return merged


def _profile(node: Json, intake: Intake) -> None:
    app = sub(node, "iphone_struct")
    followers, following = sub(node, "edge_followed_by"), sub(node, "edge_follow")
    intake.author(
        "instagram",
        ident(shape.first_of(node, "id", "pk")) or ident(app.get("pk")),
        handle=text(node.get("username")),
        display_name=text(node.get("full_name")),
        bio=text(node.get("biography")),
        avatar_url=text(shape.first_of(node, "profile_pic_url_hd", "profile_pic_url")),
        follower_count=followers.get("count"),
        following_count=following.get("count"),
        post_count=sub(node, "edge_owner_to_timeline_media").get("count"),
        verified=node.get("is_verified"),
        is_private=node.get("is_private"),
        entity_type=text(node.get("business_category_name")),
    )
    for edge in objects(node, "edge_owner_to_timeline_media", "edges"):
        _post(sub(edge, "node"), None, intake)
