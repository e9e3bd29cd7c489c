"""What people write back: read, answered, and heeded when it is "no more" (C5, C6, E2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QTabBar

from smsdesk.app import App
from smsdesk.carrier.magic import number_with
from smsdesk.domain.checking import Reason
from smsdesk.domain.messages import MessageStatus
from smsdesk.operations import conversations, replies, unsubscribed
from smsdesk.ui.customers.removal_questions import ApproveQuestion, ReasonQuestion
from smsdesk.ui.customers.replies_page import RepliesPage
from smsdesk.ui.customers.unsubscribed_page import UnsubscribedPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.count_badge import CountBadge
from tests.engine.world import CarrierThread
from tests.flows.test_tasks import set_gateway
from tests.operations.shop import Shop, furnish
from tests.ui.customers.acting import questions

Until = Callable[[Callable[[], object]], None]
THANKFUL, LEAVING = number_with("52"), number_with("50")


@pytest.fixture
def shop(opened: App, tmp_path: Path) -> Iterator[Shop]:
    """A furnished desk that sends through a carrier whose people answer at once."""
    folder = tmp_path / "carrier"
    folder.mkdir()
    carrier = CarrierThread(folder)
    set_gateway(opened, {"address": carrier.carrier.address.removeprefix("http://")})
    yield furnish(opened.desk)
    opened.close()
    carrier.close()


def unread_marks(window: MainWindow) -> list[int]:
    bars = window.findChildren(QTabBar)
    badges = [
        bar.tabButton(at, QTabBar.ButtonPosition.RightSide) for bar in bars for at in range(bar.count())
    ]
    return [badge.count for badge in badges if isinstance(badge, CountBadge)]


def open_thread(window: MainWindow, until: Until, number: str) -> RepliesPage:
    window.open_place("customers", "replies", number=number)
    page = window.current_page()
    assert isinstance(page, RepliesPage)
    until(lambda: page.number == number and page.thread_view.turns and page.form.template.count())
    return page


def ours(opened: App, number: str) -> list[MessageStatus | None]:
    turns = conversations.conversation(opened.desk, number=number).rows
    return [turn.status for turn in turns if not turn.incoming]


def answer_with_order(page: RepliesPage) -> None:
    page.form.template.setCurrentIndex(page.form.template.findText("Order"))
    for field, value in zip(page.form.fields, ("Ann", "1042"), strict=True):
        field.setText(value)


def answer_with_notice(page: RepliesPage) -> None:
    page.form.template.setCurrentIndex(page.form.template.findText("Notice"))


def test_a_reply_is_seen_read_and_answered(opened: App, shop: Shop, window: MainWindow, until: Until) -> None:
    shop.sent(shop.pasted(THANKFUL))
    until(lambda: replies.unread_replies(opened.desk) == 1)
    until(lambda: unread_marks(window) == [1])  # the tab was not opened yet
    page = open_thread(window, until, THANKFUL)
    until(lambda: replies.unread_replies(opened.desk) == 0)
    until(lambda: unread_marks(window) == [])
    said = [bubble.turn.content for bubble in page.thread_view.bubbles()]
    assert said == ["【河畔面包】明天上午九点开门。", "Thank you, see you on Saturday! 谢谢"]
    answer_with_order(page)
    until(lambda: page.form.send_button.isEnabled())
    page.form.send_button.click()
    until(lambda: ours(opened, THANKFUL) == [MessageStatus.DELIVERED] * 2)

    def delivered() -> bool:
        bubbles = [each for each in page.thread_view.bubbles() if not each.turn.incoming]
        return len(bubbles) == 2 and "Delivered" in bubbles[-1].accessibleDescription()

    until(delivered)
    # The answer was answered, in the same conversation.
    until(lambda: len(page.thread_view.turns) == 4)


def test_who_replies_t_gets_nothing_more_until_an_approved_removal(
    opened: App, shop: Shop, window: MainWindow, until: Until
) -> None:
    desk = opened.desk
    shop.sent(shop.pasted(LEAVING))
    until(lambda: unsubscribed.list_unsubscribed(desk).rows)
    page = open_thread(window, until, LEAVING)
    assert "ended the subscription" in page.thread_view.bubbles()[-1].accessibleDescription()
    answer_with_notice(page)
    until(lambda: "unsubscribed" in page.form.problem.text())
    assert not page.form.send_button.isEnabled()
    assert dict(shop.prepared(shop.pasted(LEAVING)).counts) == {Reason.UNSUBSCRIBED: 1}
    assert ours(opened, LEAVING) == [MessageStatus.DELIVERED]

    window.open_place("customers", "unsubscribed")
    listed = window.current_page()
    assert isinstance(listed, UnsubscribedPage)
    until(lambda: listed.table.model.rows)
    listed.spawn(listed.apply(listed.table.model.rows))
    until(lambda: questions(window))
    reason = questions(window)[0]
    assert isinstance(reason, ReasonQuestion)
    reason.reason.set_value("Asked for it on the phone")
    reason.accept_button.click()
    until(lambda: unsubscribed.waiting_removals(desk) == 1 and not questions(window))
    assert unsubscribed.list_unsubscribed(desk).rows  # nothing changes before the review
    listed.view.segments()[1].click()
    until(lambda: listed.removals.model.rows)
    listed.spawn(listed.removals.approve(listed.removals.model.rows[0]))
    until(lambda: questions(window))
    approve = questions(window)[0]
    assert isinstance(approve, ApproveQuestion)
    approve.consent.click()
    approve.accept_button.click()
    until(lambda: not unsubscribed.list_unsubscribed(desk).rows)

    page = open_thread(window, until, LEAVING)
    # Another text: the same one again would come too soon (A5).
    answer_with_order(page)
    until(lambda: page.form.send_button.isEnabled())
    page.form.send_button.click()
    until(lambda: ours(opened, LEAVING) == [MessageStatus.DELIVERED] * 2)
    # The number in the sandbox replies T to that one, too.
    until(lambda: unsubscribed.list_unsubscribed(desk).rows)
