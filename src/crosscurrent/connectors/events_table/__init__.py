"""Tables of account, object and time: one action a row, or several in the layout of the toolkit."""

from crosscurrent.connectors.events_table.connector import EventsTable

CONNECTOR = EventsTable()

__all__ = ["CONNECTOR", "EventsTable"]
