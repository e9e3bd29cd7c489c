"""SMS Desk: a small business runs its text messages from its own computer."""

__version__ = "0.1.0"
