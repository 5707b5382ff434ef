"""Files explained by a saved mapping, and sheets made by hand."""

from crosscurrent.connectors.mapped.connector import MappedConnector
from crosscurrent.connectors.mapped.layouts import LAYOUTS

CONNECTOR = MappedConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
