"""Desktop notifications of new replies (C6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from smsdesk.app import App
from smsdesk.domain.customers import Reply
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.ui.customers.replies_page import RepliesPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.reply_notices import ReplyNotices, notice
from tests.ui.bulk.conftest import until

__all__ = ["until"]

Until = Callable[[Callable[[], object]], None]
Told = list[tuple[str, str, str, str, dict[str, object]]]
A, B, C, D = (f"+861380013800{digit}" for digit in range(4))


def said(number: str, content: str, name: str = "", *, answers: int | None = 1) -> Reply:
    return Reply(1, number, content, 1, "", answers, "", name)


@pytest.mark.parametrize(
    ("came", "title", "words", "page", "arguments"),
    [
        ([said(A, "Thanks!", "Ann")], "Reply from Ann", "Thanks!", "replies", {"number": A}),
        ([said(A, "Hello")], f"Reply from {A}", "Hello", "replies", {"number": A}),
        ([said(A, "1", "Ann"), said(A, "2", "Ann")], "2 new replies", "2", "replies", {"number": A}),
        (
            [said(A, "1", "Ann"), said(B, "2", "Bo"), said(A, "3", "Ann")],
            "3 new replies",
            "Ann, Bo",
            "replies",
            {"unread": True},
        ),
        (
            [said(A, "1", "Ann"), said(B, "2", "Bo"), said(C, "3"), said(D, "4", "Di")],
            "4 new replies",
            f"Di, {C} and 2 more",
            "replies",
            {"unread": True},
        ),
        ([said(A, "T", "Ann")], "Ann unsubscribed", None, "unsubscribed", {}),
        ([said(A, "T"), said(B, "stop")], "2 people unsubscribed", None, "unsubscribed", {}),
        ([said(A, "T", "Ann"), said(B, "Hi", "Bo")], "Reply from Bo", "Hi", "replies", {"number": B}),
        # Too late to end a subscription: the owner must see it.
        ([said(A, "T", "Ann", answers=None)], "Reply from Ann", "T", "replies", {"number": A}),
    ],
)
def test_what_is_said_of_replies(
    came: list[Reply], title: str, words: str | None, page: str, arguments: dict[str, object]
) -> None:
    found = notice(came)
    assert (found.title, found.page, found.arguments) == (title, page, arguments)
    assert words is None or found.words == words


def store(opened: App, number: str, *contents: str) -> None:
    with opened.desk.writing("reply") as session:
        facts = [ReplyFacts(f"{number}{words}", number, words, opened.desk.now(), "") for words in contents]
        store_replies(session, "sandbox", facts)


def test_only_what_comes_in_is_told_and_leads_to_its_conversation(
    opened: App, window: MainWindow, until: Until, settled: Callable[[], None]
) -> None:
    store(opened, A, "from before")
    told: Told = []
    made = ReplyNotices(
        window.context,
        window,
        lambda title, words, tab, page="", **where: bool(
            told.append((title, words, tab, page, where)) or True
        ),
    )
    until(lambda: made._last)
    settled()
    assert told == []
    store(opened, B, "Are you open?")
    until(lambda: told)
    settled()
    assert told == [(f"Reply from {B}", "Are you open?", "customers", "replies", {"number": B})]
    store(opened, B, "Are you open?")  # the same one again
    opened.desk.tell(frozenset({"reply"}))
    settled()
    assert len(told) == 1
    _, _, tab, page, where = told[0]
    window.open_place(tab, page, **where)
    shown = window.current_page()
    assert isinstance(shown, RepliesPage)
    until(lambda: [bubble.turn.content for bubble in shown.thread_view.bubbles()] == ["Are you open?"])
