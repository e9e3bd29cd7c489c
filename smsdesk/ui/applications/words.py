"""What kinds and gateways of applications are called."""

from __future__ import annotations

from smsdesk.domain.applications import Application, ApplicationType
from smsdesk.domain.text import tr
from smsdesk.ui.widgets.badge import Badge


def type_words(type: ApplicationType) -> str:
    """The kind of application."""
    return {
        ApplicationType.WEBSITE: tr("Website"),
        ApplicationType.APP: tr("App"),
        ApplicationType.OFFICIAL_ACCOUNT: tr("Official account or Mini Program"),
        ApplicationType.OTHER: tr("Other"),
    }[type]


def type_choices() -> list[tuple[ApplicationType, str]]:
    """Every kind, for a drop-down."""
    return [(type, type_words(type)) for type in ApplicationType]


def state_badge(application: Application) -> Badge:
    """Enabled or disabled (A2)."""
    return Badge(tr("Enabled"), "success") if application.enabled else Badge(tr("Disabled"), "danger")
