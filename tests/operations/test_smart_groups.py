"""Smart groups: whom a filter finds, and what becomes of it when what it asks for is deleted (C3)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from smsdesk.domain.customer_filters import (
    Comparison,
    Contact,
    ContactCondition,
    CustomerFilter,
    FieldCondition,
)
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.errors import Cancelled, Invalid, NotAllowed
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import SmsType
from smsdesk.operations import customer_fields, customer_search, groups, smart_groups
from smsdesk.operations.customer_filters import DAY_MS, matching
from smsdesk.operations.customers import NewCustomer, put_customers
from smsdesk.operations.desk import Desk, Progress
from smsdesk.store.tables import CustomerRow, MembershipRow, MessageRow, ReplyRow, TaskRow
from tests.operations.conftest import START, Clock
from tests.operations.shop import furnish

SENT = {
    MessageStatus.IN_FLIGHT,
    MessageStatus.ACCEPTED,
    MessageStatus.DELIVERED,
    MessageStatus.UNDELIVERED,
    MessageStatus.UNKNOWN,
}
MISSED = {MessageStatus.FAILED, MessageStatus.UNDELIVERED}


@dataclass
class Person:
    """A customer with all that a filter may ask about; days are counted back from now."""

    country: str
    sms_type: SmsType
    in_group: bool
    level: str
    messages: list[tuple[MessageStatus, int]] = field(default_factory=list)
    replies: list[int] = field(default_factory=list)


DAYS_AGO = st.sampled_from([0, 1, 29, 30, 31, 60, 61, 100, 364, 366])
LEVELS = st.sampled_from(["", "Gold", "gold", "GOLDEN", "Été", "ÉTÉ", "100%", "Silver_1", "中文", "Größe"])
PEOPLE = st.lists(
    st.builds(
        Person,
        st.sampled_from(["CN", "GB"]),
        st.sampled_from(SmsType),
        st.booleans(),
        LEVELS,
        st.lists(st.tuples(st.sampled_from(MessageStatus), DAYS_AGO), max_size=3),
        st.lists(DAYS_AGO, max_size=2),
    ),
    max_size=6,
)
#: Days of conditions: about the ages above, and on either side of where the look-up changes its way.
DAYS = st.sampled_from([0, 1, 30, 60, 61, 365])
FILTERS = st.builds(
    CustomerFilter,
    countries=st.sampled_from([(), (), ("CN",), ("CN", "GB"), ("DE",)]),
    sms_type=st.sampled_from([None, None, *SmsType]),
    group_ids=st.sampled_from([(), (), (1,)]),
    contacts=st.lists(
        st.builds(ContactCondition, st.sampled_from(Contact), DAYS, st.booleans()), max_size=2
    ).map(tuple),
    fields=st.lists(
        st.builds(
            FieldCondition,
            st.just(1),
            st.sampled_from(Comparison),
            st.sampled_from(["gold", "GOLD ", "été", "%", "_", "中", "größe", "x"]),
        ),
        max_size=2,
    ).map(tuple),
)


def holds(person: Person, asked: CustomerFilter) -> bool:
    """What the filter says, word by word."""
    return (
        (not asked.countries or person.country in asked.countries)
        and asked.sms_type in (None, person.sms_type)
        and (not asked.group_ids or person.in_group)
        and all(contact_holds(person, one) for one in asked.contacts)
        and all(field_holds(person.level, one) for one in asked.fields)
    )


def contact_holds(person: Person, asked: ContactCondition) -> bool:
    ages = {
        Contact.MESSAGED: [ago for status, ago in person.messages if status in SENT],
        Contact.RECEIVED: [ago for status, ago in person.messages if status is MessageStatus.DELIVERED],
        Contact.MISSED: [ago for status, ago in person.messages if status in MISSED],
        Contact.REPLIED: person.replies,
    }[asked.contact]
    return any(not asked.days or ago <= asked.days for ago in ages) is asked.holds


def field_holds(level: str, asked: FieldCondition) -> bool:
    said, wanted = level.lower(), asked.value.strip().lower()
    return {
        Comparison.IS: said == wanted,
        Comparison.IS_NOT: said != wanted,
        Comparison.CONTAINS: wanted in said,
        # None of the levels is a date.
        Comparison.MONTH: False,
        Comparison.TODAY: False,
        Comparison.EMPTY: not said,
        Comparison.FILLED: bool(said),
    }[asked.comparison]


def settle(desk: Desk, task_id: int, people: list[Person]) -> dict[int, Person]:
    """Put these people into the desk in place of whoever is there; by the customer's id."""
    with desk.writing("customer") as session:
        for table in (MembershipRow, ReplyRow, MessageRow, CustomerRow):
            session.execute(delete(table))
        by_id: dict[int, Person] = {}
        for at, person in enumerate(people):
            number = f"+86138001380{at:02}"
            put_customers(
                desk,
                [NewCustomer(number, person.country, fields={1: person.level})],
                sms_type=person.sms_type,
                group_id=1 if person.in_group else None,
            )
            customer_id = session.query(CustomerRow.id).filter_by(number=number).scalar()
            by_id[customer_id] = person
            for place, (status, ago) in enumerate(person.messages):
                session.add(message(task_id, at * 10 + place, number, status, START - ago * DAY_MS))
            for place, ago in enumerate(person.replies):
                session.add(
                    ReplyRow(
                        gateway="sandbox",
                        key=f"{at}-{place}",
                        number=number,
                        content="yes",
                        signature="",
                        at=START - ago * DAY_MS,
                    )
                )
    return by_id


