"""Sending a checked list, trying it first, drafts and spreadsheets (B1, B2, B4, B10–B12, P2)."""

from __future__ import annotations

import threading
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from smsdesk.domain.errors import DeskError, Invalid, NotAllowed, NotFound
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.numbers import NumberReader
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.recipients import GroupSource, SheetSource
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.domain.text import set_language
from smsdesk.operations import (
    applications,
    bulk,
    drafts,
    groups,
    recipient_sheets,
    recipients,
    signatures,
    tasks,
    templates,
)
from smsdesk.operations.customers import enter_customers
from smsdesk.operations.desk import Desk
from smsdesk.sheets.standard_template import example_number
from smsdesk.store.reckoning import reckon
from smsdesk.store.tables import MessageRow, TaskRow
from tests.operations.conftest import IdleSender
from tests.operations.shop import Fate, Shop, befall, change_profile, furnish, write_csv

HEADER = ("手机号", "{1}", "{2}")


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return furnish(desk)


def stored(desk: Desk, task_id: int) -> list[tuple[str, str, str, int | None]]:
    with desk.database.read() as session:
        rows = session.execute(
            select(MessageRow.number, MessageRow.content, MessageRow.status, MessageRow.row_number)
            .where(MessageRow.task_id == task_id)
            .order_by(MessageRow.position)
        )
        return [tuple(row) for row in rows]


def test_what_is_ready_becomes_a_task_of_queued_messages(
    shop: Shop, desk: Desk, sender: IdleSender, tmp_path: Path
) -> None:
    rows = [HEADER, ("13800138000", "Ann", "1"), ("bad", "Bob", "2"), ("13900139000", "Cid", "3")]
    prepared = shop.prepared(shop.sheet(write_csv(tmp_path / "list.csv", rows)))
    told: list[frozenset[str]] = []
    desk.listen(told.append)
    task = bulk.send(desk, preparation=prepared, consent=True, name="Spring")
    assert (task.name, task.status, task.source) == ("Spring", TaskStatus.SENDING, "list.csv")
    assert (task.totals.total, task.totals.queued, task.totals.fragments) == (2, 2, 2)
    assert stored(desk, task.id) == [
        ("+8613800138000", prepared.message(0).content, "queued", 2),
        ("+8613900139000", prepared.message(1).content, "queued", 4),
    ]
    assert sender.woken
    assert told == [frozenset({"task", "message"})]
    with desk.database.read() as session:
        assert reckon(session) == []


def test_the_same_preparation_is_sent_once_however_often_the_button_is_pressed(
    shop: Shop, desk: Desk
) -> None:
    prepared = shop.prepared(shop.pasted("13800138000"))
    made: list[Task] = []
    presses = [
        threading.Thread(target=lambda: made.append(bulk.send(desk, preparation=prepared, consent=True)))
        for _ in range(4)
    ]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    assert len({task.id for task in made}) == 1
    assert len(tasks.list_tasks(desk)) == 1


def test_a_task_keeps_the_text_it_was_confirmed_with(shop: Shop, desk: Desk) -> None:
    task = shop.sent(shop.pasted("13800138000"))
    templates.delete_template(desk, template_id=shop.notice.id)
    signatures.delete_signature(desk, signature_id=shop.signature.id)
    kept = tasks.task(desk, task_id=task.id)
    assert (kept.body, kept.signature) == (shop.notice.content, "河畔面包")
    assert stored(desk, task.id)[0][1] == f"【河畔面包】{shop.notice.content}"


def test_sending_needs_consent_and_somebody_to_send_to(shop: Shop, desk: Desk) -> None:
    with pytest.raises(Invalid) as fault:
        bulk.send(desk, preparation=shop.prepared(shop.pasted("13800138000")), consent=False)
    assert fault.value.field == "consent"
    with pytest.raises(NotAllowed):
        bulk.send(desk, preparation=shop.prepared(shop.pasted("123")), consent=True)
    assert tasks.list_tasks(desk) == []


