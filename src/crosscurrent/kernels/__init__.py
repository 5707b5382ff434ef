"""Compiled pure array functions: arrays in, arrays out; no I/O, no tables, no clock."""
