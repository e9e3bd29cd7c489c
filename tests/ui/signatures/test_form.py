"""The form (G1, G2, P2): rules while typing, what each type wants, pictures, the letter, what was begun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations.signatures import list_signatures
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.signatures.form import SignatureForm
from smsdesk.ui.signatures.image_field import Choice
from smsdesk.ui.signatures.list_page import SignaturesPage
from smsdesk.ui.signatures.picture_dialog import PictureDialog
from smsdesk.ui.signatures.thumbnail_button import ThumbnailButton
from tests import pictures
from tests.ui.customers.acting import answer_file, in_view, press
from tests.ui.signatures.conftest import form_of, taken

Settled = Callable[[], None]
OpenForm = Callable[[], SignatureForm]
OpenPage = Callable[[], SignaturesPage]


def said(inside: SignatureForm | SignaturesPage) -> str:
    """Every word in view."""
    return "\n".join(each.text() for each in inside.findChildren(QLabel) if in_view(each, inside))


def test_what_is_wrong_is_said_while_typing_and_mended_with_one_click(open_form: OpenForm) -> None:
    form = open_form()
    form.content.control.setText("【河畔面包】")  # type: ignore[attr-defined]
    assert "brackets" in form.content.problem()
    assert "without brackets" not in said(form), "the hint gives way to what is wrong"
    form.fix.click()
    assert form.content.value() == "河畔面包"
    assert not form.content.problem()
    assert "【河畔面包】Your order is ready." in said(form)
    assert not in_view(form.fix, form)


@pytest.mark.parametrize(
    ("region", "length"), [(Region.MAINLAND, "2 to 12 characters"), (Region.GLOBAL, "2 to 15 characters")]
)
def test_how_long_it_may_be_is_said_before_it_is_typed(
    open_form: OpenForm, window: MainWindow, settled: Settled, region: Region, length: str
) -> None:
    window.context.regions.set("signatures", region)
    form = open_form()
    assert not form.content.value()
    assert length in said(form)


def test_a_global_one_is_shown_in_its_brackets(
    open_form: OpenForm, window: MainWindow, settled: Settled
) -> None:
    window.context.regions.set("signatures", Region.GLOBAL)
    form = open_form()
    form.form.set_values(content='Ann\'s "Shop"')
    assert '[Ann\'s "Shop"]Your order is ready.' in said(form)


@pytest.mark.parametrize(
    ("type", "certificates", "remarks"),
    [
        (SignatureType.COMPANY, 3, ""),
        (SignatureType.APP, 6, "app store"),
        (SignatureType.WEBSITE, 6, "filing number"),
        (SignatureType.OFFICIAL_ACCOUNT, 7, "account or Mini Program"),
        (SignatureType.TRADEMARK, 2, ""),
        (SignatureType.INSTITUTION, 3, ""),
    ],
)
def test_the_type_decides_what_is_asked(
    open_form: OpenForm, type: SignatureType, certificates: int, remarks: str
) -> None:
    form = open_form()
    form.form.set_values(content="河畔面包", type=type)
    assert form.form.fields["certificate_type"].control.count() == certificates  # type: ignore[attr-defined]
    field = form.form.fields["remarks"]
    assert remarks in said(form)
    assert bool(field.problem()) is bool(remarks)
    assert bool(field.control.placeholderText()) is bool(remarks)  # type: ignore[attr-defined]
    taken_no_more = type in (SignatureType.APP, SignatureType.WEBSITE, SignatureType.OFFICIAL_ACCOUNT)
    assert ("Tencent Cloud takes no new" in said(form)) is taken_no_more


def test_a_certificate_that_still_fits_stays_when_the_type_changes(open_form: OpenForm) -> None:
    form = open_form()
    form.form.set_values(certificate_type="business_licence")
    form.form.set_values(type=SignatureType.APP)
    assert form.form.values()["certificate_type"] == "business_licence"
    form.form.set_values(type=SignatureType.TRADEMARK)
    assert form.form.values()["certificate_type"] == ""


def test_the_letter_is_asked_for_only_where_the_name_is_another_s(
    open_form: OpenForm, settled: Settled, tmp_path: Path
) -> None:
    form = open_form()
    form.form.set_values(content="山顶磨坊")
    assert not in_view(form.letter, form)
    assert not form.form.problem()
    form.form.set_values(purpose=Purpose.FOR_OTHERS)
    assert in_view(form.letter, form)
    assert "authorization letter" in form.form.problem()
    taken(form, settled, None, pictures.write(tmp_path, "letter.jpg", pictures.jpeg()))
    assert not form.form.problem()
    form.form.set_values(purpose=Purpose.SELF_USE)
    assert form.values()["authorization_image"] is None


def test_a_picture_is_looked_at_shown_removed_and_replaced(
    open_form: OpenForm, window: MainWindow, settled: Settled, tmp_path: Path
) -> None:
    form = open_form()
    taken(form, settled, pictures.write(tmp_path, "phone.jpg", pictures.jpeg(located=True)), None)
    assert "60 × 40 pixels" in said(form)
    assert "where it was taken" in said(form)
    form.certificate.findChildren(ThumbnailButton)[0].click()
    settled()
    opened = window.findChildren(PictureDialog)
    assert len(opened) == 1
    opened[0].close()
    settled()
    press(form.certificate, "Remove")
    assert form.certificate.value() is None
    assert in_view(form.certificate.zone, form)
    taken(form, settled, pictures.write(tmp_path, "scan.png", pictures.png(30, 20)), None)
    assert "30 × 20 pixels" in said(form)
    press(form.certificate, "Replace…")
    settled()
    assert answer_file(window, pictures.write(tmp_path, "other.png", pictures.png(31, 21)))
    settled()
    assert "31 × 21 pixels" in said(form)


def test_what_is_no_picture_is_told_at_the_field_and_not_held(
    open_form: OpenForm, settled: Settled, tmp_path: Path
) -> None:
    form = open_form()
    form.form.set_values(content="河畔面包")
    taken(form, settled, pictures.write(tmp_path, "licence.png", b"#!/bin/sh\n"), None)
    assert "“licence.png” is a program" in form.certificate.fault.text()
    assert form.certificate.value() is None
    assert not form.form.problem(), "an optional picture that was refused bars nothing"
    good = pictures.write(tmp_path, "good.png", pictures.png())
    taken(form, settled, good, None)
    assert not in_view(form.certificate.fault, form)
    taken(form, settled, pictures.write(tmp_path, "bomb.png", pictures.png_that_claims(30_000, 30_000)), None)
    assert "30,000 × 30,000" in form.certificate.fault.text()
    choice = form.certificate.value()
    assert isinstance(choice, Choice)
    assert choice.path == good, "the good one stays"


@pytest.mark.parametrize("on_card", [False, True])
def test_a_picture_is_dropped(open_form: OpenForm, settled: Settled, tmp_path: Path, on_card: bool) -> None:
    form = open_form()
    if on_card:
        taken(form, settled, pictures.write(tmp_path, "first.png", pictures.png()), None)
    target = form.certificate if on_card else form.certificate.zone
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(pictures.write(tmp_path, "scan.jfif", pictures.jpeg())))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    target.dragEnterEvent(entering)
    assert entering.isAccepted()
    target.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))
    settled()
    choice = form.certificate.value()
    assert isinstance(choice, Choice)
    assert choice.path is not None
    assert choice.path.name == "scan.jfif"


class Opener(QObject):
    """Takes what would be opened in another program."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_the_letter_is_saved_and_offered_to_be_opened(
    open_form: OpenForm, open_page: OpenPage, window: MainWindow, settled: Settled, tmp_path: Path
) -> None:
    form = open_form()
    form.form.set_values(content="山顶磨坊", purpose=Purpose.FOR_OTHERS)
    form.owner.setText("Hilltop <b>Mills</b>\u202e & 山顶")
    target = tmp_path / "letter.pdf"
    form.letter.click()
    settled()
    assert answer_file(window, target)
    settled()
    assert target.read_bytes().startswith(b"%PDF-")
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "take")
    try:
        press(open_page().panel, "Open")
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert opener.opened == [str(target)]


