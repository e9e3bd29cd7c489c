"""Another language builds the window anew: a page that was open is there again, and what was typed (B1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from smsdesk.app import App
from smsdesk.domain.checking import Reason
from smsdesk.domain.profile import Region
from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations.sample import Sample
from smsdesk.operations.tasks import list_tasks
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.gateway_page import GatewayPage
from smsdesk.ui.applications.gateways_page import GatewaysPage
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.bulk.task_list import TaskListPage
from smsdesk.ui.bulk.task_page import TaskPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.templates.editor_page import EditorPage
from tests.operations.shop import furnish

Opened = Callable[..., NewTaskPage]
Checked = Callable[[NewTaskPage], None]
Until = Callable[[Callable[[], object]], None]
Sheet = Callable[..., Path]


@pytest.fixture
def anew(window: MainWindow, until: Until) -> Callable[[], NewTaskPage]:
    """The new task's page after the window was built anew; it has loaded."""

    def built() -> NewTaskPage:
        before = window.current_page()
        window.rebuild()
        page = window.current_page()
        assert isinstance(page, NewTaskPage)
        assert page is not before
        until(lambda: page.message.application.count() and not page._loading and page._begin_with is None)
        return page

    return built


def drafts(opened: App) -> list[str]:
    found = list_tasks(opened.desk, region=Region.MAINLAND, statuses=(TaskStatus.DRAFT,))
    return [task.name for task in found]


def test_a_tasks_page_stays_in_another_language(
    opened: App, window: MainWindow, until: Until, settled: Callable[[], None]
) -> None:
    shop = furnish(opened.desk)
    task = shop.sent(shop.pasted("13800138000", name="Spring offer"))
    window.open_place("bulk", "task", task_id=task.id)
    settled()
    profile = window.context.profile
    window.context.state.set(replace(profile, language="zh_CN"))  # as Settings does
    page = window.current_page()
    assert isinstance(page, TaskPage)
    until(lambda: page.name.text() == "Spring offer")
    assert page.badge.text() == "发送中"
    window.page_of("bulk").pop()  # type: ignore[attr-defined]
    assert isinstance(window.current_page(), TaskListPage), "‹ goes back to the list"
    window.context.state.set(profile)
    settled()


def test_a_page_in_a_tab_out_of_view_is_there_when_the_tab_is(
    opened: App, window: MainWindow, settled: Callable[[], None]
) -> None:
    shop = furnish(opened.desk)
    task = shop.sent(shop.pasted("13800138000", name="Spring offer"))
    window.open_place("bulk", "task", task_id=task.id)
    window.open_place("applications", "list", gateway="sandbox")
    settled()
    window.rebuild()
    settled()
    page = window.current_page()
    assert isinstance(page, GatewayPage)
    window.rebuild()  # once more before the other tab was looked at
    settled()
    window.page_of("applications").pop()  # type: ignore[attr-defined]
    assert isinstance(window.current_page(), GatewaysPage)
    window.rebuild()
    settled()
    assert isinstance(window.current_page(), GatewaysPage)
    window.open_tab("bulk")
    settled()
    shown = window.current_page()
    assert isinstance(shown, TaskPage)
    assert shown.task_id == task.id


def test_an_application_stays_at_its_section(
    sample: Sample, window: MainWindow, settled: Callable[[], None]
) -> None:
    window.open_place("applications", "list", application_id=1)
    settled()
    page = window.current_page()
    assert isinstance(page, ApplicationPage)
    page.choose("allowlist")
    window.rebuild()
    settled()
    again = window.current_page()
    assert isinstance(again, ApplicationPage)
    assert again is not page
    assert again.section is again.sections["allowlist"]


def test_who_goes_elsewhere_does_not_find_what_was_open(
    opened: App, window: MainWindow, settled: Callable[[], None]
) -> None:
    shop = furnish(opened.desk)
    task = shop.sent(shop.pasted("13800138000", name="Spring offer"))
    window.open_place("bulk", "task", task_id=task.id)
    window.open_place("templates", "list", new=True)
    settled()
    window.rebuild()
    settled()
    assert isinstance(window.current_page(), EditorPage)
    window.open_place("bulk", state="drafts")
    settled()
    page = window.current_page()
    assert isinstance(page, TaskListPage)
    assert page.filter.currentData() == "drafts"


