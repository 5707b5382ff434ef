"""4CAT: mapped CSV exports, where only they survive."""

from crosscurrent.connectors.fourcat.layouts import LAYOUTS
from crosscurrent.connectors.records.connector import RecordConnector

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
