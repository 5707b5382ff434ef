"""Findings to documents."""
