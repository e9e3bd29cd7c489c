"""Smart groups by dates of customers' own columns, however they are written (C3)."""

from __future__ import annotations

from datetime import datetime

import pytest

from smsdesk.domain.customer_filters import Comparison, CustomerFilter, FieldCondition
from smsdesk.domain.profile import Identity, Profile, SmsType
from smsdesk.operations import customer_fields, customer_search, groups, smart_groups
from smsdesk.operations.customers import NewCustomer, put_customers
from smsdesk.operations.desk import Desk, Progress
from smsdesk.store.settings import write_profile
from tests.operations.conftest import Clock

BIRTHDAYS = (
    "1990-05-17",
    "17.5.1990",
    "17.05.",
    "5/17/1990",
    "05-17",
    "5月17日",
    "6.5.",
    "5/6/1990",
    "Gold",
    "",
)


@pytest.mark.parametrize(
    ("country", "month", "found"),
    [("DE", "5", 7), ("DE", "6", 1), ("US", "5", 8), ("US", "6", 0), ("DE", "12", 0)],
)
def test_dates_of_a_month_are_found_however_they_are_written(
    desk: Desk, country: str, month: str, found: int
) -> None:
    fill_birthdays(desk, country)
    asked = CustomerFilter(fields=(FieldCondition(1, Comparison.MONTH, month),))
    assert smart_groups.find_customers(desk, filter=asked, progress=Progress()).count == found
    made = groups.create_group(desk, name="Born then", sms_type=SmsType.REGULAR, filter=asked)
    assert smart_groups.count_members(desk, group_id=made.id, progress=Progress()) == found
    assert len(customer_search.list_customers(desk, group_id=made.id).customers) == found


@pytest.mark.parametrize(
    ("at", "days", "found"),
    [
        ("2026-05-17T00:30+02:00", BIRTHDAYS, 6),
        ("2026-05-16T23:30+02:00", BIRTHDAYS, 0),
        ("2026-02-28T12:00+01:00", ("29.2.1992", "28.2.1990", "1.3.1990"), 2),
        ("2028-02-28T12:00+01:00", ("29.2.1992", "28.2.1990", "1.3.1990"), 1),
        ("2028-02-29T12:00+01:00", ("29.2.1992", "28.2.1990", "1.3.1990"), 1),
    ],
)
def test_birthdays_are_those_of_the_desks_own_day(
    desk: Desk, clock: Clock, at: str, days: tuple[str, ...], found: int
) -> None:
    clock.at = int(datetime.fromisoformat(at).timestamp() * 1000)
    fill_birthdays(desk, "DE", days)
    asked = CustomerFilter(fields=(FieldCondition(1, Comparison.TODAY),))
    assert smart_groups.find_customers(desk, filter=asked, progress=Progress()).count == found


def fill_birthdays(desk: Desk, country: str, days: tuple[str, ...] = BIRTHDAYS) -> None:
    with desk.database.write() as session:
        write_profile(session, Profile("Brotzeit", Identity.ORGANIZATION, country, "Europe/Berlin"))
    assert customer_fields.put_field(desk, name="Birthday").id == 1
    people = [
        NewCustomer(f"+49151234567{at:02}", "DE", fields={1: day} if day else {})
        for at, day in enumerate(days)
    ]
    with desk.writing("customer"):
        put_customers(desk, people, sms_type=SmsType.REGULAR, group_id=None)
