"""Which table of posts this is: told by its columns, or said by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crosscurrent.connectors.base import ReadOptions, Recognition
from crosscurrent.connectors.faults import ColumnMissing
from crosscurrent.connectors.tabular import mapping as maps
from crosscurrent.connectors.tabular.shape import Shape
from crosscurrent.connectors.tabular.times import all_on_the_minute, form_of

CONNECTOR = "posts_table"
NEEDED = ("account_id", "timestamp", "text")
#: Our column -> names it is known under, lower case, best first. The keys are what can be mapped.
NAMES: Mapping[str, tuple[str, ...]] = {
    "post_id": ("post_id", "tweet_id", "tweetid", "status_id", "message_id", "note_id", "comment_id", "id_str", "id"),
    "account_id": ("account_id", "user_id", "userid", "author_id", "account", "author", "username", "screen_name",
                   "handle", "user"),
    "timestamp": ("created_at", "timestamp", "published_at", "publish_date", "posted_at", "create_time", "datetime",
                  "time", "date"),
    "text": ("text", "full_text", "content", "message", "body", "tweet_text", "description"),
    "repost_of": ("repost_of", "retweet_of", "repost_id", "retweet_id", "retweeted_id"),
    "reply_to": ("reply_to", "in_reply_to", "in_reply_to_status_id", "reply_id", "to_tweetid"),
    "quote_of": ("quote_of", "quoted_id", "quoted_status_id"),
    "links": ("links", "urls", "link", "expanded_urls"),
    "hashtags": ("hashtags", "tags"),
    "mentions": ("mentions", "mentioned_ids", "user_mentions"),
    "url": ("url", "permalink", "post_url"),
    "lang": ("lang", "language"),
    "platform": ("platform",),
    "kind": ("kind", "post_type"),
    "client": ("client", "source", "tweet_client_name"),
    "title": ("title",),
    "transcript": ("transcript", "transcription"),
    "text_ocr": ("text_ocr", "ocr"),
    "likes": ("likes", "like_count", "likes_count", "favorite_count", "favourites_count"),
    "reposts": ("reposts", "repost_count", "retweet_count", "shares", "share_count"),
    "replies": ("replies", "reply_count", "comments", "comment_count", "comments_count"),
    "quotes": ("quotes", "quote_count"),
    "views": ("views", "view_count"),
    "handle": ("handle", "screen_name", "username"),
    "display_name": ("display_name", "nickname", "name"),
    "followers": ("followers", "follower_count", "followers_count"),
    "following": ("following", "following_count", "friends_count"),
    "statuses": ("statuses", "statuses_count", "post_count"),
    "parent": (), "bio": (), "location": (), "profile_url": (), "account_lang": (), "account_created": (),
    "verified": (), "ip_region": (), "reposted": (), "thread": (),
}  # fmt: skip
OURS = tuple(NAMES)
#: Naming one of these in ``--map`` says that the table holds posts.
POSTS_ONLY = tuple(name for name in OURS if name not in ("account_id", "timestamp"))
HANDLE_COLUMNS = ("author", "username", "user_name", "screen_name", "handle", "nickname", "name", "user")


@dataclass(frozen=True, slots=True)
class Layout:
    """One known table of posts.

    Attributes:
        name: Second half of ``format_id``.
        why: The sentence for the analyst.
        mapping: Our column -> column of the file, lower case.
        required: Columns that must be there, besides those of ``mapping`` that are needed; tell this layout apart.
        platform: Platform, where the layout implies one.
        zone: Zone of its times, where the layout states one.
        account_kind: ``native``, ``handle_only``, ``none`` or ``x_archive`` (told by the id itself).
        post_prefix: Put before ids that the publisher renumbered, so that they never look like the platform's.
        account_prefix: The same for accounts.
        usual_kind: Kind of a post whose row does not say more.
        lists_replace_text: Links, hashtags and mentions come from columns, from the text only where these are empty.
    """

    name: str
    why: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    platform: str | None = None
    zone: str | None = None
    account_kind: str = "native"
    post_prefix: str = ""
    account_prefix: str = ""
    usual_kind: str = "post"
    lists_replace_text: bool = False


X_ARCHIVE = Layout(
    "x_archive",
    "the columns of the X (Twitter) information-operations archive; its times are UTC cut to the minute",
    {
        "post_id": "tweetid", "account_id": "userid", "timestamp": "tweet_time", "text": "tweet_text",
        "display_name": "user_display_name", "handle": "user_screen_name", "location": "user_reported_location",
        "bio": "user_profile_description", "profile_url": "user_profile_url", "followers": "follower_count",
        "following": "following_count", "account_created": "account_creation_date", "account_lang": "account_language",
        "lang": "tweet_language", "client": "tweet_client_name", "reply_to": "in_reply_to_tweetid",
        "quote_of": "quoted_tweet_tweetid", "reposted": "is_retweet", "repost_of": "retweet_tweetid",
        "quotes": "quote_count", "replies": "reply_count", "likes": "like_count", "reposts": "retweet_count",
        "hashtags": "hashtags", "links": "urls", "mentions": "user_mentions",
    },
    ("tweetid", "userid", "tweet_text", "tweet_time"), "x", "UTC", "x_archive", lists_replace_text=True,
)  # fmt: skip
IRA = Layout(
    "ira",
    "the columns of the Internet Research Agency tweets (FiveThirtyEight); they carry no tweet ids, so each post "
    "gets one derived from author, time and text",
    {
        "account_id": "author", "timestamp": "publish_date", "text": "content", "lang": "language", "kind": "post_type",
        "followers": "followers", "following": "following", "statuses": "updates", "handle": "author",
    },
    ("author", "account_category", "content", "publish_date", "post_type"), "x", None, "handle_only",
)  # fmt: skip
CED_REPOSTS = Layout(
    "weibo_ced_reposts",
    "reposts and comments of the CED Weibo cascades; ids are renumbered by the publisher, times are UTC+8",
    {
        "post_id": "row_id", "account_id": "user_id", "timestamp": "time_cst", "text": "text",
        "repost_of": "cascade_id",
        "parent": "parent_row_id",
    },
    ("cascade_id", "row_id", "parent_row_id", "user_id", "time_cst"), "weibo", "+08:00", "none",
    "ced-", "ced-", "repost",
)  # fmt: skip
CED_ORIGINALS = Layout(
    "weibo_ced_originals",
    "original posts of the CED Weibo cascades; accounts are renumbered by the publisher, times are UTC",
    {
        "post_id": "cascade_id", "account_id": "author_id", "timestamp": "time_utc", "text": "text", "likes": "likes",
        "reposts": "reposts", "replies": "comments", "client": "source", "followers": "u_followers",
        "following": "u_friends", "statuses": "u_messages", "verified": "u_verified", "location": "u_location",
        "account_created": "u_created",
    },
    ("cascade_id", "author_id", "time_utc", "text"), "weibo", "UTC", "none", "", "ced-",
)  # fmt: skip
WEIBO_POSTS = Layout(
    "weibo_commentr_posts",
    "Weibo posts with their IP region (Comment-Robert); accounts and posts are hashed by the publisher",
    {
        "post_id": "post_id", "account_id": "user", "timestamp": "created_at", "text": "content",
        "ip_region": "ip_location", "client": "source", "reposts": "reposts", "replies": "comments", "likes": "likes",
    },
    ("post_id", "user", "ip_location", "content", "reposts"), "weibo", None, "none",
)  # fmt: skip
WEIBO_COMMENTS = Layout(
    "weibo_commentr_comments",
    "Weibo comments with their IP region (Comment-Robert); accounts and posts are hashed by the publisher",
    {
        "post_id": "comment_id", "account_id": "user", "timestamp": "created_at", "text": "content",
        "ip_region": "ip_location", "likes": "likes", "followers": "followers", "statuses": "statuses",
        "reply_to": "post_id", "parent": "root_comment_id",
    },
    ("comment_id", "post_id", "root_comment_id", "user", "ip_location"), "weibo", None, "none", usual_kind="comment",
)  # fmt: skip
KNOWN = (X_ARCHIVE, IRA, CED_REPOSTS, CED_ORIGINALS, WEIBO_POSTS, WEIBO_COMMENTS)
_BY_NAME = {layout.name: layout for layout in KNOWN}


def recognise(shape: Shape, options: ReadOptions, where: str) -> Recognition:
    """Return how sure we are that a table holds posts, and why.

    Raises:
        MappingUnreadable: The mapping names a column of ours that does not exist.
        ColumnMissing: The mapping names a column the file does not have, or leaves a needed one open.
    """
    found = _mapped(shape, options, where) if options.mapping else _known(shape) or _natural(shape)
    if found is None:
        return Recognition(f"{CONNECTOR}/none", 0.0)
    layout, certainty = found
    notes = (layout.why, *shape.notes, *_notes(shape, layout, options))
    return Recognition(f"{CONNECTOR}/{layout.name}", certainty, dict(layout.mapping), notes)


def layout_of(recognition: Recognition) -> Layout:
    """Return the layout a recognition speaks of, with the columns as the file writes them."""
    name = recognition.format_id.partition("/")[2]
    known = _BY_NAME.get(name)
    if known is not None:
        return replace(known, mapping=recognition.mapping)
    account = recognition.mapping["account_id"].lower()
    kind = "handle_only" if account in HANDLE_COLUMNS else "native"
    return Layout(name, "", recognition.mapping, account_kind=kind)


def minute_column(shape: Shape, column: str, zone: str | None) -> bool:
    """Tell whether the seconds of the time column are always 0 in the sample, so that it knows only minutes."""
    return all_on_the_minute(shape.values(column), zone)


def _mapped(shape: Shape, options: ReadOptions, where: str) -> tuple[Layout, float] | None:
    if any(name not in OURS for name in options.mapping):
        return None  # it names columns of another kind of table
    said = maps.checked(options.mapping, OURS, shape.columns, where)
    full = maps.by_name(shape.columns, NAMES, said)
    if not any(name in POSTS_ONLY for name in said) and ("text" not in full or "object_id" in shape.columns):
        return None
    open_columns = [name for name in NEEDED if name not in full]
    if open_columns:
        known = {name: (said[name],) if name in said else NAMES[name] for name in NEEDED}
        raise ColumnMissing.unmapped(where, open_columns, maps.command(known, shape.columns))
    guessed = [f"{mine} = {full[mine]!r}" for mine in full if mine not in said]
    why = "columns mapped by hand" + (f"; guessed from their names: {', '.join(guessed)}" if guessed else "")
    return Layout("mapped", why, full), 1.0


def _known(shape: Shape) -> tuple[Layout, float] | None:
    lower = {column.strip().lower(): column for column in reversed(shape.columns)}
    for layout in KNOWN:
        if shape.named and all(column in lower for column in layout.required):
            mapping = {mine: lower[theirs] for mine, theirs in layout.mapping.items() if theirs in lower}
            return replace(layout, mapping=mapping), 0.95
    return None


def _natural(shape: Shape) -> tuple[Layout, float] | None:
    """A table whose names speak for themselves: it must name account, time and text."""
    full = maps.by_name(shape.columns, NAMES, {}) if shape.named else {}
    if any(name not in full for name in NEEDED):
        return None
    guessed = ", ".join(f"{mine} = {theirs!r}" for mine, theirs in full.items())
    return Layout("posts", f"columns named like account, time and text: {guessed}", full), 0.75


def _notes(shape: Shape, layout: Layout, options: ReadOptions) -> list[str]:
    column = layout.mapping["timestamp"]
    texts = shape.values(column)
    notes = [] if layout.platform or options.platform or "platform" in layout.mapping else [
        "no platform is named: ids are filed under 'unknown' (say which with --platform)"
    ]  # fmt: skip
    if "post_id" not in layout.mapping and layout.name != IRA.name:
        notes.append("there is no column of post ids: each post gets one derived from account, time and text")
    if not texts:
        return [*notes, "there are no rows"] if not shape.sample else notes
    form, zone = form_of(texts[0]), layout.zone or options.assume_zone
    notes.append(f"times in column {column!r} are read as {form}")
    if form == "ISO 8601 without offset":
        source = "as this layout states" if layout.zone else "as declared"
        notes.append(f"their zone is {zone}, {source}" if zone else "they have no offset: --assume-zone must be given")
    if minute_column(shape, column, zone):
        notes.append("their seconds are always 0: taken as precise to the minute only")
    return notes
