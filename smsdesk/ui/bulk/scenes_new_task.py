"""Scenes of the new bulk task: every step, and what can go wrong in it."""

from __future__ import annotations

from pathlib import Path

from smsdesk.domain.customer_filters import Contact, ContactCondition, CustomerFilter
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.recipients import NUMBER
from smsdesk.domain.text import tr
from smsdesk.operations.customer_fields import put_field
from smsdesk.operations.groups import create_group, list_groups
from smsdesk.operations.sample import SHEET
from smsdesk.sheets.writing import Column, write_table
from smsdesk.ui.bridge import Work
from smsdesk.ui.bulk.composition import Message
from smsdesk.ui.bulk.message_step import Choices
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.bulk.recipients_step import GROUPS, PASTED
from smsdesk.ui.bulk.send_step import LATER
from smsdesk.ui.gallery import Stage, scene


async def _page(stage: Stage, template: str = "") -> NewTaskPage:
    """The page, with the template of that name chosen."""
    await stage.open("bulk", "new")
    page = stage.page()
    assert isinstance(page, NewTaskPage)
    await stage.settle()
    control = page.message.template
    if template:
        names = [control.itemData(at).name for at in range(control.count())]
        control.setCurrentIndex(names.index(template) if template in names else control.count() - 1)
        await stage.settle()
    return page


def _folder(stage: Stage) -> Path:
    return stage.context.runner.desk.folder


async def _with_file(stage: Stage, file: Path | None = None) -> NewTaskPage:
    page = await _page(stage, "Order ready")
    page.recipients.take(file or _folder(stage) / SHEET)
    await _checked(stage, page)
    return page


async def _checked(stage: Stage, page: NewTaskPage) -> None:
    """Wait until the check has ended; the bottom of the page is then where it stays."""
    await stage.settle()
    for _ in range(200):
        if not page.composition.checking:
            break
        await stage.settle()
    await stage.settle()


def _scroll_to(page: NewTaskPage, widget: object) -> None:
    bar = page.steps.verticalScrollBar()
    top = widget.mapTo(page.steps.widget(), widget.rect().topLeft()).y()  # type: ignore[attr-defined]
    bar.setValue(max(0, top))


@scene("new-task-empty")
async def empty(stage: Stage) -> None:
    await _page(stage)


@scene("new-task-message")
async def message(stage: Stage) -> None:
    await _page(stage, "Order ready")


@scene("new-task-nothing-yet")
async def nothing_yet(stage: Stage) -> None:
    """As on a desk where nothing was made before."""
    page = await _page(stage)
    nothing = page.message.show_choices(Choices(), Region.MAINLAND, stage.context.profile, Message())
    page.composition.set_message(nothing)
    page.message.show_state()


@scene("new-task-file")
async def file(stage: Stage) -> None:
    await _with_file(stage)


@scene("new-task-checked")
async def checked(stage: Stage) -> None:
    page = await _with_file(stage)
    _scroll_to(page, page.check)


@scene("new-task-checking")
async def checking(stage: Stage) -> None:
    """A large file in the middle of its check."""
    page = await _with_file(stage)
    work = Work(page)
    page.composition.work = work
    page.composition.check_changed.emit()
    work.changed.emit(38_400, 100_000)
    _scroll_to(page, page.check)


@scene("new-task-nobody")
async def nobody(stage: Stage) -> None:
    """Nobody passes the check."""
    page = await _page(stage, "Order ready")
    page.recipients.kind.segments()[2].setChecked(True)
    page.recipients.pasted.field.setPlainText(
        "13800000000, Li, 1000\n13800000001, Ann, 1001\n13800000002, Wu, 1002"
    )
    await _checked(stage, page)
    _scroll_to(page, page.check)


@scene("new-task-fixing")
async def fixing(stage: Stage) -> None:
    page = await _with_file(stage)
    page.check.chips.choose("invalid_number")
    await stage.settle()
    page.check.wrong.view.selectRow(0)
    page.check.fix.focus()
    await stage.settle()
    _scroll_to(page, page.check)


@scene("new-task-repeated")
async def repeated(stage: Stage) -> None:
    """Numbers that stand in the list more than once, with other texts."""
    page = await _page(stage, "Order ready")
    page.recipients.kind.segments()[2].setChecked(True)
    people = [
        "13800138000, Ann, 1001, 18:00",
        "13900139000, Bob, 1002, 18:00",
        "13700137000, Cid, 1003, 18:00",
    ]
    again = ["13800138000, Ann, 1007, noon", "13900139000, Bob, 1008, noon", "13900139000, Bob, 1009, noon"]
    page.recipients.pasted.field.setPlainText("\n".join([*people, *again, people[0]]))
    await _checked(stage, page)
    page.check.chips.choose("repeated")
    await stage.settle()
    page.check.repeated.view.selectRow(1)
    await stage.settle()
    _scroll_to(page, page.check)


@scene("new-task-left-out")
async def left_out(stage: Stage) -> None:
    """A row that is right, and left out by a rule."""
    page = await _with_file(stage)
    page.check.chips.choose("duplicate")
    await stage.settle()
    page.check.wrong.view.selectRow(0)
    await stage.settle()
    _scroll_to(page, page.check)


