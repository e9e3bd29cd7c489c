"""Builds the menu bar from its entries."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from smsdesk.ui.context import Context
from smsdesk.ui.icons import icon
from smsdesk.ui.menu_entries import MENUS, Entry
from smsdesk.ui.widgets.bars import Bars


def fill(bar: QMenuBar, entries: Sequence[Entry], context: Context, bars: Bars) -> None:
    """Put the entries into the bar in place of what was there."""
    for old in bar.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        old.deleteLater()  # clear() would only forget them
    bar.clear()
    for key, title in MENUS:
        mine = [
            entry
            for entry in entries
            if entry.menu == key
            and (context.state.exists or not entry.needs_profile)
            and (entry.fits is None or entry.fits())
        ]
        if mine:
            menu = bar.addMenu(str(title))
            for entry in mine:
                if entry.separator and not menu.isEmpty():
                    menu.addSeparator()
                _add(menu, entry, context, bars)


def _add(menu: QMenu, entry: Entry, context: Context, bars: Bars) -> None:
    if entry.inside:
        inner = menu.addMenu(str(entry.title))
        if entry.picture:
            inner.setIcon(icon(entry.picture))
        group = QActionGroup(inner)
        for each in entry.inside:
            action = _action(inner, each, context, bars)
            action.setCheckable(True)
            group.addAction(action)
        inner.aboutToShow.connect(lambda: _mark(group, entry, context))
        _mark(group, entry, context)
    else:
        action = _action(menu, entry, context, bars)
        if entry.picture:
            action.setIcon(icon(entry.picture))


def _mark(group: QActionGroup, entry: Entry, context: Context) -> None:
    for action, each in zip(group.actions(), entry.inside, strict=True):
        action.setChecked(bool(each.chosen and each.chosen(context)))


def _action(menu: QMenu, entry: Entry, context: Context, bars: Bars) -> QAction:
    action = menu.addAction(str(entry.title))
    action.setMenuRole(QAction.MenuRole.NoRole)
    if entry.shortcut:
        action.setShortcut(QKeySequence(entry.shortcut))
    if entry.act is not None:
        act = entry.act
        action.triggered.connect(lambda _checked=False: context.runner.spawn(act(context), bars))
    return action
