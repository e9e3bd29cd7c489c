"""What is typed finds exactly whom reading every customer would find, in every order, page by page (C1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from smsdesk.domain.customers import Customer
from smsdesk.domain.profile import SmsType
from smsdesk.operations import customer_search, groups
from smsdesk.operations.customer_search import CustomerOrder, customer_count, list_customers
from smsdesk.operations.customers import NewCustomer, put_customers
from smsdesk.operations.desk import Desk

#: Characters that search engines, LIKE, quoting and case trip over.
ALPHABET = "aAbBzZ09 %_'\"*-().\\^:王小明面包😀👍🏽éÉßÄäИи"
WORDS = st.text(ALPHABET, max_size=12)
PEOPLE = st.lists(st.tuples(st.integers(0, 99_999), WORDS, WORDS), max_size=12, unique_by=lambda one: one[0])


def folded(words: str) -> str:
    """As SQLite's trigrams fold: letter by letter."""
    return "".join(one.lower() if len(one.lower()) == 1 else one for one in words)


def holds(one: Customer, words: str, *, ascii_only: bool) -> bool:
    def plain(cell: str) -> str:
        if ascii_only:
            return "".join(each.lower() if each.isascii() else each for each in cell)
        return folded(cell)

    return any(plain(words) in plain(cell) for cell in (one.number, one.name, one.note))


def pages(desk: Desk, search: str, order: CustomerOrder, descending: bool, most: int) -> Iterator[Customer]:
    after = None
    while True:
        page = list_customers(desk, search=search, order=order, descending=descending, after=after, most=most)
        assert len(page.customers) <= most
        yield from page.customers
        after = page.next_key
        if after is None:
            return


def wanted(desk: Desk, search: str) -> set[str]:
    words = customer_search._plain(search)
    everybody = list_customers(desk, most=10_000).customers
    if not words:
        return {one.number for one in everybody}
    return {one.number for one in everybody if holds(one, words, ascii_only=len(words) < 3)}


def refill(desk: Desk, people: Sequence[tuple[int, str, str]]) -> None:
    with desk.writing("customer") as session:
        session.execute(sql("DELETE FROM customer"))
        put_customers(
            desk,
            [NewCustomer(f"+861390{at:05d}", "CN", name.strip(), note.strip()) for at, name, note in people],
            sms_type=SmsType.REGULAR,
            group_id=None,
        )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    PEOPLE,
    st.one_of(WORDS, st.integers(0, 99_999).map(str)),
    st.sampled_from(CustomerOrder),
    st.booleans(),
    st.integers(1, 5),
    st.sampled_from([0, 3, 5_000]),
    st.randoms(use_true_random=False),
)
@example([(1, "100%", ""), (2, "a_b", "O'Neil")], "100%", CustomerOrder.NAME, False, 1, 3, None)
@example([(at, "Ann", "") for at in range(4)], "%", CustomerOrder.CREATED, True, 1, 5_000, None)
@example([(at, "Ann", "") for at in range(4)], "A_n", CustomerOrder.NUMBER, True, 1, 5_000, None)
@example([(1, 'say "hi"', ""), (2, "王小明", "面包😀")], '"hi"', CustomerOrder.CREATED, True, 5, 0, None)
def test_search_equals_reading_everybody(
    desk: Desk,
    people: list[tuple[int, str, str]],
    search: str,
    order: CustomerOrder,
    descending: bool,
    most: int,
    walk: int,
    random: object,
) -> None:
    if people and random is not None:  # half of the searches are for something that is there
        cell = random.choice([part for one in people for part in one[1:]])  # type: ignore[attr-defined]
        if cell and random.random() < 0.5:  # type: ignore[attr-defined]
            start = random.randrange(len(cell))  # type: ignore[attr-defined]
            search = cell[start : start + random.randint(1, 6)]  # type: ignore[attr-defined]
    refill(desk, people)
    before, customer_search.WALK = customer_search.WALK, walk
    try:
        found = list(pages(desk, search, order, descending, most))
    finally:
        customer_search.WALK = before
    expected = wanted(desk, search)
    assert len(found) == len({one.number for one in found})
    assert {one.number for one in found} == expected
    assert customer_count(desk, search=search) == len(expected)


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        ("9", {0, 1, 2, 3, 9}),
        ("Z", {1}),
        ("an", {0, 1}),
        ("面", {2}),
        ("É", {3}),
        ("é", {3}),
        ("oe", {1}),
        ("le", {3}),
        ("包", {2}),
        ("%", set()),
        ("nobody", set()),
    ],
)
def test_one_or_two_characters_in_a_large_pool_look_at_numbers_or_names(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, search: str, numbers: set[int]
) -> None:
    monkeypatch.setattr(customer_search, "SMALL_POOL", 0)
    monkeypatch.setattr(customer_search, "WALK", 0)
    refill(desk, [(0, "Ann", ""), (1, "Zoe Lan", "%"), (2, "面包", "an"), (3, "Émile", ""), (9, "", "")])
    found = {int(one.number[-5:]) for one in list_customers(desk, search=search).customers}
    assert found == numbers
    assert customer_count(desk, search=search) == len(numbers)


def test_counting_few_characters_ends_early(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_search, "COUNTED", 2)
    refill(desk, [(at, "", "") for at in range(9)])
    assert customer_count(desk, search="9") == 3
    assert customer_count(desk, search="139") == 9


def test_filters_and_search_hold_together(desk: Desk) -> None:
    vip = groups.create_group(desk, name="VIP", sms_type=SmsType.REGULAR)
    with desk.writing("customer"):
        for sms_type, country, start in (
            (SmsType.REGULAR, "CN", "+86139000000"),
            (SmsType.MARKETING, "SE", "+4670174000"),
        ):
            put_customers(
                desk,
                [NewCustomer(f"{start}{at}", country, "Ann" if at % 2 else "Bo") for at in range(6)],
                sms_type=sms_type,
                group_id=vip.id if country == "SE" else None,
            )
    asked = {"search": "Ann", "group_id": vip.id, "sms_type": SmsType.MARKETING, "country": "SE"}
    found = list_customers(desk, **asked).customers  # type: ignore[arg-type]
    assert [one.number for one in found] == ["+46701740005", "+46701740003", "+46701740001"]
    assert customer_count(desk, **asked) == 3  # type: ignore[arg-type]
    assert customer_search.customer_countries(desk) == ["CN", "SE"]
    assert customer_count(desk, country="CN", group_id=vip.id) == 0
