"""Web archives: WARC, WACZ and HAR, whose parts the other connectors read."""

from crosscurrent.connectors.web_archive.connector import WebArchive
from crosscurrent.connectors.web_archive.layouts import LAYOUTS

CONNECTOR = WebArchive(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
