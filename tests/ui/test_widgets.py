"""The small widgets: by keyboard, by name, and in words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from smsdesk.domain.errors import Invalid
from smsdesk.domain.review import Finding
from smsdesk.domain.tasks import Totals
from smsdesk.domain.text import text
from smsdesk.ui.widgets.bar_chart import BarChart, BarItem
from smsdesk.ui.widgets.buttons import button, tool_button
from smsdesk.ui.widgets.card import PressableCard
from smsdesk.ui.widgets.confirm import Question, ask_text, confirm, confirm_by_typing
from smsdesk.ui.widgets.drop_zone import DropZone
from smsdesk.ui.widgets.form import Form, FormField, combo
from smsdesk.ui.widgets.layouts import column, holding
from smsdesk.ui.widgets.segmented import SegmentedControl
from smsdesk.ui.widgets.send_progress import SendProgress, segments
from smsdesk.ui.widgets.side_panel import SidePanel
from smsdesk.ui.widgets.template_editor import FindingList, TemplateEditor
from smsdesk.ui.widgets.trend_chart import Series, TrendChart

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    return widget


# Segmented control, cards, drop zone


def test_arrow_keys_choose_a_segment(qtbot: QtBot) -> None:
    control = SegmentedControl([("mainland", "Mainland China"), ("global", "Global")], "Region")
    shown(qtbot, control)
    control.segments()[0].setFocus()
    qtbot.waitUntil(control.segments()[0].hasFocus)
    with qtbot.waitSignal(control.changed) as told:
        qtbot.keyClick(control.segments()[0], Qt.Key.Key_Right)
    assert told.args == ["global"]
    assert control.value() == "global"
    assert [each.text() for each in control.segments()] == ["Mainland China", "Global"]


def test_a_value_that_is_set_is_not_told(qtbot: QtBot) -> None:
    control = SegmentedControl([(1, "One"), (2, "Two")], "Number")
    shown(qtbot, control)
    with qtbot.assertNotEmitted(control.changed):
        control.set_value(2)
    assert control.value() == 2


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_card_and_a_drop_zone_are_pressed_by_keyboard(qtbot: QtBot, key: Qt.Key) -> None:
    for widget in (PressableCard("Riverside"), DropZone("Drop a file", ".csv")):
        shown(qtbot, widget)
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert widget.accessibleName()
        with qtbot.waitSignal(widget.pressed):
            qtbot.keyClick(widget, key)


@pytest.mark.parametrize(
    ("names", "outcome"),
    [
        (["people.CSV"], "chosen"),
        (["people.xlsx"], "chosen"),
        (["people.pdf"], "people.pdf is no .xlsx, .csv, .tsv, .vcf file."),
        (["a.csv", "b.csv"], "Drop one file, please."),
    ],
)
def test_what_is_dropped_is_taken_or_refused_in_words(qtbot: QtBot, names: list[str], outcome: str) -> None:
    zone = DropZone("Drop a file", ".csv")
    shown(qtbot, zone)
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(f"/tmp/{name}") for name in names])
    enter = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        files,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    zone.dragEnterEvent(enter)
    assert enter.isAccepted()
    drop = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        files,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(zone.chosen if outcome == "chosen" else zone.refused) as told:
        zone.dropEvent(drop)
    assert told.args == [Path(f"/tmp/{names[0]}") if outcome == "chosen" else outcome]


def test_a_button_without_words_has_a_name(qtbot: QtBot) -> None:
    made = tool_button("x", "Close")
    qtbot.addWidget(made)
    assert (made.accessibleName(), made.toolTip()) == ("Close", "Close")
    assert made.focusPolicy() & Qt.FocusPolicy.TabFocus


# Questions


def question() -> Question:
    [found] = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, Question) and each.isVisible()
    ]
    return found


async def answered(asking: Coroutine[Any, Any, Any], act: Callable[[Question], object]) -> Any:
    task = asyncio.ensure_future(asking)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    act(question())
    return await task


@pytest.mark.parametrize(
    ("act", "answer"),
    [
        (lambda asked: asked.accept_button.click(), True),
        (lambda asked: asked.refuse_button.click(), False),
        (lambda asked: asked.reject(), False),
    ],
)
def test_a_question_is_answered_without_blocking(
    run: Run, act: Callable[[Question], None], answer: bool
) -> None:
    assert run(answered(confirm(None, "Send?", "To 12 people.", "Send 12 messages"), act)) is answer


def test_enter_never_destroys(run: Run, qtbot: QtBot) -> None:
    def act(asked: Question) -> None:
        assert asked.refuse_button.isDefault()
        assert not asked.accept_button.isDefault()
        qtbot.keyClick(asked, Qt.Key.Key_Return)

    assert run(answered(confirm(None, "Delete?", "", "Delete group", destructive=True), act)) is False


def test_what_cannot_be_undone_is_typed(run: Run) -> None:
    def act(asked: Question) -> None:
        field = asked.findChild(QLineEdit)
        assert not asked.accept_button.isEnabled()
        field.setText("Riversid")
        assert not asked.accept_button.isEnabled()
        field.setText("Riverside")
        asked.accept_button.click()

    assert run(answered(confirm_by_typing(None, "Delete?", "", "Riverside", "Delete"), act)) is True


def test_a_line_is_asked_for_and_never_empty(run: Run) -> None:
    def act(asked: Question) -> None:
        field = asked.findChild(QLineEdit)
        field.setText("   ")
        assert not asked.accept_button.isEnabled()
        field.setText(" VIP ")
        asked.accept_button.click()

    assert run(answered(ask_text(None, "Rename", "Name", "Rename"), act)) == "VIP"


# Panel


def test_escape_closes_the_panel(qtbot: QtBot) -> None:
    panel = SidePanel()
    window = holding(column(panel))
    shown(qtbot, window)
    field = QLineEdit()
    panel.open_with("New group", field, button("Save"), focus=field)
    qtbot.waitUntil(field.hasFocus)
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not panel.is_open()


# Forms

_kept: list[QWidget] = []


def a_form(qtbot: QtBot) -> tuple[Form, QPushButton]:
    page = QWidget()
    _kept.append(page)
    form = Form(page)
    rule: Callable[[str], str | None] = lambda value: "No digits" if any(map(str.isdigit, value)) else None  # noqa: E731
    form.add("name", FormField("Name", QLineEdit(), limit=8, rule=rule))
    form.add("kind", FormField("Kind", combo([(1, "One"), (2, "Two")])))
    form.add("note", FormField("Note", QPlainTextEdit(), optional=True))
    form.add("seconds", FormField("Seconds", QSpinBox()))
    form.add("agreed", FormField("", QCheckBox("Agreed")))
    save = button("Save", kind="primary")
    page.setLayout(column(*form.fields.values(), save))
    form.save_with(save)
    shown(qtbot, page)
    return form, save


def test_a_counter_comes_when_room_gets_short(qtbot: QtBot) -> None:
    form, _ = a_form(qtbot)
    name = form.fields["name"]

    def counters() -> list[str]:
        return [one.text() for one in name.findChildren(QLabel) if one.isVisible() and "/" in one.text()]

    seen = []
    for typed in ("Anna", "Annabe", "Annabella", "Ann"):
        name.set_value(typed)
        seen.append(counters())
    assert seen == [[], ["6/8"], ["9/8"], []]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "Name is needed"),
        ("   ", "Name is needed"),
        ("Ann", ""),
        ("Ann1", "No digits"),
        ("Annabella", "At most 8 characters"),
    ],
)
def test_a_field_says_what_is_wrong_while_typing(qtbot: QtBot, typed: str, problem: str) -> None:
    form, save = a_form(qtbot)
    assert save.toolTip() == "Name is needed"
    form.fields["name"].control.setText(typed)  # type: ignore[attr-defined]
    assert form.problem() == problem
    assert save.isEnabled() is not bool(problem)
    assert save.toolTip() == problem


def test_values_go_by_the_operations_keywords(qtbot: QtBot) -> None:
    form, _save = a_form(qtbot)
    form.set_values(name=" Ann ", kind=2, note="x", seconds=30, agreed=True)
    assert form.values() == {"name": "Ann", "kind": 2, "note": "x", "seconds": 30, "agreed": True}
    form.fields["note"].hide()
    assert "note" not in form.values()


def test_a_fault_stands_at_its_field_until_it_is_changed(qtbot: QtBot) -> None:
    form, save = a_form(qtbot)
    form.set_values(name="Ann")
    assert form.tell(Invalid(text("This name is taken."), field="name"))
    assert (form.problem(), save.isEnabled()) == ("This name is taken.", False)
    form.fields["name"].control.setText("Bea")  # type: ignore[attr-defined]
    assert save.isEnabled()
    assert not form.tell(Invalid(text("Elsewhere."), field="region"))


def test_every_control_of_a_form_has_a_name(qtbot: QtBot) -> None:
    form, _save = a_form(qtbot)
    assert [form.fields[key].control.accessibleName() for key in ("name", "note", "seconds")] == [
        "Name",
        "Note",
        "Seconds",
    ]


# Writing


def test_positions_count_as_python_counts(qtbot: QtBot) -> None:
    editor = TemplateEditor()
    shown(qtbot, editor)
    editor.setPlainText("😀😀 a b")
    finding = Finding("space", text("An odd space."), 4, 5, "warning", "\u2003")
    editor.set_findings([Finding("a", text("A letter."), 3, 4, fix="A")])
    editor.apply(Finding("a", text("A letter."), 3, 4, fix="A"))
    assert editor.toPlainText() == "😀😀 A b"
    editor.apply(finding)
    assert editor.toPlainText() == "😀😀 A\u2003b"
    editor.undo()
    assert editor.toPlainText() == "😀😀 A b"


def test_a_finding_is_mended_with_one_press(qtbot: QtBot) -> None:
    listed = FindingList()
    shown(qtbot, listed)
    mendable = Finding("x", text("Wrong."), 0, 1, fix="y")
    listed.set_findings([mendable, Finding("z", text("Only told."), 2, 3)])
    offers = {each.text(): each for each in listed.findChildren(QPushButton)}
    with qtbot.waitSignal(listed.fix) as told:
        offers["Fix"].click()
    assert told.args == [mendable]
    assert "character 3" in offers


# Charts and progress


def test_a_chart_is_read_by_keyboard(qtbot: QtBot) -> None:
    chart = TrendChart("Requests")
    shown(qtbot, chart)
    chart.set_data(
        ["1 Mar", "2 Mar"], [Series("Requests", [10, 20]), Series("Failed", [None, 3], "series_4")]
    )
    qtbot.keyClick(chart.plot, Qt.Key.Key_Right)
    assert chart.plot.accessibleDescription() == "1 Mar. Requests: 10, Failed: –"
    qtbot.keyClick(chart.plot, Qt.Key.Key_End)
    chart.legend.findChildren(QCheckBox)[0].click()
    qtbot.keyClick(chart.plot, Qt.Key.Key_Left)
    assert chart.plot.accessibleDescription() == "1 Mar. Failed: –"
    chart.grab()


@pytest.mark.parametrize("values", [[], [0], [0, 0], [None, None], [1e9, 5]])
def test_a_chart_can_draw_anything(qtbot: QtBot, values: list[float | None]) -> None:
    chart = TrendChart("Requests")
    shown(qtbot, chart)
    chart.set_data([str(index) for index in range(len(values))], [Series("Requests", values)])
    assert not chart.grab().isNull()


def test_a_bar_is_pressed_for_what_is_behind_it(qtbot: QtBot) -> None:
    chart = BarChart("Failures")
    shown(qtbot, chart)
    chart.set_bars([BarItem("1025", "Daily limit", 30), BarItem("1015", "Unsubscribed", 10)])
    lines = [each for each in chart.children() if hasattr(each, "clicked")]
    assert lines[0].accessibleName() == "Daily limit: 30 (75%)"
    with qtbot.waitSignal(chart.pressed) as told:
        qtbot.keyClick(lines[1], Qt.Key.Key_Space)
    assert told.args == ["1015"]


def test_the_parts_of_a_task_add_up(qtbot: QtBot) -> None:
    totals = Totals(
        total=100,
        queued=10,
        in_flight=5,
        accepted=20,
        delivered=40,
        undelivered=5,
        failed=12,
        cancelled=4,
        unknown=4,
    )
    assert sum(part.count for part in segments(totals)) == totals.total
    progress = SendProgress()
    shown(qtbot, progress)
    progress.set_totals(totals)
    assert "Delivered: 40" in progress.accessibleDescription()
    assert not progress.grab().isNull()
