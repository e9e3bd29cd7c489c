"""A chart of lines under the mouse, by keyboard, as a table; of one step, of a year, with gaps (D1)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from smsdesk.ui import formats
from smsdesk.ui.widgets.trend_chart import Series, TrendChart


@pytest.fixture
def chart(qtbot: QtBot) -> TrendChart:
    made = TrendChart("Trend", pressable=True)
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.set_data(
        ["1 Mar", "2 Mar", "3 Mar"],
        [
            Series("Requests", [10, 0, 1200]),
            Series("Success rate", [0.982, None, 1.0], "series_4", show=formats.share, share=True),
        ],
    )
    made.show()
    return made


def middle(chart: TrendChart, step: int) -> QPoint:
    return QPoint(round(chart.plot._x(step)), chart.plot.height() // 2)


def test_the_step_nearest_to_the_pointer_shows_its_values(chart: TrendChart, qtbot: QtBot) -> None:
    qtbot.mouseMove(chart.plot, middle(chart, 1) + QPoint(20, 0))
    assert chart.plot.describe() == "2 Mar. Requests: 0, Success rate: –"
    qtbot.mouseMove(chart.plot, middle(chart, 2) - QPoint(20, 0))
    assert chart.plot.describe() == "3 Mar. Requests: 1,200, Success rate: 100%"


def test_a_step_is_pressed_by_mouse_and_by_enter(chart: TrendChart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.pressed) as told:
        qtbot.mouseClick(chart.plot, Qt.MouseButton.LeftButton, pos=middle(chart, 1))
    assert told.args == [1]
    qtbot.keyClick(chart.plot, Qt.Key.Key_End)
    with qtbot.waitSignal(chart.pressed) as told:
        qtbot.keyClick(chart.plot, Qt.Key.Key_Return)
    assert told.args == [2]


def test_a_chart_only_to_look_at_is_not_pressed(qtbot: QtBot) -> None:
    chart = TrendChart("Trend")
    qtbot.addWidget(chart)
    chart.set_data(["1 Mar"], [Series("Requests", [1])])
    with qtbot.assertNotEmitted(chart.pressed):
        qtbot.keyClick(chart.plot, Qt.Key.Key_Right)
        qtbot.keyClick(chart.plot, Qt.Key.Key_Return)
        qtbot.mouseClick(chart.plot, Qt.MouseButton.LeftButton)


def test_what_is_pointed_at_outlives_new_figures_of_the_same_steps(chart: TrendChart, qtbot: QtBot) -> None:
    qtbot.keyClick(chart.plot, Qt.Key.Key_End)
    chart.set_data(["1 Mar", "2 Mar", "3 Mar"], [Series("Requests", [10, 0, 1300])])
    assert chart.plot.accessibleDescription() == "3 Mar. Requests: 1,300"
    chart.set_data(["1 Mar"], [Series("Requests", [10])])
    assert (
        chart.plot.accessibleDescription() == "1 value, from 1 Mar to 1 Mar. The arrow keys move along them."
    )


def test_the_values_are_a_table_too(chart: TrendChart, qtbot: QtBot) -> None:
    qtbot.mouseClick(chart.as_table, Qt.MouseButton.LeftButton)
    assert chart.values.isVisible()
    assert chart.values.accessibleName() == "Trend: values"
    chart.values.setFocus()
    qtbot.keyClick(chart.values, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == (
        "Time\tRequests\tSuccess rate\n1 Mar\t10\t98.2%\n2 Mar\t0\t–\n3 Mar\t1,200\t100%\n"
    )
    qtbot.mouseClick(chart.as_table, Qt.MouseButton.LeftButton)
    assert chart.plot.isVisible()


def test_a_gap_in_a_line_is_not_drawn_over(chart: TrendChart) -> None:
    chart.legend.findChildren(QCheckBox)[0].click()
    picture = chart.plot.grab().toImage()
    between = middle(chart, 0).x() + (middle(chart, 1).x() - middle(chart, 0).x()) // 2
    ratio = picture.devicePixelRatio()
    column = {
        picture.pixelColor(round(between * ratio), round(y * ratio)).name()
        for y in range(4, chart.plot.height() - 40)
    }
    assert len(column) <= 2, column  # the ground and the lines of the grid


@pytest.mark.parametrize("steps", [1, 2, 24, 366])
@pytest.mark.parametrize("value", [0, 1, 5_000_000])
def test_one_step_and_a_year_are_drawn(qtbot: QtBot, steps: int, value: int) -> None:
    chart = TrendChart("Trend")
    qtbot.addWidget(chart)
    chart.resize(700, 280)
    chart.set_data([f"{step}" for step in range(steps)], [Series("Requests", [value] * steps)])
    chart.show()
    empty = chart.plot.grab().toImage()
    chart.plot.off.add("Requests")
    without = chart.plot.grab().toImage()
    assert (empty != without) is True
    assert chart._nothing.isVisible() is (value == 0)
