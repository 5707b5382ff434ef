"""Sealed captures: content-addressed bytes, a hash-chained custody log, numbered verification."""
