"""Which files of Telegram messages there are, and how each is recognised by its shape."""

from __future__ import annotations

from crosscurrent.connectors.records import json_source, table_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, TABLE, Peek
from crosscurrent.connectors.records.record import Layout
from crosscurrent.connectors.records.values import sub
from crosscurrent.connectors.telegram import channel_table, desktop, export, telethon

_MESSAGE = ("message", "service", "unsupported")


def _one_chat(seen: Peek) -> float:
    if seen.kind != DOCUMENT or not seen.has("messages"):
        return 0.0
    messages = seen.objects[0].get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    if isinstance(first, dict) and first.get("type") in _MESSAGE and "id" in first:
        return 0.95
    return 0.9 if seen.has("name", "type", "id") else 0.0


def _all_chats(seen: Peek) -> float:
    if seen.kind != DOCUMENT:
        return 0.0
    if seen.has("chats.list") or seen.has("left_chats.list"):
        return 0.95
    # The lists of contacts and sessions before the chats may be longer than the first look.
    return 0.9 if seen.has("about", "personal_information.user_id") else 0.0


def _telethon(seen: Peek) -> float:
    if seen.kind not in (LINES, DOCUMENT):
        return 0.0
    for each in seen.objects:
        has_peer = any("channel_id" in sub(each, key) or "user_id" in sub(each, key) or "chat_id" in sub(each, key)
                       for key in ("peer_id", "to_id"))  # fmt: skip
        if has_peer and "date" in each and ("message" in each or "action" in each):
            return 0.95
    return 0.0


def _minet(seen: Peek) -> float:
    return 0.95 if seen.kind == TABLE and seen.columns("link_to_message", "user_link", "could_be_displayed") else 0.0


LAYOUTS = (
    Layout("desktop_chat", "an export of one chat by Telegram Desktop (name, type, id, messages)", _one_chat,
           export.one_chat, desktop.message),
    Layout("desktop_account", "an export of a whole account by Telegram Desktop (chats.list[].messages)", _all_chats,
           export.all_chats, desktop.message),
    Layout("telethon", "messages of the Telegram API as Telethon or 4CAT write them (peer_id, date)", _telethon,
           json_source.objects, telethon.message),
    Layout("minet", "minet's table of channel messages (link_to_message)", _minet,
           table_source.table, channel_table.message, zone="UTC"),
)  # fmt: skip
