"""Organic background and planted networks with known truth, seeded."""
