"""Colours, icons and the switch of the scheme."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from smsdesk.ui import icons, palette
from smsdesk.ui.style import Theme

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