def test_a_questioned_file_is_sent_only_after_a_yes(shop: Shop, desk: Desk, tmp_path: Path) -> None:
    # Bank cards read as mainland numbers nowhere, so a column of other people's telephones is asked about.
    rows = [("紧急联系人电话",), *((f"1380013{n:04}",) for n in range(20))]
    path = write_csv(tmp_path / "list.csv", rows)
    source = SheetSource(str(path))
    prepared = shop.prepared(shop.recipe(source, shop.notice))
    assert prepared.question is not None
    with pytest.raises(NotAllowed) as fault:
        bulk.send(desk, preparation=prepared, consent=True)
    assert str(fault.value) == str(prepared.question)
    assert shop.sent(shop.recipe(source, shop.notice, confirmed=True)).totals.total == 20


# What makes sending impossible between the check and the press, by what a sentence must name.
def disable_application(shop: Shop) -> None:
    applications.disable_application(shop.desk, application_id=shop.application.id)


def delete_template(shop: Shop) -> None:
    templates.delete_template(shop.desk, template_id=shop.notice.id)


def delete_signature(shop: Shop) -> None:
    signatures.delete_signature(shop.desk, signature_id=shop.signature.id)


def change_template(shop: Shop) -> None:
    with shop.desk.database.write() as session:
        session.connection().exec_driver_sql("UPDATE template SET content = 'other'")


def unapprove_template(shop: Shop) -> None:
    with shop.desk.database.write() as session:
        session.connection().exec_driver_sql("UPDATE template SET status = 'rejected'")


def unapprove_signature(shop: Shop) -> None:
    with shop.desk.database.write() as session:
        session.connection().exec_driver_sql("UPDATE signature SET status = 'rejected'")


@pytest.mark.parametrize(
    "change",
    [
        disable_application,
        delete_template,
        delete_signature,
        change_template,
        unapprove_template,
        unapprove_signature,
    ],
)
def test_nothing_is_sent_when_something_changed_since_the_check(shop: Shop, change: object) -> None:
    prepared = shop.prepared(shop.pasted("13800138000", signature_id=shop.signature.id))
    assert callable(change)
    change(shop)
    for attempt in range(2):
        with pytest.raises(DeskError):
            bulk.send(shop.desk, preparation=prepared, consent=True, name=str(attempt))
    assert tasks.list_tasks(shop.desk) == []


def test_a_later_time_makes_a_scheduled_task_and_a_past_one_is_refused(shop: Shop, desk: Desk) -> None:
    later = desk.now() + 3_600_000
    task = shop.sent(shop.pasted("13800138000"), send_at=later)
    assert (task.status, task.send_at) == (TaskStatus.SCHEDULED, later)
    just_now = shop.sent(shop.pasted("13800138000"), send_at=desk.now() - 1_000)
    assert (just_now.status, just_now.send_at) == (TaskStatus.SENDING, None)
    for wrong in (desk.now() - 120_000, desk.now() + 400 * 86_400_000):
        with pytest.raises(Invalid) as fault:
            shop.sent(shop.pasted("13800138000"), send_at=wrong)
        assert fault.value.field == "send_at"


# -- an individual (P2) --------------------------------------------------------------------------------


def test_an_individuals_task_waits_for_its_approval(shop: Shop, desk: Desk) -> None:
    change_profile(desk, identity=Identity.INDIVIDUAL)
    now = shop.sent(shop.pasted("13800138000"))
    later = shop.sent(shop.pasted("13800138000"), send_at=desk.now() + 3_600_000)
    assert (now.status, later.status) == (TaskStatus.AWAITING_APPROVAL, TaskStatus.AWAITING_APPROVAL)
    assert bulk.approve_task(desk, task_id=now.id).status is TaskStatus.SENDING
    assert bulk.approve_task(desk, task_id=later.id).status is TaskStatus.SCHEDULED
    with pytest.raises(NotAllowed):
        bulk.approve_task(desk, task_id=now.id)


def test_an_individual_cannot_send_abroad(shop: Shop, desk: Desk) -> None:
    prepared = shop.prepared(shop.pasted("+447911123456", shop.abroad))
    change_profile(desk, identity=Identity.INDIVIDUAL)
    with pytest.raises(NotAllowed):
        bulk.send(desk, preparation=prepared, consent=True)


# -- trying it first -----------------------------------------------------------------------------------


