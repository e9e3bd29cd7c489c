"""A message in words, for every page that lists messages: its state, its fate, and why (D2)."""
