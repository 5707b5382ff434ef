"""One video, comment, dynamic or account of Bilibili -> rows."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.bilibili import accounts, dynamics
from crosscurrent.connectors.bilibili.accounts import PLATFORM
from crosscurrent.connectors.records.faults import IdMissing, NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, at, flag, ident, number, objects, sub, text
from crosscurrent.model.native_id import bilibili_av, bilibili_bv

#: What comments stand under, by the platform's number for it -> mark of the id; videos have ids of their own form.
_UNDER = {1: "", 11: "album-", 12: "article-", 17: "dynamic-"}
_MENTION = 2


def thing(record: Record, intake: Intake) -> None:
    """Read one record by its kind."""
    if record.kind == "reply":
        _replies(record.value, intake)
    elif record.kind == "view":
        _view(record.value, intake)
    elif record.kind == "dynamic":
        dynamics.dynamic(record.value, intake)
    elif record.kind == "card":
        accounts.card(record.value, intake)
    else:
        raise NothingInIt.because("the answer holds neither videos nor comments, dynamics or accounts")


# --- videos ------------------------------------------------------------------------------------------------


def _view(value: Json, intake: Intake) -> None:
    native = bilibili_bv(ident(value.get("bvid")) or "") or bilibili_bv(ident(value.get("aid")) or "")
    if native is None:
        raise IdMissing.of("bvid")
    owner, title, body = sub(value, "owner"), text(value.get("title")), text(value.get("desc"))
    uid = intake.post(
        PLATFORM, native, "video", intake.created(PLATFORM, native, value.get("pubdate") or value.get("ctime")),
        accounts.author(owner, intake),
        text=body,
        title=title,
        alt_ids={"av": bilibili_av(native)},
        url=f"https://www.bilibili.com/video/{native}",
        thread_id=native,
        content_type_native=text(value.get("tname")),
    )  # fmt: skip
    _counters(uid, sub(value, "stat"), intake)
    noted = list(objects(value, "desc_v2"))
    mentioned = [each for each in noted if number(each.get("type")) == _MENTION]
    for each in mentioned:
        intake.mention(PLATFORM, ident(each.get("biz_id")), text(each.get("raw_text")))
    for written in (title, body, text(value.get("dynamic"))):
        intake.references(written, PLATFORM, mentions=not mentioned)
    for each in objects(value, "staff"):
        partner = ident(each.get("mid"))
        if partner and partner != ident(owner.get("mid")):
            intake.edge("coauthor", "account", f"{PLATFORM}:{partner}", text(each.get("name")))
    intake.media("thumb", value.get("pic"))
    accounts.place(uid, "ip_region_post", value.get("pub_location"), "pub_location", intake)


def _counters(uid: str, stat: Json, intake: Intake) -> None:
    dislikes = stat.get("dislike")
    intake.counted(
        uid,
        view_count=stat.get("view"),
        like_count=stat.get("like"),
        dislike_count=None if dislikes == 0 else dislikes,  # shown as 0 to everybody
        comment_count=stat.get("reply"),
        share_count=stat.get("share"),
        save_count=stat.get("favorite"),
        coin_count=stat.get("coin"),
        danmaku_count=stat.get("danmaku"),
    )


# --- comments ----------------------------------------------------------------------------------------------


def _replies(value: Json, intake: Intake) -> None:
    """Read a comment and the answers that are shown below it."""
    waiting: list[Json] = [value]
    while waiting:
        here = waiting.pop()
        _reply(here, intake)
        waiting.extend(reversed(list(objects(here, "replies"))))


def _reply(value: Json, intake: Intake) -> None:
    number_of = _number(value, "rpid")
    native = f"reply-{number_of}" if number_of else None
    thread = _thread(value)
    root, parent = _number(value, "root"), _number(value, "parent")
    answered = f"reply-{parent or root}" if parent or root else thread
    content, member = sub(value, "content"), sub(value, "member")
    body = text(content.get("message"))
    uid = intake.post(
        PLATFORM, native, "comment", intake.created(PLATFORM, native, value.get("ctime")),
        accounts.author(member or {"mid": value.get("mid_str") or value.get("mid")}, intake),
        text=body,
        id_field="rpid",
        thread_id=thread,
        parent_post_uid=f"{PLATFORM}:{answered}" if answered else None,
        root_post_uid=f"{PLATFORM}:{thread}" if thread else None,
        availability="unavailable" if flag(value.get("invisible")) else None,
    )  # fmt: skip
    intake.counted(uid, like_count=value.get("like"), comment_count=value.get("rcount"))
    if answered:
        intake.edge("reply_to", "post", f"{PLATFORM}:{answered}", parent or root or thread)
    _mentioned(content, body, intake)
    for each in objects(content, "pictures"):
        intake.media("image", each.get("img_src"), width=_size(each.get("img_width")),
                     height=_size(each.get("img_height")))  # fmt: skip
    accounts.place(uid, "ip_region_comment", at(value, "reply_control", "location"), "reply_control.location", intake)


def _mentioned(content: Json, body: str | None, intake: Intake) -> None:
    named = sub(content, "at_name_to_mid")
    for name, mid in named.items():
        intake.mention(PLATFORM, ident(mid), name)
    is_listed = bool(named) or isinstance(content.get("members"), list)
    for each in objects(content, "members"):
        intake.mention(PLATFORM, ident(each.get("mid")), text(each.get("uname")))
    intake.references(body, PLATFORM, mentions=not is_listed)
    for address in sub(content, "jump_url"):
        intake.link(address)


def _number(value: Json, key: str) -> str | None:
    """Return a number's text, from the key with ``_str`` first: readers in browsers cut long numbers; 0 is none."""
    found = ident(value.get(f"{key}_str")) or ident(value.get(key))
    return None if found in (None, "0") else found


def _thread(value: Json) -> str | None:
    """Return the id of what the comment stands under."""
    below, kind = _number(value, "oid"), number(value.get("type", 1))
    if below is None or kind not in _UNDER:
        return None
    return bilibili_bv(below) if kind == 1 else f"{_UNDER[int(kind)]}{below}"


def _size(value: Any) -> int | None:
    found = number(value)
    return int(found) if found is not None and 0 <= found < 1 << 31 else None
