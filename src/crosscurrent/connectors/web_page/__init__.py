"""Saved web pages: articles of any site, and Xigua videos."""

from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.web_page.layouts import LAYOUTS

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
