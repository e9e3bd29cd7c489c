"""The sending engine: its own thread and loop, no Qt; commands in, events out."""