def message(task_id: int, position: int, number: str, status: MessageStatus, at: int) -> MessageRow:
    # What waits or was cancelled was never requested.
    asked = at if status in SENT | MISSED else None
    return MessageRow(
        task_id=task_id,
        position=position,
        application_id=1,
        template_id=None,
        signature_id=None,
        region="mainland",
        sms_type="regular",
        number=number,
        country="CN",
        content="x",
        content_key=b"x",
        characters=1,
        fragments=1,
        status=status,
        created_at=at,
        due_at=at,
        requested_at=asked,
    )


@pytest.fixture
def group(desk: Desk) -> CustomerGroup:
    """The group with the id 1, and the column with the id 1."""
    made = groups.create_group(desk, name="VIP", sms_type=SmsType.REGULAR)
    level = customer_fields.put_field(desk, name="Level")
    assert (made.id, level.id) == (1, 1)
    return made


@pytest.fixture
def task_id(desk: Desk) -> int:
    """A task that messages may belong to."""
    shop = furnish(desk)
    task = shop.sent(shop.pasted("13900139000"))
    with desk.database.write() as session:
        session.execute(delete(MessageRow))
        assert session.get(TaskRow, task.id) is not None
    return task.id


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, asked=FILTERS)
@example(
    people=[Person("CN", SmsType.REGULAR, False, level) for level in ("ÉTÉ", "Été", "Ete", "")],
    asked=CustomerFilter(fields=(FieldCondition(1, Comparison.CONTAINS, "été"),)),
)
def test_a_filter_finds_those_for_whom_all_of_it_holds(
    desk: Desk, task_id: int, group: CustomerGroup, people: list[Person], asked: CustomerFilter
) -> None:
    by_id = settle(desk, task_id, people)
    with desk.reading() as session:
        found = sorted(session.scalars(matching(asked, now=START)))
    assert found == sorted(one for one, person in by_id.items() if holds(person, asked))


def smart(desk: Desk, name: str = "Smart", **asked: object) -> CustomerGroup:
    return groups.create_group(
        desk,
        name=name,
        sms_type=SmsType.REGULAR,
        filter=CustomerFilter(**asked),  # type: ignore[arg-type]
    )


def inside(desk: Desk, group_id: int) -> int:
    return smart_groups.count_members(desk, group_id=group_id, progress=Progress())


def people(desk: Desk, *levels: str, group_id: int | None = None) -> None:
    customers = [
        NewCustomer(f"+86139001390{at:02}", "CN", f"Name {at}", fields={1: level})
        for at, level in enumerate(levels)
    ]
    with desk.writing("customer"):
        put_customers(desk, customers, sms_type=SmsType.REGULAR, group_id=group_id)


IS_NOT_GOLD = (FieldCondition(1, Comparison.IS_NOT, "Gold"),)


def test_the_list_says_what_a_smart_group_asks_and_leaves_counting_for_later(
    desk: Desk, group: CustomerGroup
) -> None:
    people(desk, "Gold", "Silver", "", group_id=group.id)
    made = smart(desk, fields=IS_NOT_GOLD, group_ids=(group.id,))
    listed = {one.name: one for one in groups.list_groups(desk)}
    assert listed["VIP"].members == 3
    assert listed["Smart"].members is None
    assert [str(one) for one in listed["Smart"].words] == ["in “VIP”", "Level is not “Gold”"]
    assert inside(desk, made.id) == 2
    found = smart_groups.find_customers(desk, filter=made.filter or CustomerFilter(), progress=Progress())
    assert (found.count, [one.name for one in found.first]) == (2, ["Name 2", "Name 1"])


