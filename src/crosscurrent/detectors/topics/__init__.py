"""Which posts belong together: topics proposed by algorithm, and facts about each. People give them names."""
