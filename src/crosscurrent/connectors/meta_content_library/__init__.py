"""Meta Content Library: tables of Facebook and Instagram posts and comments."""

from crosscurrent.connectors.meta_content_library.layouts import LAYOUTS
from crosscurrent.connectors.records.connector import RecordConnector

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
