"""From a template's first word to the message on its way, in the real window (T1–T4, B11, R2)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import PastedSource, Recipe
from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations.bulk import send
from smsdesk.operations.recipients import prepare
from smsdesk.operations.sample import make_sample
from smsdesk.operations.tasks import task
from smsdesk.operations.templates import list_templates
from smsdesk.store.tables import MessageRow
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.templates.editor_page import EditorPage
from smsdesk.ui.templates.list_page import TemplatesPage
from smsdesk.ui.widgets.confirm import Question
from tests.ui.templates.conftest import press

Settled = Callable[[], None]


def _list(window: MainWindow, settled: Settled) -> TemplatesPage:
    window.open_place("templates", "list")
    settled()
    page = window.current_page()
    assert isinstance(page, TemplatesPage)
    return page


def test_a_template_is_written_mended_sent_queried_and_deleted(
    window: MainWindow,
    opened: App,
    qtbot: QtBot,
    settled: Settled,
    until: Callable[[Callable[[], bool]], None],
) -> None:
    sample = make_sample(opened.desk)
    settled()
    # Written with everything that people paste, and mended with two clicks.
    page = _list(window, settled)
    page.new()
    settled()
    editor = window.current_page()
    assert isinstance(editor, EditorPage)
    qtbot.keyClicks(editor.form.fields["name"].control, "Cake ready")
    editor.editor.insert_text("您好\u200b{name}，您订的｛cake｝做好了。")
    settled()
    assert [mark.words for mark in editor.editor.marks()] == ["ZWSP"]
    press(editor, "Fix all")
    assert editor.content.content == "您好{1}，您订的{2}做好了。"
    assert [one.name for one in editor.samples.samples()] == ["name", "cake"]
    press(editor, "Submit for review")
    settled()
    assert window.current_page() is page
    made = list_templates(opened.desk, region=Region.MAINLAND, search="Cake ready")[0]
    assert made.status == "approved"
    # Sent with it.
    recipe = Recipe(
        PastedSource("13900000001, 王芳, 蛋糕", columns={"number": 0, "1": 1, "2": 2}),
        application_id=sample.application.id,
        template_id=made.id,
        name="Cakes of Friday",
    )
    sent = send(opened.desk, preparation=prepare(opened.desk, recipe=recipe), consent=True)
    until(lambda: task(opened.desk, task_id=sent.id).status is TaskStatus.SENT)
    settled()
    # Its details say so and lead there.
    page = _list(window, settled)
    page.refresh()
    settled()
    assert page.table.select(made.id)
    settled()
    words = "\n".join(each.text() for each in page.panel.findChildren(QLabel) if each.isVisible())
    assert "1 task, 1 message" in words
    press(page.panel, "Cakes of Friday")
    settled()
    assert type(window.current_page()).__name__ == "TaskPage"
    # Deleted: the task keeps its words (B11).
    page = _list(window, settled)
    page.table.select(made.id)
    settled()
    press(page.panel, "Delete…")
    settled()
    next(each for each in window.findChildren(Question) if each.isVisible()).accept()
    settled()
    assert list_templates(opened.desk, region=Region.MAINLAND, search="Cake ready") == []
    assert task(opened.desk, task_id=sent.id).body == "您好{1}，您订的{2}做好了。"
    with opened.desk.database.read() as session:
        message = session.query(MessageRow).filter(MessageRow.task_id == sent.id).one()
        assert "您好王芳，您订的蛋糕做好了。" in message.content
        assert message.status in {MessageStatus.ACCEPTED, MessageStatus.DELIVERED}
