"""Weibo: tables, documents and databases of weiboSpider, weibo-crawler and weibo-search, and answers of the site."""

from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.weibo.layouts import LAYOUTS

CONNECTOR = RecordConnector(__package__, LAYOUTS)

__all__ = ["CONNECTOR"]
