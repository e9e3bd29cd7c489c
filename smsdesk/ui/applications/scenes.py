"""Pictures of the Applications tab."""

from smsdesk.ui.applications import scenes_applications, scenes_gateways

__all__ = ["scenes_applications", "scenes_gateways"]
