"""The wheel over tables inside pages that scroll (B4, B8)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QListWidget, QScrollArea, QWidget

from smsdesk.operations.sample import Sample
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.layouts import column, holding, scrolling
from smsdesk.ui.widgets.page_wheel import PAUSE, PageWheel

Opened = Callable[..., NewTaskPage]
Checked = Callable[[NewTaskPage], None]


def turn(over: QWidget, at: QPoint, down: int) -> None:
    """As a mouse does: Qt finds what is under the pointer, and hands on what that does not take."""
    window = over.window()
    place = QPointF(over.mapTo(window, at))
    QTest.wheelEvent(window.windowHandle(), place, QPoint(0, -120 if down > 0 else 120))


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def area(qapp: QApplication, clock: Clock) -> QScrollArea:
    """A page of 300 pixels with a list of 200 in its middle, shown."""
    inner = QListWidget()
    inner.addItems([f"Row {at}" for at in range(40)])
    inner.setFixedHeight(200)
    above, below = QLabel("above"), QLabel("below")
    above.setFixedHeight(320)
    below.setFixedHeight(400)
    made = scrolling(holding(column(above, inner, below, spacing=0)))
    made.setFixedSize(300, 300)
    PageWheel(made, clock)
    made.show()
    return made


def bars_of(area: QScrollArea) -> tuple[int, int]:
    inner = area.findChild(QListWidget)
    assert inner is not None
    return area.verticalScrollBar().value(), inner.verticalScrollBar().value()


def test_a_table_that_comes_under_the_pointer_does_not_stop_the_page(area: QScrollArea, clock: Clock) -> None:
    seen = []
    for _ in range(8):
        turn(area, QPoint(100, 150), 1)
        clock.now += PAUSE / 2
        seen.append(bars_of(area))
    assert [inner for _, inner in seen] == [0] * 8
    assert [page for page, _ in seen] == sorted({page for page, _ in seen})


def test_after_a_rest_the_table_has_the_wheel_and_gives_it_back_at_its_end(
    area: QScrollArea, clock: Clock
) -> None:
    area.verticalScrollBar().setValue(250)
    clock.now += PAUSE
    while bars_of(area)[1] < area.findChild(QListWidget).verticalScrollBar().maximum():  # type: ignore[union-attr]
        before = bars_of(area)
        turn(area, QPoint(100, 150), 1)
        assert bars_of(area)[1] > before[1], "the table did not move"
        assert bars_of(area)[0] == 250
    turn(area, QPoint(100, 150), 1)
    assert bars_of(area)[0] > 250


def test_at_the_end_of_the_page_the_table_has_the_wheel_at_once(area: QScrollArea) -> None:
    area.widget().findChildren(QLabel)[1].setFixedHeight(1)  # type: ignore[union-attr]
    area.widget().adjustSize()  # type: ignore[union-attr]
    bar = area.verticalScrollBar()
    for _ in range(40):
        turn(area, QPoint(100, 150), 1)
        if bar.value() == bar.maximum():
            break
    turn(area, QPoint(100, 150), 1)
    assert bars_of(area)[1] > 0


@pytest.mark.parametrize("part", ["preview", "checked", "pasted"])
def test_the_new_task_scrolls_over_what_cannot_scroll_further(
    part: str,
    new_task: Opened,
    checked: Checked,
    sample: Sample,
    window: MainWindow,
    settled: Callable[[], None],
) -> None:
    window.resize(1366, 768)
    page = new_task()
    if part == "pasted":
        page.recipients.kind.segments()[2].setChecked(True)
        page.recipients.pasted.field.setPlainText(
            "\n".join(f"138000000{at:02}, Ann, 1, 2" for at in range(40))
        )
    else:
        page.recipients.take(Path(sample.sheet))
    checked(page)
    settled()
    over: QAbstractScrollArea = {
        "preview": page.recipients.mapping.preview,
        "checked": page.check.ready.view,
        "pasted": page.recipients.pasted.field,
    }[part]
    content = page.steps.widget()
    assert content is not None
    bar = page.steps.verticalScrollBar()
    bar.setValue(over.mapTo(content, QPoint(0, 0)).y() - 40)
    inner = over.verticalScrollBar()
    inner.setValue(inner.maximum())
    before = bar.value()
    assert before < bar.maximum()
    turn(over.viewport(), QPoint(60, 60), 1)
    assert bar.value() > before
    inner.setValue(0)
    turn(over.viewport(), QPoint(60, 60), -1)
    assert bar.value() <= before
