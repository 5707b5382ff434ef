"""Medium: feeds of authors and publications, and saved pages."""

from crosscurrent.connectors.medium.layouts import LAYOUTS
from crosscurrent.connectors.records.connector import RecordConnector

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