def test_a_letter_that_cannot_be_saved_is_told(
    open_form: OpenForm, open_page: OpenPage, window: MainWindow, settled: Settled, tmp_path: Path
) -> None:
    form = open_form()
    form.form.set_values(purpose=Purpose.FOR_OTHERS)
    form.letter.click()
    settled()
    dialog = next(each for each in window.findChildren(QFileDialog) if each.isVisible())
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.fileSelected.emit("")
    folder = tmp_path / "gone"
    folder.mkdir()
    dialog.setDirectory(str(folder))
    dialog.selectFile("letter.pdf")
    folder.rmdir()
    dialog.done(QFileDialog.DialogCode.Accepted)
    settled()
    page = window.current_page()
    assert page is not None
    told = [bar.words.text() for bar in page.bars.bars()]
    assert len(told) == 1
    assert "the folder is not there" in told[0]


def test_an_individual_sees_its_types_and_why(
    window: MainWindow, open_page: OpenPage, settled: Settled
) -> None:
    window.context.state.set(replace(window.context.profile, identity=Identity.INDIVIDUAL))
    settled()
    page = open_page()
    page.new()
    form = form_of(page)
    types = form.type.control
    assert isinstance(types, QComboBox)
    assert [types.itemText(at) for at in range(types.count())] == [
        "App",
        "Website",
        "Official account or Mini Program",
    ]
    assert "registers as an organization" in said(form)
    window.context.regions.set("signatures", Region.GLOBAL)
    settled()
    assert page.tools.primary is not None
    assert not page.tools.primary.isEnabled()
    assert "mainland China only" in page.tools.primary.toolTip()
    assert "mainland China only" in said(page)


def test_the_form_is_filled_from_the_keyboard(
    open_form: OpenForm, open_page: OpenPage, opened: App, qtbot: QtBot, settled: Settled
) -> None:
    form = open_form()
    qtbot.keyClicks(form.content.control, "Riverside")
    press(open_page().panel, "Submit for review")
    settled()
    assert [one.content for one in list_signatures(opened.desk, region=Region.MAINLAND)] == ["Riverside"]
