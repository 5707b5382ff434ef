"""Reading tables: compression, encodings, dialects, rows and times. Shared by connectors; itself none of them."""
