"""The list of the six tabs, in their order.

A tab's package is imported when its page is first made: a start needs one of the six. ``LATER`` names what
else a start does without; ``window.run`` has it imported once the window is in view, so that nobody waits.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import cast

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import Text, text
from smsdesk.ui.context import Context, Tab


@dataclass(frozen=True)
class WindowTab:
    """A tab; its package ``smsdesk.ui.<key>`` has ``create(context) -> QWidget``."""

    key: str
    icon: str
    name: Text

    @property
    def package(self) -> str:
        return f"smsdesk.ui.{self.key}"

    def title(self) -> str:
        return str(self.name)

    def create(self, context: Context) -> QWidget:
        return cast(QWidget, importlib.import_module(self.package).create(context))


_TABS = (
    WindowTab("applications", "layout-grid", text("Applications")),
    WindowTab("signatures", "signature", text("Signatures")),
    WindowTab("templates", "message-square-text", text("Templates")),
    WindowTab("bulk", "send", text("Bulk SMS")),
    WindowTab("customers", "users-round", text("Customer Groups")),
    WindowTab("statistics", "chart-column", text("Statistics")),
)
TABS: tuple[Tab, ...] = _TABS

#: Where the window remembers which one is in view.
TAB_MEMORY = "window/tab"
#: Modules that are wanted after the start, those that are wanted soonest first.
LATER = (
    *(tab.package for tab in _TABS),
    "smsdesk.ui.settings.dialog",
    "smsdesk.ui.backups",
    "smsdesk.ui.first_run.sample",
    "smsdesk.ui.about",
    "smsdesk.ui.diagnostics",
    "smsdesk.ui.keyboard_map",
    "smsdesk.ui.log_viewer",
)


def first_module(context: Context) -> str:
    """What the window imports to show itself: its tab of the last time, or the first start's questions."""
    if not context.state.exists:
        return "smsdesk.ui.first_run"
    kept = context.settings.text(TAB_MEMORY)
    return next((tab.package for tab in _TABS if tab.key == kept), _TABS[0].package)
