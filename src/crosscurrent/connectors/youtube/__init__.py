"""YouTube: the Data API, youtube-comment-downloader, and tables of YouTube Data Tools."""

from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.youtube.layouts import LAYOUTS

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
