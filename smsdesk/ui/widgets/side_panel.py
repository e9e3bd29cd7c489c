"""The panel at the right of a page: the details of the chosen row, or a form to make a new one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from smsdesk.domain.text import tr
from smsdesk.ui.style import font
from smsdesk.ui.widgets.bars import Bars
from smsdesk.ui.widgets.buttons import tool_button
from smsdesk.ui.widgets.confirm import close_on_escape
from smsdesk.ui.widgets.labels import ElidedLabel, label, line
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row, scrolling


class SidePanel(QFrame):
    """Title, a scrolling body, a foot with buttons. Esc or × closes it (``closed``). Hidden at first.

    ``opened(primary)``: something is shown, ``primary`` with a primary button in the foot.
    """

    opened = Signal(bool)
    closed = Signal()

    def __init__(self, width: int = 400) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setFixedWidth(width)
        self._title = ElidedLabel("", "heading")
        self._note = label("", "small", wrap=True)
        self._note.hide()
        self.head = row(self._title, spacing=4)
        self.head.setStretch(0, 1)
        self.head.addWidget(tool_button("x", tr("Close"), self.close_panel))
        self.bars = Bars()
        self._scroll = scrolling(QWidget())
        self._foot: QVBoxLayout = column(spacing=0)
        self._from: QWidget | None = None
        """What had the focus before; it has it again when the panel closes."""
        whole = column(
            holding(column(self.head, self._note, spacing=2, margins=(20, 12, 12, 12))),
            line(),
            holding(column(self.bars, margins=(12, 8, 12, 0))),
            self._scroll,
            holding(self._foot),
            spacing=0,
            margins=(1,),
        )
        whole.setStretch(3, 1)
        self.setLayout(whole)
        close_on_escape(self, self.close_panel)
        self.hide()

    def open_with(
        self,
        title: str,
        body: QWidget,
        *buttons: QWidget,
        note: str = "",
        focus: QWidget | None = None,
        fill: bool = False,
    ) -> None:
        """Show ``body`` (the panel takes it) with buttons in the foot; the last one stands at the right.

        ``fill`` gives the body all the height there is: for one with a table in it.
        """
        if not self.is_open():
            self._from = QApplication.focusWidget()
        self._title.setText(title)
        self.setAccessibleName(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.bars.clear()
        old = self._scroll.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        inside = holding(column(body, *(() if fill else (STRETCH,)), margins=(20, 12, 20, 20)))
        inside.setObjectName("scrolled")
        self._scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        clear(self._foot)
        if buttons:
            self._foot.addWidget(line())
            self._foot.addLayout(row(STRETCH, *buttons, margins=(20, 12, 20, 12)))
        self.show()
        self.opened.emit(any(one.property("kind") == "primary" for one in buttons))
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_open(self) -> bool:
        return not self.isHidden()

    def close_panel(self) -> None:
        if self.is_open():
            self._give_back_focus()
            self.hide()
            self.closed.emit()

    def _give_back_focus(self) -> None:
        inside, before = QApplication.focusWidget(), self._from
        self._from = None
        if inside is None or not self.isAncestorOf(inside):
            return
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)


#: Width of the names that stand beside their values, in pixels.
_NAMES = 112


class Facts(QWidget):
    """Pairs of a quiet label and its value, for details; values can be selected.

    ``beside``: short values stand beside their names, which takes half the height.
    """

    def __init__(self, *pairs: tuple[str, str], beside: bool = False) -> None:
        super().__init__()
        self._beside = beside
        self.setLayout(column(spacing=10 if beside else 12))
        for name, value in pairs:
            self.add(name, value)

    def add(self, name: str, value: str | QWidget) -> None:
        shown = label(value, wrap=True, selectable=True) if isinstance(value, str) else value
        quiet = label(name, "small", wrap=self._beside)
        quiet.setBuddy(shown)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        if not self._beside:
            layout.addLayout(column(quiet, shown, spacing=2))
            return
        quiet.setFixedWidth(_NAMES)
        # Both stand on one line of writing; Chinese reaches higher than Latin letters and figures do.
        lift = _ascent(value, "body") - _ascent(name, "small") if isinstance(value, str) else 1
        left = holding(column(quiet, margins=(0, max(lift, 0), 0, 0)))
        right = holding(column(shown, margins=(0, -lift, 0, 0))) if lift < 0 else shown
        line = row(left, right, spacing=12)
        line.setAlignment(left, Qt.AlignmentFlag.AlignTop)
        line.setAlignment(right, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        layout.addLayout(line)


def _ascent(words: str, size: str) -> int:
    """Pixels from the top of the first line of a text to the line it stands on."""
    layout = QTextLayout(words, font(size))
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    return round(line.ascent()) if line.isValid() else 0
