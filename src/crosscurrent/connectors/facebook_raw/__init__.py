"""Facebook: stories as its own pages load them."""

from crosscurrent.connectors.facebook_raw.layouts import LAYOUTS
from crosscurrent.connectors.records.connector import RecordConnector

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
