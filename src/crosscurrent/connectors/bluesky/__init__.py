"""Bluesky: events of Jetstream and answers of the AppView."""

from crosscurrent.connectors.bluesky.layouts import LAYOUTS
from crosscurrent.connectors.records.connector import RecordConnector

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
