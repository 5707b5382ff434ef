"""Zeeschuimer: what the browser extension recorded while somebody looked at a platform (all but X)."""

from crosscurrent.connectors.zeeschuimer.connector import Zeeschuimer
from crosscurrent.connectors.zeeschuimer.layouts import LAYOUTS

CONNECTOR = Zeeschuimer(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
