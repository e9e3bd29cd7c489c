"""What the sub-pages of an application have in common: when they load, and what is written in them.

What is written and not saved is never lost: a reload leaves it alone, and it is kept when the user goes to
another page, until it is saved or discarded.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from smsdesk.domain.applications import Application
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.form import Form
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, scrolling
from smsdesk.ui.widgets.tips import plain_tip
from smsdesk.ui.widgets.toast import toast

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage

#: Widest a card of fields gets, in pixels: longer lines are hard to read.
WIDTH = 760


def below(*cards: QWidget, width: int = WIDTH) -> QVBoxLayout:
    """Cards below each other that scroll, at most ``width`` pixels wide.

    The width is bound once, around them all: Qt computes the height of words that wrap from the width of the
    whole, whatever its parts are bound to.
    """
    whole = holding(column(*cards, STRETCH, spacing=16))
    whole.setMaximumWidth(width)
    return column(scrolling(whole))


class Section(QWidget):
    """One sub-page. ``edited`` when what is written in it and not saved has changed."""

    edited = Signal()
    follows: frozenset[str] = frozenset()
    """Kinds of changes that concern only this section, while it is in view."""

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__()
        self.page = page
        self.shown: Application | None = None
        self.primary: QPushButton | None = None
        """What adds something here: the page's primary button while the section is in view."""

    @property
    def application_id(self) -> int:
        return self.page.application_id

    async def load(self, shown: Application) -> None:
        """Show this application; called when in view and something has changed. Leaves alone what is being
        written."""
        self.shown = shown

    def leave(self) -> None:
        """Something else comes into view."""

    def file_words(self) -> str:
        """What dropping a spreadsheet on the window does while this is in view; empty: nothing of its own."""
        return ""

    def take_file(self, file: Path) -> None:
        """A spreadsheet was dropped; asked only where ``file_words`` says something."""

    def edits(self) -> dict[str, Any]:
        """What is written and not saved; empty for nothing."""
        return {}

    def take_up(self, edits: Mapping[str, Any]) -> None:
        """Go on with what ``edits`` gave."""


class FormSection(Section):
    """A section with one form. Subclasses add fields to ``form``, put ``save_button`` and
    ``discard_button`` somewhere, call ``finish``, and give what is stored to ``fill`` in ``load``."""

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__(page)
        self.form = Form(self)
        self.save_button: QPushButton = button(tr("Save changes"), page.act(self._save), kind="primary")
        self.discard_button: QPushButton = button(tr("Discard changes"), self.discard, kind="quiet")
        self.discard_button.hide()
        self._stored: dict[str, Any] = {}

    def finish(self) -> None:
        """The fields are there."""
        self.form.save_with(self.save_button)
        self.form.changed.connect(self._look)
        self._look()

    async def save(self, values: Mapping[str, Any]) -> Application:
        """Store the values of the form."""
        raise NotImplementedError

    def fill(self, **stored: Any) -> None:
        """Show what is stored, except in fields in which something else is being written."""
        before, self._stored = self._stored, dict(stored)
        for key, value in stored.items():
            field = self.form.fields[key]
            if (key not in before or _same(field.value(), before[key])) and field.value() != value:
                field.set_value(value)
        self._look()

    def edits(self) -> dict[str, Any]:
        return {
            key: self.form.fields[key].value()
            for key, stored in self._stored.items()
            if not _same(self.form.fields[key].value(), stored)
        }

    def take_up(self, edits: Mapping[str, Any]) -> None:
        self.form.set_values(**{key: value for key, value in edits.items() if key in self.form.fields})
        self._look()

    def discard(self) -> None:
        """Back to what is stored."""
        self.form.set_values(**self._stored)
        self._look()

    def may_save(self) -> str:
        """Why nothing can be saved though the fields are right; empty when it can."""
        return "" if self.edits() else tr("Nothing has been changed.")

    def _look(self) -> None:
        if self.save_button.isEnabled() and (reason := self.may_save()):
            self.save_button.setEnabled(False)
            self.save_button.setToolTip(plain_tip(reason))
            self.save_button.setAccessibleDescription(reason)
        # Without a parent it would flash as a window.
        self.discard_button.setVisible(bool(self.edits()) and self.discard_button.parentWidget() is not None)
        self.edited.emit()

    async def _save(self) -> None:
        values = self.form.values()
        self.form.set_busy(True)
        try:
            shown = await self.save(values)
        except DeskError as fault:
            if not self.form.tell(fault):
                self.page.bars.error(fault)
        else:
            # Where nothing was written meanwhile, what was stored is shown as it was stored.
            self._stored |= {key: values[key] for key in self._stored if key in values}
            await self.load(shown)
            toast(self.page, tr("Saved"))
        finally:
            self.form.set_busy(False)


class Unsaved(QObject):
    """What is written in sections and not saved, by application and section, as long as the window is open.
    ``changed`` when an application has something now, or nothing any more."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._kept: dict[int, dict[str, dict[str, Any]]] = {}

    @classmethod
    def of(cls, context: Context) -> Unsaved:
        """The one of this desk: pages come and go, also with the language."""
        found = context.hub.findChild(cls)
        return found if found is not None else cls(context.hub)

    def get(self, application_id: int, section: str) -> dict[str, Any]:
        return self._kept.get(application_id, {}).get(section, {})

    def put(self, application_id: int, section: str, edits: Mapping[str, Any]) -> None:
        """Keep what is written there; nothing forgets it."""
        had = application_id in self._kept
        sections = self._kept.setdefault(application_id, {})
        if edits:
            sections[section] = dict(edits)
        else:
            sections.pop(section, None)
        if not sections:
            del self._kept[application_id]
        if had != (application_id in self._kept):
            self.changed.emit()

    def applications(self) -> frozenset[int]:
        """Those with something that is not saved."""
        return frozenset(self._kept)

    def drop(self, application_id: int) -> None:
        """The application is gone."""
        if self._kept.pop(application_id, None):
            self.changed.emit()


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.strip() == other.strip()
    return bool(one == other)
