"""The cards of the applications (A1, A2)."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.alarms import AlarmEvent
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.text import text
from smsdesk.engine.events import GatewayState
from smsdesk.operations.applications import create_application, list_applications
from smsdesk.store.alarm_rows import raise_alarm
from smsdesk.store.tables import CallbackRow, RollupRow
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.card_model import CARD_ROLE
from smsdesk.ui.applications.list_page import ApplicationsPage
from smsdesk.ui.main_window import MainWindow
from tests.spent import at_most
from tests.ui.applications.acting import Settled, find, press, question
from tests.ui.bulk.conftest import Until

OpenList = Callable[[], ApplicationsPage]


def make(opened: App, count: int, first: int = 1) -> None:
    with opened.desk.writing("application"):
        for at in range(first, first + count):
            create_application(opened.desk, name=f"Shop {at:03}", type=ApplicationType.WEBSITE)


@pytest.fixture
def cards(window: MainWindow, settled: Settled) -> OpenList:
    def opened_page() -> ApplicationsPage:
        window.open_place("applications", "list")
        settled()
        shown = window.current_page()
        assert isinstance(shown, ApplicationsPage)
        return shown

    return opened_page


def names(page: ApplicationsPage) -> list[str]:
    return [card.application.name for card in page.grid.cards.cards]


def test_the_first_application_is_made_from_the_empty_state(
    cards: OpenList, opened: App, qtbot: QtBot, settled: Settled
) -> None:
    page = cards()
    press(page, "New application")
    create = find(page.panel, "Create application")
    assert not create.isEnabled()
    assert "Name" in create.toolTip(), "a disabled Save says why"
    qtbot.keyClicks(page.panel.findChildren(QLineEdit)[0], "Shop")
    press(page.panel, "Create application")
    settled()
    assert [card.application.name for card in list_applications(opened.desk)] == ["Shop"]
    assert names(page) == ["Shop"]
    press(page.bars, "Open")
    settled()
    assert isinstance(page.window().current_page(), ApplicationPage)  # type: ignore[attr-defined]


def test_a_taken_name_is_told_at_its_field_and_what_was_typed_stays(
    shop: int, window: MainWindow, qtbot: QtBot, settled: Settled
) -> None:
    window.open_place("applications", "", new=True)
    settled()
    shown = window.current_page()
    assert shown is not None
    name = shown.panel.findChildren(QLineEdit)[0]
    qtbot.keyClicks(name, "Shop")
    press(shown.panel, "Create application")
    settled()
    assert name.text() == "Shop"
    assert "already an application" in name.accessibleDescription()


def test_a_card_is_read_out_as_a_whole(shop: int, cards: OpenList) -> None:
    page = cards()
    spoken = page.grid.cards.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Shop, Enabled, Website · AppID 1400")
    assert spoken.endswith("Requests today: 0; Success rate: –; Sends through: Sandbox")


def test_the_arrows_go_between_cards_and_enter_opens_one(
    opened: App, cards: OpenList, window: MainWindow, qtbot: QtBot, settled: Settled
) -> None:
    make(opened, 7)
    page = cards()
    assert page.grid.columns > 1
    page.grid.setFocus()
    assert page.grid.currentIndex().row() == 0
    places = [page.grid.visualRect(page.grid.cards.index(at)) for at in range(7)]
    assert {place.top() for place in places[: page.grid.columns]} == {places[0].top()}
    assert places[page.grid.columns].top() > places[0].bottom()
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    assert page.grid.currentIndex().row() == 1
    qtbot.keyClick(page.grid, Qt.Key.Key_Down)
    assert page.grid.currentIndex().row() == 1 + page.grid.columns
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    settled()
    shown = window.current_page()
    assert isinstance(shown, ApplicationPage)
    assert shown._name.text() == f"Shop {2 + page.grid.columns:03}"


def test_a_click_opens_the_card_under_the_mouse(
    opened: App, cards: OpenList, window: MainWindow, qtbot: QtBot, settled: Settled
) -> None:
    make(opened, 3)
    page = cards()
    place = page.grid.visualRect(page.grid.cards.index(2)).center()
    qtbot.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settled()
    shown = window.current_page()
    assert isinstance(shown, ApplicationPage)
    assert shown._name.text() == "Shop 003"


def test_a_search_tells_how_many_match_and_enter_opens_the_only_one(
    opened: App, cards: OpenList, window: MainWindow, qtbot: QtBot, settled: Settled, until: Until
) -> None:
    make(opened, 12)
    page = cards()
    assert page.count.text() == "12 of 500"
    assert page.tools.search is not None
    qtbot.keyClicks(page.tools.search, "shop 011")
    until(lambda: page._search == "shop 011")
    settled()
    assert names(page) == ["Shop 011"]
    assert page.count.text() == "1 of 12 match"
    qtbot.keyClick(page.tools.search, Qt.Key.Key_Return)
    settled()
    assert isinstance(window.current_page(), ApplicationPage)


def test_a_reload_keeps_the_card_the_keyboard_is_at(opened: App, cards: OpenList, settled: Settled) -> None:
    make(opened, 5)
    page = cards()
    page.grid.setCurrentIndex(page.grid.cards.index(3))
    make(opened, 1, first=6)
    settled()
    assert len(names(page)) == 6
    assert page.grid.currentIndex().row() == 3


def test_at_the_limit_the_button_says_why(opened: App, cards: OpenList, settled: Settled) -> None:
    make(opened, 500)
    page = cards()
    assert page.count.text() == "500 of 500"
    assert not page.primary.isEnabled()
    assert "500 applications" in page.primary.toolTip() == page.primary.accessibleDescription()


def test_500_cards_are_shown_and_scrolled_without_a_stutter(
    opened: App, cards: OpenList, window: MainWindow
) -> None:
    make(opened, 500)
    page = cards()
    with at_most(2):
        page._show()
        page.grid.cards.modelReset.emit()
        page.grid.doItemsLayout()
    bar = page.grid.verticalScrollBar()
    assert bar.maximum() > 0
    for value in range(0, bar.maximum(), max(1, bar.maximum() // 40)):
        with at_most(0.5):
            bar.setValue(value)
            page.grid.viewport().repaint()


def test_what_needs_a_person_stands_on_the_card(
    shop: int, opened: App, cards: OpenList, settled: Settled
) -> None:
    page = cards()
    now = opened.desk.now()
    with opened.desk.writing("alarm", "callback") as session:
        raise_alarm(session, AlarmEvent.FREQUENCY_LIMIT, text("a"), now=now, application_id=shop)
        session.add(
            CallbackRow(
                application_id=shop, kind="status", payload="{}", status="waiting", attempts=3,
                created_at=now, due_at=now, fault=None, done_at=None,
            )
        )  # fmt: skip
    settled()
    assert page.grid.cards.cards[0].hint == "1 callback does not get through · 1 alarm today"
    assert not page.grid.cards.cards[0].urgent
    page.context.hub.gateway_state.emit(GatewayState("sandbox", False))
    card = page.grid.cards.index(0).data(CARD_ROLE)
    assert card.hint.startswith("The gateway cannot be reached · ")
    assert card.urgent
    page.context.hub.gateway_state.emit(GatewayState("sandbox", True))
    assert not page.grid.cards.cards[0].urgent


def test_a_card_has_a_menu(
    shop: int, opened: App, cards: OpenList, window: MainWindow, settled: Settled
) -> None:
    page = cards()
    menu = page.menu_of(shop)
    assert [each.text() for each in menu.actions() if not each.isSeparator()] == [
        "Open", "Copy AppID", "Disable…"
    ]  # fmt: skip
    menu.actions()[-1].trigger()
    settled()
    question(window).accept()
    settled()
    assert page.grid.cards.cards[0].state.words == "Disabled"


HOSTILE = ["<b>bold</b> & <img src=x>", "quote \" ' ` “", "\u202egnp.exe", "全" * 64, "W" * 64]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_plain_text_and_break_nothing(
    name: str, opened: App, cards: OpenList, window: MainWindow, settled: Settled
) -> None:
    made = create_application(opened.desk, name=name, type=ApplicationType.WEBSITE)
    page = cards()
    tip = page.grid.cards.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip
    assert "<img" not in tip
    window.resize(1366, 768)
    window.open_place("applications", "", application_id=made.id)
    settled()
    shown = window.current_page()
    assert isinstance(shown, ApplicationPage)
    assert shown._name.text() == name
    assert shown._name.textFormat() is Qt.TextFormat.PlainText
    assert shown.minimumSizeHint().width() < 1366
    assert find(shown, "Delete…").geometry().right() <= shown.width()


@pytest.mark.parametrize(
    ("requests", "sent", "delivered", "share", "tip"),
    [
        (0, 0, 0, "–", "Shop"),
        (4, 3, 1, "75%", "Today: 4 requests, 3 sent (taken by the carrier), 1 delivered (arrived)."),
    ],
)
def test_a_card_says_that_sent_is_not_yet_arrived(
    shop: int,
    opened: App,
    cards: OpenList,
    settled: Settled,
    requests: int,
    sent: int,
    delivered: int,
    share: str,
    tip: str,
) -> None:
    with opened.desk.writing("application") as session:
        for status, count in (
            ("delivered", delivered),
            ("accepted", sent - delivered),
            ("failed", requests - sent),
        ):
            if count:
                session.add(
                    RollupRow(
                        quarter=int(time.time() * 1000) // 900_000 * 900_000,
                        application_id=shop,
                        template_id=0,
                        signature_id=0,
                        region="mainland",
                        country="CN",
                        status=status,
                        code="",
                        messages=count,
                        fragments=count,
                    )
                )
    settled()
    page = cards()
    index = page.grid.cards.index(0)
    assert dict(page.grid.cards.card(index).figures)["Success rate"] == share
    assert tip in str(index.data(Qt.ItemDataRole.ToolTipRole))
