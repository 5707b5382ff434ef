"""The parts MediaCrawler writes: for each platform its posts, comments and accounts, and under which names.

JSON, CSV and SQLite carry the same columns. Generation A (until June 2026) has columns about the account;
generation B has ``creator_hash`` in their place. Either reads by the same part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crosscurrent.model.native_id import bilibili_bv

Pairs = tuple[tuple[str, str], ...]
POST, COMMENT, CREATOR, CONTACT = "post", "comment", "creator", "contact"
_SUB = ("comment_count", "sub_comment_count")


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of record.

    Attributes:
        platform: Platform in lower case.
        name: What is read, second half of the layout's name.
        table: Table of the SQLite database.
        kind: Kind of the posts.
        needs: Columns that tell it apart; all are there.
        lacks: Columns of parts like it; none is there.
        id: Column of the id.
        time: Column of the time.
        text: Column of the text.
        title: Column of the title.
        counts: Pairs of our counter and its column.
        shown: Pairs of our column of an account and theirs.
        media: Pairs of kind of media and column; a cell may hold several addresses.
        url: Column of the address.
        thread: Column of the id of what a comment stands under.
        prefix: Put before ids that are counted apart from the platform's other posts.
        container: Column of the forum.
        type: Column of the platform's own kind of content.
        kinds: Own kind of content -> kind of post, where it differs from ``kind``.
        edited: Column of the time of the last change.
        cut: Length at which the tool cuts titles and texts; 0 if it does not.
        names_are_unique: Whether ``@name`` in a text names one account.
        is_html: Whether the text was HTML of which only the tags were taken out.
        copies_title: Whether the tool writes the text, or its beginning, where a title is missing.
    """

    platform: str
    name: str
    table: str
    kind: str
    needs: tuple[str, ...]
    id: str
    lacks: tuple[str, ...] = ()
    time: str = "create_time"
    text: str = "content"
    title: str = ""
    counts: Pairs = ()
    shown: Pairs = (("display_name", "nickname"), ("avatar_url", "avatar"))
    media: Pairs = ()
    url: str = ""
    thread: str = ""
    prefix: str = ""
    container: str = ""
    type: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    edited: str = ""
    cut: int = 0
    names_are_unique: bool = False
    is_html: bool = False
    copies_title: bool = False

    @property
    def role(self) -> str:
        """Whether its records are posts, comments, accounts or pairs of accounts."""
        return {"creators": CREATOR, "contacts": CONTACT}.get(self.name, COMMENT if self.thread else POST)

    def native_id(self, written: str, type_of_content: str | None = None) -> str:
        """Return the canonical id of a post of this part."""
        if self.platform == "zhihu" and not self.prefix:
            return f"{type_of_content}-{written}" if type_of_content else written
        if self.table == "bilibili_video":
            return bilibili_bv(written) or written
        return self.prefix + written


_FORUM = (("display_name", "user_nickname"), ("avatar_url", "user_avatar"), ("profile_url", "user_link"))
_DOUYIN = (
    ("display_name", "nickname"), ("avatar_url", "avatar"), ("bio", "user_signature"), ("handle", "user_unique_id"),
)  # fmt: skip
_WEIBO = (("display_name", "nickname"), ("avatar_url", "avatar"), ("profile_url", "profile_url"))
_SIGNED = (("display_name", "nickname"), ("avatar_url", "avatar"), ("bio", "sign"))
_CREATOR = (
    ("display_name", "nickname"), ("avatar_url", "avatar"), ("bio", "desc"), ("following_count", "follows"),
    ("follower_count", "fans"),
)  # fmt: skip
_ANSWERS = {"answer": "post", "article": "article", "zvideo": "video"}

