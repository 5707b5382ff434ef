"""Which post an address leads to: the canonical id of a post out of its URL, for the platforms we know.

Pure and offline: what an address does not carry (a short WeChat link, a share link) is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qs, unquote

from crosscurrent.model.native_id import bilibili_bv, instagram_media, weibo_mid

_PARTS = re.compile(r"(?:https?:)?//(?:[^/@?#]*@)?([^/:?#]+)(?::\d*)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.I | re.S)
_LONGEST = 4096
#: Prefixes of hosts that show the same site to other devices.
_DEVICES = re.compile(r"(?:www|m|mobile|mbasic|touch|web|old|new|np|amp|lite|[a-z]{2}-[a-z]{2})\.")


class PostAddress(NamedTuple):
    """What an address says of a post.

    Attributes:
        platform: Platform in lower case.
        native_id: Canonical id of the post; ``None`` if the address does not carry it.
        account_id: Canonical id of its author, where the address carries it.
        handle: Handle of its author, where the address carries it.
        kind: One of :data:`crosscurrent.model.post.KINDS`.
    """

    platform: str
    native_id: str | None = None
    account_id: str | None = None
    handle: str | None = None
    kind: str = "post"


Query = Mapping[str, str]
_Reader = Callable[[str, Query], PostAddress]


def post_at(url: str) -> tuple[str, str] | None:
    """Return (platform, canonical id) of the post at an address; ``None`` if it is none we know.

    Example:
        >>> post_at("https://x.com/somebody/status/898925911294132224?s=20")
        ('x', '898925911294132224')
        >>> post_at("https://weibo.com/1234567890/ImTGkcdDn"), post_at("https://mp.weixin.qq.com/s/AbC")
        (('weibo', '4454572602912349'), None)
    """
    found = post_address(url)
    return None if found is None or found.native_id is None else (found.platform, found.native_id)


@lru_cache(maxsize=1 << 14)
def post_address(url: str) -> PostAddress | None:
    """Return what an address says of a post; ``None`` where the host is of no platform we know.

    Example:
        >>> post_address("https://mp.weixin.qq.com/s?__biz=MzA5&mid=2650&idx=1&sn=0f")
        PostAddress(platform='wechat', native_id='MzA5:2650:1', account_id='MzA5', handle=None, kind='article')
    """
    parts = _PARTS.match(url.strip()) if len(url) <= _LONGEST else None
    if parts is None:
        return None
    host, path, query, _ = parts.groups()
    name = host.lower().rstrip(".")
    read = _HOSTS.get(name)
    while read is None and (device := _DEVICES.match(name)) is not None:
        name = name[device.end() :]
        read = _HOSTS.get(name)
    if read is None:
        return None
    try:
        values = {key: found[0] for key, found in parse_qs((query or "").replace("&amp;", "&")).items()}
    except ValueError:  # more parameters than any address has
        values = {}
    return read(unquote(path), values)


def _found(pattern: str, path: str) -> re.Match[str] | None:
    return re.match(pattern, path, re.ASCII)


# --- Chinese platforms ---------------------------------------------------------------------------------------


def _wechat(path: str, query: Query) -> PostAddress:
    biz, mid = query.get("__biz"), query.get("mid") or query.get("appmsgid")
    if biz and mid and mid.isdecimal():
        return PostAddress(
            "wechat", f"{biz}:{mid}:{query.get('idx') or query.get('itemidx') or '1'}", biz, None, "article"
        )
    return PostAddress("wechat", None, biz, None, "article")


def _weibo(path: str, query: Query) -> PostAddress:
    if found := _found(r"/(?:u/)?(\d{5,12})/([0-9A-Za-z]{9}|\d{12,19})(?:/|$)", path):
        return PostAddress("weibo", weibo_mid(found[2]), found[1])
    if found := _found(r"/(?:detail|status|statuses/show|\d{5,12}/status)/([0-9A-Za-z]{9}|\d{12,19})(?:/|$)", path):
        return PostAddress("weibo", weibo_mid(found[1]))
    return PostAddress("weibo")


def _bilibili(path: str, query: Query) -> PostAddress:
    if found := _found(r"/(?:video|s/video)/(BV1\w{9}|[aA][vV]\d+)", path):
        return PostAddress("bilibili", bilibili_bv(found[1]), kind="video")
    if found := _found(r"/(?:opus|dynamic)/(\d{10,20})|/(\d{17,20})/?$", path):
        return PostAddress("bilibili", f"dynamic-{found[1] or found[2]}")
    return PostAddress("bilibili")


def _douyin(path: str, query: Query) -> PostAddress:
    found = _found(r"/(?:share/)?(?:video|note|slides)/(\d{15,20})", path)
    native = found[1] if found else query.get("modal_id")
    return PostAddress("douyin", native if native and native.isdecimal() else None, kind="video")


def _tiktok(path: str, query: Query) -> PostAddress:
    if found := _found(r"/@([\w.\-]+)/(?:video|photo)/(\d{15,20})", path):
        return PostAddress("tiktok", found[2], None, found[1], "video")
    found = _found(r"/(?:v|embed(?:/v2)?|player/v1)/(\d{15,20})", path)
    return PostAddress("tiktok", found[1] if found else None, kind="video")


def _xigua(path: str, query: Query) -> PostAddress:
    found = _found(r"/(?:video/|group/|[iaw])?(\d{17,20})/?", path)
    return PostAddress("xigua", found[1] if found else None, kind="video")


def _xiaohongshu(path: str, query: Query) -> PostAddress:
    if found := _found(r"/user/profile/([0-9a-f]{24})/([0-9a-f]{24})", path):
        return PostAddress("xiaohongshu", found[2], found[1], None, "note")
    found = _found(r"/(?:explore|discovery/item|search_result|item)/([0-9a-f]{24})", path)
    return PostAddress("xiaohongshu", found[1] if found else None, kind="note")


def _kuaishou(path: str, query: Query) -> PostAddress:
    found = _found(r"/(?:short-video|fw/photo|photo)/(?:\w+/)?(\w{10,20})/?$", path)
    return PostAddress("kuaishou", found[1] if found else None, kind="video")


def _tieba(path: str, query: Query) -> PostAddress:
    found = _found(r"/p/(\d{6,12})", path)
    return PostAddress("tieba", found[1] if found else None)


def _zhihu(path: str, query: Query) -> PostAddress:
    if found := _found(r"/(?:question/\d+/)?answer/(\d+)", path):
        return PostAddress("zhihu", f"answer-{found[1]}")
    if found := _found(r"/(?:p|zvideo|pin)/(\d+)", path):
        kind = {"/p/": "article", "/zv": "zvideo", "/pi": "pin"}[path[:3]]
        return PostAddress("zhihu", f"{kind}-{found[1]}", kind="article" if kind == "article" else "post")
    return PostAddress("zhihu")


# --- the others ----------------------------------------------------------------------------------------------


def _x(path: str, query: Query) -> PostAddress:
    if found := _found(r"/(?:i/(?:web/)?|(\w{1,15})/)status(?:es)?/(\d{1,19})(?!\d)", path):
        return PostAddress("x", found[2], None, found[1] if found[1] not in ("i", None) else None)
    return PostAddress("x")


def _facebook(path: str, query: Query) -> PostAddress:
    story, owner = query.get("story_fbid"), query.get("id")
    if story and story.isdecimal():
        return PostAddress("facebook", story, owner if owner and owner.isdecimal() else None)
    if found := _found(r"/groups/[^/]+/(?:posts|permalink)/(\d{6,20})", path):
        return PostAddress("facebook", found[1])
    if found := _found(r"/(?:[^/]+/posts/(?:[^/]*/)?|reel/|(?:[^/]+/)?videos/(?:[^/]*/)*)(\d{6,20})/?$", path):
        return PostAddress("facebook", found[1], kind="video" if "/posts/" not in path else "post")
    number = query.get("v") or query.get("fbid")
    is_video = path.startswith("/watch") or "video" in path
    return PostAddress(
        "facebook", number if number and number.isdecimal() else None, kind="video" if is_video else "post"
    )


def _instagram(path: str, query: Query) -> PostAddress:
    found = _found(r"/(?:([\w.]{1,30})/)?(?:p|reel|reels|tv)/([\w-]{5,40})", path)
    return PostAddress("instagram", instagram_media(found[2]) if found else None, None, found[1] if found else None)


def _threads(path: str, query: Query) -> PostAddress:
    found = _found(r"/(?:@([\w.]{1,30})/post|t)/([\w-]{5,40})", path)
    return PostAddress("threads", instagram_media(found[2]) if found else None, None, found[1] if found else None)


def _youtube(path: str, query: Query) -> PostAddress:
    found = _found(r"/(?:shorts|live|embed|v|e)/([\w-]{11})(?![\w-])", path)
    native = found[1] if found else query.get("v") if path.startswith("/watch") else None
    whole = native is not None and re.fullmatch(r"[\w-]{11}", native, re.ASCII) is not None
    return PostAddress("youtube", native if whole else None, kind="video")


def _youtu_be(path: str, query: Query) -> PostAddress:
    found = _found(r"/([\w-]{11})(?![\w-])", path)
    return PostAddress("youtube", found[1] if found else None, kind="video")


def _reddit(path: str, query: Query) -> PostAddress:
    if found := _found(r"/(?:(?:r|user|u)/[\w-]+/)?comments/([0-9a-z]{3,10})(?:/[^/]*/([0-9a-z]{3,10})(?:/|$))?", path):
        return (
            PostAddress("reddit", f"t1_{found[2]}", kind="comment")
            if found[2]
            else PostAddress("reddit", f"t3_{found[1]}")
        )
    return PostAddress("reddit")


def _redd_it(path: str, query: Query) -> PostAddress:
    found = _found(r"/([0-9a-z]{4,10})/?$", path)
    return PostAddress("reddit", f"t3_{found[1]}" if found else None)


def _telegram(path: str, query: Query) -> PostAddress:
    """Numeric ids stand only in ``/c/`` links; a public link names the channel by its handle."""
    if found := _found(r"/c/(\d{6,14})/(?:\d+/)?(\d+)/?$", path):
        return PostAddress("telegram", f"{found[1]}:{found[2]}", f"channel{found[1]}", None, "message")
    found = _found(r"/(?:s/)?([A-Za-z]\w{3,31})/(?:\d+/)?\d+/?$", path)
    return PostAddress("telegram", None, None, found[1] if found else None, "message")


def _linkedin(path: str, query: Query) -> PostAddress:
    found = _found(r"/(?:feed/update/urn:li:activity:|(?:posts|pulse)/.*?activity[-:])(\d{15,20})", path)
    return PostAddress("linkedin", found[1] if found else None)


def _medium(path: str, query: Query) -> PostAddress:
    found = _found(r"/(?:.*[-/])?([0-9a-f]{12})/?$", path)
    return PostAddress("medium", found[1] if found else None, kind="article")


def _bluesky(path: str, query: Query) -> PostAddress:
    if found := _found(r"/profile/(did:[\w:.%-]+)/post/([2-7a-z]{13})", path):
        return PostAddress("bluesky", f"at://{found[1]}/app.bsky.feed.post/{found[2]}", found[1])
    found = _found(r"/profile/([\w.-]+)/post/", path)
    return PostAddress("bluesky", None, None, found[1] if found else None)


_HOSTS: Mapping[str, _Reader] = {
    "mp.weixin.qq.com": _wechat,
    "weibo.com": _weibo, "weibo.cn": _weibo, "s.weibo.com": _weibo,
    "bilibili.com": _bilibili, "t.bilibili.com": _bilibili,
    "douyin.com": _douyin, "iesdouyin.com": _douyin,
    "tiktok.com": _tiktok,
    "ixigua.com": _xigua, "toutiao.com": _xigua,
    "xiaohongshu.com": _xiaohongshu, "rednote.com": _xiaohongshu,
    "kuaishou.com": _kuaishou,
    "tieba.baidu.com": _tieba,
    "zhihu.com": _zhihu, "zhuanlan.zhihu.com": _zhihu,
    "x.com": _x, "twitter.com": _x, "fxtwitter.com": _x, "vxtwitter.com": _x, "nitter.net": _x,
    "facebook.com": _facebook, "fb.com": _facebook, "fb.watch": _facebook,
    "instagram.com": _instagram, "threads.net": _threads, "threads.com": _threads,
    "youtube.com": _youtube, "youtube-nocookie.com": _youtube, "music.youtube.com": _youtube, "youtu.be": _youtu_be,
    "reddit.com": _reddit, "redd.it": _redd_it,
    "t.me": _telegram, "telegram.me": _telegram,
    "linkedin.com": _linkedin, "medium.com": _medium, "bsky.app": _bluesky,
}  # fmt: skip
