"""TikTok and Douyin: the Research API, TikTokDownloader, minet, and the CSV of Zeeschuimer and 4CAT."""

from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.tiktok_douyin.layouts import LAYOUTS

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
