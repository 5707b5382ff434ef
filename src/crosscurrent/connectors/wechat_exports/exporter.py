"""Records of wechat-article-exporter, and the answer of WeChat it counts from -> rows."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.records.faults import IdMissing, NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, at, flag, ident, objects, sub, text
from crosscurrent.connectors.records.wechat import (
    PLATFORM,
    Article,
    address_of,
    article_of,
    biz_of,
    counters,
    kind_of,
    known_by_name,
    native_type,
    notice,
    place_of,
)
from crosscurrent.errors import InputRefused

_COUNTERS = {
    "view_count": "readNum", "like_count": "oldLikeNum", "share_count": "shareNum", "comment_count": "commentNum",
    "recommend": "likeNum",
}  # fmt: skip
_COLUMNS = {
    "view_count": "阅读",
    "like_count": "点赞",
    "share_count": "分享",
    "comment_count": "留言",
    "recommend": "喜欢",
}
_STAT = {"view_count": "read_num", "like_count": "old_like_num", "share_count": "share_num", "recommend": "like_num"}
_TYPES = {
    "普通图文": "0", "图文": "0", "视频分享": "5", "音乐分享": "6", "音频分享": "7", "图片分享": "8", "文本分享": "10",
    "文章分享": "11", "短文": "17",
}  # fmt: skip
_BY_AUTHOR = "1"


def part(record: Record, intake: Intake) -> None:
    """Read an article, a comment below it, or a reply below that."""
    if record.kind == "comment":
        _comment(record.value, intake, comment_id(record.value, text(record.value.get("_article"))), None)
    elif record.kind == "reply":
        above, number = text(record.value.get("_above")), ident(record.value.get("reply_id"))
        _comment(record.value, intake, f"{above}-{number}" if above and number else None, above)
    else:
        _article(record.value, intake)


def _which(value: Json) -> Article:
    """Return which article a record is of; an article added singly has no account but in its address."""
    linked = article_of(value.get("link"))
    mid, _, idx = (ident(value.get("aid")) or "").partition("_")
    return Article(
        biz_of(value.get("fakeid")) or linked.biz, _digits(value.get("appmsgid")) or _digits(mid) or linked.mid,
        _digits(value.get("itemidx")) or _digits(idx) or linked.idx, linked.sn, linked.short,
    )  # fmt: skip


def _digits(value: Any) -> str | None:
    found = ident(value)
    return found if found is not None and found.isascii() and found.isdigit() and len(found) <= 20 else None


def native_id(value: Json) -> str | None:
    """Return the id of an article; ``None`` if its record names none."""
    try:
        return _which(value).native_id
    except InputRefused:  # an id that lost digits; the article itself is refused for it
        return None


def comment_id(value: Json, article: str | None) -> str | None:
    """Return an id for a comment: the platform's is unique below one article only."""
    found = text(value.get("content_id"))
    return f"comment-{article}:{found}" if article and found else None


def _article(value: Json, intake: Intake) -> None:
    which, shown_as = _which(value), ident(value.get("item_show_type"))
    name, status = text(value.get("_accountName")), text(value.get("_status")) or ""
    account = intake.author(PLATFORM, which.biz, display_name=name) if which.biz else _named(name, intake)
    is_original = ident(value.get("copyright_stat")) == "1" and ident(value.get("copyright_type")) in (None, "1")
    body, digest = text(value.get("content")), text(value.get("digest"))
    gone = notice(status) or ("unavailable" if flag(value.get("is_deleted")) else None)
    native = which.native_id
    uid = intake.post(
        PLATFORM, native, kind_of(shown_as), intake.created(PLATFORM, native, value.get("create_time")), account,
        id_field="fakeid",
        text=body or digest,
        text_is_truncated=True if body is None and digest else None,
        title=text(value.get("title")),
        url=text(value.get("link")) or address_of(which),
        alt_ids={"short": which.short, "sn": which.sn},
        edited_at=_later(value.get("update_time"), value.get("create_time"), intake),
        availability=gone or "public",
        content_type_native=native_type(shown_as, is_original),
    )  # fmt: skip
    _put_counters(uid, *counters(value, _COUNTERS), intake)
    for album in objects(value, "appmsg_album_infos"):
        intake.hashtag(text(album.get("title")))
    intake.references(body, PLATFORM, mentions=False)
    intake.media("thumb", text(value.get("cover")))


def _named(name: str | None, intake: Intake) -> str | None:
    """Put in an account of which only the name is known."""
    if name is None or not name.strip():
        return None
    intake.note("accounts that the file names only as they are displayed are kept apart from accounts known by an id")
    return intake.author(PLATFORM, known_by_name(name), id_kind="handle_only", display_name=name)


def _later(changed: Any, made: Any, intake: Intake) -> int | None:
    after, before = intake.time_us(changed), intake.time_us(made)
    return after if after is not None and before is not None and after > before else None


def _put_counters(uid: str, shown: dict[str, Any], capped: list[str], intake: Intake) -> None:
    recommended = shown.pop("recommend", None)
    intake.counted(uid, reactions={"recommend": recommended}, capped=capped, **shown)


