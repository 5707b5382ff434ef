"""One file per command group; parses, calls one workflow, prints."""
