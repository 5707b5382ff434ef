"""Telegram: exports of Telegram Desktop, messages of Telethon and 4CAT, and minet's table of channel messages."""

from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.telegram.layouts import LAYOUTS

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