def _comment(value: Json, intake: Intake, native: str | None, above: str | None) -> None:
    article = text(value.get("_article"))
    if article is None:
        raise IdMissing.of("fakeid")
    parent = f"{PLATFORM}:{above or article}"
    body = text(value.get("content"))
    uid = intake.post(
        PLATFORM, native, "comment", intake.created(PLATFORM, native, value.get("create_time")),
        _commenter(value, article, intake),
        id_field="content_id",
        text=body,
        thread_id=article,
        parent_post_uid=parent,
        root_post_uid=f"{PLATFORM}:{article}",
    )  # fmt: skip
    likes = value.get("like_num") if value.get("reply_like_num") is None else value.get("reply_like_num")
    intake.counted(uid, like_count=likes, comment_count=at(value, "reply_new", "reply_total_cnt"))
    intake.references(body, PLATFORM, mentions=False)
    intake.edge("reply_to", "post", parent)
    place = place_of(value.get("ip_wording"))
    if place is not None:
        intake.place(
            uid, "ip_region_comment", place.shown, "ip_wording", country_iso2=place.iso2, admin1=place.province
        )
    for picture in objects(value, "multi_info", "pictures"):
        intake.media("image", text(picture.get("url")))


def _commenter(value: Json, article: str, intake: Intake) -> str | None:
    """Return who commented: by ``openid``, which names a person towards one account only; a nickname names nobody.

    Replies marked as the account's own are the account's.
    """
    biz, _, rest = article.partition(":")
    if text(value.get("is_from")) == _BY_AUTHOR and rest and "_above" in value:
        return intake.author(PLATFORM, biz)
    return intake.author(
        PLATFORM, ident(value.get("openid")), display_name=text(value.get("nick_name")),
        avatar_url=text(value.get("logo_url")),
    ) if ident(value.get("openid")) else None  # fmt: skip


def account(record: Record, intake: Intake) -> None:
    """Read one account of a list. Its times are those of the tool: when it was added there, and last updated."""
    value = record.value
    intake.observed_us = intake.time_us(value.get("last_update_time")) or intake.time_us(value.get("update_time"))
    biz = biz_of(value.get("fakeid"))
    if biz is None:
        raise NothingInIt.because("the entry stands for articles that were added singly, not for an account")
    intake.author(PLATFORM, biz, display_name=text(value.get("nickname")), avatar_url=text(value.get("round_head_img")))


def row(record: Record, intake: Intake) -> None:
    """Read one row of a table: an article; its times are those of the browser that exported it, without a zone."""
    value = record.value
    which = article_of(value.get("链接"))
    aid = text(value.get("id")) or ""
    mid, _, idx = aid.partition("_")
    if which.biz is None and (biz := biz_of(value.get("fakeid"))) is not None:
        which = which._replace(biz=biz, mid=which.mid or _digits(mid), idx=which.idx or _digits(idx))
    name, native = text(value.get("公众号")), which.native_id
    owner = intake.author(PLATFORM, which.biz, display_name=name) if which.biz else _named(name, intake)
    body, digest = text(value.get("文章内容")), text(value.get("摘要"))
    shown_as = text(value.get("文章类型"))
    uid = intake.post(
        PLATFORM, native, kind_of(_TYPES.get(shown_as or "", shown_as)),
        intake.created(PLATFORM, native, value.get("创建时间") or value.get("发布时间")), owner,
        id_field="链接",
        text=body or digest,
        text_is_truncated=True if body is None and digest else None,
        title=text(value.get("标题")),
        url=text(value.get("链接")),
        alt_ids={"short": which.short, "sn": which.sn, "aid": aid},
        edited_at=_later(value.get("发布时间"), value.get("创建时间"), intake),
        content_type_native=native_type(shown_as, text(value.get("是否原创")) in ("原创", "是", "1", "true")),
    )  # fmt: skip
    _put_counters(uid, *counters(value, _COLUMNS), intake)
    for album in (text(value.get("所属合集")) or "").replace("，", ",").split(","):
        intake.hashtag(album.strip(" #"))
    intake.references(body, PLATFORM, mentions=False)
    intake.media("thumb", text(value.get("封面")))


def stat(record: Record, intake: Intake) -> None:
    """Read counters of one article. The answer itself does not say which: only the address it was asked from does."""
    value = record.value
    which = next((told for name in ("url", "link") if (told := article_of(value.get(name))).native_id), None)
    if which is None:
        asked = sub(value, "params")
        which = Article(biz_of(asked.get("__biz")), _digits(asked.get("mid")), _digits(asked.get("idx")))
    if which.native_id is None:
        raise NothingInIt.because("counters of an article that the answer does not name; only its address does")
    shown = sub(value, "appmsgstat")
    found, capped = counters(shown, _STAT)
    if not found or flag(shown.get("show")) is False:
        raise NothingInIt.because("no counters were shown")
    if (comments := ident(value.get("comment_count"))) is not None:
        found["comment_count"] = comments
    _put_counters(f"{PLATFORM}:{which.native_id}", found, capped, intake)
