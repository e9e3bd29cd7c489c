"""What signatures and templates share in the window: their state in words, decisions and history (R2, R3)."""
