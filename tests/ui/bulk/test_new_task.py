"""The page of a new bulk task, in the real window (B1–B5, B10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import text as sql

from smsdesk.app import App
from smsdesk.domain.checking import Reason
from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.recipients import NUMBER
from smsdesk.operations.sample import Sample
from smsdesk.operations.templates import delete_template
from smsdesk.ui.bulk.composition import Message
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.context import Context
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.step_card import CLOSED, GOOD, OPEN

Opened = Callable[..., NewTaskPage]
Checked = Callable[[NewTaskPage], None]
Until = Callable[[Callable[[], object]], None]
Sheet = Callable[..., Path]


def states(page: NewTaskPage) -> list[str]:
    return [step.state for step in (page.message, page.recipients, page.check, page.send)]


def bar_buttons(bar: object) -> list[str]:
    return [each.text() for each in bar.findChildren(QPushButton)]  # type: ignore[attr-defined]


def press(bar: object, words: str) -> None:
    """Press the answer with these words."""
    next(each for each in bar.findChildren(QPushButton) if each.text() == words).click()  # type: ignore[attr-defined]


def test_each_step_opens_when_the_one_before_is_good(
    new_task: Opened, checked: Checked, sample: Sample
) -> None:
    page = new_task(template=None)
    assert states(page) == [OPEN, CLOSED, CLOSED, CLOSED]
    assert page.message.words == "Choose a template."
    assert page.send.send_button.toolTip() == "Choose a template."

    page.message.template.setCurrentIndex(page.message.template.count() - 1)
    assert states(page) == [GOOD, OPEN, CLOSED, CLOSED]
    assert page.next.words.text() == "Choose the recipients."

    page.recipients.take(sample.sheet)
    checked(page)
    assert states(page) == [GOOD, GOOD, GOOD, OPEN]
    assert page.check.words == "61 ready, 6 left out"
    assert page.send.send_button.text() == "Send 61 messages"
    assert page.send.send_button.isEnabled()


def test_the_only_application_and_the_signature_are_chosen_already(new_task: Opened) -> None:
    page = new_task(template=None)
    message = page.message.message()
    assert message.application is not None
    assert message.application.name == "Riverside Bakery"
    assert message.signature is not None
    assert message.signature.region is Region.MAINLAND
    assert "{1}" in _text_of(page, "Order ready")


def _text_of(page: NewTaskPage, name: str) -> str:
    control = page.message.template
    names = [control.itemData(at).name for at in range(control.count())]
    control.setCurrentIndex(names.index(name))
    return page.message.text.accessibleDescription()


def test_without_a_template_the_step_says_where_to_make_one(
    opened: App, sample: Sample, window: MainWindow, until: Until
) -> None:
    for template in sample.templates:
        delete_template(opened.desk, template_id=template.id)
    window.context.regions.set("templates", Region.GLOBAL)
    window.open_place("bulk", "new")
    page = window.current_page()
    assert isinstance(page, NewTaskPage)
    until(lambda: page.message.application.count())
    assert not page.message.template.isEnabled()
    press(page.message, "Create a template")
    assert window.tab() == "templates"
    assert window.context.regions.get("templates") is Region.MAINLAND  # the task's


def test_an_individual_is_offered_what_an_individual_may_send(new_task: Opened, context: Context) -> None:
    page = new_task(template=None)
    choices = page.message._choices
    individual = replace(context.profile, identity=Identity.INDIVIDUAL)
    page.message.show_choices(choices, Region.MAINLAND, individual, Message())
    offered = [page.message.template.itemText(at) for at in range(page.message.template.count())]
    assert offered == ["Order ready"]  # no marketing

    page.message.show_choices(choices, Region.GLOBAL, individual, Message())
    words = [each.text() for each in page.message.findChildren(QLabel)]
    assert any("An individual cannot send to other countries." in each for each in words)


def test_the_region_changes_what_can_be_chosen(new_task: Opened, context: Context, until: Until) -> None:
    page = new_task()
    context.regions.set("bulk", Region.GLOBAL)
    until(lambda: page.message.signature.itemText(0) == "No signature")
    names = {page.message.template.itemText(at) for at in range(page.message.template.count())}
    assert names == {"Booking", "News (marketing)"}
    assert page.message.message().template is None
    assert page.recipients.state == CLOSED


def test_a_dropped_file_is_read_and_its_rows_counted_by_reason(
    new_task: Opened, checked: Checked, sample: Sample
) -> None:
    page = new_task()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sample.sheet))])
    page.recipients.sheet.zone.dropEvent(
        QDropEvent(
            QPointF(20, 20),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    checked(page)
    found = page.composition.current
    assert found is not None
    chips = {key: chip.accessibleName() for key, chip in page.check.chips.chips.items()}
    assert chips == {
        "ready": "61 Ready",
        "repeated": "2 Same number, other text",
        **{key: f"{count} {Reason(key).label}" for key, count in found.counts.items()},
    }
    assert page.recipients.words == "sample-customers.xlsx: 67 recipients"
    assert page.recipients.mapping.controls[NUMBER].currentText() == "A · Mobile number"


def test_the_phone_shows_the_selected_message_with_its_digits_masked(
    new_task: Opened, checked: Checked, sample: Sample
) -> None:
    page = new_task()
    page.recipients.take(sample.sheet)
    checked(page)
    page.check.ready.view.selectRow(2)
    shown = page.phone.phone.accessibleDescription()
    assert shown.startswith("【Riverside】Dear Sun Lei, your order 1002 is ready.")
    assert page.phone.place.text() == "3 of 61"
    page.phone.after.click()
    assert page.phone.place.text() == "4 of 61"
    assert "Zhou Min" in page.phone.phone.accessibleDescription()


def test_a_wrong_row_is_corrected_in_place(
    new_task: Opened, checked: Checked, sample: Sample, until: Until, qtbot: QtBot
) -> None:
    page = new_task()
    page.recipients.take(sample.sheet)
    checked(page)
    page.check.chips.choose(Reason.INVALID_NUMBER)
    until(lambda: page.check.wrong.model.rowCount() == 2)
    page.check.wrong.view.selectRow(0)
    assert page.check.fix.row() == 10
    assert "landline" in page.phone.phone.accessibleDescription()

    page.check.fix.number.setText("138")
    qtbot.keyClick(page.check.fix.number, Qt.Key.Key_Return)
    until(lambda: "11 digits" in page.check.fix._problem.text())
    assert page.check.fix.row() == 10

    page.check.fix.number.setText("13800000099")
    qtbot.keyClick(page.check.fix.number, Qt.Key.Key_Return)
    until(lambda: page.check.fix.row() == 18)  # on to the next one
    assert page.check.words == "62 ready, 5 left out"
    assert page.send.send_button.text() == "Send 62 messages"

    # The correction holds when the file is read again.
    page.composition.recheck()
    checked(page)
    assert page.check.words == "62 ready, 5 left out"


def test_the_page_stays_where_it_is_when_a_row_is_pressed(
    new_task: Opened, checked: Checked, sample: Sample, until: Until, qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(1024, 640)
    page = new_task()
    page.recipients.take(sample.sheet)
    checked(page)
    page.check.chips.choose(Reason.INVALID_NUMBER)
    until(lambda: page.check.wrong.model.rowCount() == 2)
    view, bar = page.check.wrong.view, page.steps.verticalScrollBar()
    content = page.steps.widget()
    assert content is not None
    # The table stands at the bottom of what is in view.
    until(lambda: bar.maximum() > 300)
    bar.setValue(page.check.wrong.mapTo(content, QPoint(0, 0)).y() + 120 - page.steps.viewport().height())
    moved: list[int] = []
    bar.valueChanged.connect(moved.append)
    first = view.visualRect(view.model().index(0, 1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=first)
    until(lambda: page.check.fix.isVisible() and page.phone.to_form.isVisible())
    until(lambda: page.check.fix.y() >= page.check.wrong.geometry().bottom())
    assert not moved
    assert page.check.fix.number.visibleRegion().isEmpty(), "else this tests nothing"

    assert page.phone.to_form.text() == "Correct row 10"
    page.phone.to_form.click()
    until(lambda: not page.check.fix.number.visibleRegion().isEmpty())
    assert not page.check.fix.save.visibleRegion().isEmpty()
    assert page.check.fix.row() == 10
    page.check.chips.choose("ready")
    until(lambda: not page.phone.to_form.isVisible())
    assert page.phone.place.text() == "1 of 61"


def test_one_message_per_number_is_checked_anew(new_task: Opened, checked: Checked, sheet: Sheet) -> None:
    page = new_task()
    page.recipients.take(sheet("two.csv", "Mobile,{1},{2},{3}", "13800138000,A,1,x", "13800138000,B,2,y"))
    checked(page)
    assert page.check.words == "2 ready"
    page.check.one_each.click()
    checked(page)
    assert page.check.words == "1 ready, 1 left out"


def test_a_number_with_two_texts_is_pointed_out(
    new_task: Opened, checked: Checked, sheet: Sheet, until: Until
) -> None:
    page = new_task()
    lines = ("13800138000,A,1,x", "13900139000,C,3,z", "13800138000,B,2,y", "13800138000,A,1,x")
    page.recipients.take(sheet("two.csv", "Mobile,{1},{2},{3}", *lines))
    checked(page)
    chips = page.check.chips.chips
    assert [chip.accessibleName() for chip in chips.values()] == [
        "3 Ready",
        "2 Same number, other text",
        "1 Duplicate",
    ]
    page.check.chips.choose("repeated")
    until(lambda: page.check.repeated.model.rowCount() == 2)
    table = page.check.repeated
    note = table.model.columns[-1]
    assert [(one[1].row, note.words(one)) for one in table.model.rows] == [
        (2, "Row 4 has this number with another text: both are sent."),
        (4, "Row 2 has this number with another text: both are sent."),
    ]
    table.view.selectRow(1)
    assert page.phone.place.text() == "3 of 3"
    assert page.check.wrong.isHidden()
    assert page.check.save_wrong.isHidden()

    page.check.one_each.click()
    until(lambda: page.check.words == "2 ready, 2 left out")
    checked(page)
    page.check.chips.choose(Reason.DUPLICATE)
    until(lambda: page.check.wrong.model.rowCount() == 2)
    assert "repeated" not in page.check.chips.chips
    problems = [str(one.problem) for one in page.check.wrong.model.rows]
    assert all(each.startswith("Row 2 has this number already.") for each in problems)


def test_typed_recipients_are_checked_while_typing(new_task: Opened, checked: Checked) -> None:
    page = new_task()
    page.recipients.kind.segments()[2].setChecked(True)
    assert page.recipients.words == "Type or paste at least one number."
    page.recipients.pasted.field.setPlainText("13800138000, Ann, 1042, noon\n13800138001, Bob, 1043, one")
    checked(page)
    assert page.check.words == "2 ready"
    page.recipients.pasted.field.setPlainText("13800138000, Ann, 1042, noon")
    assert page.composition.current is None  # what was checked is not what stands there
    checked(page)
    assert page.check.words == "1 ready"


def test_groups_can_be_brought_along_and_their_variables_filled(
    new_task: Opened, checked: Checked, sample: Sample
) -> None:
    vip = sample.groups[0]
    page = new_task(group_ids=[vip.id])
    assert page.recipients.groups.boxes[vip.id].isChecked()
    assert page.recipients.words == "Write the text for {2}."
    page.recipients.groups.values[2].setText("1042")
    page.recipients.groups.values[3].setText("noon")
    checked(page)
    assert page.check.words == f"{vip.members} ready"
    assert page.composition.current is not None
    assert "your order 1042 is ready" in page.composition.current.message(0).content


def test_who_has_no_name_gets_what_is_said_instead(
    new_task: Opened, checked: Checked, sample: Sample, opened: App
) -> None:
    vip = sample.groups[0]
    with opened.desk.writing("customer") as session:
        session.execute(sql("UPDATE customer SET name = ''"))
    page = new_task(group_ids=[vip.id])
    variables = page.recipients.groups.variables
    variables.values[2].setText("1042")
    variables.values[3].setText("noon")
    checked(page)
    assert page.check.words.startswith("0 ready")
    assert variables.stand_ins[1].isVisible()
    assert variables.stand_ins[2].isHidden()
    variables.stand_ins[1].setText("dear guest")
    checked(page)
    assert page.check.words == f"{vip.members} ready"
    assert page.composition.current is not None
    assert "dear guest" in page.composition.current.message(0).content
    source = page.recipients.groups.source()
    assert source is not None
    # As a draft brings it back, and not beside what is never empty.
    page.recipients.groups.show_source(source)
    assert variables.parts() == (source.fields, source.values)
    variables.fields[1].setCurrentIndex(variables.fields[1].findData(NUMBER))
    assert 1 not in variables.parts()[1]


def test_a_group_that_is_ticked_stays_under_the_pointer(
    new_task: Opened, checked: Checked, sample: Sample, window: MainWindow
) -> None:
    first, other = sample.groups[:2]
    window.resize(960, 640)
    page = new_task(group_ids=[first.id])
    groups = page.recipients.groups
    groups.variables.values[2].setText("1042")
    groups.variables.values[3].setText("noon")
    groups.leave_out.click()
    checked(page)
    box = groups.excluded.boxes[other.id]
    page.steps.ensureWidgetVisible(box, 0, 0)
    bar = page.steps.verticalScrollBar()
    bar.setValue(bar.value() + page.steps.viewport().height() - 2 * box.height())
    where = box.mapTo(page, box.rect().center()).y()
    places: list[int] = []
    bar.valueChanged.connect(lambda _value: places.append(box.mapTo(page, box.rect().center()).y()))
    box.click()
    checked(page)
    assert box.mapTo(page, box.rect().center()).y() == where
    assert set(places) <= {where}
    # Nothing empty stays below once one scrolls back.
    bar.setValue(0)
    assert page.steps.widget().minimumHeight() == 0


def test_everything_can_be_reached_with_the_keyboard(
    new_task: Opened, checked: Checked, sample: Sample, window: MainWindow
) -> None:
    page = new_task()
    page.recipients.take(sample.sheet)
    checked(page)
    window.activateWindow()
    page.message.application.setFocus()
    reached = set()
    for _ in range(80):
        reached.add(window.focusWidget())
        assert window.focusNextChild()
    wanted = [
        page.message.application,
        page.message.template,
        page.message.signature,
        page.recipients.sheet.zone,
        page.recipients.download,
        page.recipients.mapping.controls[NUMBER],
        page.recipients.mapping.controls["3"],
        page.check.chips.chips["ready"],
        page.check.ready.view,
        page.check.one_each,
        page.check.save_wrong,
        page.send.name,
        page.send.test_button,
        page.send.send_button,
        page.save,
    ]
    missed = [widget.accessibleName() or str(widget) for widget in wanted if widget not in reached]
    assert not missed
    assert all(widget.accessibleName() or getattr(widget, "text", str)() for widget in wanted)
