"""Looking for somebody among the messages of one task: however a number is written, by name, by text (B8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy import text as sql

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import SmsType
from smsdesk.domain.tasks import Task
from smsdesk.operations import customers
from smsdesk.operations.desk import Desk
from smsdesk.operations.task_pages import task_messages
from smsdesk.operations.task_search import message_holds
from smsdesk.store.tables import CustomerRow, MessageRow
from tests.operations.shop import Fate, Shop, befall, change_profile, furnish

Found = Callable[..., list[int]]


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return furnish(desk)


@pytest.fixture
def abroad(shop: Shop, desk: Desk) -> Task:
    """To 0: Mrs Martin in France, 1: somebody in Britain, 2: Mrs Martin's neighbour, from a French shop."""
    change_profile(desk, country="FR")
    named = (("+33612345678", "Hélène MARTIN"), ("+447911123456", "Élodie 50% Ltd"))
    customers.enter_customers(
        desk, numbers="\n".join(number for number, _ in named), sms_type=SmsType.REGULAR
    )
    with desk.writing("customer") as session:
        for number, name in named:
            session.execute(update(CustomerRow).where(CustomerRow.number == number).values(name=name))
    lines = "+33612345678\n+447911123456\n+33612345679"
    return shop.sent(shop.pasted(lines, shop.abroad, ambiguity="national"))


@pytest.fixture
def found(abroad: Task, desk: Desk) -> Found:
    def positions(search: str, **more: object) -> list[int]:
        page = task_messages(desk, task_id=abroad.id, search=search, **more)  # type: ignore[arg-type]
        return [one.position for one in page.rows]

    return positions


@pytest.mark.parametrize(
    "written",
    [
        "+33 6 12 34 56 78",
        "+33612345678",
        "0033 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "33 612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "0612345678",
        "6-12-34-56-78",
        "345 678",
        "5678",
        "…5678",
        "78",
        "\uff10\uff16\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
        " 612 345 678 ",
        "tel: 0612345678",
    ],
)
def test_a_number_is_found_however_it_is_written(found: Found, written: str) -> None:
    assert found(written) == [0]


@pytest.mark.parametrize(
    ("written", "positions"),
    [
        ("+33", [0, 2]),
        ("0033", [0, 2]),
        ("+44", [1]),
        ("61234567", [0, 2]),
        ("06 12 34 56 70", []),
        ("+49 171 2345678", []),
        ("martin", [0]),
        ("hélène", [0]),
        ("élodie", [1]),
        ("50%", [1]),
        ("%", [1]),
        ("_", []),
        ("ORDER is ready", [0, 1, 2]),
        ("", [0, 1, 2]),
        ("  ", [0, 1, 2]),
    ],
)
def test_parts_of_numbers_names_and_texts(found: Found, written: str, positions: list[int]) -> None:
    assert found(written) == positions


def test_a_mainland_number_without_its_country_and_the_variables_in_the_text(shop: Shop, desk: Desk) -> None:
    lines = "13800138000, Ann, 1042\n13900139000, Bob, 1043"
    task = shop.sent(shop.pasted(lines, shop.order))

    def positions(search: str) -> list[int]:
        return [one.position for one in task_messages(desk, task_id=task.id, search=search).rows]

    assert positions("138 0013 8000") == [0]
    assert positions("+86 139-0013-9000") == [1]
    assert positions("bob") == [1]
    assert positions("1042") == [0]
    assert positions("8613") == [0, 1]


def test_with_a_state_and_page_by_page(found: Found, abroad: Task, desk: Desk) -> None:
    befall(desk, abroad, [Fate(MessageStatus.DELIVERED), Fate(MessageStatus.FAILED, "X")])
    assert found("0612345678", status=MessageStatus.DELIVERED) == [0]
    assert found("0612345678", status=MessageStatus.FAILED) == []
    assert found("+33", limit=1) == [0]
    assert found("+33", limit=1, after=0) == [2]
    assert found("", positions=[2, 0, 7]) == [0, 2]


def test_other_tasks_are_not_looked_through(found: Found, shop: Shop) -> None:
    shop.sent(shop.pasted("+33699999999", shop.abroad))
    assert found("99999999") == []


@pytest.mark.parametrize("words", ["06 12 34 56 78", "+33612345678", "5678", "martin", "élodie"])
def test_the_messages_of_the_task_only_are_looked_at(abroad: Task, desk: Desk, words: str) -> None:
    """The cost is bounded by the task: nothing reads all messages or all customers."""
    wanted = select(MessageRow.id).where(MessageRow.task_id == abroad.id, message_holds(words, "FR"))
    with desk.database.read() as session:
        statement = wanted.order_by(MessageRow.position).compile(
            session.connection(), compile_kwargs={"literal_binds": True}
        )
        plan = [
            str(row[3]) for row in session.execute(sql(f"EXPLAIN QUERY PLAN {statement}".replace(":", "\\:")))
        ]
    assert any("message" in step and "(task_id=?" in step for step in plan), plan
    assert not [step for step in plan if step.startswith(("SCAN", "USE TEMP B-TREE"))], plan
