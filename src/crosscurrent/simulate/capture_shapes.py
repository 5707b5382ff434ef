"""Invented posts in the shapes that capture tools write, one function per platform: posts in, bytes of a capture out.

Ids are made so that they carry the time of the post where the platform's ids do. All names and numbers are invented.
"""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from xml.sax.saxutils import escape

from crosscurrent.model.native_id import bilibili_bv

_EASTERN = timezone(timedelta(hours=-5))
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class SimulatedPost:
    """One post before it takes the shape of a platform.

    Attributes:
        number: Unique over all platforms.
        account: Number of the account.
        at_s: Seconds since 1970, UTC.
        words: Text without the link.
        link: Link as this platform's accounts write it.
        likes: A counter.
    """

    number: int
    account: int
    at_s: int
    words: str
    link: str
    likes: int

    @property
    def at(self) -> datetime:
        """The time as a datetime, UTC."""
        return datetime.fromtimestamp(self.at_s, UTC)

    @property
    def text(self) -> str:
        """Text with the link."""
        return f"{self.words} {self.link}"


@dataclass(frozen=True, slots=True)
class CaptureShape:
    """How one platform's capture is made.

    Attributes:
        platform: Platform.
        file: Name of the file, as its tool would call it.
        account_id: Number of an account -> its id on the platform, as in ``account_uid`` behind the colon.
        write: Posts in order of time -> bytes.
    """

    platform: str
    file: str
    account_id: Callable[[int], str]
    write: Callable[[Sequence[SimulatedPost]], bytes]


