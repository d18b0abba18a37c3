"""Rules: what is proposed is held against them. One file a family; RULES is the explicit list."""