def test_a_test_message_is_a_task_of_its_own_to_ones_own_number(
    shop: Shop, desk: Desk, tmp_path: Path
) -> None:
    rows = [HEADER, ("13800138000", "Ann", "1"), ("13900139000", "Bob", "2")]
    prepared = shop.prepared(shop.sheet(write_csv(tmp_path / "list.csv", rows)))
    task = bulk.send_test(desk, preparation=prepared, number="137 0013 7000", index=1)
    assert (task.status, task.totals.total) == (TaskStatus.SENDING, 1)
    assert stored(desk, task.id) == [("+8613700137000", prepared.message(1).content, "queued", None)]
    assert bulk.send(desk, preparation=prepared, consent=True).id != task.id
    with pytest.raises(Invalid) as fault:
        bulk.send_test(desk, preparation=prepared, number="12")
    assert fault.value.field == "number"
    with pytest.raises(NotFound):
        tasks.copy_task(desk, task_id=task.id)


def test_the_same_text_to_the_same_people_within_a_day_is_warned_of(shop: Shop, desk: Desk) -> None:
    lines = "13800138000\n13900139000"
    prepared = shop.prepared(shop.pasted(lines))
    assert bulk.repeat_warning(desk, preparation=prepared) is None
    shop.sent(shop.pasted(lines))
    again = shop.prepared(shop.pasted("13900139000\n13700137000"))
    assert "1" in str(bulk.repeat_warning(desk, preparation=again))
    others = shop.prepared(shop.pasted("13700137000"))
    assert bulk.repeat_warning(desk, preparation=others) is None
    with desk.database.write() as session:
        session.connection().exec_driver_sql("UPDATE task SET signature = 'other'")
    assert bulk.repeat_warning(desk, preparation=again) is None
    with desk.database.write() as session:
        session.connection().exec_driver_sql("UPDATE task SET signature = '河畔面包'")
    assert bulk.repeat_warning(desk, preparation=again) is not None
    with desk.database.write() as session:
        session.connection().exec_driver_sql("UPDATE message SET status = 'undelivered'")
    assert bulk.repeat_warning(desk, preparation=again) is None, "nobody has got it"
    with desk.database.write() as session:
        session.connection().exec_driver_sql("UPDATE message SET status = 'delivered'")
    assert bulk.repeat_warning(desk, preparation=again) is not None
    tomorrow = desk.now() + 86_400_000 + 1
    assert bulk.repeat_warning(desk, preparation=again, send_at=tomorrow) is None
    desk.clock.move(days=1, seconds=1)  # type: ignore[attr-defined]
    assert bulk.repeat_warning(desk, preparation=again) is None


def test_a_task_that_waits_for_its_time_is_warned_of_around_it(shop: Shop, desk: Desk) -> None:
    week, hour = 7 * 86_400_000, 3_600_000
    shop.sent(shop.pasted("13800138000"), send_at=desk.now() + week)
    again = shop.prepared(shop.pasted("13800138000"))
    assert bulk.repeat_warning(desk, preparation=again) is None
    assert bulk.repeat_warning(desk, preparation=again, send_at=desk.now() + week - hour) is not None


def test_a_group_that_has_got_the_text_is_warned_of(shop: Shop, desk: Desk) -> None:
    group = groups.create_group(desk, name="VIP", sms_type=SmsType.REGULAR)
    enter_customers(desk, numbers="13800138000\n13900139000", sms_type=SmsType.REGULAR, group_id=group.id)
    recipe = shop.recipe(GroupSource((group.id,)), shop.notice)
    sent = shop.sent(recipe)
    assert "2" in str(bulk.repeat_warning(desk, preparation=shop.prepared(recipe)))
    befall(desk, sent, [Fate(MessageStatus.FAILED, "x"), Fate(MessageStatus.DELIVERED)])
    assert str(bulk.repeat_warning(desk, preparation=shop.prepared(recipe))).startswith("1 of these people")


# -- drafts --------------------------------------------------------------------------------------------


