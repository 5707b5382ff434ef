"""What every shape of X post ends in: one post, and the edges that say whom it answers, quotes or passes on."""

from __future__ import annotations

import re
from typing import Any

from crosscurrent.connectors.records.created import Created, settle
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import text

PLATFORM = "x"
_CLIENT = re.compile(r">([^<]*)<")
_REPOSTED = re.compile(r"RT @(\w{1,20}): ")
_GONE = (
    (re.compile(r"deleted by|has been deleted|not.found", re.IGNORECASE), "unavailable"),
    (re.compile(r"suspended|violat|withheld|removed", re.IGNORECASE), "removed_by_platform"),
    (re.compile(r"limits who|protected|not authorized|private", re.IGNORECASE), "private"),
)
_BY_AUTHOR = re.compile(r"deleted by the (?:post|tweet) author", re.IGNORECASE)


def plain(written: Any) -> str | None:
    """Return text as its author wrote it: X escapes three signs in texts and nothing else.

    Example:
        >>> plain("Q&amp;A &lt;3"), plain(""), plain(None)
        ('Q&A <3', None, None)
    """
    if not isinstance(written, str):
        return text(written)
    if "&" in written:
        written = written.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return written or None


def client_name(source: Any) -> str | None:
    """Return the name of the programme a post was written with.

    Example:
        >>> client_name('<a href="https://x.com" rel="nofollow">Twitter Web App</a>'), client_name("Buffer")
        ('Twitter Web App', 'Buffer')
    """
    if not isinstance(source, str):
        return None
    found = _CLIENT.search(source)
    return (found[1] if found else source) or None


def whole(written: str | None, original: str | None) -> tuple[str | None, bool | None]:
    """Return the text of a repost, made whole from the post passed on where X cut it, and whether it is still cut.

    Example:
        >>> whole("RT @a: long te…", "long text"), whole("RT @a: long te…", None), whole("RT @a: short", "short")
        (('RT @a: long text', None), ('RT @a: long te…', True), ('RT @a: short', None))
    """
    head = _REPOSTED.match(written) if written is not None else None
    if written is None or head is None or not written.endswith("…"):
        return written, None
    if original is None:
        return written, True
    begun = written[head.end() : -1]
    return (head[0] + original, None) if original.startswith(begun[:20]) else (written, True)


def put(
    intake: Intake,
    native: str | None,
    account_uid: str | None,
    created: Any,
    *,
    handle: str | None = None,
    reposted: str | None = None,
    quoted: str | None = None,
    answered: str | None = None,
    answered_account: str | None = None,
    thread: str | None = None,
    id_field: str = "rest_id",
    **columns: Any,
) -> str:
    """Put in a post and its edges to other posts; return its ``post_uid``.

    Args:
        intake: Takes the rows.
        native: Its id.
        account_uid: Its author.
        created: When it was made, as written.
        handle: Of its author, for its address.
        reposted: Id of the post passed on.
        quoted: Id of the post quoted; a repost of a quote quotes nothing itself.
        answered: Id of the post answered.
        answered_account: Id of the account answered, for replies to no post.
        thread: Id of the first post of the conversation.
        id_field: Name of the field the id is in, for the error.
        **columns: Other columns of the post table.
    """
    uid = intake.post(
        PLATFORM, native, kind_of(reposted, quoted, answered or answered_account),
        _made(intake, native, created), account_uid,
        id_field=id_field,
        url=f"https://x.com/{handle or 'i'}/status/{native}",
        thread_id=thread,
        parent_post_uid=f"x:{answered}" if answered else None,
        root_post_uid=f"x:{reposted}" if reposted else f"x:{thread}" if answered and thread else None,
        **columns,
    )  # fmt: skip
    if reposted:
        intake.edge("repost_of", "post", f"x:{reposted}", reposted)
    elif quoted:
        intake.edge("quote_of", "post", f"x:{quoted}", quoted)
    if answered:
        intake.edge("reply_to", "post", f"x:{answered}", answered)
    elif answered_account:
        intake.edge("reply_to", "account", f"x:{answered_account}", answered_account)
    return uid


def _made(intake: Intake, native: str | None, written: Any) -> Created:
    """Return when a post was made. API v2 always writes ``.000Z``: its milliseconds are not known, its id's are."""
    if native and isinstance(written, str) and written.endswith(".000Z"):
        return settle(PLATFORM, native, intake.time(f"{written[:-5]}Z"), written)
    return intake.created(PLATFORM, native, written)


def kind_of(reposted: str | None, quoted: str | None, answered: str | None) -> str:
    """Return the kind of a post; whoever quotes in an answer quotes."""
    return "repost" if reposted else "quote" if quoted else "reply" if answered else "post"


def gone(intake: Intake, native: str | None, why: str | None, url_handle: str | None = None) -> str | None:
    """Put in that a post could not be seen any more: evidence of its own. Nothing without an id."""
    if not native:
        return None
    availability = availability_of(why)
    deleted = intake.observed_us if availability == "deleted_by_author" else None
    return intake.post(
        PLATFORM, native, "post", intake.created(PLATFORM, native, None),
        is_partial=True,
        availability=availability,
        deleted_seen_at=deleted,
        url=f"https://x.com/{url_handle or 'i'}/status/{native}",
    )  # fmt: skip


def availability_of(why: str | None) -> str:
    """Return what X's sentence about a missing post means.

    Example:
        >>> availability_of("This Post was deleted by the Post author. Learn more")
        'deleted_by_author'
        >>> availability_of("This Post is from a suspended account."), availability_of(None)
        ('removed_by_platform', 'unavailable')
    """
    sentence = why or ""
    if _BY_AUTHOR.search(sentence):
        return "deleted_by_author"
    return next((name for pattern, name in _GONE if pattern.search(sentence)), "unavailable")
