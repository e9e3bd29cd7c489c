"""The list and the details (G3–G5): states, filter, pictures, what deleting means, the place that is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.profile import Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import Purpose, SignatureUses
from smsdesk.operations.profile import update_profile
from smsdesk.operations.review import approve, reject
from smsdesk.operations.signatures import list_signatures
from smsdesk.store.tables import ImageRow
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.signatures.list_page import SignaturesPage
from smsdesk.ui.signatures.picture_dialog import PictureDialog, PictureView
from smsdesk.ui.signatures.pictures import decoded
from smsdesk.ui.signatures.thumbnail_button import ThumbnailButton
from smsdesk.ui.signatures.words import deleting_words
from smsdesk.ui.widgets.table_model import PICTURES_ROLE
from tests import pictures
from tests.operations.shop import furnish
from tests.ui.customers.acting import answer_file, in_view, press, questions
from tests.ui.signatures.conftest import make

Settled = Callable[[], None]
OpenPage = Callable[[], SignaturesPage]


def said(page: SignaturesPage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel) if in_view(each, page))


def buttons(page: SignaturesPage) -> list[str]:
    return [each.text() for each in page.panel.findChildren(QPushButton) if in_view(each, page)]


def choose(page: SignaturesPage, content: str, settled: Settled) -> None:
    one = next(one for one in page.table.model.rows if one.content == content)
    page.table.view.clearSelection()
    assert page.table.select(one.id)
    settled()


def test_each_state_says_what_comes_next(by_hand: App, open_page: OpenPage, settled: Settled) -> None:
    first, second, _third = (make(by_hand, content) for content in ("河畔面包", "河畔咖啡", "河畔订单"))
    approve(by_hand.desk, subject="signature", subject_id=first.id)
    reject(by_hand.desk, subject="signature", subject_id=second.id, reason="Say <b>who</b> it is.")
    page = open_page()
    choose(page, "河畔面包", settled)
    assert "cannot be changed" in said(page)
    assert "unless you choose another" in said(page)
    assert "Edit…" not in buttons(page)
    choose(page, "河畔咖啡", settled)
    assert "Say <b>who</b> it is." in said(page)
    assert "Edit and submit again" in buttons(page)
    choose(page, "河畔订单", settled)
    assert {"Edit…", "Approve", "Reject…"} <= set(buttons(page))


def test_details_follow_a_change_and_stay_closed_when_they_were_closed(
    by_hand: App, open_page: OpenPage, settled: Settled
) -> None:
    one = make(by_hand)
    page = open_page()
    choose(page, "河畔面包", settled)
    approve(by_hand.desk, subject="signature", subject_id=one.id)
    settled()
    assert "cannot be changed" in said(page)
    page.panel.close_panel()
    make(by_hand, "河畔咖啡")
    settled()
    assert not page.panel.is_open()


def test_the_one_used_by_default_is_said_above_the_list(
    by_hand: App, open_page: OpenPage, window: MainWindow, settled: Settled
) -> None:
    first, second = make(by_hand), make(by_hand, "河畔咖啡")
    page = open_page()
    assert "None is approved yet" in said(page)
    approve(by_hand.desk, subject="signature", subject_id=second.id)
    settled()
    assert "begin with 【河畔咖啡】" in said(page)
    approve(by_hand.desk, subject="signature", subject_id=first.id)
    settled()
    assert "begin with 【河畔面包】" in said(page)
    window.context.regions.set("signatures", Region.GLOBAL)
    settled()
    assert "only where you choose one" in said(page)


def test_the_list_is_searched_and_filtered_by_state(
    by_hand: App, open_page: OpenPage, qtbot: QtBot, until: Callable[..., None], settled: Settled
) -> None:
    first = make(by_hand)
    make(by_hand, "河畔咖啡", remarks="the café by the river")
    approve(by_hand.desk, subject="signature", subject_id=first.id)
    page = open_page()
    page.filter.setCurrentIndex(page.filter.findData(ReviewStatus.APPROVED))
    settled()
    assert [one.content for one in page.table.model.rows] == ["河畔面包"]
    page.filter.setCurrentIndex(page.filter.findData(ReviewStatus.REJECTED))
    settled()
    assert list(page.table.model.rows) == []
    assert "Nothing matches" in said(page)
    page.filter.setCurrentIndex(0)
    assert page.tools.search is not None
    page.tools.search.setText("café")
    until(lambda: [one.content for one in page.table.model.rows] == ["河畔咖啡"])


def test_documents_are_seen_in_the_list_and_large(
    by_hand: App, open_page: OpenPage, window: MainWindow, settled: Settled, tmp_path: Path
) -> None:
    scan = pictures.write(tmp_path, "scan.png", pictures.png(600, 400))
    letter = pictures.write(tmp_path, "letter.jpg", pictures.jpeg(300, 500))
    make(by_hand, purpose=Purpose.FOR_OTHERS, certificate_image=scan, authorization_image=letter)
    page = open_page()
    cell = page.table.model.index(0, 3)
    assert len(cell.data(PICTURES_ROLE)) == 2
    assert cell.data() == "Certificate and letter", "for who does not see it"
    choose(page, "河畔面包", settled)
    small = page.panel.findChildren(ThumbnailButton)
    assert len(small) == 2
    small[0].click()
    settled()
    dialog = window.findChildren(PictureDialog)[0]
    view = dialog.view
    assert view.fits
    assert view.sceneRect().width() == 600
    press(dialog, "Full size")
    assert view.transform().m11() == 1
    press(dialog, "Larger")
    assert view.transform().m11() > 1
    press(dialog, "Smaller")
    press(dialog, "Fit")
    assert view.fits
    press(dialog, "Save as…")
    settled()
    target = tmp_path / "out.png"
    assert answer_file(window, target)
    settled()
    assert target.read_bytes() == scan.read_bytes()
    press(dialog, "Close")
    settled()
    assert window.findChildren(PictureDialog) == []


def test_a_large_picture_fits_and_is_enlarged_with_the_wheel(qtbot: QtBot) -> None:
    view = PictureView(decoded(pictures.png(2_000, 1_000), 4_096))
    qtbot.addWidget(view)
    view.resize(500, 500)
    view.show()
    assert view.transform().m11() <= 0.25
    before = view.transform().m11()
    view.wheelEvent(
        QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
    )
    assert view.transform().m11() > before
    assert not view.fits


def test_a_stored_image_that_cannot_be_shown_has_words(
    by_hand: App, open_page: OpenPage, settled: Settled, tmp_path: Path
) -> None:
    one = make(by_hand, certificate_image=pictures.write(tmp_path, "scan.png", pictures.png()))
    with by_hand.desk.database.write() as session:
        session.get_one(ImageRow, one.certificate_image).content = pictures.png_that_claims(30_000, 30_000)
    page = open_page()
    choose(page, "河畔面包", settled)
    assert "cannot be shown here" in said(page)


def test_deleting_says_what_it_means_and_asks(
    opened: App, open_page: OpenPage, window: MainWindow, qtbot: QtBot, settled: Settled
) -> None:
    shop = furnish(opened.desk)
    signed = list_signatures(opened.desk, region=Region.MAINLAND)[0]
    assert shop
    page = open_page()
    choose(page, signed.content, settled)
    qtbot.keyClick(page.table.view, Qt.Key.Key_Delete)
    settled()
    asked = questions(window)[0]
    words = "\n".join(each.text() for each in asked.findChildren(QLabel))
    assert f"【{signed.content}】" in words
    assert "Messages already sent keep it" in words
    assert "next approved one" in words
    asked.reject()
    settled()
    assert list_signatures(opened.desk, region=Region.MAINLAND)
    qtbot.keyClick(page.table.view, Qt.Key.Key_Delete)
    settled()
    questions(window)[0].accept()
    settled()
    assert signed.id not in {one.id for one in list_signatures(opened.desk, region=Region.MAINLAND)}
    assert not page.panel.is_open()


def test_a_full_region_says_why_there_is_no_further_one(
    opened: App, open_page: OpenPage, window: MainWindow, settled: Settled
) -> None:
    update_profile(opened.desk, automatic_review=True)
    for number in range(50):
        make(opened, f"面包店{number}")
    page = open_page()
    assert page._count.text() == "50 of 50"
    assert "already 50 signatures" in said(page)
    assert page.tools.primary is not None
    assert not page.tools.primary.isEnabled()
    window.context.regions.set("signatures", Region.GLOBAL)
    settled()
    assert page._count.text() == "0 of 50"
    assert page.tools.primary.isEnabled()


@pytest.mark.parametrize(
    ("uses", "says"),
    [
        (SignatureUses(), []),
        (SignatureUses(drafts=1), ["1 draft has it and needs another signature"]),
        (SignatureUses(drafts=3), ["3 drafts have it and need another signature"]),
        (SignatureUses(underway=1), ["1 task that is scheduled or being sent keeps it"]),
        (SignatureUses(2, 4), ["4 tasks that are scheduled", "2 drafts have it"]),
    ],
)
def test_what_deleting_means_for_tasks_is_counted(uses: SignatureUses, says: list[str]) -> None:
    lines = deleting_words(uses).split("\n\n")
    assert len(lines) == 1 + len(says)
    assert all(wanted in line for wanted, line in zip(says, lines[1:], strict=True))
