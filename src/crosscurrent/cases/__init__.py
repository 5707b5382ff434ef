"""The case: a plain folder with its captures, tables, runs and findings."""
