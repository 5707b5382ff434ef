"""X (Twitter) as tables: accounts of the archive, minet and gazouilloire, twarc-csv, twscrape about."""

from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.x_tables.layouts import LAYOUTS

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
