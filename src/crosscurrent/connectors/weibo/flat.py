"""One post of weiboSpider, weibo-crawler or weibo-search -> rows; each tool has its own names for the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.references import hashtags_in, links_in
from crosscurrent.connectors.records.values import Json, count, flag, ident
from crosscurrent.connectors.weibo.written import (
    PLATFORM,
    addresses,
    author_in_name,
    made,
    names_in,
    parted,
    post_id,
    region,
    said,
)


@dataclass(frozen=True, slots=True)
class Names:
    """Under which names a tool writes a post.

    Attributes:
        id: The number, or the short form.
        text: Its text.
        times: When it was made, the finest first.
        account: Number of the account.
        name: Its name.
        counts: Our counter -> theirs.
        pictures: Addresses of pictures.
        video: Address of a video.
        article: Address of an article the post announces.
        links: Links the tool found in the text.
        tags: Topics, parted by commas.
        mentioned: Names of accounts that are mentioned, parted by commas.
        client: With what it was posted.
        region: Region of the IP address.
        verified: Kind of verification.
        edits: How often it was changed.
        repost_of: Number of the post it reposts.
        original: Whether it is no repost.
        zeros_are_unknown: Whether a counter of 0 may stand for one that was not there.
    """

    id: str = "id"
    text: str = "text"
    times: tuple[str, ...] = ("full_created_at", "created_at")
    account: str = "user_id"
    name: str = "screen_name"
    counts: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[str, ...] = ("pics",)
    video: tuple[str, ...] = ("video_url",)
    article: str = "article_url"
    links: str = ""
    tags: str = "topics"
    mentioned: str = "at_users"
    client: str = "source"
    region: str = ""
    verified: str = ""
    repost_of: str = ""
    original: str = ""
    zeros_are_unknown: bool = False

    def all(self) -> list[str]:
        """Return all names, without empty ones."""
        plain = (self.id, self.text, self.account, self.name, self.article, self.links, self.tags, self.mentioned,
                 self.client, self.region, self.verified, self.repost_of, self.original)  # fmt: skip
        return [name for name in (*plain, *self.times, *self.counts.values(), *self.pictures, *self.video) if name]


_LIKES = {"like_count": "attitudes_count", "comment_count": "comments_count", "share_count": "reposts_count"}
CRAWLER = Names(counts=_LIKES, video=("video_url", "live_photo_url"), links="links")
CRAWLER_ROW = Names(counts=_LIKES, repost_of="retweet_id")
_CHINESE = {"like_count": "点赞数", "comment_count": "评论数", "share_count": "转发数"}
CRAWLER_CSV = Names(
    "id", "正文", ("完整日期", "日期"), "", "", _CHINESE, ("原始图片url",), ("视频url", "live photo视频url"),
    "头条文章url", "", "话题", "@用户", "工具", original="是否原创",
)  # fmt: skip
CRAWLER_CSV_SOURCE = Names(
    "源微博id", "源微博正文", ("源微博完整日期", "源微博日期"), "源用户id", "源用户昵称",
    {ours: f"源微博{theirs}" for ours, theirs in _CHINESE.items()}, ("源微博原始图片url",),
    ("源微博视频url", "源微博live photo视频url"), "源微博头条文章url", "", "源微博话题", "源微博@用户", "源微博工具",
)  # fmt: skip
SEARCH = Names(
    "id", "微博正文", ("发布时间",), "user_id", "用户昵称", _CHINESE, ("微博图片url",), ("微博视频url",),
    "头条文章url", "", "话题", "艾特用户", "发布工具", "ip", "user_authentication", "retweet_id",
    zeros_are_unknown=True,
)  # fmt: skip
SPIDER_CSV = Names(
    "微博id", "微博正文", ("发布时间",), "", "", _CHINESE, ("原始图片url",), ("微博视频url",),
    "头条文章url", "", "", "", "发布工具", original="是否为原创微博",
)  # fmt: skip
SPIDER = Names(
    "id", "content", ("publish_time",), "user_id", "",
    {"like_count": "up_num", "comment_count": "comment_num", "share_count": "retweet_num"}, ("original_pictures",),
    ("video_url",), "article_url", "", "", "", "publish_tool", original="original",
)  # fmt: skip


def put_in(value: Json, names: Names, intake: Intake, account: str | None = None, repost_of: str | None = None) -> str:
    """Put in one post with its author; return its number.

    Args:
        value: The record.
        names: Its columns.
        intake: Takes the rows.
        account: Number of the author, where the record does not say.
        repost_of: Number of the post it reposts, where the record does not say.

    Raises:
        IdMissing: There is no id.
    """
    native, alt_ids = post_id(value.get(names.id))
    body = said(value.get(names.text))
    source = repost_of or (post_id(value.get(names.repost_of))[0] if names.repost_of else None)
    is_repost = source is not None or (names.original != "" and flag(value.get(names.original)) is False)
    uid = intake.post(
        PLATFORM, native, "repost" if is_repost else "post", made(native, intake, *map(value.get, names.times)),
        _author(value, names, intake, account), text=body, id_field=names.id, alt_ids=alt_ids,
        url=f"https://m.weibo.cn/detail/{native}" if native else None,
        client_name=said(value.get(names.client)), thread_id=source,
    )  # fmt: skip
    _counters(uid, value, names, intake)
    if names.region:
        intake.place(uid, "ip_region_post", region(value.get(names.region)), names.region)
    if source:
        intake.edge("repost_of", "post", f"{PLATFORM}:{source}", source)
    _references(value, names, body, intake)
    for kind, columns in (("image", names.pictures), ("video", names.video)):
        for column in columns:
            for address in addresses(value.get(column)):
                intake.media(kind, address)
    return native or ""


def _author(value: Json, names: Names, intake: Intake, account: str | None) -> str | None:
    native = ident(value.get(names.account)) if names.account else None
    if native is None or not native.isdigit() or native == "0":
        native = account
    verified = said(value.get(names.verified)) if names.verified else None
    return intake.author(
        PLATFORM, native, display_name=said(value.get(names.name)) if names.name else None,
        verified=None if verified is None else verified != "普通用户", verified_type=verified,
    )  # fmt: skip


def author_of_file(intake: Intake) -> str | None:
    """Return the number of the account a file is named after."""
    return author_in_name(intake.file)


def _counters(uid: str, value: Json, names: Names, intake: Intake) -> None:
    shown: dict[str, Any] = {ours: value.get(theirs) for ours, theirs in names.counts.items()}
    if names.zeros_are_unknown:
        shown = {
            ours: None if (found := count(raw)) is None or found.value == 0 else raw for ours, raw in shown.items()
        }
    # The site shows no more than 1,000,000 reposts ("100万+"), and some of the tools write the number alone.
    capped = [ours for ours, raw in shown.items() if (found := count(raw)) is not None and found.value == 1_000_000]
    intake.counted(uid, capped=capped, **shown)


def _references(value: Json, names: Names, body: str | None, intake: Intake) -> None:
    tags, mentioned = (parted(value.get(column)) if column else [] for column in (names.tags, names.mentioned))
    for tag in tags or hashtags_in(body or "", PLATFORM):
        intake.hashtag(tag)
    for name in mentioned or names_in(body):
        intake.mention(PLATFORM, None, name)
    found = addresses(value.get(names.links)) if names.links else []
    for link in [*addresses(value.get(names.article)), *(found or links_in(body or ""))]:
        intake.link(link)
