"""Posts and comments as m.weibo.cn and weibo.com hand them to their pages -> rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.plain_text import both, plain
from crosscurrent.connectors.records.references import hashtags_in, links_in
from crosscurrent.connectors.records.values import Json, at, flag, ident, number, objects, sub, text
from crosscurrent.connectors.weibo import people
from crosscurrent.connectors.weibo.written import PLATFORM, made, names_in, post_id, region

_GONE = ("抱歉", "该微博", "此微博")  # how what stands in place of a post that is gone begins
_OWN = ("weibo.cn", "weibo.com")
_PLAYS = "次播放"


def post(value: Json, intake: Intake, depth: int = 0) -> str | None:
    """Put in a post, and before it the one it reposts; return its number.

    Raises:
        IdMissing: There is no id.
    """
    reposted = sub(value, "retweeted_status")
    source = post(reposted, intake, depth + 1) if _has_id(reposted) and depth < 2 else None
    native, alt_ids = post_id(value.get("mid") or value.get("idstr") or value.get("id"))
    html, is_cut = _whole_text(value)
    body, anchors = both(html) if html else (None, [])
    author = people.put_in(sub(value, "user"), people.SITE, intake)
    gone = author is None and body is not None and body.startswith(_GONE)
    uid = intake.post(
        PLATFORM, native, "repost" if reposted else "post", made(native, intake, value.get("created_at")), author,
        text=None if gone else body, id_field="mid",
        alt_ids={**alt_ids, **({"bid": text(value.get("bid"))} if text(value.get("bid")) else {})},
        text_html=html if html and html != body and not gone else None,
        text_is_truncated=is_cut or None, availability=_availability(value, body) if gone else None,
        edited_at=intake.time_us(value.get("edit_at")), url=f"https://m.weibo.cn/detail/{native}" if native else None,
        client_name=plain(text(value.get("source")) or "") or None, thread_id=source,
    )  # fmt: skip
    plays = text(at(value, "page_info", "play_count"))
    intake.counted(
        uid, like_count=value.get("attitudes_count"), comment_count=value.get("comments_count"),
        share_count=value.get("reposts_count"), view_count=plays.removesuffix(_PLAYS) if plays else None,
    )  # fmt: skip
    intake.place(uid, "ip_region_post", region(value.get("region_name")), "region_name")
    if source:
        intake.edge("repost_of", "post", f"{PLATFORM}:{source}", source)
    if not gone:
        references(value, body, anchors, intake)
        _media(value, intake)
    return native


def comment(value: Json, intake: Intake, thread: str | None = None, depth: int = 0) -> None:
    """Put in a comment and those below it that come with it.

    Raises:
        IdMissing: There is no id.
    """
    native = ident(value.get("id") or value.get("mid"))
    root = ident(value.get("rootidstr") or value.get("rootid"))
    above = ident(at(value, "reply_comment", "id"))
    parent = next((each for each in (above, root) if each and each not in ("0", native)), None)
    thread = post_id(at(value, "status", "mid") or at(value, "status", "id"))[0] or thread
    html = text(value.get("text"))
    body, anchors = both(html) if html else (None, [])
    author = people.put_in(sub(value, "user"), people.SITE, intake)
    stands_under = f"{PLATFORM}:comment-{parent}" if parent else f"{PLATFORM}:{thread}" if thread else None
    uid = intake.post(
        PLATFORM, f"comment-{native}" if native else None, "comment", made(None, intake, value.get("created_at")),
        author, text=body, alt_ids={"id": native}, text_html=html if html != body else None, thread_id=thread,
        root_post_uid=f"{PLATFORM}:{thread}" if thread else None, parent_post_uid=stands_under,
    )  # fmt: skip
    likes = value.get("like_count") if value.get("like_count") is not None else value.get("like_counts")
    intake.counted(uid, like_count=likes, comment_count=value.get("total_number"))
    intake.place(uid, "ip_region_comment", region(value.get("source")), "source")
    if stands_under:
        intake.edge("reply_to", "post", stands_under, parent or thread)
    references(value, body, anchors, intake)
    intake.media("image", at(value, "pic", "large", "url") or at(value, "pic", "url"))
    if depth < 3:
        for below in objects(value, "comments"):
            if _has_id(below):
                comment(below, intake, thread, depth + 1)


def is_comment(value: Json) -> bool:
    """Tell a comment from a post."""
    return "rootid" in value or "floor_number" in value or ("total_number" in value and "reposts_count" not in value)


def _has_id(value: Json) -> bool:
    return any(value.get(name) for name in ("mid", "id", "idstr"))


def _whole_text(value: Json) -> tuple[str | None, bool]:
    """Return the text as HTML, and whether it is cut; long texts come in a part of their own, or not at all."""
    long = text(at(value, "longText", "longTextContent")) or text(at(value, "longText", "content"))
    if long is not None:
        return long, False
    return text(value.get("text")), flag(value.get("isLongText")) is True


def _availability(value: Json, body: str | None) -> str:
    return "deleted_by_author" if "作者删除" in (body or "") or flag(value.get("deleted")) else "unavailable"


def references(value: Json, body: str | None, anchors: list[tuple[str, str]], intake: Intake) -> None:
    """Put in what the last post refers to: topics, names, and links out of Weibo."""
    for tag in hashtags_in(body or "", PLATFORM):
        intake.hashtag(tag)
    linked = [label[1:] for address, label in anchors if "/n/" in address and label[:1] == "@"]
    for name in linked or names_in(body):
        intake.mention(PLATFORM, None, name)
    for link in (*_outward(anchors), *links_in(body or "")):
        intake.link(link)
    for each in objects(value, "url_struct"):
        intake.link(text(each.get("long_url")) or text(each.get("short_url")))
    if text(at(value, "page_info", "type")) == "article":
        intake.link(at(value, "page_info", "page_url"))


def _outward(anchors: list[tuple[str, str]]) -> Iterator[str]:
    """Yield the addresses of links that lead out of Weibo, or through its gate; topics and names are read as such."""
    for address, _ in anchors:
        if not address.startswith(("http://", "https://")):
            continue
        try:
            parts = urlsplit(address)
            wrapped = parse_qs(parts.query).get("u", [""])[0] if "sinaurl" in parts.path else ""
            host = parts.hostname or ""
        except ValueError:
            continue
        if wrapped.startswith(("http://", "https://")):
            yield wrapped
        elif not any(host == own or host.endswith(f".{own}") for own in _OWN):
            yield address


def _media(value: Json, intake: Intake) -> None:
    for picture in objects(value, "pics"):
        intake.media("image", at(picture, "large", "url") or picture.get("url"))
    for picture in sub(value, "pic_infos").values():
        intake.media("image", at(picture, "largest", "url") or at(picture, "large", "url"))
    shown: Any = sub(value, "page_info", "media_info")
    video = shown.get("stream_url_hd") or shown.get("stream_url") or shown.get("mp4_hd_url")
    duration = number(shown.get("duration"))
    intake.media("video", video, duration_s=None if duration is None or not 0 <= duration < 1e7 else float(duration))
