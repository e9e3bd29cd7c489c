"""File → Back up now and Restore (S3)."""

from __future__ import annotations

from smsdesk.ui.backups.back_up import show_back_up
from smsdesk.ui.backups.restore import show_restore

__all__ = ["show_back_up", "show_restore"]