def _lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def _document(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _name(account: int) -> str:
    return f"reader_{account:04d}"


def _x(posts: Sequence[SimulatedPost]) -> bytes:
    """Pages of API v2 as twarc stores them, 100 posts each."""
    pages = []
    for first in range(0, len(posts), 100):
        part = posts[first : first + 100]
        found = [
            {
                "id": str(((post.at_s * 1000 - 1_288_834_974_657) << 22) + post.number % 4096), "text": post.text,
                "author_id": str(900_000_000 + post.account), "created_at": _iso(post.at), "lang": "en",
                "entities": {"urls": [{"start": 0, "end": 1, "url": "https://t.co/x", "expanded_url": post.link}]},
                "public_metrics": {"retweet_count": 0, "reply_count": 0, "like_count": post.likes, "quote_count": 0},
            }
            for post in part
        ]  # fmt: skip
        who = [{"id": str(900_000_000 + account), "username": _name(account), "name": f"Reader {account}"}
               for account in sorted({post.account for post in part})]  # fmt: skip
        pages.append({"data": found, "includes": {"users": who}, "meta": {"result_count": len(found)}})
    return _lines(pages)


CROWDTANGLE = (
    "Page Name", "User Name", "Facebook Id", "Page Category", "Page Admin Top Country", "Page Description",
    "Page Created", "Likes at Posting", "Followers at Posting", "Post Created", "Post Created Date",
    "Post Created Time",
    "Type", "Total Interactions", "Likes", "Comments", "Shares", "Love", "Wow", "Haha", "Sad", "Angry", "Care",
    "Video Share Status", "Is Video Owner?", "Post Views", "Total Views", "Total Views For All Crossposts",
    "Video Length",
    "URL", "Message", "Link", "Final Link", "Image Text", "Link Text", "Description", "Sponsor Id", "Sponsor Name",
    "Sponsor Category", "Overperforming Score (weighted  —  Likes 1x Shares 1x Comments 1x )",
)  # fmt: skip


def _facebook(posts: Sequence[SimulatedPost]) -> bytes:
    """A CrowdTangle export; its times carry the zone of the American east coast."""
    target = io.StringIO()
    writer = csv.DictWriter(target, CROWDTANGLE, restval="", lineterminator="\n")
    writer.writeheader()
    for post in posts:
        page, local = 1_000_000_000_000 + post.account, post.at.astimezone(_EASTERN)
        writer.writerow(
            {
                "Page Name": f"Reader {post.account}", "User Name": _name(post.account), "Facebook Id": page,
                "Page Admin Top Country": "CA", "Post Created": f"{local:%Y-%m-%d %H:%M:%S} EST",
                "Post Created Date": f"{local:%Y-%m-%d}", "Post Created Time": f"{local:%H:%M:%S}", "Type": "Link",
                "Likes": post.likes, "Total Interactions": post.likes, "Comments": 0, "Shares": 0,
                "URL": f"https://www.facebook.com/{page}/posts/{10**16 + post.number}", "Message": post.words,
                "Link": post.link, "Final Link": post.link,
            }
        )  # fmt: skip
    return target.getvalue().encode()


def _tiktok(posts: Sequence[SimulatedPost]) -> bytes:
    """What the Zeeschuimer extension records."""
    return _lines(
        {
            "nav_index": "1:1:0", "item_id": str(_upload_id(post)), "timestamp_collected": (post.at_s + 3600) * 1000,
            "source_platform": "tiktok.com", "source_platform_url": "https://www.tiktok.com/", "user_agent": "Mozilla",
            "source_url": "https://www.tiktok.com/",
            "data": {
                "id": str(_upload_id(post)), "desc": post.text, "createTime": post.at_s,
                "author": {"id": str(700_000 + post.account), "uniqueId": _name(post.account), "nickname": "Reader",
                           "secUid": f"MS4w{post.account}", "verified": False},
                "stats": {"diggCount": post.likes, "commentCount": 0, "shareCount": 0, "playCount": 9 * post.likes},
                "video": {"id": str(_upload_id(post)), "duration": 12},
            },
        }
        for post in posts
    )  # fmt: skip


def _upload_id(post: SimulatedPost) -> int:
    return ((post.at_s - 5) << 32) + post.number


def _youtube(posts: Sequence[SimulatedPost]) -> bytes:
    """Answers of the YouTube Data API, 50 videos each, one a line."""
    return _lines(
        {
            "kind": "youtube#videoListResponse", "etag": "e",
            "pageInfo": {"totalResults": len(part), "resultsPerPage": 50},
            "items": [
                {
                    "kind": "youtube#video", "etag": "e", "id": f"v{post.number:010d}",
                    "snippet": {
                        "publishedAt": f"{post.at:%Y-%m-%dT%H:%M:%SZ}", "channelId": _channel(post.account),
                        "channelTitle": f"Reader {post.account}", "title": post.words, "description": post.link,
                    },
                    "statistics": {"viewCount": str(9 * post.likes), "likeCount": str(post.likes)},
                }
                for post in part
            ],
        }
        for part in (posts[first : first + 50] for first in range(0, len(posts), 50))
    )  # fmt: skip


def _channel(account: int) -> str:
    return f"UC{account:022d}"


def _reddit(posts: Sequence[SimulatedPost]) -> bytes:
    """Submissions as Arctic Shift hands them out."""
    return _lines(
        {
            "id": _base36(10**9 + post.number), "name": f"t3_{_base36(10**9 + post.number)}",
            "author": _name(post.account),
            "author_fullname": f"t2_{_base36(10**6 + post.account)}", "created_utc": post.at_s, "title": post.words,
            "retrieved_on": post.at_s + 86_400, "subreddit": "harbourtalk", "selftext": "", "url": post.link,
            "permalink": f"/r/harbourtalk/comments/{_base36(10**9 + post.number)}/x/", "is_self": False,
            "score": post.likes, "num_comments": 0,
        }
        for post in posts
    )  # fmt: skip


def _base36(number: int) -> str:
    letters = ""
    while number:
        number, place = divmod(number, 36)
        letters = "0123456789abcdefghijklmnopqrstuvwxyz"[place] + letters
    return letters


def _telegram(posts: Sequence[SimulatedPost]) -> bytes:
    """A full export of Telegram Desktop: one channel per account."""
    chats: dict[int, list[dict[str, Any]]] = {}
    for post in posts:
        chats.setdefault(post.account, []).append(
            {
                "id": post.number, "type": "message", "date": f"{post.at:%Y-%m-%dT%H:%M:%S}",
                "date_unixtime": str(post.at_s), "from": _name(post.account),
                "from_id": f"channel{_peer(post.account)}",
                "text": [f"{post.words} ", {"type": "link", "text": post.link}],
                "text_entities": [{"type": "plain", "text": f"{post.words} "}, {"type": "link", "text": post.link}],
            }
        )  # fmt: skip
    listed = [{"name": _name(account), "type": "public_channel", "id": _peer(account), "messages": messages}
              for account, messages in sorted(chats.items())]  # fmt: skip
    return _document({"about": "x", "chats": {"about": "x", "list": listed}})


def _peer(account: int) -> int:
    return 1_500_000_000 + account


def _bluesky(posts: Sequence[SimulatedPost]) -> bytes:
    """Posts as the AppView shows them."""
    return _document(
        {
            "posts": [
                {
                    "uri": f"at://{_did(post.account)}/app.bsky.feed.post/{_tid(post)}", "cid": f"bafy{post.number}",
                    "author": {"did": _did(post.account), "handle": f"{_name(post.account)}.example",
                               "displayName": f"Reader {post.account}"},
                    "record": {"$type": "app.bsky.feed.post", "text": post.words, "createdAt": _iso(post.at),
                    "langs": ["en"],
                               "embed": {"$type": "app.bsky.embed.external",
                                         "external": {"uri": post.link, "title": "t", "description": "d"}}},
                    "likeCount": post.likes, "repostCount": 0, "replyCount": 0, "quoteCount": 0,
                    "indexedAt": _iso(post.at),
                }
                for post in posts
            ]
        }
    )  # fmt: skip


def _did(account: int) -> str:
    return f"did:plc:reader{account:018d}"


def _tid(post: SimulatedPost) -> str:
    number, letters = (post.at_s * 1_000_000 << 10) + post.number % 1024, ""
    for _ in range(13):
        number, place = divmod(number, 32)
        letters = _SORTABLE[place] + letters
    return letters


def _mastodon(posts: Sequence[SimulatedPost]) -> bytes:
    """Statuses of one server's API."""
    found: list[dict[str, Any]] = []
    for post in posts:
        native, home = (post.at_s * 1000 << 16) + post.number % 65_536, f"https://social.example/@{_name(post.account)}"
        who = {"id": str(post.account), "username": _name(post.account), "acct": _name(post.account), "url": home,
               "display_name": f"Reader {post.account}", "followers_count": 3, "following_count": 4}  # fmt: skip
        content = f'<p>{escape(post.words)} <a href="{escape(post.link)}">{escape(post.link)}</a></p>'
        found.append(
            {
                "id": str(native), "created_at": _iso(post.at), "account": who, "content": content,
                "url": f"{home}/{native}",
                "uri": f"https://social.example/users/{_name(post.account)}/statuses/{native}", "visibility": "public",
                "in_reply_to_id": None, "reblog": None, "media_attachments": [], "mentions": [], "tags": [],
                "replies_count": 0, "reblogs_count": 0, "favourites_count": post.likes, "language": "en",
            }
        )  # fmt: skip
    return _document(found)


def _weibo(posts: Sequence[SimulatedPost]) -> bytes:
    """Posts as MediaCrawler wrote them until the middle of 2026."""
    return _lines(
        {
            "note_id": str(_mid(post)), "content": post.text, "create_time": post.at_s,
            "create_date_time": f"{post.at.astimezone(timezone(timedelta(hours=8))):%Y-%m-%d %H:%M:%S}+08:00",
            "liked_count": str(post.likes), "comments_count": "0", "shared_count": "0", "ip_location": "浙江",
            "add_ts": (post.at_s + 600) * 1000, "last_modify_ts": (post.at_s + 600) * 1000,
            "note_url": f"https://m.weibo.cn/detail/{_mid(post)}", "user_id": str(6_000_000_000 + post.account),
            "nickname": f"读者{post.account}", "gender": "f", "profile_url": "", "avatar": "", "source_keyword": "收费",
        }
        for post in posts
    )  # fmt: skip


def _mid(post: SimulatedPost) -> int:
    return ((post.at_s - 515_483_463) << 22) + post.number % 4_194_304


def _wechat(posts: Sequence[SimulatedPost]) -> bytes:
    """Articles as wechat-article-exporter lists them."""
    return _document(
        [
            {
                "fakeid": _biz(post.account), "aid": f"{2_650_000_000 + post.number}_1",
                "appmsgid": 2_650_000_000 + post.number,
                "itemidx": 1, "title": post.words, "digest": "", "link": f"https://mp.weixin.qq.com/s/s{post.number:021d}",
                "author_name": "", "create_time": post.at_s, "update_time": post.at_s, "item_show_type": 0,
                "is_deleted": False, "_accountName": f"读者{post.account}", "content": post.text,
                "readNum": 9 * post.likes,
                "oldLikeNum": post.likes, "shareNum": 1, "likeNum": 1, "commentNum": 0,
            }
            for post in posts
        ]
    )  # fmt: skip


def _biz(account: int) -> str:
    return base64.b64encode(str(3_000_000_000 + account).encode()).decode()


def _medium(posts: Sequence[SimulatedPost]) -> bytes:
    """A feed of a publication on Medium."""
    items = "".join(
        f"<item><title><![CDATA[{post.words}]]></title>"
        f"<link>https://medium.com/@{_name(post.account)}/x-{post.number:012x}?source=rss-1------2</link>"
        f'<guid isPermaLink="false">https://medium.com/p/{post.number:012x}</guid>'
        f"<dc:creator><![CDATA[{_name(post.account)}]]></dc:creator>"
        f"<pubDate>{post.at:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f'<content:encoded><![CDATA[<p>{post.words} <a href="{escape(post.link)}">source</a></p>]]></content:encoded>'
        "</item>"
        for post in posts
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0"><channel>'
        "<title><![CDATA[Harbour notes - Medium]]></title><link>https://medium.com/harbour-notes?source=rss</link>"
        f"<generator>Medium</generator>{items}</channel></rss>"
    ).encode()


def _bilibili(posts: Sequence[SimulatedPost]) -> bytes:
    """Videos as MediaCrawler wrote them until the middle of 2026."""
    return _lines(
        {
            "video_id": str(900_000_000_000 + post.number), "video_type": "video", "title": post.words,
            "desc": post.link,
            "create_time": post.at_s, "user_id": str(400_000_000 + post.account), "nickname": f"读者{post.account}",
            "avatar": "", "liked_count": str(post.likes), "disliked_count": "0",
            "video_play_count": str(9 * post.likes),
            "video_favorite_count": "0", "video_share_count": "0", "video_coin_count": "0", "video_danmaku": "0",
            "video_comment": "0", "last_modify_ts": (post.at_s + 600) * 1000,
            "video_url": f"https://www.bilibili.com/video/{bilibili_bv(str(900_000_000_000 + post.number))}",
            "video_cover_url": "", "source_keyword": "收费",
        }
        for post in posts
    )  # fmt: skip


#: Every platform a simulated operation runs on, in the order accounts are dealt out to them.
SHAPES = (
    CaptureShape("x", "twarc/search.jsonl", lambda account: str(900_000_000 + account), _x),
    CaptureShape("facebook", "crowdtangle-historical.csv", lambda account: str(1_000_000_000_000 + account), _facebook),
    CaptureShape("tiktok", "zeeschuimer-export-tiktok.ndjson", lambda account: str(700_000 + account), _tiktok),
    CaptureShape("youtube", "youtube/videos.jsonl", _channel, _youtube),
    CaptureShape("reddit", "RS_harbourtalk.ndjson", lambda account: f"t2_{_base36(10**6 + account)}", _reddit),
    CaptureShape("telegram", "telegram/result.json", lambda account: f"channel{_peer(account)}", _telegram),
    CaptureShape("bluesky", "bluesky-posts.json", _did, _bluesky),
    CaptureShape(
        "mastodon", "social.example.json", lambda account: f"https://social.example/@{_name(account)}", _mastodon
    ),
    CaptureShape("weibo", "mediacrawler/search_contents.jsonl", lambda account: str(6_000_000_000 + account), _weibo),
    CaptureShape("wechat", "wechat-articles.json", _biz, _wechat),
    CaptureShape("medium", "medium-feed.xml", lambda account: f"@{_name(account)}", _medium),
    CaptureShape("bilibili", "mediacrawler/bilibili.jsonl", lambda account: str(400_000_000 + account), _bilibili),
)
