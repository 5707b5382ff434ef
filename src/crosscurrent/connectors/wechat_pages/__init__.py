"""WeChat official accounts: saved articles, About pages, and the notices shown in place of articles."""

from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.wechat_pages.layouts import LAYOUTS

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
