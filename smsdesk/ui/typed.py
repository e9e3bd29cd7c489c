"""What is typed in the form of a panel and not saved: another language builds every page anew."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from smsdesk.ui.context import Context
from smsdesk.ui.widgets.form import Form
from smsdesk.ui.widgets.side_panel import SidePanel


class Typed(QObject):
    """The values of forms by a name, as long as the window is open; never written anywhere."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._kept: dict[str, dict[str, Any]] = {}

    @classmethod
    def of(cls, context: Context) -> Typed:
        """The one of this desk."""
        found = context.hub.findChild(cls)
        return found if found is not None else cls(context.hub)

    def watch(self, name: str, form: Form, panel: SidePanel) -> None:
        """Keep what is typed into this form from now on, until the panel closes."""
        form.changed.connect(lambda: self._keep(name, form))
        panel.closed.connect(lambda: self.forget(name))

    def get(self, name: str) -> dict[str, Any]:
        """The values that were there; empty for nothing."""
        return dict(self._kept.get(name, {}))

    def forget(self, name: str) -> None:
        """It was saved or given up."""
        self._kept.pop(name, None)

    def _keep(self, name: str, form: Form) -> None:
        self._kept[name] = form.values()
