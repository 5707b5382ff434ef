"""News and blog feeds: RSS, RDF, Atom and JSON Feed."""

from crosscurrent.connectors.feeds.layouts import LAYOUTS
from crosscurrent.connectors.records.connector import RecordConnector

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
