"""Bars at the top of a page: what went wrong, what can be undone, what is worth knowing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.ui.widgets.buttons import button, tool_button
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import column, row

_ICONS = {
    "error": ("circle-alert", "danger"),
    "warning": ("triangle-alert", "warning"),
    "info": ("info", "info"),
    "success": ("circle-check", "success"),
    "undo": ("undo-2", "text_secondary"),
}

#: How long "Undo" is offered, in seconds.
UNDO_SECONDS = 10
#: How long Ctrl+Z still takes the last change back, in seconds: its bar may be gone before it was read.
UNDO_KEY_SECONDS = 60

Action = tuple[str, Callable[[], object]]


class Bar(QFrame):
    """One bar. ``kind``: ``error``, ``warning``, ``info``, ``success``, ``undo``."""

    def __init__(
        self,
        kind: str,
        words: str,
        *,
        actions: tuple[Action, ...] = (),
        details: str = "",
        lasting: bool = False,
    ) -> None:
        super().__init__()
        self.gone = False
        self.setProperty("bar", kind)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.words: QLabel = label(words, wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.words.setContentsMargins(0, 5, 0, 5)  # two lines do not touch the edges
        first = row(Picture(*_ICONS[kind]), 2, self.words, spacing=8)
        for title, act in actions:
            # What waits for an answer has buttons that look like it.
            first.addWidget(button(title, act, kind="" if lasting else "quiet"))
        whole = column(first, spacing=8, margins=(14, 4, 8, 4) if lasting else (14, 3, 6, 3))
        if details:
            self._add_details(first, whole, details)
        if not lasting:
            first.addWidget(tool_button("x", tr("Close"), self.close_bar))
        self.setLayout(whole)

    def _add_details(self, first: QHBoxLayout, whole: QVBoxLayout, details: str) -> None:
        technical = label(details, "small", wrap=True, selectable=True)
        technical.hide()
        toggle = button(tr("Details"), lambda: technical.setVisible(technical.isHidden()), kind="quiet")
        first.addWidget(toggle)
        first.addWidget(
            button(tr("Copy"), lambda: QGuiApplication.clipboard().setText(details), kind="quiet")
        )
        whole.addWidget(technical)

    def close_bar(self) -> None:
        """Take the bar away."""
        self.gone = True
        self.hide()
        self.deleteLater()
        place = self.parentWidget()
        if isinstance(place, Bars):
            place.hide_if_empty()


class Bars(QWidget):
    """The place for bars; empty it takes no room. At most three are shown, the oldest goes."""

    def __init__(self) -> None:
        super().__init__()
        # Not asked of the layout: Qt deletes a layout's items without a word to Python, and what Python still
        # holds of one is taken for whatever comes to lie at the same address.
        self._every: list[Bar] = []
        self._layout = column(spacing=8)
        self.setLayout(self._layout)
        self._take_back: Callable[[], object] | None = None
        self._forgetting = QTimer(self)
        self._forgetting.setSingleShot(True)
        self._forgetting.timeout.connect(self.forget_undo)
        self.hide()

    def show_bar(self, bar: Bar) -> Bar:
        shown = self.bars()
        for old in shown[: max(0, len(shown) - 2)]:
            old.close_bar()
        self._every = [*self.bars(), bar]
        self._layout.addWidget(bar)
        self.show()
        return bar

    def bars(self) -> list[Bar]:
        """Those in view."""
        return [each for each in self._every if not each.gone]

    def error(self, fault: DeskError) -> Bar:
        """What happened, why and what to do; the technical part behind "Details"."""
        same = [bar for bar in self.bars() if bar.words.text() == str(fault)]
        return same[0] if same else self.show_bar(Bar("error", str(fault), details=fault.details))

    def warning(self, words: str, *actions: Action, lasting: bool = False) -> Bar:
        return self.show_bar(Bar("warning", words, actions=actions, lasting=lasting))

    def info(self, words: str, *actions: Action, lasting: bool = False) -> Bar:
        return self.show_bar(Bar("info", words, actions=actions, lasting=lasting))

    def passing(self, words: str) -> Bar:
        """News that may soon be out of date: it goes by itself, as ``success`` does."""
        return self._for_a_while(Bar("info", words))

    def success(self, words: str, *actions: Action) -> Bar:
        return self._for_a_while(Bar("success", words, actions=actions))

    def _for_a_while(self, bar: Bar) -> Bar:
        self.show_bar(bar)
        QTimer.singleShot(6000, bar, bar.close_bar)
        return bar

    def undo(self, words: str, act: Callable[[], object], *, seconds: int = UNDO_SECONDS) -> Bar:
        """Offer "Undo" for some seconds, counting down, and by ``take_back`` a while longer."""
        left = [seconds]

        def undo() -> None:
            if not bar.gone:
                timer.stop()
                bar.close_bar()
            if self._take_back is undo:
                self.forget_undo()
            act()

        bar = Bar("undo", words, actions=((tr("Undo ({seconds})", seconds=seconds), undo),))
        timer = QTimer(bar)

        def tick() -> None:
            left[0] -= 1
            if left[0] <= 0:
                timer.stop()
                bar.close_bar()
            else:
                offer.setText(tr("Undo ({seconds})", seconds=left[0]))

        offer = bar.findChildren(QPushButton)[0]
        offer.setToolTip(QKeySequence("Ctrl+Z").toString(QKeySequence.SequenceFormat.NativeText))
        timer.timeout.connect(tick)
        timer.start(1000)
        self._take_back = undo
        self._forgetting.start(UNDO_KEY_SECONDS * 1000)
        return self.show_bar(bar)

    def take_back(self) -> None:
        """Ctrl+Z: undo the last change that offered it, if that is not long ago and nothing came after it."""
        if self._take_back is not None:
            self._take_back()

    def forget_undo(self) -> None:
        """The page was left, or the change is an old one: Ctrl+Z must not surprise."""
        self._forgetting.stop()
        self._take_back = None

    def clear(self) -> None:
        """Take all bars away, and what they offered."""
        self.forget_undo()
        for bar in self.bars():
            bar.close_bar()

    def hide_if_empty(self) -> None:
        """Without a bar it takes no room, nor the distance to what is below."""
        if not self.bars():
            self.hide()
