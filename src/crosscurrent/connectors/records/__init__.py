"""Reading shared by all connectors whose captures are records: JSON, tables, databases, pages; see ``layout``."""
