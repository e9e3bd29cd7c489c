"""Pictures of the Applications tab."""

from smsdesk.ui.applications import scenes_applications, scenes_begin, scenes_gateways

__all__ = ["scenes_applications", "scenes_begin", "scenes_gateways"]
