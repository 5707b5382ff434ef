"""Posts as Activity Streams 2.0 (W3C Recommendation, 2017), one activity per post."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from crosscurrent.exchange.post_views import PostView

CONTEXT = [
    "https://www.w3.org/ns/activitystreams",
    {"cc": "urn:crosscurrent:", "Hashtag": "as:Hashtag", "capture": "cc:capture", "locator": "cc:locator",
     "timePrecision": "cc:timePrecision"},
]  # fmt: skip
_TYPES = {"article": "Article", "video": "Video", "livestream": "Video"}
_MEDIA = {"image": "Image", "thumb": "Image", "video": "Video", "audio": "Audio", "doc": "Document"}
_REPOSTS = ("repost_of", "forward_of", "crosspost_of")


def activities(posts: Iterable[PostView]) -> Iterator[dict[str, Any]]:
    """Yield one activity per post: ``Announce`` for a repost, else ``Create`` with the object inside.

    Ids are URNs (``urn:crosscurrent:post:…``): the captured address of a post is its ``url``, never its id. Counters
    are not part of Activity Streams and stay behind.
    """
    for post in posts:
        reposted = post.targets(*_REPOSTS)
        row, said = post.row, _attributed(post)
        about = {"capture": row["capture_id"], "locator": row["locator"], "timePrecision": row["created_at_precision"]}
        activity: dict[str, Any] = {"type": "Create", "id": _urn("activity", post.uid)}
        if row["kind"] == "repost" and reposted:
            activity = {"type": "Announce", "id": _urn("post", post.uid), "object": _urn("post", reposted[0].dst)}
        else:
            activity["object"] = _object(post)
        yield {"@context": CONTEXT, **activity, **said, **about}


def _attributed(post: PostView) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if (account := post.row.get("account_uid")) is not None:
        actor = {"type": "Person", "id": _urn("account", str(account))}
        names = {"name": post.account.get("display_name"), "preferredUsername": post.account.get("handle")}
        found["actor"] = {**actor, **{key: value for key, value in names.items() if value}}
    if (at := post.at) is not None:
        found["published"] = at.isoformat().replace("+00:00", "Z")
    return found


def _object(post: PostView) -> dict[str, Any]:
    row = post.row
    found: dict[str, Any] = {"type": _TYPES.get(str(row["kind"]), "Note"), "id": _urn("post", post.uid)}
    plain = {"name": row.get("title"), "content": row.get("text"), "url": row.get("url"), "mediaType": "text/plain"}
    found.update({key: value for key, value in plain.items() if value})
    if lang := row.get("lang_declared"):
        found["contentMap"] = {str(lang): row.get("text") or ""}
    if (account := row.get("account_uid")) is not None:
        found["attributedTo"] = _urn("account", str(account))
    if (at := post.at) is not None:
        found["published"] = at.isoformat().replace("+00:00", "Z")
    if answered := post.targets("reply_to"):
        found["inReplyTo"] = _urn("post", answered[0].dst)
    tags = [{"type": "Hashtag", "name": f"#{each.dst}"} for each in post.targets("uses_hashtag")]
    tags += [{"type": "Mention", "href": _urn("account", each.dst)} for each in post.targets("mentions")]
    tags += [{"type": "Link", "href": each.dst} for each in post.targets("links_to")]
    tags += [{"type": "Link", "rel": "quote", "href": _urn("post", each.dst)} for each in post.targets("quote_of")]
    if tags:
        found["tag"] = tags
    if post.media:
        found["attachment"] = [_attachment(media) for media in post.media]
    return found


def _attachment(media: Any) -> dict[str, Any]:
    found = {"type": _MEDIA[str(media["kind"])], "id": f"urn:crosscurrent:media:{media['media_uid']}"}
    plain = {"url": media.get("url"), "name": media.get("alt_text"), "mediaType": media.get("mime")}
    return {**found, **{key: value for key, value in plain.items() if value}}


def _urn(kind: str, uid: str) -> str:
    return f"urn:crosscurrent:{kind}:{uid}"
