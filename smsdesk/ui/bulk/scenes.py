"""All scenes of the Bulk SMS tab."""

from __future__ import annotations

from smsdesk.ui.bulk import scenes_new_task, scenes_tasks

__all__ = ["scenes_new_task", "scenes_tasks"]
