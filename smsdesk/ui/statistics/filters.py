"""The application and the template figures and records are asked for (D1, D2)."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from smsdesk.domain.profile import Region
from smsdesk.domain.text import tr
from smsdesk.operations.applications import list_applications
from smsdesk.operations.templates import list_templates
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.layouts import row


class SenderFilter(QWidget):
    """Two drop-downs; None stands for all."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.application = combo([(None, tr("All applications"))])
        self.template = combo([(None, tr("All templates"))])
        self.application.setAccessibleName(tr("Application"))
        self.template.setAccessibleName(tr("Template"))
        for each in (self.application, self.template):
            each.setMaximumWidth(200)
            each.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.setLayout(row(self.application, self.template))

    @property
    def application_id(self) -> int | None:
        chosen: int | None = self.application.currentData()
        return chosen

    @property
    def template_id(self) -> int | None:
        chosen: int | None = self.template.currentData()
        return chosen

    async def load(self, region: Region) -> None:
        """Offer what there is now; a choice that is gone becomes all."""
        cards = await self._context.runner.run(list_applications)
        templates = await self._context.runner.run(list_templates, region=region)
        _offer(self.application, [(card.application.id, card.application.name) for card in cards])
        _offer(self.template, [(one.id, one.name) for one in templates])


def _offer(box: QComboBox, choices: list[tuple[int, str]]) -> None:
    kept = box.currentData()
    with QSignalBlocker(box):
        while box.count() > 1:
            box.removeItem(1)
        for value, words in choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(0, box.findData(kept)) if kept is not None else 0)
