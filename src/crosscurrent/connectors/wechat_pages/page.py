"""A saved page of mp.weixin.qq.com -> its fields as one flat record; no judgement about them yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from crosscurrent.connectors.records.plain_text import both
from crosscurrent.connectors.records.values import Json, at, objects, sub, text
from crosscurrent.connectors.records.wechat import Article, article_of, biz_of
from crosscurrent.connectors.wechat_pages.literals import Scripts
from crosscurrent.connectors.wechat_pages.parts import Parts, body_html, parts_of

ARTICLE, ABOUT, GONE = "article", "about", "gone"
_BLOCK = re.compile(r"<(?:p|div|section|br|li|h\d)\b", re.IGNORECASE)
_FILE_BIZ = re.compile(r"biz-([A-Za-z0-9+/]+(?:=|%3D|_3D){0,2})", re.IGNORECASE)
_NOTICE_CLASSES = ("weui-msg__title", "global_error_msg", "mesg-block")
#: Field of the record -> names in the object ``cgiDataNew``; those after the bar are variables of older pages.
_NAMES = {
    "gh_id": "user_name | user_name",
    "nick_name": "nick_name | nickname",
    "alias": "alias | alias",
    "author": "author | author",
    "title": "title | msg_title",
    "ori_create_time": "ori_create_time ori_send_time create_timestamp | ct oriCreateTime",
    "create_time": "create_time | createTime",
    "svr_time": "svr_time | svr_time svrDate",
    "item_show_type": "item_show_type | item_show_type",
    "source_url": "source_url | msg_source_url",
    "comment_id": "comment_id | comment_id",
    "round_head_img": "round_head_img hd_head_img | round_head_img hd_head_img",
    "link": "link | msg_link",
}


def page_record(html: str, name: str) -> tuple[str, dict[str, Any]]:
    """Return what kind of page it is, and its fields.

    Args:
        html: The page.
        name: Name of its file; the exporter writes the account of an About page there and nowhere else.
    """
    parts, scripts = parts_of(html), Scripts(html)
    if _is_about(parts):
        return ABOUT, _about(parts, scripts, name)
    message = _message(parts)
    if message is not None and "js_content" not in parts.ids:
        return GONE, {**_named(scripts, {}, parts), "message": message, "description": _first(parts, "weui-msg__desc")}
    return ARTICLE, _article(html, parts, scripts)


def _is_about(parts: Parts) -> bool:
    titles = parts.of_class("item-title")
    return bool(titles) and bool(parts.of_class("item-desc") or "微信号" in titles)


def _message(parts: Parts) -> str | None:
    for name in _NOTICE_CLASSES:
        found = _first(parts, name)
        if found:
            return found[:200]
    return None


def _first(parts: Parts, name: str) -> str | None:
    return next((each for each in parts.of_class(name) if each), None)


def _named(scripts: Scripts, cgi: Json, parts: Parts) -> dict[str, Any]:
    """Return the fields that say which page it is, out of the object, the older variables and the addresses in it."""
    record: dict[str, Any] = {}
    for field, names in _NAMES.items():
        new, _, old = names.partition("|")
        found = next((cgi[key] for key in new.split() if cgi.get(key) not in (None, "")), None)
        found = _older(scripts, new.split(), old.split()) if found is None else found
        record[field] = unescape(found) if isinstance(found, str) else found
    record["og_url"] = parts.meta.get("og:url")
    told = [article_of(record["og_url"]), article_of(record["link"])]
    own = Article(
        biz_of(cgi.get("bizuin") or scripts.any("biz", "bizuin")),
        _digits(cgi.get("mid") or scripts.any("mid", "appmsgid")),
        _digits(cgi.get("idx") or scripts.any("idx", "itemidx")),
        text(cgi.get("sn") or scripts.any("sn")),
    )
    for place, field in enumerate(Article._fields):
        record[field] = next((each[place] for each in (own, *told) if each[place]), None)
    return record


def _older(scripts: Scripts, new: list[str], old: list[str]) -> Any:
    """Return a value from where older pages have it. Words any script may use count only inside ``JsDecode``."""
    for name in old:
        if (value := scripts.assigned(name)) not in (None, ""):
            return value
    for name in new:
        value = scripts.decoded(name) or (scripts.keyed(name) if "_" in name else None)
        if value not in (None, ""):
            return value
    return None


def _digits(value: Any) -> str | None:
    written = text(value)
    return written if written is not None and written.isascii() and written.isdigit() and written != "0" else None


def _article(html: str, parts: Parts, scripts: Scripts) -> dict[str, Any]:
    cgi = scripts.assigned("cgiDataNew") or scripts.assigned("cgiData")
    cgi = cgi if isinstance(cgi, dict) else {}
    record = _named(scripts, cgi, parts)
    record.update(
        shown_title=parts.ids.get("activity-name") or parts.ids.get("js_text_title") or parts.meta.get("og:title"),
        page_title=parts.title or None,
        shown_name=parts.ids.get("js_name") or None,
        shown_alias=next((each for each in parts.of_class("profile_meta_value") if each.isascii() and each), None),
        shown_author=parts.meta.get("author") or parts.ids.get("js_author_name"),
        shown_time=parts.ids.get("publish_time") or None,
        shown_place=parts.ids.get("js_ip_wording") or None,
        copyright_stat=_copyright(cgi, scripts),
        ip_wording=cgi.get("ip_wording") or scripts.any("ip_wording"),
        bar=_bar(cgi, scripts),
        ainfos=_linked(cgi, scripts),
        albums=[unescape(text(each.get("title")) or "") for each in objects(cgi, "appmsg_album_infos")],
        topics=parts.of_class("wx_topic_link"),
    )
    record.update(_body(html, parts, cgi, scripts, _digits(record["item_show_type"]) or "0"))
    record.update(_media(parts, cgi, scripts))
    return record


def _copyright(cgi: Json, scripts: Scripts) -> Any:
    for stat in (at(cgi, "copyright_info", "copyright_stat"), cgi.get("copyright_stat")):
        if stat is not None:
            return stat
    return scripts.any("copyright_stat", "_copyright_stat")


def _bar(cgi: Json, scripts: Scripts) -> dict[str, Any]:
    """Return the counters; empty where the page was saved by somebody who was not logged in."""
    for found in (at(cgi, "user_info", "appmsg_bar_data"), cgi.get("appmsg_bar_data"), scripts.any("appmsg_bar_data")):
        if isinstance(found, dict) and found:
            return found
    found = scripts.assigned("appmsgstat")
    return found if isinstance(found, dict) else {}


def _linked(cgi: Json, scripts: Scripts) -> list[Any]:
    found = cgi.get("ainfos") or scripts.any("ainfos")
    return found if isinstance(found, list) else []


def _body(html: str, parts: Parts, cgi: Json, scripts: Scripts, shown_as: str) -> dict[str, Any]:
    """Return text, markup and links of the body: shown in the page (articles), else in its scripts (shares)."""
    written = parts.ids.get("js_content")
    if written and shown_as not in ("8", "10"):
        return {"body": written, "body_html": body_html(html), "links": parts.links}
    share = sub(cgi, "text_page_info").get("content_noencode") if shown_as == "10" else None
    markup = text(share) or text(cgi.get("content_noencode")) or text(scripts.any("content_noencode"))
    if markup is None:
        shown = written or parts.ids.get("js_image_desc") or parts.ids.get("js_common_share_desc")
        return {"body": shown or None, "body_html": None, "links": parts.links}
    # shares are text with line ends of its own, and links in it
    body, links = both(markup if _BLOCK.search(markup) else markup.replace("\n", "<br>"))
    return {"body": body, "body_html": markup, "links": links}


def _media(parts: Parts, cgi: Json, scripts: Scripts) -> dict[str, Any]:
    pictures = cgi.get("picture_page_info_list") or scripts.any("picture_page_info_list")
    videos = cgi.get("video_page_infos") or scripts.any("video_page_infos")
    if not videos and (video := cgi.get("video_page_info")):
        videos = [video]
    return {
        "pictures": pictures if isinstance(pictures, list) else [],
        "videos": videos if isinstance(videos, list) else [],
        "images": [found for each in parts.images if (found := _image(each)) is not None],
        "frames": [_frame(each) for each in parts.frames],
    }


def _image(shown: Mapping[str, str]) -> dict[str, Any] | None:
    """Return a picture; its address is in ``data-src`` until the page has loaded it."""
    address = shown.get("data-src") or shown.get("src") or ""
    if not address.startswith(("http://", "https://", "//")):
        return None
    alt = shown.get("alt") or shown.get("data-alt")
    return {"url": address, "width": shown.get("data-w"), "alt": None if alt in ("图片", "图像", "Image") else alt}


def _frame(shown: Mapping[str, str]) -> dict[str, Any]:
    """Return an embedded video, sound or account card."""
    return {
        "tag": shown["tag"],
        "url": shown.get("data-src") or shown.get("src") or shown.get("data-url") or shown.get("url"),
        "id": shown.get("data-id") or shown.get("voice_encode_fileid") or shown.get("data-mpvid"),
        "name": shown.get("data-nickname") or shown.get("data-name") or shown.get("name"),
    }


def _about(parts: Parts, scripts: Scripts, name: str) -> dict[str, Any]:
    pairs: dict[str, str] = {}
    title: str | None = None
    for kind, written in parts.classes:
        if kind == "item-title" and written:
            title = written[:100]
            pairs.setdefault(title, "")
        elif kind in ("item-desc", "js_item") and title is not None and written and title != "授权第三方服务":
            pairs[title] = f"{pairs[title]}\n{written}".strip() if written not in pairs[title] else pairs[title]
    in_name = _FILE_BIZ.search(name)
    file_biz = in_name[1].replace("%3D", "=").replace("%3d", "=").replace("_3D", "=") if in_name is not None else None
    record = _named(scripts, {}, parts)
    record["biz"] = record["biz"] or biz_of(file_biz)
    record.update(
        shown_name=_first(parts, "account-name") or _first(parts, "nickname"),
        ip_wording=scripts.any("ip_wording"),
        operators=_operators(parts, scripts),
        pairs=pairs,
    )
    return record


def _operators(parts: Parts, scripts: Scripts) -> list[str]:
    """Return the names of the third parties that may act for the account, as shown or as the script lists them."""
    listed = scripts.any("auth_3rd_list")
    given = [*objects(listed), *(each for each in scripts.pushed("auth_3rd_list") if isinstance(each, Mapping))]
    found = [*parts.of_class("principal-data"), *(text(each.get("principal")) for each in given)]
    return list(dict.fromkeys(each.strip() for each in found if each and each.strip()))
