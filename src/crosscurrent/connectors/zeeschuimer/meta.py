"""Instagram and Threads posts as the web page receives them."""

from __future__ import annotations

from crosscurrent.connectors.platform_shapes import instagram as shape
from crosscurrent.connectors.platform_shapes.addresses import led_to
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import Json, flag, ident, objects, sub, text
from crosscurrent.model.id_clock import instagram_shortcode

_THREADS = "threads"


def instagram(value: Json, intake: Intake) -> None:
    """Read one Instagram post; what the extension or the shape calls partial is marked so."""
    named = value.get("__typename")
    is_polaris = isinstance(named, str) and "polaris" in named.lower()
    kind = "story" if value.get("product_type") == "story" else None
    shape.post(value, intake, kind=kind, is_partial=is_polaris or flag(value.get("_zs_partial")) is True)


def threads(value: Json, intake: Intake) -> None:
    """Read one Threads post, and the post it quotes or passes on, if it came along."""
    shape.refuse_advert(value)
    _thread(value, intake)
    shared = sub(value, "text_post_app_info", "share_info")
    for key in ("quoted_post", "reposted_post"):
        inner = sub(shared, key)
        if shape.media_number(inner) is not None:
            _thread(inner, intake)


def _thread(value: Json, intake: Intake) -> None:
    native, code, body = shape.media_number(value), shape.shortcode(value), shape.caption(value)
    if code is None and native is not None:
        code = instagram_shortcode(native)
    more, account = sub(value, "text_post_app_info"), sub(value, "user")
    handle, answered = text(account.get("username")), sub(more, "reply_to_author")
    uid = intake.post(
        _THREADS, native, "reply" if flag(more.get("is_reply")) or answered else "post",
        intake.created(_THREADS, native, value.get("taken_at")),
        shape.author(account, intake, _THREADS),
        text=body,
        id_field="pk",
        alt_ids={"shortcode": code},
        thread_id=native,
        url=f"https://www.threads.com/@{handle}/post/{code}" if handle and code else None,
        is_promoted=True if flag(value.get("is_paid_partnership")) else None,
        availability="unavailable" if flag(more.get("is_post_unavailable")) else None,
    )  # fmt: skip
    intake.counted(
        uid,
        like_count=None if flag(value.get("like_and_view_counts_disabled")) else value.get("like_count"),
        comment_count=more.get("direct_reply_count"),
        share_count=more.get("repost_count"),
        quote_count=more.get("quote_count"),
        view_count=value.get("view_count"),
    )
    _references(more, body, intake)
    if answered:
        number, name = ident(answered.get("pk")) or ident(answered.get("id")), text(answered.get("username"))
        intake.edge("reply_to", "account", intake.author(_THREADS, number, handle=name), name or number)
    _shared(more, intake)
    shape.put_media(value, intake)
    sound = sub(value, "audio")
    intake.media("audio", sound.get("audio_src"))


def _references(more: Json, body: str | None, intake: Intake) -> None:
    """Put in what the text refers to: its marked parts where they came along, else what it looks like."""
    fragments = [*objects(more, "text_fragments", "fragments")]
    for each in fragments:
        intake.link(led_to(sub(each, "link_fragment").get("uri")))
        named = sub(each, "mention_fragment", "mentioned_user")
        intake.mention(_THREADS, ident(named.get("pk")) or ident(named.get("id")), text(named.get("username")))
        intake.hashtag(sub(each, "tag_fragment").get("tag_name"))
    intake.link(led_to(sub(more, "link_preview_attachment").get("url")))
    intake.references(body, _THREADS, links=not fragments, mentions=not fragments)


def _shared(more: Json, intake: Intake) -> None:
    for key, edge in (("quoted_post", "quote_of"), ("reposted_post", "repost_of")):
        native = shape.media_number(sub(more, "share_info", key))
        if native is not None:
            intake.edge(edge, "post", f"{_THREADS}:{native}", native)