def test_what_is_typed_in_a_new_task_stays_complete_or_not(
    new_task: Opened, checked: Checked, anew: Callable[[], NewTaskPage], sample: Sample
) -> None:
    vip = sample.groups[0]
    page = new_task()
    page.recipients.kind.segments()[2].setChecked(True)
    page.recipients.pasted.field.setPlainText("13800138000, Ann, 1042, noon")
    page.recipients.kind.segments()[1].setChecked(True)
    page.recipients.groups.boxes[vip.id].click()
    page.recipients.groups.values[2].setText("1042")  # {3} is still missing
    page.send.name.setText("Easter")
    page.check.one_each.setChecked(True)

    again = anew()
    template = again.composition.message.template
    assert template is not None
    assert template.name == "Order ready"
    groups = again.recipients.groups
    assert groups.boxes[vip.id].isChecked()
    assert groups.values[2].text() == "1042"
    assert again.recipients.words == "Write the text for {3}."
    assert again.send.name.text() == "Easter"
    assert again.composition.one_per_number
    again.recipients.kind.segments()[2].setChecked(True)
    assert again.recipients.pasted.field.toPlainText() == "13800138000, Ann, 1042, noon"
    checked(again)
    assert again.check.words == "1 ready"


def test_a_correction_that_is_being_typed_stays_where_it_was(
    new_task: Opened,
    checked: Checked,
    anew: Callable[[], NewTaskPage],
    sample: Sample,
    until: Until,
    window: MainWindow,
) -> None:
    window.resize(1024, 700)
    page = new_task()
    page.recipients.take(sample.sheet)
    checked(page)
    page.check.chips.choose(Reason.INVALID_NUMBER)
    until(lambda: page.check.wrong.model.rowCount() == 2)
    page.check.wrong.select(18)
    page.check.fix.number.setText("138000000")
    bar = page.steps.verticalScrollBar()
    until(lambda: bar.maximum() > 300)
    bar.setValue(300)

    again = anew()
    until(lambda: again.check.fix.number.text() == "138000000")
    assert again.check.fix.row() == 18
    assert again.check.chips.value() == Reason.INVALID_NUMBER
    until(lambda: again.steps.verticalScrollBar().value() == 300)
    assert again.recipients.words == "sample-customers.xlsx: 67 recipients"


def test_the_draft_is_the_same_one(
    new_task: Opened,
    checked: Checked,
    anew: Callable[[], NewTaskPage],
    sample: Sample,
    opened: App,
    settled: Callable[[], None],
) -> None:
    page = new_task()
    page.recipients.take(sample.sheet)
    checked(page)
    page.send.name.setText("Easter")
    again = anew()  # it was never kept: leaving keeps it
    checked(again)
    assert drafts(opened) == ["Easter"]
    again.send.name.setText("Whitsun")
    once_more = anew()
    checked(once_more)
    once_more.send.name.setText("Midsummer")
    once_more.save.click()
    settled()
    assert drafts(opened) == ["Midsummer"]


def test_what_is_on_its_way_is_not_offered_once_more(
    new_task: Opened, checked: Checked, sample: Sample, window: MainWindow, settled: Callable[[], None]
) -> None:
    page = new_task()
    page.recipients.take(sample.sheet)
    checked(page)
    page.send.set_busy(True)
    window.rebuild()
    settled()
    assert isinstance(window.current_page(), TaskListPage)


def test_an_unfinished_template_stays_open(
    sample: Sample, window: MainWindow, settled: Callable[[], None]
) -> None:
    window.open_place("templates", "list", new=True)
    settled()
    page = window.current_page()
    assert isinstance(page, EditorPage)
    page.editor.setPlainText("Your table is ready.")
    window.rebuild()
    settled()
    again = window.current_page()
    assert isinstance(again, EditorPage)
    assert again.content.content == "Your table is ready."
