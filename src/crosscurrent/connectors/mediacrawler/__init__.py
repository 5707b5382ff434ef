"""MediaCrawler: posts, comments and accounts of seven Chinese platforms, before and after it began to mask accounts."""

from crosscurrent.connectors.mediacrawler.layouts import LAYOUTS
from crosscurrent.connectors.records.connector import RecordConnector

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
