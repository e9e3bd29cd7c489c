"""What a fragment is, on hover where a page counts them (E8)."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from smsdesk.domain.fragments import measure
from smsdesk.domain.profile import Region
from smsdesk.ui.fragment_words import fragment_tip
from smsdesk.ui.widgets.figures import Figure, FigureRow


@pytest.mark.parametrize(
    ("region", "letter", "one", "each"), [(Region.MAINLAND, "字", 70, 67), (Region.GLOBAL, "a", 160, 153)]
)
def test_what_is_said_of_a_fragment_is_what_is_counted(
    region: Region, letter: str, one: int, each: int
) -> None:
    words = fragment_tip(region)
    assert f"up to {one} characters" in words
    assert f"fragments of {each}" in words
    counted = [
        measure(letter * length, region).fragments for length in (one, one + 1, 2 * each, 2 * each + 1)
    ]
    assert counted == [1, 2, 2, 3]
    assert measure("’" * 70, Region.GLOBAL).fragments == 1
    assert measure("’" * 71, Region.GLOBAL).fragments == 2


def test_a_figure_is_explained_on_hover(qtbot: QtBot) -> None:
    figures = FigureRow([Figure("Recipients", "3"), Figure("Fragments", "6", tip="What it is <b>")])
    qtbot.addWidget(figures)
    tips = {each.text(): each.toolTip() for each in figures.findChildren(QLabel) if each.text()}
    assert tips["Recipients"] == tips["3"] == ""
    assert "&lt;b&gt;" in tips["Fragments"]
    assert tips["Fragments"] == tips["6"]
