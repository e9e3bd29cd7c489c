"""A business makes its signatures: its own, and another's with the letter; one is mended, then deleted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from smsdesk.app import App
from smsdesk.domain.profile import Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import Purpose, Signature, SignatureType
from smsdesk.operations.images import image
from smsdesk.operations.profile import update_profile
from smsdesk.operations.review import reject
from smsdesk.operations.signatures import default_signature, list_signatures
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.signatures.form import SignatureForm
from smsdesk.ui.signatures.list_page import SignaturesPage
from tests import pictures
from tests.ui.customers.acting import answer_file, press, questions

Until = Callable[[Callable[[], object]], None]


def the_page(window: MainWindow, until: Until) -> SignaturesPage:
    window.open_place("signatures", "list")
    page = window.current_page()
    assert isinstance(page, SignaturesPage)
    until(lambda: page._about.text())
    return page


def new_form(page: SignaturesPage) -> SignatureForm:
    assert page.tools.primary is not None
    page.tools.primary.click()
    return page.panel.findChildren(SignatureForm)[-1]


def choose(window: MainWindow, until: Until, path: Path) -> None:
    """Answer the file dialog that has been asked for."""
    until(lambda: [each for each in window.findChildren(QFileDialog) if each.isVisible()])
    assert answer_file(window, path)


def stored(opened: App, region: Region = Region.MAINLAND) -> dict[str, Signature]:
    return {one.content: one for one in list_signatures(opened.desk, region=region)}


def test_signatures_of_both_purposes_with_pictures_and_the_letter(
    opened: App, window: MainWindow, until: Until, tmp_path: Path
) -> None:
    update_profile(opened.desk, automatic_review=False)
    licence = pictures.write(tmp_path, "licence.png", pictures.png(600, 800))
    page = the_page(window, until)

    form = new_form(page)
    form.form.set_values(content="河畔面包", certificate_type="business_licence")
    form.certificate.zone.pressed.emit()
    choose(window, until, licence)
    until(lambda: form.certificate.value())
    press(page.panel, "Submit for review")
    until(lambda: stored(opened))
    own = stored(opened)["河畔面包"]
    assert (own.purpose, own.status) == (Purpose.SELF_USE, ReviewStatus.PENDING)
    assert image(opened.desk, name=own.certificate_image) == licence.read_bytes()

    until(lambda: not page.panel.is_open())
    form = new_form(page)
    form.form.set_values(content="山顶磨坊", type=SignatureType.TRADEMARK, purpose=Purpose.FOR_OTHERS)
    form.owner.setText('Hilltop "Mills" <Ltd>')
    letter = tmp_path / "letter.pdf"
    form.letter.click()
    choose(window, until, letter)
    until(lambda: letter.exists() and letter.read_bytes().startswith(b"%PDF-"))
    signed = pictures.write(tmp_path, "signed.jpg", pictures.jpeg(600, 800))
    form.authorization.zone.pressed.emit()
    choose(window, until, signed)
    until(lambda: form.authorization.value())
    press(page.panel, "Submit for review")
    until(lambda: len(stored(opened)) == 2)
    other = stored(opened)["山顶磨坊"]
    assert other.purpose is Purpose.FOR_OTHERS
    assert image(opened.desk, name=other.authorization_image) == signed.read_bytes()

    until(lambda: len(page.table.model.rows) == 2)
    page.table.select(own.id)
    until(lambda: page._shown is not None and page._shown.id == own.id)
    press(page.panel, "Approve")
    until(lambda: stored(opened)["河畔面包"].status is ReviewStatus.APPROVED)
    until(lambda: "【河畔面包】" in page._about.text())
    first = default_signature(opened.desk, region=Region.MAINLAND)
    assert first is not None
    assert first.id == own.id


def test_a_rejected_one_is_mended_submitted_again_and_deleted(
    opened: App, window: MainWindow, until: Until
) -> None:
    update_profile(opened.desk, automatic_review=False)
    window.context.regions.set("signatures", Region.GLOBAL)
    page = the_page(window, until)
    form = new_form(page)
    form.form.set_values(content="Riverside", type=SignatureType.APP, remarks="App Store")
    press(page.panel, "Submit for review")
    until(lambda: stored(opened, Region.GLOBAL))
    one = stored(opened, Region.GLOBAL)["Riverside"]
    reject(opened.desk, subject="signature", subject_id=one.id, reason="Which app?")
    until(lambda: [each.status for each in page.table.model.rows] == [ReviewStatus.REJECTED])
    page.table.select(one.id)
    until(lambda: page._shown is not None)
    press(page.panel, "Edit and submit again")
    form = page.panel.findChildren(SignatureForm)[-1]
    form.form.set_values(remarks="App Store: Riverside Orders")
    press(page.panel, "Submit for review")
    until(lambda: stored(opened, Region.GLOBAL)["Riverside"].status is ReviewStatus.PENDING)
    until(lambda: [each.status for each in page.table.model.rows] == [ReviewStatus.PENDING])
    page.table.select(one.id)
    until(lambda: page._shown is not None)
    press(page.panel, "Delete…")
    until(lambda: questions(window))
    questions(window)[0].accept()
    until(lambda: not stored(opened, Region.GLOBAL))
    until(lambda: not page.table.model.rows and not page.panel.is_open())