@scene("new-task-question")
async def question(stage: Stage) -> None:
    path = _folder(stage) / "orders.xlsx"
    columns = [Column("Order no.", "text", 20), Column("Name", "text", 18), Column("Amount", "text", 12)]
    rows = [(f"2026031{at:05}", f"Customer {at}", f"{at * 3}.50") for at in range(40)]
    write_table(path, columns, iter(rows))
    page = await _with_file(stage, path)
    _scroll_to(page, page.recipients)


@scene("new-task-two-columns")
async def two_columns(stage: Stage) -> None:
    path = _folder(stage) / "two telephones.xlsx"
    titles = ("Phone", "Phone 2", "Name", "Order", "Before")
    columns = [Column(title, "phone", 20) for title in titles]
    rows = [
        (f"138000000{at:02}", f"139000000{at:02}", f"Ann {at}", f"{1000 + at}", "18:00") for at in range(40)
    ]
    write_table(path, columns, iter(rows))
    page = await _with_file(stage, path)
    _scroll_to(page, page.recipients)


@scene("new-task-guessed-columns")
async def guessed_columns(stage: Stage) -> None:
    path = _folder(stage) / "orders of the week.xlsx"
    titles = ("Customer No", "Title", "First name", "Mobile", "Order", "Collect before")
    columns = [Column(title, "phone", 20) for title in titles]
    rows = [
        (f"C{at}", "Ms", f"Ann {at}", f"138000000{at:02}", f"{1000 + at}", "18:00") for at in range(10, 40)
    ]
    write_table(path, columns, iter(rows))
    page = await _with_file(stage, path)
    _scroll_to(page, page.recipients)


@scene("new-task-file-fault")
async def file_fault(stage: Stage) -> None:
    path = _folder(stage) / "customers.xlsx"
    path.write_bytes(b"PK\x03\x04 this is no workbook")
    await _with_file(stage, path)


@scene("new-task-groups")
async def groups(stage: Stage) -> None:
    page = await _page(stage, "Order ready")
    page.recipients.kind.segments()[1].setChecked(True)
    assert page.recipients.kind.value() == GROUPS
    for box in list(page.recipients.groups.boxes.values())[:2]:
        box.setChecked(True)
    for at, value in enumerate(page.recipients.groups.values.values()):
        value.setText(("", "1042", "18:00")[at % 3])
    await _checked(stage, page)


@scene("new-task-groups-but-not")
async def groups_but_not(stage: Stage) -> None:
    page = await _page(stage, "Order ready")
    page.recipients.kind.segments()[1].setChecked(True)
    form = page.recipients.groups
    name = tr("From abroad, silent")
    if name not in [one.name for one in await stage.run(list_groups)]:
        asked = CustomerFilter(contacts=(ContactCondition(Contact.REPLIED, 30, holds=False),))
        await stage.run(create_group, name=name, sms_type=SmsType.REGULAR, filter=asked)
        await stage.run(put_field, name=tr("Pick-up place"))
        await stage.settle(0.2)
    smart = {one.name: one.id for one in await stage.run(list_groups)}[name]
    form.boxes[smart].setChecked(True)
    form.leave_out.click()
    next(box for one, box in form.excluded.boxes.items() if one != smart).setChecked(True)
    for at, value in enumerate(form.values.values()):
        value.setText(("", "1042", "18:00")[at % 3])
    await _checked(stage, page)
    await stage.settle(0.4)
    _scroll_to(page, page.recipients)


@scene("new-task-pasted")
async def pasted(stage: Stage) -> None:
    page = await _page(stage, "Order ready")
    page.recipients.kind.segments()[2].setChecked(True)
    assert page.recipients.kind.value() == PASTED
    lines = [f"138000000{at:02}, Ann {at}, {1000 + at}, 18:00" for at in range(6)]
    page.recipients.pasted.field.setPlainText("\n".join(lines))
    await _checked(stage, page)


@scene("new-task-ready")
async def ready(stage: Stage) -> None:
    page = await _with_file(stage)
    _scroll_to(page, page.send)


@scene("new-task-confirm")
async def confirm(stage: Stage) -> None:
    page = await _with_file(stage)
    _scroll_to(page, page.send)
    page.send.send_button.click()
    await stage.settle()


@scene("new-task-test")
async def test(stage: Stage) -> None:
    page = await _with_file(stage)
    _scroll_to(page, page.send)
    page.send.test_button.click()
    await stage.settle()


@scene("new-task-scheduled")
async def scheduled(stage: Stage) -> None:
    page = await _with_file(stage)
    page.send.when.segments()[1].setChecked(True)
    assert page.send.when.value() == LATER
    _scroll_to(page, page.send)
    await stage.settle()


@scene("new-task-column-list")
async def column_list(stage: Stage) -> None:
    page = await _with_file(stage)
    page.recipients.mapping.controls[NUMBER].setFocus()
    _scroll_to(page, page.recipients)
