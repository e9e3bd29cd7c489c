"""The next steps below the first applications, and when they are gone."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton

from smsdesk.app import App
from smsdesk.domain.applications import ApplicationType
from smsdesk.operations.applications import create_application, set_gateway
from smsdesk.operations.gateways import save_gateway_settings
from smsdesk.operations.next_steps import steps_done
from smsdesk.operations.sample import make_sample
from smsdesk.ui.applications.gateways_page import GatewaysPage
from smsdesk.ui.applications.list_page import ApplicationsPage
from smsdesk.ui.main_window import MainWindow
from tests.ui.applications.acting import Settled, press


def cards(window: MainWindow, settled: Settled) -> ApplicationsPage:
    window.context.open("applications", "list")
    settled()
    page = window.current_page()
    assert isinstance(page, ApplicationsPage)
    return page


def left(page: ApplicationsPage) -> list[str]:
    return [
        each.text()
        for each in page.steps.findChildren(QLabel)
        if each.property("kind") == "label" and each.isVisible()
    ]


def says(page: ApplicationsPage, words: str) -> bool:
    return any(words in each.text() for each in page.steps.findChildren(QLabel) if each.isVisible())


def test_an_empty_desk_has_all_before_it_and_the_sample_some_behind_it(opened: App) -> None:
    assert steps_done(opened.desk).count == 0
    make_sample(opened.desk)
    done = steps_done(opened.desk)
    assert (done.signature, done.template, done.customers, done.real) == (True, True, True, False)


def test_they_stand_below_the_cards_and_lead_on(
    window: MainWindow, settled: Settled, shop: int, opened: App
) -> None:
    window.resize(1366, 768)
    page = cards(window, settled)
    assert page.steps.isVisible()
    assert page.steps.count.text() == "0 of 5 done"
    assert left(page)[0] == "Make a signature"
    assert page.steps.y() < 400, "right below the cards"
    assert says(page, "nothing leaves this computer")
    press(page.steps, "Gateways")
    settled()
    assert isinstance(window.current_page(), GatewaysPage)
    set_gateway(opened.desk, application_id=shop, gateway="smpp")
    page = cards(window, settled)
    assert "Send for real" in left(page), "it is chosen, but knows no address yet"
    values = {"host": "smpp.example", "system_id": "shop", "password": "secret"}
    save_gateway_settings(opened.desk, gateway="smpp", values=values)
    page = cards(window, settled)
    assert page.steps.count.text() == "1 of 5 done"
    assert "Send for real" not in left(page)
    assert not says(page, "nothing leaves this computer"), "through a real gateway it would"


def test_below_a_bar_they_keep_their_height_and_the_page_scrolls(
    window: MainWindow, settled: Settled, shop: int
) -> None:
    window.resize(1366, 768)
    page = cards(window, settled)
    page.bars.success("“Shop” is deleted.")
    page.bars.info("Another one.")
    window.resize(1366, 600)
    settled()
    assert page.steps.height() >= page.steps.body.totalHeightForWidth(page.steps.width())
    for each in page.steps.findChildren(QPushButton):
        assert each.height() >= each.sizeHint().height(), each.text()
    assert page.grid.height() >= page.grid.wanted_height
    bar = page.area.verticalScrollBar()
    assert bar.maximum() > 0
    last = page.steps.findChildren(QPushButton)[-1]
    bar.setValue(bar.maximum())
    assert last.visibleRegion().boundingRect() == last.rect()


def test_closed_they_stay_closed_and_the_cards_get_the_room(
    window: MainWindow, settled: Settled, shop: int, opened: App
) -> None:
    page = cards(window, settled)
    page.steps.close_button.click()
    settled()
    assert page.steps.isHidden()
    assert page.grid.height() > 300
    page.refresh()
    settled()
    assert page.steps.isHidden()


def test_with_many_applications_there_are_none(window: MainWindow, settled: Settled, opened: App) -> None:
    for place in range(4):
        create_application(opened.desk, name=f"Shop {place}", type=ApplicationType.APP)
    assert cards(window, settled).steps.isHidden()
