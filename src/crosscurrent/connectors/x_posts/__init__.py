"""X (Twitter): posts and accounts as the web, the API and the tools around them write them in JSON."""

from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.x_posts.layouts import LAYOUTS

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
