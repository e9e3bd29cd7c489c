"""The list of templates and their details (T1, T4, B11, P2)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations import bulk, drafts
from smsdesk.operations.profile import update_profile
from smsdesk.operations.review import reject
from smsdesk.operations.templates import create_template, list_templates
from smsdesk.store.tables import TaskRow
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.templates.editor_page import EditorPage
from smsdesk.ui.templates.list_page import TemplatesPage
from smsdesk.ui.widgets.confirm import Question
from tests.operations.shop import furnish
from tests.ui.templates.conftest import Settled, offers, press


def write(opened: App, name: str = "Order", content: str = "订单{1}已备好。", **more: object) -> int:
    arguments: dict[str, object] = {"region": Region.MAINLAND, "type": SmsType.REGULAR, **more}
    return create_template(opened.desk, name=name, content=content, **arguments).id  # type: ignore[arg-type]


def words_of(page: TemplatesPage) -> str:
    return "\n".join(each.text() for each in page.panel.findChildren(QLabel) if each.isVisible())


def asked(window: MainWindow) -> Question:
    return next(each for each in window.findChildren(Question) if each.isVisible())


def test_an_approved_template_is_duplicated_not_edited(
    templates: TemplatesPage, window: MainWindow, opened: App, settled: Settled
) -> None:
    write(opened)
    settled()
    templates.table.view.selectRow(0)
    settled()
    assert not {"Edit…", "Edit and submit again"} & set(offers(templates.panel))
    press(templates.panel, "Make a copy")
    settled()
    page = window.current_page()
    assert isinstance(page, EditorPage)
    assert page.content.content == "订单{1}已备好。"


def test_deleting_asks_first(
    templates: TemplatesPage, window: MainWindow, opened: App, qtbot: QtBot, settled: Settled
) -> None:
    write(opened)
    settled()
    templates.table.view.selectRow(0)
    settled()
    qtbot.keyClick(templates.table.view, Qt.Key.Key_Delete)
    settled()
    question = asked(window)
    assert question.refuse_button.isDefault(), "Enter must not delete"
    question.accept()
    settled()
    assert list_templates(opened.desk, region=Region.MAINLAND) == []


def test_deleting_says_what_uses_it(
    templates: TemplatesPage, window: MainWindow, opened: App, settled: Settled
) -> None:
    shop = furnish(opened.desk)
    ready = shop.prepared(shop.pasted("13800138000", name="Friday"))
    bulk.send(opened.desk, preparation=ready, consent=True, send_at=opened.desk.now() + 3_600_000)
    drafts.save_draft(opened.desk, recipe=shop.pasted("13800138001", name="Saturday"))
    templates.refresh()
    settled()
    templates.spawn(templates.delete([shop.notice]))
    settled()
    question = asked(window)
    words = "\n".join(each.text() for each in question.findChildren(QLabel))
    assert "“Friday”" in words
    assert "it is sent with the text it was confirmed with" in words
    assert "1 draft needs another template before it can be sent: “Saturday”" in words
    question.accept()
    settled()
    with opened.desk.database.read() as session:
        task = session.query(TaskRow).filter(TaskRow.status == TaskStatus.SCHEDULED).one()
        assert task.body == shop.notice.content


def test_the_details_lead_to_who_used_it(
    templates: TemplatesPage, window: MainWindow, opened: App, settled: Settled
) -> None:
    shop = furnish(opened.desk)
    shop.sent(shop.pasted("13800138000\n13800138001", name="Friday <b>bread</b> & buns"))
    templates.refresh()
    settled()
    assert templates.table.select(shop.notice.id)
    settled()
    words = words_of(templates)
    assert "1 task, 2 messages" in words
    press(templates.panel, "Friday <b>bread</b> && buns")
    settled()
    assert type(window.current_page()).__name__ == "TaskPage"
    window.open_place("templates", "list")
    settled()
    templates.table.select(shop.notice.id)
    settled()
    press(templates.panel, shop.application.name)
    settled()
    assert "Applications" in type(window.current_page()).__module__.title()


def test_a_rejected_one_says_why_and_is_edited_and_submitted_again(
    templates: TemplatesPage, window: MainWindow, opened: App, settled: Settled
) -> None:
    update_profile(opened.desk, automatic_review=False)
    made = write(opened)
    reject(opened.desk, subject="template", subject_id=made, reason="Say which <shop>.")
    settled()
    templates.refresh()
    settled()
    templates.table.select(made)
    settled()
    assert "Say which <shop>." in words_of(templates)
    press(templates.panel, "Edit and submit again")
    settled()
    page = window.current_page()
    assert isinstance(page, EditorPage)
    page.form.set_values(content="河畔面包店的订单{1}已备好。")
    page.content.look()
    press(page, "Submit for review")
    settled()
    again = list_templates(opened.desk, region=Region.MAINLAND)[0]
    assert (again.id, again.status, again.reason) == (made, ReviewStatus.PENDING, "")


def test_search_and_filters(templates: TemplatesPage, opened: App, settled: Settled) -> None:
    write(opened, "Order")
    write(opened, "Offer", "夏季新到{1}，拒收请回复R", type=SmsType.MARKETING)
    settled()
    templates.refresh()
    settled()

    def shown() -> list[str]:
        settled()
        return [one.name for one in templates.table.model.rows]

    assert shown() == ["Offer", "Order"]
    templates.type.setCurrentIndex(templates.type.findData(SmsType.MARKETING))
    assert shown() == ["Offer"]
    templates.type.setCurrentIndex(0)
    templates.status.setCurrentIndex(templates.status.findData(ReviewStatus.REJECTED))
    assert shown() == []
    templates.status.setCurrentIndex(0)
    assert templates.tools.search is not None
    templates.tools.search.searched.emit("订单")
    assert shown() == ["Order"]


def test_a_full_region_says_why_there_can_be_no_more(
    templates: TemplatesPage, window: MainWindow, opened: App, settled: Settled
) -> None:
    for number in range(200):
        write(opened, f"Order {number}", f"订单{number}已备好。")
    settled()
    templates.refresh()
    settled()
    # The first row is the tab's, over the list and what waits for review.
    assert "200 of 200" in [each.text() for each in window.findChildren(QLabel) if each.isVisible()]
    assert templates.tools.primary is not None
    assert not templates.tools.primary.isEnabled()
    assert "as many as there can be" in templates.tools.primary.toolTip()
    templates.new()
    settled()
    assert window.current_page() is templates


def test_an_individual_has_no_global_templates(
    window: MainWindow, templates: TemplatesPage, settled: Settled
) -> None:
    state = window.context.state
    state.set(replace(state.profile, identity=Identity.INDIVIDUAL))
    window.context.regions.set("templates", Region.GLOBAL)
    settled()
    window.open_place("templates", "list")
    settled()
    page = window.current_page()
    assert isinstance(page, TemplatesPage)
    assert page.tools.primary is not None
    assert not page.tools.primary.isEnabled()
    assert "mainland China only" in page.tools.primary.toolTip()


@pytest.mark.parametrize("name", ["<b>bold</b>", "quote \" and ' here", "&amp; & ‮evil", "x" * 64])
def test_names_are_shown_as_text(templates: TemplatesPage, opened: App, settled: Settled, name: str) -> None:
    write(opened, name)
    settled()
    templates.refresh()
    settled()
    templates.table.view.selectRow(0)
    settled()
    assert name in words_of(templates)


def test_throwing_away_what_is_unfinished_can_be_undone(
    templates: TemplatesPage, window: MainWindow, settled: Settled
) -> None:
    templates.new()
    settled()
    page = window.current_page()
    assert isinstance(page, EditorPage)
    page.form.set_values(name="Half", content="半句")
    window.open_place("templates", "list")
    settled()
    press(templates.bars, "Throw away")
    settled()
    assert "Go on writing" not in offers(templates.bars)
    next(each for each in offers(templates.bars) if each.startswith("Undo"))
    press(templates.bars, next(each for each in offers(templates.bars) if each.startswith("Undo")))
    settled()
    press(templates.bars, "Go on writing")
    settled()
    again = window.current_page()
    assert isinstance(again, EditorPage)
    assert again.content.content == "半句"


def test_what_waits_is_decided_from_its_details(
    templates: TemplatesPage, opened: App, settled: Settled
) -> None:
    update_profile(opened.desk, automatic_review=False)
    made = write(opened)
    settled()
    templates.refresh()
    settled()
    templates.table.select(made)
    settled()
    assert "Edit…" in offers(templates.panel)
    press(templates.panel, "Approve")
    settled()
    assert list_templates(opened.desk, region=Region.MAINLAND)[0].status is ReviewStatus.APPROVED
    assert "Send this text" in offers(templates.panel)
