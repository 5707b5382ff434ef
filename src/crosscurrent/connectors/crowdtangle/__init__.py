"""CrowdTangle: tables of Facebook and Instagram posts, and answers of its API."""

from crosscurrent.connectors.crowdtangle.layouts import LAYOUTS
from crosscurrent.connectors.records.connector import RecordConnector

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