@pytest.mark.parametrize("what", ["column", "group"])
def test_a_filter_that_asks_for_what_was_deleted_finds_nobody_and_says_why(
    desk: Desk, group: CustomerGroup, what: str
) -> None:
    people(desk, "Gold", "Silver", "", group_id=group.id)
    other = groups.create_group(desk, name="Other", sms_type=SmsType.REGULAR)
    if what == "column":
        made = smart(desk, fields=IS_NOT_GOLD)
        assert [one.id for one in groups.groups_asking_for(desk, field_ids=[1])] == [made.id]
        customer_fields.delete_field(desk, field_id=1)
        assert customer_fields.put_field(desk, name="Another").id != 1
    else:
        made = smart(desk, group_ids=(group.id, other.id))
        assert [one.id for one in groups.groups_asking_for(desk, group_ids=[other.id])] == [made.id]
        groups.delete_group(desk, group_id=other.id)
        assert groups.create_group(desk, name="Another", sms_type=SmsType.REGULAR).id != other.id
    assert inside(desk, made.id) == 0
    assert what in str(groups.group(desk, group_id=made.id).gone)
    with pytest.raises(Invalid, match="deleted"):
        groups.update_group(
            desk, group_id=made.id, name="Smart", sms_type=SmsType.REGULAR, filter=made.filter
        )


def test_a_group_that_is_brought_back_is_asked_for_again(desk: Desk, group: CustomerGroup) -> None:
    people(desk, "Gold", "Silver", group_id=group.id)
    made = smart(desk, group_ids=(group.id,))
    ids = groups.member_ids(desk, group_id=group.id)
    gone = groups.delete_group(desk, group_id=group.id)
    assert inside(desk, made.id) == 0
    assert groups.restore_group(desk, group=gone, customer_ids=[*ids, 9_999]) == gone
    assert (inside(desk, made.id), groups.group(desk, group_id=made.id).gone) == (2, None)


def test_a_group_is_not_brought_back_under_a_name_that_was_taken(desk: Desk, group: CustomerGroup) -> None:
    gone = groups.delete_group(desk, group_id=group.id)
    groups.create_group(desk, name="VIP", sms_type=SmsType.REGULAR)
    with pytest.raises(Invalid, match="VIP"):
        groups.restore_group(desk, group=gone, customer_ids=[])


def test_who_is_in_a_smart_group_is_kept_when_the_filter_finds_others(
    desk: Desk, group: CustomerGroup, clock: Clock
) -> None:
    people(desk, "Gold", "Silver", "")
    made = smart(desk, fields=IS_NOT_GOLD)
    kept = smart_groups.keep_members(desk, group_id=made.id, name="Kept", progress=Progress())
    assert (kept.members, kept.filter) == (2, None)
    with desk.writing("customer") as session:
        for row in session.query(CustomerRow):
            row.fields = '{"1": "Gold"}'
    assert (inside(desk, made.id), inside(desk, kept.id)) == (0, 2)


def test_nobody_is_put_into_a_smart_group_by_hand(desk: Desk, group: CustomerGroup) -> None:
    made = smart(desk, fields=IS_NOT_GOLD)
    with pytest.raises(NotAllowed, match="smart group"):
        people(desk, "Gold", group_id=made.id)
    people(desk, "Gold")
    with pytest.raises(NotAllowed, match="smart group"):
        groups.add_to_group(desk, group_id=made.id, customer_ids=[1])
    with pytest.raises(NotAllowed, match="members of its own"):
        groups.update_group(desk, group_id=group.id, name="VIP", sms_type=SmsType.REGULAR, filter=made.filter)


@pytest.mark.parametrize(
    "asked", [CustomerFilter(), CustomerFilter(group_ids=(77,)), CustomerFilter(fields=IS_NOT_GOLD)]
)
def test_a_smart_group_needs_a_filter_that_asks_for_what_is_there(desk: Desk, asked: CustomerFilter) -> None:
    with pytest.raises(Invalid):
        groups.create_group(desk, name="Smart", sms_type=SmsType.REGULAR, filter=asked)
    assert groups.list_groups(desk) == []


def test_a_smart_group_may_not_ask_for_a_smart_group(desk: Desk, group: CustomerGroup) -> None:
    made = smart(desk, group_ids=(group.id,))
    with pytest.raises(Invalid):
        smart(desk, "Smarter", group_ids=(made.id,))


def test_counting_ends_when_nobody_waits_any_more(desk: Desk, group: CustomerGroup) -> None:
    made = smart(desk, fields=IS_NOT_GOLD)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        smart_groups.count_members(desk, group_id=made.id, progress=progress)
    assert inside(desk, made.id) == 0


def test_the_pool_shows_the_members_of_a_smart_group(desk: Desk, group: CustomerGroup) -> None:
    people(desk, "Gold", "Silver", "")
    made = smart(desk, fields=IS_NOT_GOLD)
    shown = customer_search.list_customers(desk, group_id=made.id).customers
    assert [one.name for one in shown] == ["Name 2", "Name 1"]
