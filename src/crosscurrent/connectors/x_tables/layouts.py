"""Which tables of X there are, and how each is recognised by its columns."""

from __future__ import annotations

from crosscurrent.connectors.records.peek import TABLE, Peek
from crosscurrent.connectors.records.record import Layout
from crosscurrent.connectors.records.table_source import table
from crosscurrent.connectors.x_tables import accounts, posts

#: The first eleven columns of the archive of posts are all of the archive of accounts.
ARCHIVE = (
    "userid", "user_display_name", "user_screen_name", "user_reported_location", "user_profile_description",
    "user_profile_url", "follower_count", "following_count", "account_creation_date", "account_language",
)  # fmt: skip


def _archive(seen: Peek) -> float:
    return 0.95 if seen.kind == TABLE and seen.columns(*ARCHIVE) and not seen.columns("tweetid") else 0.0


def _minet(seen: Peek) -> float:
    ours = seen.columns("id", "timestamp_utc", "user_screen_name", "text", "retweeted_id", "to_tweetid")
    return 0.95 if seen.kind == TABLE and ours else 0.0


def _twarc_posts(seen: Peek) -> float:
    ours = seen.columns("id", "author_id", "text", "created_at", "public_metrics.retweet_count")
    return 0.95 if seen.kind == TABLE and ours else 0.0


def _twarc_accounts(seen: Peek) -> float:
    ours = seen.columns("id", "username", "public_metrics.followers_count") and not seen.columns("text")
    return 0.95 if seen.kind == TABLE and ours else 0.0


def _about(seen: Peek) -> float:
    return 0.95 if seen.kind == TABLE and seen.columns("rest_id", "account_based_in", "location_accurate") else 0.0


LAYOUTS = (
    Layout("archive_accounts", "the columns of the accounts of the X information-operations archive", _archive, table,
           accounts.archived, zone="UTC"),
    Layout("minet", "the columns of minet and gazouilloire (timestamp_utc, retweeted_id, to_tweetid)", _minet, table,
           posts.minet),
    Layout("twarc_posts", "dotted columns of twarc-csv (author_id, public_metrics.retweet_count)", _twarc_posts, table,
           posts.twarc),
    Layout("twarc_accounts", "dotted columns of twarc-csv for accounts (username, public_metrics.followers_count)",
           _twarc_accounts, table, accounts.twarc),
    Layout("about", "rows of twscrape about: rest_id, account_based_in, location_accurate", _about, table,
           accounts.about),
)  # fmt: skip
