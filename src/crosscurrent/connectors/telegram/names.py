"""What names a Telegram account, chat and message, in the forms that tools write."""

from __future__ import annotations

import re
from typing import Any

from crosscurrent.connectors.records.values import Json, ident

PLATFORM = "telegram"
_PEER = re.compile(r"(user|chat|channel)(\d+)")
_BOT_API = "-100"
#: Exports before 2021 wrote accounts as one number whose upper half says what they are.
_UPPER = {0: "user", 1: "chat", 2: "channel"}
_PREFIXES = (("channel_id", "channel"), ("chat_id", "chat"), ("user_id", "user"))


def account_name(written: Any) -> str | None:
    """Return ``user…``, ``chat…`` or ``channel…`` from what an export writes.

    Example:
        >>> account_name("channel1234567890"), account_name(777), account_name((2 << 32) + 5), account_name("x")
        ('channel1234567890', 'user777', 'channel5', None)
    """
    found = ident(written)
    if found is None or _PEER.fullmatch(found):
        return found
    if not found.isascii() or not found.isdigit() or len(found) > 18:
        return None
    upper, lower = divmod(int(found), 1 << 32)
    return f"{_UPPER[upper]}{lower}" if upper in _UPPER else f"user{found}"


def peer_name(peer: Json) -> str | None:
    """Return the same from a peer of the Telegram API.

    Example:
        >>> peer_name({"_": "PeerChannel", "channel_id": 1234567890}), peer_name({})
        ('channel1234567890', None)
    """
    for key, prefix in _PREFIXES:
        number = ident(peer.get(key))
        if number and number != "0":
            return prefix + number.removeprefix(_BOT_API)
    return None


def chat_name(chat: Json) -> str | None:
    """Return the same from the head of an exported chat; without a type it is taken for a channel.

    Example:
        >>> chat_name({"id": 5, "type": "public_supergroup"}), chat_name({"id": 5, "type": "private_group"})
        ('channel5', 'chat5')
    """
    number, kind = ident(chat.get("id")), str(chat.get("type"))
    if number is None:
        return None
    if kind in ("personal_chat", "bot_chat", "saved_messages", "verification_codes", "replies"):
        return f"user{number}"
    return f"{'chat' if kind == 'private_group' else 'channel'}{number.removeprefix(_BOT_API)}"


def message_id(chat: str | None, number: Any) -> str | None:
    """Return the id of a message: numbers are unique within a channel only.

    In chats between people and in small groups every member has numbers of their own.

    Example:
        >>> message_id("channel1234567890", 55), message_id("user7", 55)
        ('1234567890:55', 'user7:55')
    """
    found = ident(number)
    return f"{chat.removeprefix('channel')}:{found}" if chat and found else None
