"""Who the open conversation is with, what they have refused, and what can be done about them (C4–C6)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from smsdesk.domain.conversations import Correspondent
from smsdesk.domain.text import tr
from smsdesk.operations.blocklist import abroad_words
from smsdesk.ui.context import Context
from smsdesk.ui.icons import icon
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.widgets.badge import Badge, StatusBadge
from smsdesk.ui.widgets.buttons import button, more_button
from smsdesk.ui.widgets.labels import ElidedLabel
from smsdesk.ui.widgets.layouts import column, holding, row
from smsdesk.ui.widgets.tips import plain_tip
from smsdesk.ui.widgets.toast import toast


class ThreadHead(QWidget):
    """``unread``: the conversation is to stand out again."""

    unread = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._number = ""
        self._name = ElidedLabel("", "heading")
        self._note = ElidedLabel("", "small")
        self._left = StatusBadge()
        self._blocked = StatusBadge()
        self.block = button(tr("Block…"), self._block, kind="danger-quiet", picture="ban")
        menu = QMenu()
        menu.addAction(icon("mail"), tr("Mark as unread"), self.unread)
        menu.addAction(icon("copy"), tr("Copy number"), self._copy)
        menu.addAction(icon("users"), tr("Show in the pool"), self._show)
        self.menu = menu
        words = column(self._name, self._note, spacing=2)
        whole = row(
            holding(words), self._left, self._blocked, self.block, more_button(menu, tr("More")), spacing=8
        )
        whole.setContentsMargins(16, 10, 12, 10)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_correspondent(self, one: Correspondent) -> None:
        self._number = one.number
        self._name.setText(one.name or one.number)
        self._note.setText(one.number if one.name else tr("Not in the pool"))
        _refused(
            self._left,
            tr("Unsubscribed"),
            [
                tr("{signature}: {type}", signature=each.signature, type=type_words(each.sms_type))
                for each in one.unsubscribed
            ],
        )
        _refused(
            self._blocked,
            tr("On the blocklist"),
            [
                tr(
                    "{signature}: {type}",
                    signature=each.signature or abroad_words(),
                    type=type_words(each.sms_type),
                )
                for each in one.blocked
            ],
        )

    def _block(self) -> None:
        self._context.open("customers", "blocklist", numbers=self._number)

    def _show(self) -> None:
        self._context.open("customers", "pool", search=self._number)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._number)
        toast(self, tr("Copied"))


def _refused(badge: StatusBadge, words: str, under: list[str]) -> None:
    badge.set_badge(Badge(words if under else "", "warning"))
    badge.setToolTip(plain_tip("\n".join(under)) if under else "")
