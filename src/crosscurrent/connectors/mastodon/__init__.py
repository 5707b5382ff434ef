"""Mastodon and what speaks its language: API answers (also of Truth Social and Gab) and ActivityPub outboxes."""

from crosscurrent.connectors.mastodon.layouts import LAYOUTS
from crosscurrent.connectors.records.connector import RecordConnector

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
