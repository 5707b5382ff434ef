"""Under which names columns go: in English, French and Chinese, as tools and people head them.

The idea of name hints for tables of unknown origin is that of CIB Mango Tree; the lists are our own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

#: Our column -> the names it is known under, folded by :func:`folded`, best first.
NAMES: Mapping[str, tuple[str, ...]] = {
    "post_id": ("post id", "id du post", "id de publication", "tweet id", "message id", "note id", "video id",
                "comment id", "article id", "mid", "bvid", "aweme id", "文章id", "帖子id", "id"),
    "url": ("url", "link", "lien", "post url", "permalink", "address", "adresse", "adresse url", "lien url", "网址",
        "链接", "文章链接",
            "原文链接", "地址", "連結", "鏈接", "link url", "post link", "lien du post", "source url"),
    "title": ("title", "titre", "headline", "标题", "文章标题", "標題", "题目", "intitule"),
    "text": ("text", "texte", "content", "contenu", "message", "body", "post text", "caption", "full text", "正文",
             "内容", "內容", "文本", "摘要", "description", "legende"),
    "account_id": ("account id", "author id", "user id", "uid", "id du compte", "channel id", "sec uid", "账号id",
                   "用户id", "userid", "__biz", "biz"),
    "display_name": ("account", "account name", "compte", "nom du compte", "author", "auteur", "name", "nom", "账号",
                     "账号名称", "帳號", "公众号", "公众号名称", "公眾號", "official account", "作者", "昵称",
                     "用户昵称",
                     "用户名", "发布者", "博主", "channel", "chaine", "page", "page name", "媒体", "source name"),
    "handle": ("handle", "username", "screen name", "user", "identifiant", "微信号", "nom d utilisateur", "抖音号"),
    "timestamp": ("timestamp", "created at", "published at", "publish time", "date", "time", "datetime", "date time",
                  "date and time", "publication date", "post date", "published", "date de publication", "heure",
                  "日期", "时间", "發布時間", "发布时间", "发布日期", "发表时间", "发文时间", "推送时间",
                  "create time", "date heure"),
    "views": ("views", "reads", "read count", "view count", "plays", "vues", "lectures", "nombre de vues", "阅读",
              "阅读量", "阅读数", "閱讀", "播放", "播放量", "播放数", "浏览量", "impressions"),
    "likes": ("likes", "like count", "like", "j aime", "mentions j aime", "点赞", "点赞数", "点赞量", "赞", "讚",
        "喜欢",
              "favorites", "digg count"),
    "reactions": ("reactions", "wow", "在看", "在看数", "reaction count"),
    "reposts": ("reposts", "shares", "share count", "retweets", "partages", "转发", "转发数", "转发量", "轉發",
        "分享",
                "分享数", "repost count", "forwards"),
    "replies": ("replies", "comments", "comment count", "reply count", "commentaires", "reponses", "评论", "评论数",
                "评论量", "留言", "留言数", "評論", "回复"),
    "saves": ("saves", "favourites", "bookmarks", "enregistrements", "收藏", "收藏数", "collect count"),
    "danmaku": ("danmaku", "弹幕", "弹幕数"), "coins": ("coins", "投币", "硬币"), "dislikes": ("dislikes",),
    "quotes": ("quotes", "quote count"),
    "platform": ("platform", "plateforme", "平台", "platforme", "reseau", "network", "渠道"),
    "kind": ("kind", "post type"),
    "lang": ("lang", "language", "langue", "语言"),
    "hashtags": ("hashtags", "tags", "mots diese", "话题", "标签"),
    "links": ("links", "urls", "liens", "outlinks", "expanded urls"),
    "mentions": ("mentions",),
    "repost_of": ("repost of", "retweet of", "retweeted id"), "reply_to": ("reply to", "in reply to",
        "in reply to status id"),
    "quote_of": ("quote of", "quoted id"),
    "followers": ("followers", "follower count", "abonnes", "粉丝", "粉丝数", "粉丝量"),
    "bio": ("bio", "简介", "签名"), "location": ("location", "lieu", "所在地"),
    "profile_url": ("profile url", "account url", "profile", "profil", "主页", "主页链接", "账号链接"),
    "entity_name": ("entity", "entity name", "主体", "账号主体", "认证主体"),
    "observed": ("collected at", "captured at", "seen at", "date of capture", "采集时间", "记录时间", "抓取时间",
                 "截图时间", "date de capture", "date de collecte"),
    "transcript": ("transcript", "transcription", "字幕"), "text_ocr": ("ocr", "ocr text", "识别文字"),
}  # fmt: skip
SCREENSHOTS = ("screenshot", "screenshots", "screenshot file", "screen shot", "capture d ecran", "capture ecran",
    "截图", "截屏",
               "截图文件", "截图文件名", "screenshot file name", "fichier capture", "图片文件", "snapshot",
               "屏幕截图")  # fmt: skip
REMARKS = ("remark", "remarks", "note", "notes", "comment by analyst", "analyst note", "analyst notes", "备注",
    "備註",
    "说明",
           "remarque", "remarques", "observation", "observations", "analyst", "analyste", "记录人", "分析",
           "研判")  # fmt: skip
IP_REGIONS = ("ip region", "ip location", "ip属地", "ip 属地", "ip归属地", "属地", "发布地", "region ip")
IMAGES = (
    "image url",
    "image urls",
    "images",
    "picture",
    "pictures",
    "photo",
    "thumbnail",
    "cover",
    "封面",
    "图片",
    "图片链接",
)
#: A column of this name holds accounts of one platform.
IMPLIED = {"公众号": "wechat", "公众号名称": "wechat", "公眾號": "wechat", "official account": "wechat",
    "在看": "wechat",
           "在看数": "wechat", "抖音号": "douyin", "bvid": "bilibili", "微信号": "wechat", "tweet id": "x",
           "aweme id": "douyin"}  # fmt: skip
PLATFORMS = {
    "wechat": ("wechat", "weixin", "微信", "公众号", "微信公众号", "wx", "wechat official account"),
    "weibo": ("weibo", "微博", "新浪微博", "sina weibo"), "douyin": ("douyin", "抖音"), "tiktok": ("tiktok",
        "tik tok"),
    "bilibili": ("bilibili", "哔哩哔哩", "b站", "b 站"), "xigua": ("xigua", "西瓜视频", "西瓜", "toutiao",
        "今日头条", "头条"),
    "xiaohongshu": ("xiaohongshu", "小红书", "rednote", "red", "xhs"), "kuaishou": ("kuaishou", "快手"),
    "tieba": ("tieba", "贴吧", "百度贴吧"), "zhihu": ("zhihu", "知乎"),
    "x": ("x", "twitter", "推特", "x twitter", "twitter x"), "facebook": ("facebook", "fb", "脸书"),
    "instagram": ("instagram", "ig", "insta"), "threads": ("threads",), "youtube": ("youtube", "yt", "油管"),
    "reddit": ("reddit",), "linkedin": ("linkedin", "领英"), "medium": ("medium",),
    "telegram": ("telegram", "tg", "电报"), "bluesky": ("bluesky", "bsky"), "mastodon": ("mastodon",),
    "truthsocial": ("truth social", "truthsocial"), "gab": ("gab",),
    "web": ("web", "website", "site web", "news", "网站", "网页", "新闻"),
}  # fmt: skip
_PLATFORM_OF = {word: name for name, words in PLATFORMS.items() for word in words}
_UNIT = re.compile(r"\s*[(（\[].*[)）\]]\s*$")


def folded(name: str) -> str:
    """Return the form in which two spellings of a heading are equal.

    Accents, case, signs between words and a unit or gloss in brackets are folded away.

    Example:
        >>> folded("Date_de publication (UTC+8)"), folded("Capture d’écran"), folded("createdAt")
        ('date de publication', 'capture d ecran', 'created at')
    """
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", name))
    text = unicodedata.normalize("NFD", _UNIT.sub("", text).casefold())
    plain = "".join(letter for letter in text if not unicodedata.combining(letter))
    words = re.sub(r"[\s_\-./:’'*#]+", " ", plain).strip()
    return "__biz" if name.strip() == "__biz" else unicodedata.normalize("NFC", words)


def platform_named(word: str) -> str:
    """Return the platform a word names in any of its spellings; an unknown word is the name of a platform itself.

    Example:
        >>> platform_named("微信公众号"), platform_named("Twitter"), platform_named("VK")
        ('wechat', 'x', 'vk')
    """
    known = _PLATFORM_OF.get(folded(word))
    return known or re.sub(r"\s+", "", folded(word)) or "unknown"
