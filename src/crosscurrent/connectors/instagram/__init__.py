"""Instagram: posts, stories, accounts and comments as instaloader saves them."""

from crosscurrent.connectors.instagram.layouts import LAYOUTS
from crosscurrent.connectors.records.connector import RecordConnector

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
