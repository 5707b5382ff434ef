"""Reddit: submissions and comments of Arctic Shift, Pushshift and the Reddit API."""

from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.reddit.layouts import LAYOUTS

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
