"""The check of a new bulk task is made anew when what it rests on changes (B4, A5, A6, C4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import insert

from smsdesk.app import App
from smsdesk.domain.applications import FrequencyLimit
from smsdesk.domain.checking import Reason
from smsdesk.domain.profile import SmsType
from smsdesk.operations.allowlist import add_to_allowlist
from smsdesk.operations.applications import set_frequency_limit
from smsdesk.operations.blocklist import block_numbers
from smsdesk.operations.profile import update_profile
from smsdesk.operations.sample import Sample
from smsdesk.store.tables import QuotaRow
from smsdesk.ui.bulk.new_task import NewTaskPage

Opened = Callable[..., NewTaskPage]
Checked = Callable[[NewTaskPage], None]
Until = Callable[[Callable[[], object]], None]
Sheet = Callable[..., Path]

ROWS = ("Mobile,{1},{2},{3}", "13800138000,Ann,A1,noon", "13900139000,Bob,A2,noon", "12345,Cid,A3,noon")


def opened_with(new_task: Opened, checked: Checked, sheet: Sheet) -> NewTaskPage:
    page = new_task()
    page.recipients.take(sheet("list.csv", *ROWS))
    checked(page)
    return page


def counts(page: NewTaskPage) -> dict[str, int] | None:
    found = page.composition.current
    if found is None:
        return None
    return {"ready": found.ready, **{key: count for key, count in found.counts.items() if count}}


def application(page: NewTaskPage) -> int:
    chosen = page.composition.message.application
    assert chosen is not None
    return chosen.id


def test_somebody_blocked_is_left_out_and_corrections_stay(
    new_task: Opened, checked: Checked, sheet: Sheet, opened: App, sample: Sample, until: Until
) -> None:
    page = opened_with(new_task, checked, sheet)
    assert page.composition.fix(4, "13700137000", ("Cid", "A3", "noon"))
    assert counts(page) == {"ready": 3}
    signature = page.composition.message.signature
    assert signature is not None
    block_numbers(opened.desk, numbers="13900139000", signature=signature.content, sms_type=SmsType.REGULAR)
    until(lambda: counts(page) == {"ready": 2, Reason.BLOCKED: 1})
    assert page.composition.current is not None
    assert page.composition.current.numbers() == ["+8613800138000", "+8613700137000"]


def test_a_price_is_reckoned_with_at_once(
    new_task: Opened, checked: Checked, sheet: Sheet, opened: App, sample: Sample, until: Until
) -> None:
    page = opened_with(new_task, checked, sheet)
    fragments = page.composition.found.fragments  # type: ignore[union-attr]
    update_profile(opened.desk, price_mainland="0.5")
    until(lambda: page.composition.current and page.composition.current.cost == fragments * Decimal("0.5"))


def test_a_limit_of_today_leaves_nobody_out_tomorrow(
    new_task: Opened, checked: Checked, sheet: Sheet, opened: App, sample: Sample, until: Until
) -> None:
    page = opened_with(new_task, checked, sheet)
    application_id = application(page)
    today = page.context.formats.today()
    with opened.desk.database.write() as session:
        session.execute(
            insert(QuotaRow).values(
                day=today.isoformat(), scope=f"number:{application_id}", key="+8613800138000", count=2
            )
        )
    set_frequency_limit(
        opened.desk, application_id=application_id, limit=FrequencyLimit(per_number_per_day=2)
    )
    until(lambda: counts(page) == {"ready": 1, Reason.OVER_LIMIT: 1, Reason.INVALID_NUMBER: 1})
    noon = page.context.formats.day_start(today + timedelta(days=1)) + 12 * 3_600_000
    page.composition.set_plan(name="", send_at=noon)
    until(lambda: counts(page) == {"ready": 2, Reason.INVALID_NUMBER: 1})
    page.composition.set_plan(name="", send_at=None)
    until(lambda: counts(page) == {"ready": 1, Reason.OVER_LIMIT: 1, Reason.INVALID_NUMBER: 1})
    add_to_allowlist(opened.desk, application_id=application_id, numbers="13800138000")
    until(lambda: counts(page) == {"ready": 2, Reason.INVALID_NUMBER: 1})


def test_what_is_being_corrected_stays_as_it_was_typed(
    new_task: Opened, checked: Checked, sheet: Sheet, opened: App, sample: Sample, until: Until
) -> None:
    page = opened_with(new_task, checked, sheet)
    page.check.chips.choose(Reason.INVALID_NUMBER)
    until(lambda: page.check.wrong.model.rowCount())
    assert page.check.wrong.select(4)
    until(lambda: page.check.fix.row() == 4)
    page.check.fix.number.setText("1370013")
    before = page.composition.current
    update_profile(opened.desk, price_mainland="0.5")
    until(lambda: page.composition.current not in (None, before))
    until(lambda: page.check.fix.row() == 4)
    until(lambda: page.check.fix.number.text() == "1370013")


def test_what_says_nothing_about_the_check_starts_none(
    new_task: Opened,
    checked: Checked,
    sheet: Sheet,
    opened: App,
    sample: Sample,
    until: Until,
    settled: Callable[[], None],
) -> None:
    page = opened_with(new_task, checked, sheet)
    settled()
    before = page.composition.current
    looked: list[bool] = []
    page.composition._look.timeout.connect(lambda: looked.append(True))
    page.composition.set_plan(name="A name", send_at=None)
    opened.desk.tell(frozenset({"message", "task", "customer"}))
    settled()
    assert not page.composition._look.isActive()
    # A reply may unsubscribe somebody: this one did not.
    opened.desk.tell(frozenset({"reply"}))
    until(lambda: looked)
    settled()
    assert page.composition.current is before
