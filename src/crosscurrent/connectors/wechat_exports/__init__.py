"""WeChat official accounts: what tools export of them, as JSON, tables, databases and feeds."""

from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.wechat_exports.layouts import LAYOUTS

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
