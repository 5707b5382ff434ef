"""Shapes in which one platform's posts come from several tools; the connectors of those tools build on them."""
