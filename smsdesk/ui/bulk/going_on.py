"""What a new task's page hands on to the one that takes its place when the window is built anew (B1)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QScrollArea

from smsdesk.domain.recipients import Recipe
from smsdesk.ui.bulk.draft_keeper import DraftKeeper
from smsdesk.ui.bulk.fix_row import Written
from smsdesk.ui.bulk.recipients_step import Begun


@dataclass(frozen=True)
class GoingOn:
    """Everything that was typed and chosen, complete or not."""

    recipe: Recipe
    recipients: Begun
    drafts: DraftKeeper
    """Of the page that goes: it is asked for the draft once what it had is kept."""
    rows: str
    """Which rows of the check were in view."""
    correction: Written | None
    """What was typed into a row and not checked yet."""
    scrolled: int
    """Pixels from the top."""


def scroll_back(area: QScrollArea, scrolled: int) -> None:
    """Once the page is as high again as it was."""
    bar = area.verticalScrollBar()

    def back(_lowest: int, highest: int) -> None:
        if highest >= scrolled:
            bar.rangeChanged.disconnect(back)
            bar.setValue(scrolled)

    bar.rangeChanged.connect(back)
    back(0, bar.maximum())
