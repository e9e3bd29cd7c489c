"""Pictures of the Customer Groups tab: nothing there yet, then more and more, then all gone."""

from __future__ import annotations

from smsdesk.ui.customers import (
    scenes_empty,
    scenes_groups,
    scenes_import,
    scenes_people,
    scenes_people_blocked,
    scenes_pool,
    scenes_replies,
)

__all__ = [
    "scenes_empty",
    "scenes_groups",
    "scenes_import",
    "scenes_people",
    "scenes_people_blocked",
    "scenes_pool",
    "scenes_replies",
]
