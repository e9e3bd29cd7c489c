"""The application and the template figures and records are asked for (D1, D2)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from smsdesk.domain.profile import Region
from smsdesk.domain.text import tr
from smsdesk.operations.record_choices import sender_choices
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.filter_choice import FilterChoice


def application_choice() -> FilterChoice:
    """A filter by application."""
    return FilterChoice(tr("Application"), tr("All applications"))


def template_choice() -> FilterChoice:
    """A filter by template."""
    return FilterChoice(tr("Template"), tr("All templates"))


async def offer_senders(
    context: Context,
    region: Region,
    *,
    application: FilterChoice,
    template: FilterChoice,
    signature: FilterChoice | None = None,
) -> None:
    """Offer what there is now; a chosen one that is gone, or of the other region, becomes all."""
    found = await context.runner.run(sender_choices, region=region)
    for choice, offered in (
        (application, found.applications),
        (template, found.templates),
        (signature, found.signatures),
    ):
        if choice is None:
            continue
        choice.set_choices(offered)
        if not choice.offers(choice.value()):
            choice.set_value(None)


class SenderFilter(QObject):
    """Two filters to put into a row; None stands for all."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.application = application_choice()
        self.template = template_choice()
        for each in (self.application, self.template):
            each.changed.connect(self.changed)

    @property
    def application_id(self) -> int | None:
        chosen: int | None = self.application.value()
        return chosen

    @property
    def template_id(self) -> int | None:
        chosen: int | None = self.template.value()
        return chosen

    async def load(self, region: Region) -> None:
        """Offer what there is now; a choice that is gone becomes all."""
        await offer_senders(self._context, region, application=self.application, template=self.template)
