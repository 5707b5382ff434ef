"""yt-dlp: what it notes beside a video, on whatever platform, with its comments."""

from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.yt_dlp.layouts import LAYOUTS

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