def test_a_draft_is_kept_changed_sent_and_gone(shop: Shop, desk: Desk) -> None:
    first = drafts.save_draft(desk, recipe=shop.pasted("13800138000", name="Spring"))
    assert (first.name, first.status, first.totals.total) == ("Spring", TaskStatus.DRAFT, 0)
    changed = shop.pasted("13900139000", name="Summer")
    assert drafts.save_draft(desk, recipe=changed, draft_id=first.id).id == first.id
    recipe = tasks.recipe_of(desk, task_id=first.id)
    assert recipe == changed
    task = shop.sent(recipe, draft_id=first.id)
    assert (task.id, task.name, task.status) == (first.id, "Summer", TaskStatus.SENDING)
    for refused in (drafts.delete_draft,):
        with pytest.raises(NotAllowed):
            refused(desk, task_id=first.id)
    other = drafts.save_draft(desk, recipe=changed)
    drafts.delete_draft(desk, task_id=other.id)
    assert [one.id for one in tasks.list_tasks(desk)] == [first.id]


def test_a_draft_cannot_be_sent_twice_through_two_preparations(shop: Shop, desk: Desk) -> None:
    draft = drafts.save_draft(desk, recipe=shop.pasted("13800138000"))
    shop.sent(shop.pasted("13800138000"), draft_id=draft.id)
    with pytest.raises(NotAllowed):
        shop.sent(shop.pasted("13800138000"), draft_id=draft.id)
    with desk.database.read() as session:
        assert session.query(MessageRow).count() == 1
        assert session.query(TaskRow).count() == 1


# -- spreadsheets around it ----------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_wrong_rows_are_exported_with_their_reason_and_come_back_mended(
    shop: Shop, tmp_path: Path, suffix: str
) -> None:
    rows = [("order", "customer", "手机号"), ("1042", "Ann", "1380013"), ("1043", "Bob", "13900139000")]
    path = write_csv(tmp_path / "list.csv", rows)
    columns = {"number": 2, "1": 1, "2": 0}
    prepared = shop.prepared(shop.recipe(SheetSource(str(path), columns=columns), shop.order))
    out = tmp_path / f"wrong{suffix}"
    assert recipient_sheets.export_rejected(preparation=prepared, path=out) == 1
    again = shop.prepared(shop.sheet(out))
    assert again.columns.assigned == {"number": 0, "1": 1, "2": 2}
    (wrong,) = again.rejected()
    assert (wrong.number_text, wrong.values) == ("1380013", ("Ann", "1042"))
    cells = again.preview[1][1]
    assert cells[-1] == str(prepared.rejected()[0].problem)
    assert cells[-2] == "2"


@pytest.mark.parametrize("spoken", ["en", "zh_CN"])
def test_the_standard_template_comes_back_recognised_and_its_example_is_never_sent_to(
    shop: Shop, tmp_path: Path, spoken: str, request: pytest.FixtureRequest
) -> None:
    set_language(spoken)
    request.addfinalizer(lambda: set_language("en"))
    for region, template, number in (
        (Region.MAINLAND, shop.order, "13912345678"),
        (Region.GLOBAL, shop.abroad, "+12025550123"),
    ):
        path = tmp_path / f"{region}.xlsx"
        recipient_sheets.download_standard_template(content=template.content, region=region, path=path)
        assert shop.prepared(shop.sheet(path, template)).ready == 0
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        assert sheet["A2"].value == example_number(region)
        sheet.append([number] + ["x"] * (sheet.max_column - 1))
        book.save(path)
        prepared = shop.prepared(shop.sheet(path, template))
        # The example row says how to fill the columns in: it is left out with the titles.
        assert (prepared.columns.header_row, prepared.rows, prepared.ready) == (2, 1, 1)
        columns = dict.fromkeys(prepared.columns.assigned.values())
        assert list(columns) == list(range(len(prepared.columns.assigned)))
        # Anywhere else it is refused in words.
        reading = NumberReader(region, "CN").read(example_number(region))
        assert not reading.number
        assert str(reading.problem)


def test_messages_of_ten_thousand_rows_are_counted_right(shop: Shop, desk: Desk) -> None:
    lines = "\n".join(f"138{place:08}" for place in range(10_000))
    prepared = shop.prepared(shop.pasted(lines))
    task = bulk.send(desk, preparation=prepared, consent=True)
    assert task.totals.queued == prepared.ready == 10_000
    assert prepared.fragments == task.totals.fragments
    assert {row[2] for row in stored(desk, task.id)} == {MessageStatus.QUEUED}
    assert recipients.prepare(desk, recipe=prepared.recipe).ready == 10_000
