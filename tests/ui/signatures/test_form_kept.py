"""What was filled in stays over a refused save, a refresh, another row, region or language, an edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLabel

from smsdesk.app import App
from smsdesk.domain.profile import Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations.review import reject
from smsdesk.operations.signatures import list_signatures, signature
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.signatures.form import SignatureForm
from smsdesk.ui.signatures.list_page import SignaturesPage
from smsdesk.ui.signatures.thumbnail_button import ThumbnailButton
from tests import pictures
from tests.ui.customers.acting import button, in_view, press
from tests.ui.signatures.conftest import form_of, make, taken

Settled = Callable[[], None]
OpenForm = Callable[[], SignatureForm]
OpenPage = Callable[[], SignaturesPage]


def said(inside: SignatureForm | SignaturesPage) -> str:
    """Every word in view."""
    return "\n".join(each.text() for each in inside.findChildren(QLabel) if in_view(each, inside))


def test_a_refused_save_keeps_everything_and_names_the_field(
    by_hand: App, open_form: OpenForm, open_page: OpenPage, settled: Settled, tmp_path: Path
) -> None:
    make(by_hand, "河畔面包")
    form = open_form()
    form.form.set_values(content="河畔面包", remarks="Two\nlines")
    chosen = pictures.write(tmp_path, "scan.png", pictures.png())
    taken(form, settled, chosen, None)
    page = open_page()
    press(page.panel, "Submit for review")
    settled()
    assert "already waits for review" in form.content.problem()
    assert form.form.values()["remarks"] == "Two\nlines"
    form.form.set_values(content="河畔咖啡")
    chosen.unlink()
    press(page.panel, "Submit for review")
    settled()
    assert "not there any more" in form.form.fields["certificate_image"].problem()
    press(form.certificate, "Remove")
    press(page.panel, "Submit for review")
    settled()
    assert {one.content for one in list_signatures(by_hand.desk, region=Region.MAINLAND)} == {
        "河畔面包",
        "河畔咖啡",
    }


def test_what_was_begun_stays_over_a_refresh_another_row_the_region_and_the_language(
    by_hand: App, open_page: OpenPage, window: MainWindow, settled: Settled, tmp_path: Path
) -> None:
    make(by_hand, "河畔咖啡")
    page = open_page()
    page.new()
    form = form_of(page)
    form.form.set_values(
        content="山顶磨坊",
        type=SignatureType.APP,
        purpose=Purpose.FOR_OTHERS,
        remarks="Store",
        certificate_type="app_screenshot",
    )
    form.owner.setText("Hilltop")
    taken(form, settled, pictures.write(tmp_path, "scan.png", pictures.png()), None)
    written = form.written()
    page.refresh()
    settled()
    assert form_of(page) is form
    page.table.view.selectRow(0)
    settled()
    page.new()
    settled()
    assert form_of(page).written() == written
    window.context.regions.set("signatures", Region.GLOBAL)
    settled()
    assert not page.panel.is_open()
    window.context.regions.set("signatures", Region.MAINLAND)
    settled()
    page.new()
    settled()
    assert form_of(page).written() == written
    window.rebuild()
    settled()
    again = open_page()
    assert again is not page
    assert again.panel.is_open(), "what was in view is in view again"
    assert form_of(again).written() == written
    assert "60 × 40 pixels" in said(form_of(again))
    press(again.panel, "Cancel")
    again.new()
    settled()
    assert form_of(again).form.values()["content"] == "", "Cancel throws it away"


def test_an_edit_begins_with_what_is_stored_and_gives_up_what_is_removed(
    by_hand: App, open_page: OpenPage, settled: Settled, tmp_path: Path
) -> None:
    scan = pictures.write(tmp_path, "scan.png", pictures.png())
    one = make(
        by_hand,
        type=SignatureType.APP,
        purpose=Purpose.FOR_OTHERS,
        remarks="Store",
        certificate_type="app_screenshot",
        certificate_image=scan,
        authorization_image=scan,
    )
    reject(by_hand.desk, subject="signature", subject_id=one.id, reason="Which store?")
    page = open_page()
    page.table.view.selectRow(0)
    settled()
    assert "Which store?" in said(page)
    assert button(page.panel, "Edit and submit again").property("kind") == "primary"
    press(page.panel, "Edit and submit again")
    settled()
    form = form_of(page)
    assert form.form.values() | {"certificate_image": 0, "authorization_image": 0} == {
        "content": "河畔面包",
        "type": "app",
        "purpose": "for_others",
        "remarks": "Store",
        "certificate_type": "app_screenshot",
        "certificate_image": 0,
        "authorization_image": 0,
    }
    assert len(form.findChildren(ThumbnailButton)) == 2
    press(form.certificate, "Remove")
    # A certificate without its picture would be missed when it is too late to add it.
    assert form.form.fields["certificate_image"].problem() == "Image of the certificate is needed"
    form.form.set_values(remarks="Store: 河畔", certificate_type="")
    press(page.panel, "Submit for review")
    settled()
    stored = signature(by_hand.desk, signature_id=one.id)
    assert (stored.status, stored.remarks, stored.certificate_image) == (
        ReviewStatus.PENDING,
        "Store: 河畔",
        "",
    )
    assert stored.authorization_image == one.authorization_image


def test_a_list_that_changes_leaves_the_form_alone(
    by_hand: App, open_page: OpenPage, settled: Settled
) -> None:
    make(by_hand)
    page = open_page()
    page.table.view.selectRow(0)
    settled()
    page.new()
    form = form_of(page)
    form.form.set_values(content="山顶磨坊")
    make(by_hand, "河畔咖啡")
    settled()
    assert len(page.table.model.rows) == 2
    assert form_of(page) is form
    assert in_view(form, page)
