"""A page of text, pasted into a search box by mistake, finds nothing: SQLite refuses so long a pattern."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from smsdesk.domain.profile import Region, SmsType
from smsdesk.operations.blocklist import list_blocked
from smsdesk.operations.conversations import conversations
from smsdesk.operations.customer_search import customer_count, list_customers
from smsdesk.operations.customers import enter_customers
from smsdesk.operations.desk import Desk
from smsdesk.operations.replies import list_replies
from smsdesk.operations.signatures import list_signatures
from smsdesk.operations.task_pages import task_messages
from smsdesk.operations.tasks import list_tasks
from smsdesk.operations.templates import list_templates
from smsdesk.operations.unsubscribed import list_unsubscribed
from smsdesk.store.tables import BlockedRow, ReplyRow, UnsubscribedRow
from tests.operations.shop import furnish

NUMBER = "+8613800138000"
SEARCHES: list[Callable[[Desk, str], object]] = [
    lambda desk, words: task_messages(desk, task_id=1, search=words).rows,
    lambda desk, words: list_tasks(desk, search=words),
    lambda desk, words: list_customers(desk, search=words).customers,
    lambda desk, words: customer_count(desk, search=words),
    lambda desk, words: list_replies(desk, search=words).rows,
    lambda desk, words: conversations(desk, search=words).rows,
    lambda desk, words: list_blocked(desk, search=words),
    lambda desk, words: list_unsubscribed(desk, search=words).rows,
    lambda desk, words: list_signatures(desk, region=Region.MAINLAND, search=words),
    lambda desk, words: list_templates(desk, region=Region.MAINLAND, search=words),
]


@pytest.mark.parametrize("words", ["安" * 32_767, "%" * 32_767, "9" * 32_767, "é" * 32_767, "😀" * 16_383])
@pytest.mark.parametrize("search", SEARCHES)
def test_words_that_are_too_long_find_nothing(
    desk: Desk, search: Callable[[Desk, str], object], words: str
) -> None:
    """As many as a search box takes."""
    shop = furnish(desk)
    shop.sent(shop.pasted(NUMBER))
    enter_customers(desk, numbers=NUMBER, sms_type=SmsType.REGULAR)
    about = {"number": NUMBER, "signature": "S", "sms_type": SmsType.REGULAR}
    with desk.database.write() as session:
        session.add(BlockedRow(**about, created_at=1))
        session.add(UnsubscribedRow(**about, keyword="T", at=1))
        session.add(ReplyRow(number=NUMBER, signature="S", content="Yes", at=1, gateway="sandbox", key="1"))
    assert search(desk, ""), "or nothing is compared"
    assert not search(desk, words)