WEIBO = (
    Part("weibo", "contents", "weibo_note", "post", ("note_id", "content", "shared_count", "comments_count"), "note_id",
         counts=(("like_count", "liked_count"), ("comment_count", "comments_count"), ("share_count", "shared_count")),
         shown=_WEIBO, url="note_url", names_are_unique=True, is_html=True),
    Part("weibo", "comments", "weibo_note_comment", "comment", ("comment_id", "note_id", "comment_like_count"),
         "comment_id", counts=(("like_count", "comment_like_count"), _SUB), shown=_WEIBO, thread="note_id",
         prefix="comment-", names_are_unique=True, is_html=True),
    Part("weibo", "creators", "weibo_creator", "", ("user_id", "follows", "fans", "tag_list"), "user_id",
         ("interaction",), shown=_CREATOR),
)  # fmt: skip
DOUYIN = (
    Part("douyin", "contents", "douyin_aweme", "video", ("aweme_id", "aweme_type", "desc"), "aweme_id", ("comment_id",),
         text="desc", title="title", shown=_DOUYIN, url="aweme_url", type="aweme_type", copies_title=True,
         counts=(("like_count", "liked_count"), ("comment_count", "comment_count"), ("share_count", "share_count"),
                 ("save_count", "collected_count")),
         media=(("video", "video_download_url"), ("image", "note_download_url"), ("audio", "music_download_url"),
                ("thumb", "cover_url"))),
    Part("douyin", "comments", "douyin_aweme_comment", "comment", ("comment_id", "aweme_id", "content"), "comment_id",
         counts=(("like_count", "like_count"), _SUB), shown=_DOUYIN, media=(("image", "pictures"),), thread="aweme_id"),
    Part("douyin", "creators", "dy_creator", "", ("user_id", "follows", "fans", "interaction", "videos_count"),
         "user_id", shown=(*_CREATOR, ("likes_received_count", "interaction"), ("post_count", "videos_count"))),
)  # fmt: skip
BILIBILI = (
    Part("bilibili", "contents", "bilibili_video", "video", ("video_id", "video_play_count", "video_danmaku"),
         "video_id", text="desc", title="title", url="video_url", type="video_type", cut=500, names_are_unique=True,
         counts=(("view_count", "video_play_count"), ("like_count", "liked_count"), ("comment_count", "video_comment"),
                 ("share_count", "video_share_count"), ("save_count", "video_favorite_count"),
                 ("coin_count", "video_coin_count"), ("danmaku_count", "video_danmaku")),
         media=(("thumb", "video_cover_url"),)),
    Part("bilibili", "comments", "bilibili_video_comment", "comment",
         ("comment_id", "video_id", "parent_comment_id", "content"), "comment_id", shown=_SIGNED,
         counts=(("like_count", "like_count"), _SUB), thread="video_id", prefix="reply-", names_are_unique=True),
    Part("bilibili", "creators", "bilibili_up_info", "", ("user_id", "total_fans", "is_official"), "user_id",
         shown=(*_SIGNED, ("follower_count", "total_fans"), ("likes_received_count", "total_liked"))),
    Part("bilibili", "contacts", "bilibili_contact_info", "", ("up_id", "fan_id"), "up_id", shown=()),
    Part("bilibili", "dynamics", "bilibili_up_dynamic", "post", ("dynamic_id", "pub_ts", "total_forwards"),
         "dynamic_id", time="pub_ts", text="text", shown=(("display_name", "user_name"),), type="type",
         counts=(("like_count", "total_liked"), ("comment_count", "total_comments"), ("share_count", "total_forwards")),
         prefix="dynamic-", names_are_unique=True),
    Part("bilibili", "articles", "bilibili_article", "article", ("article_id", "article_url", "title"), "article_id",
         title="title", url="article_url", prefix="cv",
         counts=(("like_count", "liked_count"), ("comment_count", "comment_count"), ("share_count", "share_count"),
                 ("save_count", "favorite_count"))),
    Part("bilibili", "article_comments", "bilibili_article_comment", "comment", ("comment_id", "article_id", "content"),
         "comment_id", shown=_SIGNED, counts=(("like_count", "like_count"), _SUB), thread="article_id",
         prefix="reply-", names_are_unique=True),
)  # fmt: skip
XIAOHONGSHU = (
    Part("xiaohongshu", "contents", "xhs_note", "note", ("note_id", "desc", "collected_count", "tag_list"), "note_id",
         time="time", text="desc", title="title", url="note_url", type="type", kinds={"video": "video"},
         edited="last_update_time", copies_title=True, media=(("image", "image_list"), ("video", "video_url")),
         counts=(("like_count", "liked_count"), ("comment_count", "comment_count"), ("share_count", "share_count"),
                 ("save_count", "collected_count"))),
    Part("xiaohongshu", "comments", "xhs_note_comment", "comment",
         ("comment_id", "note_id", "parent_comment_id", "pictures"), "comment_id", ("aweme_id",),
         counts=(("like_count", "like_count"), _SUB), media=(("image", "pictures"),), thread="note_id"),
    Part("xiaohongshu", "creators", "xhs_creator", "", ("user_id", "follows", "fans", "interaction", "tag_list"),
         "user_id", shown=_CREATOR),
)  # fmt: skip
KUAISHOU = (
    Part("kuaishou", "contents", "kuaishou_video", "video", ("video_id", "viewd_count", "video_play_url"), "video_id",
         text="desc", title="title", url="video_url", type="video_type", cut=500, copies_title=True,
         counts=(("view_count", "viewd_count"), ("like_count", "liked_count")),
         media=(("video", "video_play_url"), ("thumb", "video_cover_url"))),
    Part("kuaishou", "comments", "kuaishou_video_comment", "comment",
         ("comment_id", "video_id", "content", "sub_comment_count"), "comment_id", ("parent_comment_id",),
         counts=(_SUB,), thread="video_id", prefix="comment-"),
    Part("kuaishou", "creators", "kuaishou_creator", "", ("user_id", "follows", "fans", "interaction"), "user_id",
         ("tag_list", "videos_count"), shown=(*_CREATOR, ("post_count", "interaction"))),
)  # fmt: skip
TIEBA = (
    Part("tieba", "contents", "tieba_note", "post", ("note_id", "tieba_name", "total_replay_num"), "note_id",
         time="publish_time", text="desc", title="title", shown=_FORUM, url="note_url", container="tieba_name",
         counts=(("comment_count", "total_replay_num"),)),
    Part("tieba", "comments", "tieba_comment", "comment", ("comment_id", "note_id", "tieba_name", "content"),
         "comment_id", time="publish_time", shown=_FORUM, thread="note_id", prefix="comment-", container="tieba_name",
         counts=(_SUB,)),
    Part("tieba", "creators", "tieba_creator", "", ("user_id", "user_name", "registration_duration"), "user_id",
         shown=(("display_name", "nickname"), ("avatar_url", "avatar"), ("handle", "user_name"),
                ("following_count", "follows"), ("follower_count", "fans"))),
)  # fmt: skip
ZHIHU = (
    Part("zhihu", "contents", "zhihu_content", "post", ("content_id", "content_type", "voteup_count"), "content_id",
         time="created_time", text="content_text", title="title", shown=(*_FORUM, ("handle", "user_url_token")),
         url="content_url", type="content_type", kinds=_ANSWERS, edited="updated_time", container="question_id",
         counts=(("like_count", "voteup_count"), ("comment_count", "comment_count"))),
    Part("zhihu", "comments", "zhihu_comment", "comment", ("comment_id", "content_id", "content_type"), "comment_id",
         time="publish_time", shown=_FORUM, thread="content_id", prefix="comment-",
         counts=(("like_count", "like_count"), _SUB)),
    Part("zhihu", "creators", "zhihu_creator", "", ("user_id", "url_token", "get_voteup_count"), "user_id",
         shown=(*_FORUM, ("handle", "url_token"), ("following_count", "follows"), ("follower_count", "fans"),
                ("likes_received_count", "get_voteup_count"))),
)  # fmt: skip
PARTS: tuple[Part, ...] = (*WEIBO, *DOUYIN, *BILIBILI, *XIAOHONGSHU, *KUAISHOU, *TIEBA, *ZHIHU)
BY_TABLE: Mapping[str, Part] = {part.table: part for part in PARTS}
#: Parts that comments stand under, by table of the comments.
UNDER: Mapping[str, Part] = {
    part.table: next(each for each in PARTS if each.id == part.thread and each.platform == part.platform)
    for part in PARTS
    if part.thread
}
