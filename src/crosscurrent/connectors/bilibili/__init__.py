"""Bilibili: answers of its interface (videos, comments, dynamics, accounts) and files of danmaku."""

from crosscurrent.connectors.bilibili.connector import CONNECTOR

__all__ = ["CONNECTOR"]
