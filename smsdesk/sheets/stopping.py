"""The fault that ends a reading or a writing because the user said so."""

from __future__ import annotations

from smsdesk.domain.errors import Unavailable


class Cancelled(Unavailable):
    """The user stopped it; nothing half-done is left."""
