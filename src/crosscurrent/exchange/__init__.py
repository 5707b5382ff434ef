"""Views of findings for other tools: GraphML, GEXF, CSV. Never storage."""
