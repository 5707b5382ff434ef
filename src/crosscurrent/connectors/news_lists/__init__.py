"""Lists of articles and archived pages: GDELT, Media Cloud, Wayback indexes, auto-archiver."""

from crosscurrent.connectors.news_lists.connector import NewsLists
from crosscurrent.connectors.news_lists.layouts import LAYOUTS

CONNECTOR = NewsLists(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
