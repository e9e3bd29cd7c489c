"""Colours, icons and the switch of the scheme."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDateEdit,
    QDateTimeEdit,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from smsdesk.ui import icons, palette
from smsdesk.ui.style import Theme
from smsdesk.ui.widgets.buttons import button, menu_button, tool_button
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.layouts import STRETCH, column, row

SCHEMES = {"light": palette.LIGHT, "dark": palette.DARK}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), palette.PAIRS)
def test_words_can_be_read_on_their_ground(scheme: str, text: str, ground: str) -> None:
    colours = palette.as_mapping(SCHEMES[scheme])
    assert palette.contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_that_of_wcag(first: str, second: str, ratio: float) -> None:
    assert palette.contrast(first, second) == pytest.approx(ratio, abs=0.01)


def test_every_colour_is_one_in_both_schemes() -> None:
    for name in palette.names():
        for each in SCHEMES.values():
            assert QColor(getattr(each, name)).isValid(), name


def test_the_scheme_changes_while_the_window_is_open(theme: Theme, qtbot: QtBot) -> None:
    button = QPushButton("Send")
    qtbot.addWidget(button)
    button.show()
    light = button.grab().toImage()
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")
    assert palette.is_dark()
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(palette.DARK.window)
    assert button.grab().toImage() != light
    theme.choose("light")
    assert button.grab().toImage() == light


def test_an_icon_follows_the_scheme(theme: Theme) -> None:
    def middle() -> QColor:
        image = icons.icon("square", "text").pixmap(32, 32).toImage()
        return max((image.pixelColor(x, 16) for x in range(32)), key=lambda colour: colour.alpha())

    assert middle().name() == palette.LIGHT.text
    theme.choose("dark")
    assert middle().name() == palette.DARK.text


def test_a_disabled_icon_is_pale(theme: Theme) -> None:
    image = icons.icon("square").pixmap(32, 32, QIcon.Mode.Disabled).toImage()
    strongest = max((image.pixelColor(x, 16) for x in range(32)), key=lambda colour: colour.alpha())
    assert strongest.name() == palette.LIGHT.text_disabled


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon")


def test_the_programs_icon_can_be_drawn() -> None:
    image = icons.app_icon().pixmap(64, 64).toImage()
    assert {image.pixelColor(x, 32).name() for x in range(64)} >= {"#ffffff"}


def _menu() -> QMenu:
    menu = QMenu()
    menu.addAction("Delivered")
    return menu


def _segment() -> QRadioButton:
    made = QRadioButton("Global")
    made.setProperty("segment", True)
    return made


@pytest.mark.parametrize(
    "made",
    [
        lambda: combo([(1, "Last 7 days"), (2, "Chosen days")]),
        lambda: QLineEdit("Ann"),
        lambda: QPlainTextEdit("Ann"),
        lambda: QSpinBox(),
        lambda: QDateEdit(calendarPopup=True),
        lambda: QDateTimeEdit(calendarPopup=True),
        lambda: QCheckBox("I agree"),
        lambda: QRadioButton("Regular"),
        lambda: _segment(),
        lambda: menu_button("Status", _menu()),
        lambda: tool_button("x", "Close"),
        *(
            lambda kind=kind: button("Send", kind=kind, picture="send")
            for kind in ("", "primary", "danger", "danger-quiet", "quiet", "quiet-danger", "link")
        ),
    ],
)
def test_the_focus_moves_nothing(theme: Theme, qtbot: QtBot, made: Callable[[], QWidget]) -> None:
    """Its ring is drawn in room that is there: a filter that shrank would pull its neighbours along.

    Qt remembers a size that was asked for until the style changes, as it does with the scheme.
    """
    window = QWidget()
    qtbot.addWidget(window)
    control, other = made(), QLineEdit()
    window.setLayout(column(row(control, STRETCH), other))
    window.show()
    window.activateWindow()
    other.setFocus()
    QApplication.sendEvent(control, QEvent(QEvent.Type.StyleChange))
    before = control.sizeHint()
    control.setFocus()
    qtbot.waitUntil(control.hasFocus)
    QApplication.sendEvent(control, QEvent(QEvent.Type.StyleChange))
    assert control.sizeHint() == before
