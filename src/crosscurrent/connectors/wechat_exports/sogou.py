"""Records of WechatSogou -> rows. Its addresses of articles are temporary and name no article."""

from __future__ import annotations

import hashlib
from typing import Any

from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, ident, sub, text
from crosscurrent.connectors.records.wechat import PLATFORM, article_of, biz_of, known_by_name, native_type


def part(record: Record, intake: Intake) -> None:
    """Read one account or article."""
    if record.kind == "account":
        if _account(record.value, intake) is None:
            raise NothingInIt.because("the account has neither an id nor a name")
    else:
        _article(record.value, intake)


def _account(value: Json, intake: Intake) -> str | None:
    """Put in an account by its WeChat id, which its owner may change, else by its name."""
    handle, name = text(value.get("wechat_id")), text(value.get("wechat_name"))
    shown: dict[str, Any] = {
        "display_name": name, "bio": text(value.get("introduction")), "entity_name": text(value.get("authentication")),
        "avatar_url": text(value.get("headimage")),
    }  # fmt: skip
    verified = True if shown["entity_name"] else None
    if handle is not None:
        return intake.author(PLATFORM, None, handle=handle, verified=verified, **shown)
    if name is None:
        return None
    return intake.author(PLATFORM, known_by_name(name), id_kind="handle_only", verified=verified, **shown)


def _article(value: Json, intake: Intake) -> None:
    account, title = sub(value, "_account"), text(value.get("title"))
    written = ident(value.get("datetime")) or ident(value.get("time"))
    which = article_of(value.get("content_url") or value.get("url"))
    if which.native_id is None and title is None:
        raise NothingInIt.because("the article has neither an id nor a title")
    author = intake.author(PLATFORM, which.biz) if which.biz and biz_of(which.biz) else _account(account, intake)
    native = which.native_id or _derived(author, title, written)
    digest = text(value.get("abstract"))
    intake.post(
        PLATFORM, native, "article", intake.created(PLATFORM, native, written), author,
        text=digest,
        text_is_truncated=True if digest else None,
        title=title,
        url=text(value.get("content_url")) or text(value.get("url")),
        alt_ids={"short": which.short, "sn": which.sn},
        content_type_native=native_type(None, ident(value.get("copyright_stat")) == "11"),
    )  # fmt: skip
    intake.link(text(value.get("source_url")))
    intake.media("thumb", text(value.get("cover")))


def _derived(account: str | None, title: str | None, written: str | None) -> str:
    """Return an id for an article that has none: the same account, title and second are the same article."""
    told = "\n".join(part or "" for part in (account, title, written))
    return f"sogou-{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
