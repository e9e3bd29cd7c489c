"""Files as recipients of a new bulk task: what is asked about them, and what cannot be used (B2, B4)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from smsdesk.app import App
from smsdesk.domain.checking import Reason
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.recipients import NUMBER
from smsdesk.domain.templates import Sample as Variable
from smsdesk.operations.sample import Sample
from smsdesk.operations.templates import create_template
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.step_card import CLOSED, GOOD, OPEN

Opened = Callable[..., NewTaskPage]
Checked = Callable[[NewTaskPage], None]
Until = Callable[[Callable[[], object]], None]
Sheet = Callable[..., Path]


def bar_buttons(bar: object) -> list[str]:
    return [each.text() for each in bar.findChildren(QPushButton)]  # type: ignore[attr-defined]


def press(bar: object, words: str) -> None:
    """Press the answer with these words."""
    next(each for each in bar.findChildren(QPushButton) if each.text() == words).click()  # type: ignore[attr-defined]


def test_a_file_without_numbers_is_questioned(new_task: Opened, checked: Checked, sheet: Sheet) -> None:
    page = new_task()
    rows = [f"202603{at:06},Ann {at},{at}.50" for at in range(30)]
    page.recipients.take(sheet("orders.csv", "Order no.,Name,Amount", *rows))
    checked(page)
    bar = page.recipients.mapping.bar
    assert bar is not None
    assert bar.words.text() == "No column holds mobile numbers. Which one is it?"
    assert not page.send.send_button.isEnabled()
    assert page.send.send_button.toolTip() == bar.words.text()
    assert page.recipients.state == OPEN


def test_of_two_columns_with_numbers_the_user_chooses_one_with_a_button(
    new_task: Opened, checked: Checked, sheet: Sheet
) -> None:
    page = new_task()
    rows = [f"138001380{at:02},139001390{at:02},Ann {at},{at},noon" for at in range(30)]
    page.recipients.take(sheet("two.csv", "Phone,Phone 2,{1},{2},{3}", *rows))
    checked(page)
    bar = page.recipients.mapping.bar
    assert bar is not None
    assert bar_buttons(bar) == ["“Phone”", "“Phone 2”"]
    assert not page.send.send_button.isEnabled()
    press(bar, "“Phone 2”")
    checked(page)
    found = page.composition.current
    assert found is not None
    assert found.columns.assigned[NUMBER] == 1
    assert found.numbers()[0] == "+8613900139000"
    assert page.recipients.mapping.bar is None
    assert page.send.send_button.isEnabled()


def test_a_doubtful_column_is_used_after_a_yes(new_task: Opened, checked: Checked, sheet: Sheet) -> None:
    page = new_task()
    rows = [f"138001380{at:02},Ann {at},{at},noon" for at in range(30)]
    page.recipients.take(sheet("contacts.csv", "Emergency contact's phone,{1},{2},{3}", *rows))
    checked(page)
    bar = page.recipients.mapping.bar
    assert bar is not None
    assert bar_buttons(bar) == ["Yes, use it", "No, choose another"]
    press(bar, "Yes, use it")
    assert page.recipients.mapping.bar is None
    assert page.recipients.state == GOOD
    assert page.send.send_button.isEnabled()


def test_columns_are_assigned_by_hand_and_checked_anew(
    new_task: Opened, checked: Checked, sheet: Sheet
) -> None:
    page = new_task()
    rows = [f"138001380{at:02},Ann {at},o{at},noon" for at in range(5)]
    page.recipients.take(sheet("list.csv", "Mobile,{1},{2},{3}", *rows))
    checked(page)
    control = page.recipients.mapping.controls["1"]
    control.setCurrentIndex(control.findData(2))
    checked(page)
    found = page.composition.current
    assert found is not None
    assert found.columns.assigned["1"] == 2
    assert "Dear o0" in found.message(0).content


def test_numbers_with_two_readings_are_asked_about_once(
    new_task: Opened, checked: Checked, sheet: Sheet, context: Context, until: Until
) -> None:
    context.regions.set("bulk", Region.GLOBAL)
    page = new_task(template="Booking")
    # 13x… is a mobile of the home country, and +1 3xx … one of North America.
    page.recipients.take(
        sheet("guests.csv", "Mobile,{1},{2}", "13105550123,Ann,noon", "+447911123456,Bob,one")
    )
    checked(page)
    found = page.composition.current
    assert found is not None
    assert found.counts[Reason.AMBIGUOUS_NUMBER] == 1
    assert page.check.bar is not None
    press(page.check.bar, "With country code")
    checked(page)
    again = page.composition.current
    assert again is not None
    assert again.ready == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("broken.xlsx", b"PK\x03\x04 no workbook", "“broken.xlsx” is damaged"),
        ("empty.csv", b"", "“empty.csv” is empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "“picture.csv”"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_at_the_drop_zone(
    new_task: Opened, checked: Checked, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    page = new_task()
    path = tmp_path / name
    path.write_bytes(content)
    page.recipients.take(path)
    checked(page)
    told = page.recipients.sheet._problem.text()
    assert words in told
    assert "\n" not in told
    assert page.check.state == CLOSED
    assert not page.send.send_button.isEnabled()


def test_a_file_that_vanished_is_told_and_another_one_can_be_taken(
    new_task: Opened, checked: Checked, tmp_path: Path, sample: Sample
) -> None:
    page = new_task()
    page.recipients.take(tmp_path / "gone.xlsx")
    checked(page)
    assert "gone.xlsx" in page.recipients.sheet._problem.text()
    page.recipients.take(sample.sheet)
    checked(page)
    assert page.recipients.sheet._trouble.isHidden()
    assert page.check.words == "61 ready, 6 left out"


def test_the_last_file_wins_however_fast_they_come(
    new_task: Opened, checked: Checked, sheet: Sheet, until: Until
) -> None:
    page = new_task()
    for count in (3, 2, 1):
        rows = [f"138001380{at:02},Ann,{at},noon" for at in range(count)]
        page.recipients.take(sheet(f"{count}.csv", "Mobile,{1},{2},{3}", *rows))
        until(lambda: page.composition.work is not None)
    checked(page)
    assert page.composition.current is not None
    assert page.composition.current.source == "1.csv"
    assert page.check.words == "1 ready"


def test_a_check_can_be_stopped_and_begun_again(
    new_task: Opened, checked: Checked, sheet: Sheet, until: Until
) -> None:
    page = new_task()
    rows = [f"13{at:09},Ann,{at},noon" for at in range(20_000)]
    page.recipients.take(sheet("many.csv", "Mobile,{1},{2},{3}", *rows))
    until(lambda: page.composition.work is not None)
    page.composition.stop()
    until(lambda: not page.composition.checking)
    assert page.composition.current is None
    assert not page.check.again.isHidden()
    assert page.send.send_button.toolTip() == "The recipients have not been checked."
    page.check.again.click()
    checked(page)
    assert page.composition.current is not None
    assert page.composition.current.rows == 20_000


def visit(opened: App, *names: str) -> str:
    """A template whose variables have these names."""
    made = create_template(
        opened.desk,
        region=Region.MAINLAND,
        type=SmsType.REGULAR,
        name="Visit",
        content="Hello {1}, we see you on {2} at our {3} shop.",
        samples=[Variable(name) for name in names],
    )
    return made.name


VISITORS = [f"C{at},Mrs,Ann,Shaw,138001380{at:02},May 3,Leeds" for at in range(10, 40)]
VISITOR_TITLES = "Customer No,Title,First name,Surname,Mobile,Appt date,Branch"


def test_variables_find_the_columns_of_their_names(
    new_task: Opened, checked: Checked, sheet: Sheet, sample: Sample, opened: App
) -> None:
    page = new_task(template=visit(opened, "first name", "date", "branch"))
    page.recipients.take(sheet("visits.csv", VISITOR_TITLES, *VISITORS))
    checked(page)
    mapping = page.recipients.mapping
    assert mapping.bar is None
    assert mapping.controls["2"].currentText() == "F · Appt date"
    assert "{2} date" in [each.text() for each in mapping.findChildren(QLabel)]
    assert page.composition.found is not None
    assert "Hello Ann, we see you on May 3 at our Leeds shop." in page.composition.found.message(0).content


def test_guessed_columns_stay_a_question_until_each_is_answered(
    new_task: Opened,
    checked: Checked,
    sheet: Sheet,
    sample: Sample,
    opened: App,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[QComboBox] = []
    monkeypatch.setattr(QComboBox, "showPopup", lambda box: shown.append(box))
    page = new_task(template=visit(opened))
    page.recipients.take(sheet("visits.csv", VISITOR_TITLES, *VISITORS))
    checked(page)
    mapping = page.recipients.mapping
    assert bar_buttons(mapping.bar) == ["These columns are right", "Choose columns"]
    press(mapping.bar, "Choose columns")
    assert shown == [mapping.controls["1"]]
    mapping.controls["1"].setCurrentIndex(mapping.controls["1"].findData(2))
    checked(page)
    assert any("{2}, {3}" in each.text() for each in mapping.findChildren(QLabel))
    assert page.recipients.state == OPEN
    assert not page.send.send_button.isEnabled()
    press(mapping.bar, "These columns are right")
    checked(page)
    assert not mapping.findChildren(Bar)
    assert page.recipients.state == GOOD
    # Of another text they say nothing.
    names = [page.message.template.itemData(at).name for at in range(page.message.template.count())]
    page.message.template.setCurrentIndex(names.index("Order ready"))
    checked(page)
    assert "These columns are right" in bar_buttons(mapping.bar)
