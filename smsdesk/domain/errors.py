"""What can go wrong in words. Only these reach a user as a sentence; anything else is a bug."""

from __future__ import annotations

from smsdesk.domain.text import Text


class DeskError(Exception):
    """A fault that is told to the user: what happened, why, and what to do.

    ``field`` names the input it belongs to (the keyword of the operation), where there is one;
    ``details`` is the technical part shown behind "Details".
    """

    def __init__(self, message: Text, *, field: str = "", details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.details = details

    def __str__(self) -> str:
        return str(self.message)


class Invalid(DeskError):
    """An input breaks a rule."""


class NotFound(DeskError):
    """What was asked for is not there (any more)."""


class LimitReached(DeskError):
    """A limit of ``domain/limits.py`` is reached."""


class NotAllowed(DeskError):
    """The identity, the state or the user's rights forbid it."""


class Unusable(DeskError):
    """A file, a folder, a database or an answer from outside cannot be used."""


class Unavailable(DeskError):
    """Something outside (disk, network, keyring, another program) is not there just now."""


class Cancelled(DeskError):
    """The user stopped long work; nothing half done is left."""
