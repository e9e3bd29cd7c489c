"""A customer's number is corrected; what belongs to the old number stays with it (C1, C4, C5)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from smsdesk.domain.customers import Customer
from smsdesk.domain.errors import Invalid, NotAllowed, NotFound
from smsdesk.domain.profile import Identity, Profile, SmsType
from smsdesk.operations import customer_fields, customer_search, customers, groups, number_changes
from smsdesk.operations.desk import Desk
from smsdesk.store.settings import write_profile
from smsdesk.store.tables import AuditRow, BlockedRow, UnsubscribedRow


@pytest.fixture
def ann(desk: Desk) -> Customer:
    """Of a shop in Germany, with all that a customer can have."""
    with desk.database.write() as session:
        write_profile(session, Profile("Brotzeit", Identity.ORGANIZATION, "DE", "Europe/Berlin"))
    customers.enter_customers(desk, numbers="0151 23456789\n13800138000", sms_type=SmsType.MARKETING)
    one = customer_search.list_customers(desk, search="4915123456789").customers[0]
    size = customer_fields.put_field(desk, name="Size")
    vip = groups.create_group(desk, name="VIP", sms_type=SmsType.REGULAR)
    return customers.update_customer(
        desk, customer_id=one.id, name="Ann", note="rye", fields={size.id: "42"}, group_ids=[vip.id]
    )


def test_everything_but_the_number_stays(desk: Desk, ann: Customer) -> None:
    done = number_changes.change_number(desk, customer_id=ann.id, number="0176/12345678")
    now = done.customer
    assert (now.number, now.country, done.before) == ("+4917612345678", "DE", "+4915123456789")
    assert (now.id, now.name, now.note, now.groups, now.fields) == (
        ann.id,
        "Ann",
        "rye",
        ("VIP",),
        ann.fields,
    )
    found = customer_search.list_customers(desk, search="17612345678").customers
    assert [one.id for one in found] == [ann.id]
    assert not customer_search.list_customers(desk, search="15123456789").customers
    back = number_changes.change_number(desk, customer_id=ann.id, number=done.before)
    assert back.customer == ann


def test_the_country_follows_the_number(desk: Desk, ann: Customer) -> None:
    done = number_changes.change_number(desk, customer_id=ann.id, number="+44 7400 123456")
    assert done.customer.country == "GB"


def test_a_number_that_is_taken_wrong_or_the_same_is_refused(desk: Desk, ann: Customer) -> None:
    with pytest.raises(NotAllowed, match="Another customer"):
        number_changes.change_number(desk, customer_id=ann.id, number="+8613800138000")
    for wrong in ("", "030 123456", "+49 151 23456789"):
        with pytest.raises(Invalid):
            number_changes.change_number(desk, customer_id=ann.id, number=wrong)
    with pytest.raises(NotFound):
        number_changes.change_number(desk, customer_id=9_999, number="0176/12345678")
    other = number_changes.who_has(desk, number="138 0013 8000")
    assert other is not None
    assert other.number == "+8613800138000"
    assert number_changes.who_has(desk, number="0176/12345678") is None


def test_who_unsubscribed_or_is_blocked_stays_so_under_the_old_number(desk: Desk, ann: Customer) -> None:
    with desk.database.write() as session:
        session.add(
            UnsubscribedRow(number=ann.number, signature="S", sms_type="marketing", keyword="T", at=1)
        )
        session.add(BlockedRow(number="+8613800138000", signature="S", sms_type="marketing", created_at=1))
    both = [ann.number, "+8613800138000", "+4917612345678"]
    found = number_changes.refusals(desk, numbers=both)
    assert (found.unsubscribed, found.blocked) == ({ann.number}, {"+8613800138000"})
    number_changes.change_number(desk, customer_id=ann.id, number="0176/12345678")
    assert number_changes.refusals(desk, numbers=both) == found


def test_the_audit_says_no_number(desk: Desk, ann: Customer) -> None:
    number_changes.change_number(desk, customer_id=ann.id, number="0176/12345678")
    with desk.database.read() as session:
        rows = session.scalars(select(AuditRow)).all()
        kept = "".join(str(row.before) + str(row.after) for row in rows)
    assert any(row.action == "ChangeNumber" for row in rows)
    assert "15123456789" not in kept
    assert "17612345678" not in kept
