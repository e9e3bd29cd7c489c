"""The review queue through the real window (R2, R3, P2)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.profile import Identity, Profile, Region, SmsType
from smsdesk.domain.review import CheckCounts, ReviewStatus
from smsdesk.domain.signatures import Purpose, Signature, SignatureType
from smsdesk.domain.templates import Template
from smsdesk.operations.profile import update_profile
from smsdesk.operations.review import Waiting, approve, decisions, reject
from smsdesk.operations.rules import set_rule
from smsdesk.operations.signatures import create_signature, signature
from smsdesk.operations.templates import create_template, delete_template, template, update_template
from smsdesk.store.settings import write_profile
from smsdesk.store.submission_rows import submit_to
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.review.checks_view import CheckLine, ChecksView, Pressed
from smsdesk.ui.review.decide import RejectQuestion
from smsdesk.ui.review.queue_page import QueuePage
from smsdesk.ui.review.queue_tab import ListAndQueue
from smsdesk.ui.settings.dialog import SettingsDialog
from smsdesk.ui.signatures.thumbnail_button import ThumbnailButton
from smsdesk.ui.templates.list_page import TemplatesPage
from smsdesk.ui.widgets.message_bubble import MessageBubble
from tests.ui.customers.acting import bars, button, press, questions

Settled = Callable[[], None]
DOUBTFUL = "您的贷款{1}已批准。"


@pytest.fixture
def by_hand(opened: App) -> App:
    """A desk on which a person decides."""
    update_profile(opened.desk, automatic_review=False)
    return opened


def write(opened: App, content: str = "您的订单{1}已好。", name: str = "Order", **more: object) -> Template:
    arguments: dict[str, object] = {"region": Region.MAINLAND, "type": SmsType.REGULAR, **more}
    return create_template(opened.desk, name=name, content=content, **arguments)  # type: ignore[arg-type]


def sign(opened: App, content: str = "河畔面包", **more: object) -> Signature:
    arguments: dict[str, object] = {
        "region": Region.MAINLAND,
        "type": SignatureType.COMPANY,
        "purpose": Purpose.SELF_USE,
        **more,
    }
    return create_signature(opened.desk, content=content, **arguments)  # type: ignore[arg-type]


@pytest.fixture
def queue(window: MainWindow, settled: Settled) -> Callable[[str], QueuePage]:
    """Open the queue as one click on its name does."""

    def at(tab: str) -> QueuePage:
        settled()
        window.open_place(tab)
        settled()
        window.open_place(tab, "review")
        settled()
        page = window.current_page()
        assert isinstance(page, QueuePage)
        return page

    return at


Queue = Callable[[str], QueuePage]


def choose(page: QueuePage, row: int, settled: Settled) -> None:
    page.table.view.selectRow(row)
    settled()
    assert page.panel.is_open()


def words(inside: QWidget) -> list[str]:
    return [each.text() for each in inside.findChildren(QLabel) if each.text()]


def sub_page(window: MainWindow) -> str:
    return next(each for each in window.findChildren(ListAndQueue) if each.isVisible()).names.tabText(1)


def test_the_name_says_how_many_wait_and_follows(
    by_hand: App, window: MainWindow, queue: Queue, settled: Settled
) -> None:
    first = write(by_hand)
    write(by_hand, DOUBTFUL, "Loan")
    write(by_hand, "Hello {1}.", "Abroad", region=Region.GLOBAL)
    queue("templates")
    assert sub_page(window) == "Review (2)"
    delete_template(by_hand.desk, template_id=first.id)
    settled()
    assert sub_page(window) == "Review (1)"
    window.context.regions.set("templates", Region.GLOBAL)
    settled()
    assert sub_page(window) == "Review (1)"
    window.open_place("signatures")
    settled()
    assert sub_page(window) == "Review"


def test_the_queue_shows_what_waits_longest_first_with_its_checks(by_hand: App, queue: Queue) -> None:
    write(by_hand)
    write(by_hand, DOUBTFUL, "Loan")
    page = queue("templates")
    shown = [[column.words(row) for column in page.table.model.columns] for row in page.table.model.rows]
    assert [row[0] for row in shown] == ["Order", "Loan"]
    assert shown[0][4].endswith("passed")
    assert shown[1][4].startswith("1 warning · ")
    assert {row[5] for row in shown} == {"You"}


def test_details_show_every_check_with_a_mark_and_a_word(
    by_hand: App, queue: Queue, settled: Settled
) -> None:
    write(by_hand, DOUBTFUL, "Loan")
    page = queue("templates")
    choose(page, 0, settled)
    view = page.panel.findChildren(ChecksView)[0]
    lines = view.findChildren(CheckLine)
    assert "Warning" in words(lines[0])
    assert any("贷款" in each for each in words(lines[0]))
    assert lines[-1].isHidden() or not lines[-1].isVisible()
    view.more.click()
    settled()
    assert lines[-1].isVisible()
    assert "Passed" in words(lines[-1])
    (phone,) = page.panel.findChildren(MessageBubble)
    assert phone.accessibleDescription() == "您的贷款Ann已批准。"


def test_approving_with_points_not_looked_at_asks(by_hand: App, queue: Queue, settled: Settled) -> None:
    made = write(by_hand)
    page = queue("templates")
    choose(page, 0, settled)
    press(page.panel, "Approve")
    settled()
    (asked,) = questions(page)
    assert any("topics" in each for each in words(asked))
    asked.reject()
    settled()
    assert template(by_hand.desk, template_id=made.id).status is ReviewStatus.PENDING
    assert page.points is not None
    page.points.tick_all()
    press(page.panel, "Approve")
    settled()
    assert questions(page) == []
    assert template(by_hand.desk, template_id=made.id).status is ReviewStatus.APPROVED
    assert list(page.table.model.rows) == []
    assert not page.panel.is_open()


def test_the_box_is_ticked_by_its_words_too(
    by_hand: App, queue: Queue, settled: Settled, qtbot: QtBot
) -> None:
    write(by_hand)
    page = queue("templates")
    choose(page, 0, settled)
    assert page.points is not None
    before = page.points.unticked()
    line = page.points.boxes[0][0].parentWidget()
    assert line is not None
    qtbot.mouseClick(line.findChildren(Pressed)[0], Qt.MouseButton.LeftButton)
    assert page.points.unticked() == before[1:]


def test_rejecting_wants_a_reason_and_offers_some(by_hand: App, queue: Queue, settled: Settled) -> None:
    made = write(by_hand, DOUBTFUL, "Loan")
    page = queue("templates")
    choose(page, 0, settled)
    press(page.panel, "Reject…")
    settled()
    (asked,) = questions(page)
    assert isinstance(asked, RejectQuestion)
    assert not asked.accept_button.isEnabled()
    asked.reasons[1].click()
    asked.reasons[1].click()
    asked.words.appendPlainText("Ask the bank.")
    assert asked.reason() == "Carriers refuse this topic.\nAsk the bank."
    asked.words.setPlainText("x" * 501)
    assert not asked.accept_button.isEnabled()
    asked.words.setPlainText("<b>Carriers</b> refuse {this}.")
    asked.accept_button.click()
    settled()
    kept = template(by_hand.desk, template_id=made.id)
    assert (kept.status, kept.reason) == (ReviewStatus.REJECTED, "<b>Carriers</b> refuse {this}.")


def test_the_next_one_is_opened_after_a_decision(by_hand: App, queue: Queue, settled: Settled) -> None:
    for number in range(3):
        write(by_hand, f"您的第{number}个订单{{1}}已好。", f"Order {number}")
    page = queue("templates")
    choose(page, 1, settled)
    assert page.points is not None
    page.points.tick_all()
    press(page.panel, "Approve")
    settled()
    assert [one.title for one in page.table.selected()] == ["Order 2"]
    assert page.panel.accessibleName() == "Order 2"
    assert page.points.unticked(), "nobody has looked at this one"


def test_several_are_approved_together_only_when_all_passed(
    by_hand: App, queue: Queue, settled: Settled
) -> None:
    good = [write(by_hand, f"您的第{number}个订单{{1}}已好。", f"Order {number}") for number in range(2)]
    write(by_hand, DOUBTFUL, "Loan")
    page = queue("templates")
    page.table.view.selectAll()
    settled()
    assert "Approve" not in [each.text() for each in page.table._bar.findChildren(QPushButton)]
    page.spawn(page.approve_several(page.table.model.rows[:2]))
    settled()
    (asked,) = questions(page)
    asked.accept()
    settled()
    assert {template(by_hand.desk, template_id=one.id).status for one in good} == {ReviewStatus.APPROVED}
    assert [one.title for one in page.table.model.rows] == ["Loan"]
    assert bars(page) == ["2 approved."]


def test_a_signature_s_papers_are_shown_and_open_large(
    by_hand: App, queue: Queue, settled: Settled, tmp_path: Path
) -> None:
    paper = QImage(60, 80, QImage.Format.Format_RGB32)
    paper.fill(QColor("white"))
    assert paper.save(str(tmp_path / "licence.png"))
    sign(
        by_hand,
        purpose=Purpose.FOR_OTHERS,
        certificate_type="business_licence",
        certificate_image=tmp_path / "licence.png",
        authorization_image=tmp_path / "licence.png",
        remarks="<h1>shop</h1>",
    )
    page = queue("signatures")
    choose(page, 0, settled)
    assert len(page.panel.findChildren(ThumbnailButton)) == 2
    assert "<h1>shop</h1>" in words(page.panel)
    assert page.points is not None
    assert any("letter" in each for each in page.points.unticked())
    (phone,) = page.panel.findChildren(MessageBubble)
    assert phone.accessibleDescription().startswith("【河畔面包】")


def test_what_a_carrier_reviews_is_shown_but_not_decided_here(
    by_hand: App, queue: Queue, settled: Settled
) -> None:
    made = write(by_hand)
    with by_hand.desk.database.write() as session:
        submit_to(session, "template", made.id, ("sandbox",), now=by_hand.desk.now())
    page = queue("templates")
    choose(page, 0, settled)
    assert any("carrier of Sandbox" in each for each in words(page.panel))
    named = [each.text() for each in page.panel.findChildren(QPushButton)]
    assert "Approve" not in named
    assert "Reject…" not in named
    assert page.table.model.columns[5].words(page.table.model.row(0)) == "Sandbox"


def test_a_rule_that_is_switched_off_changes_what_is_shown(
    by_hand: App, queue: Queue, settled: Settled
) -> None:
    write(by_hand, DOUBTFUL, "Loan")
    page = queue("templates")
    choose(page, 0, settled)
    assert any("贷款" in each for each in words(page.panel) if "finance" in each)
    set_rule(by_hand.desk, key="template.topic_finance", on=False)
    settled()
    assert not any("finance" in each for each in words(page.panel))
    assert page.table.model.row(0).counts.clean


def test_history_says_who_and_why(by_hand: App, queue: Queue, window: MainWindow, settled: Settled) -> None:
    made = write(by_hand)
    reject(by_hand.desk, subject="template", subject_id=made.id, reason="Say which shop.")
    update_template(
        by_hand.desk, template_id=made.id, type=SmsType.REGULAR, name="Order", content="河畔：订单{1}已好。"
    )
    page = queue("templates")
    choose(page, 0, settled)
    said = words(page.panel)
    assert {"Submitted", "Rejected by you", "Say which shop."} <= set(said)
    assert len(decisions(by_hand.desk, subject="template", subject_id=made.id)) == 1


@pytest.mark.parametrize("automatic", [True, False])
def test_nothing_waits_says_how_approval_is_set_and_leads_there(
    opened: App, queue: Queue, window: MainWindow, settled: Settled, automatic: bool
) -> None:
    update_profile(opened.desk, automatic_review=automatic)
    page = queue("signatures")
    said = " ".join(words(page))
    assert "Nothing waits for review" in said
    assert ("Only what is doubtful" in said) is automatic
    button(page.tools, "Automatic approval and rules…").click()
    settled()
    (dialog,) = [each for each in window.findChildren(SettingsDialog) if each.isVisible()]
    assert dialog.names.currentItem().text() == "Review"
    dialog.reject()
    settled()


def test_an_individual_is_told_what_is_open_to_a_person(
    by_hand: App, queue: Queue, window: MainWindow, settled: Settled
) -> None:
    write(by_hand)
    with by_hand.desk.database.write() as session:
        profile = Profile("Ann", Identity.INDIVIDUAL, "CN", "Asia/Shanghai", automatic_review=False)
        write_profile(session, profile)
    by_hand.desk.tell({"profile"})
    page = queue("templates")
    choose(page, 0, settled)
    assert any("in your own name" in each for each in words(page.panel))
    window.context.regions.set("templates", Region.GLOBAL)
    settled()
    assert any("mainland China only" in each for each in words(page))


def test_what_was_decided_elsewhere_closes_its_details(by_hand: App, queue: Queue, settled: Settled) -> None:
    made = sign(by_hand)
    page = queue("signatures")
    choose(page, 0, settled)
    approve(by_hand.desk, subject="signature", subject_id=made.id)
    settled()
    assert not page.panel.is_open()
    assert signature(by_hand.desk, signature_id=made.id).status is ReviewStatus.APPROVED
    page.spawn(page.reject(_entry_of(made)))
    settled()
    (asked,) = questions(page)
    assert isinstance(asked, RejectQuestion)
    asked.words.setPlainText("Too late")
    asked.accept()
    settled()
    assert any("already been decided" in each for each in bars(page))


def _entry_of(made: Signature) -> Waiting:
    return Waiting(
        "signature", made.id, made.region, made.content, made.content, made.type, 0, 0, CheckCounts()
    )


def test_one_is_sent_to_an_entry(by_hand: App, window: MainWindow, settled: Settled) -> None:
    write(by_hand)
    made = write(by_hand, DOUBTFUL, "Loan")
    settled()
    window.open_place("templates", "review", subject_id=made.id)
    settled()
    page = window.current_page()
    assert isinstance(page, QueuePage)
    assert page.panel.accessibleName() == "Loan"


def test_approving_from_the_list_asks_about_checks_that_did_not_pass(
    by_hand: App, window: MainWindow, settled: Settled
) -> None:
    made = write(by_hand, DOUBTFUL, "Loan")
    settled()
    window.open_place("templates", "list")
    settled()
    page = window.current_page()
    assert isinstance(page, TemplatesPage)
    page.table.view.selectRow(0)
    settled()
    press(page.panel, "Approve")
    settled()
    (asked,) = questions(page)
    assert any("1 check did not pass" in each for each in words(asked))
    asked.accept()
    settled()
    assert template(by_hand.desk, template_id=made.id).status is ReviewStatus.APPROVED
