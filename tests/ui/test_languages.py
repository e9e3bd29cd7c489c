"""Every page of the window in one language, whichever it was opened in (issue 7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QWidget,
)

from smsdesk.app import App
from smsdesk.operations.profile import update_profile
from smsdesk.operations.sample import make_sample
from smsdesk.ui.context import Context
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.menu_entries import MENUS
from smsdesk.ui.widgets.page_stack import PageStack
from smsdesk.ui.widgets.subpages import SubPages

Run = Callable[[Coroutine[Any, Any, Any]], Any]
Settled = Callable[[], None]
CATALOGUE = Path("resources/translations/zh_CN/LC_MESSAGES/smsdesk.po")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Pages above the first ones.
PUSHED = (("bulk", "new"), ("customers", "import"))


@pytest.fixture(scope="module")
def english() -> set[str]:
    """Sentences without placeholders that are said otherwise in Chinese."""
    with (Path(__file__).parents[2] / CATALOGUE).open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    return {
        message.id
        for message in catalogue
        if isinstance(message.id, str) and "{" not in message.id and message.string not in ("", message.id)
    }


def places(window: MainWindow) -> Iterator[tuple[str, str]]:
    """Every tab and every page in its row of names, by what opens it."""
    for key in ("applications", "signatures", "templates", "bulk", "customers", "statistics"):
        shown: QWidget | None = window.page_of(key)
        if isinstance(shown, PageStack):
            shown = shown.widget(0)
        pages = [page.key for page in shown._pages] if isinstance(shown, SubPages) else [""]
        yield from ((key, page) for page in pages)
    yield from PUSHED


def words(widget: QWidget) -> Iterator[str]:
    """What the user can read there, or hear: not what they wrote, and not what is data in a table."""
    for each in (widget, *widget.findChildren(QWidget)):
        yield each.toolTip()
        yield each.accessibleName()
        if isinstance(each, QLabel | QAbstractButton):
            yield each.text().replace("&&", "&")
        elif isinstance(each, QLineEdit | QPlainTextEdit):
            yield each.placeholderText()
        elif isinstance(each, QComboBox):
            yield from (each.itemText(at) for at in range(each.count()))
        elif isinstance(each, QTabBar):
            yield from (each.tabText(at).replace("&&", "&") for at in range(each.count()))
        elif isinstance(each, QGroupBox):
            yield each.title()
        elif isinstance(each, QTableView) and (model := each.model()) is not None:
            horizontal = Qt.Orientation.Horizontal
            yield from (str(model.headerData(at, horizontal) or "") for at in range(model.columnCount()))


def read(window: MainWindow, settled: Settled) -> dict[str, set[str]]:
    """What is said on each page, with the frame around it."""
    said: dict[str, set[str]] = {}
    for tab, page in list(places(window)):
        window.open_place(tab, page)
        settled()
        shown = window.current_page()
        assert shown is not None
        said[f"{tab}/{page}"] = set(words(shown.window()))
    menus = [action for menu in window.menuBar().actions() for action in menu.menu().actions()]  # type: ignore[attr-defined]
    said["menus"] = {action.text() for action in menus} | {menu.text() for menu in window.menuBar().actions()}
    assert len(window.menuBar().actions()) == len(MENUS)
    return said


def switch(context: Context, run: Run, settled: Settled, language: str) -> None:
    run(context.runner.run(update_profile, language=language))
    settled()
    settled()


@pytest.fixture
def furnished(opened: App, window: MainWindow, settled: Settled) -> MainWindow:
    """With an application, a template, a signature and some customers, named by a user."""
    make_sample(opened.desk)
    settled()
    return window


@pytest.mark.timeout(1200)  # every page three times
def test_every_page_changes_its_language_with_the_profile(
    furnished: MainWindow, context: Context, run: Run, settled: Settled, english: set[str]
) -> None:
    first = read(furnished, settled)
    assert {each for said in first.values() for each in said if CHINESE.search(each)} <= {"简体中文"}
    data = {
        "",
        "Regulars",
        "VIP",
        "Guests from abroad",
        "Riverside",
        "Riverside Bakery",
        "Order ready",
        "Weekend offer",
    }
    switch(context, run, settled, "zh_CN")
    second = read(furnished, settled)
    left = {place: sorted((said & english) - data) for place, said in second.items()}
    assert {place: said for place, said in left.items() if said} == {}
    assert "应用" in second["applications/"]
    switch(context, run, settled, "en")
    third = read(furnished, settled)
    left = {place: sorted(filter(CHINESE.search, said - {"简体中文"})) for place, said in third.items()}
    assert {place: said for place, said in left.items() if said} == {}
