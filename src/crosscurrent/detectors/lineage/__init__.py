"""Who copied whom: the most probable earlier parent of each text, unattributed copying, and the way a text went."""
