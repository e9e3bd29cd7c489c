"""How far the carriers are with a signature or template, in the details of one (R1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from smsdesk.app import App
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.review import SubmissionState
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.domain.text import text
from smsdesk.operations.applications import create_application
from smsdesk.operations.carrier_reviews import CarrierReview
from smsdesk.operations.gateways import save_gateway_settings
from smsdesk.operations.signatures import create_signature
from smsdesk.operations.templates import create_template
from smsdesk.ui.formats import Formats
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.review.carrier_progress import carriers_view, progress_words
from smsdesk.ui.signatures.list_page import SignaturesPage
from smsdesk.ui.templates.list_page import TemplatesPage

Settled = Callable[[], None]

#: 2026-11-20 10:00 in Beijing, a Friday.
SINCE = 1_795_140_000_000
HOUR = 3_600_000


def review(**values: object) -> CarrierReview:
    one = CarrierReview(
        gateway="cloud",
        name=text("Cloud"),
        state=SubmissionState.SUBMITTED,
        since=SINCE,
        expected_by=SINCE + 2 * HOUR,
        overdue=False,
        open_now=True,
        hours=text("at any time"),
        reason="",
        fault=None,
    )
    return replace(one, **values)  # type: ignore[arg-type]


@pytest.fixture
def formats() -> Formats:
    return Formats(lambda: "Asia/Shanghai", lambda: SINCE)


@pytest.mark.parametrize(
    ("one", "parts"),
    [
        (
            review(state=SubmissionState.WAITING, since=None, expected_by=None),
            ["Waits to be submitted", "Cloud"],
        ),
        (review(), ["With the carrier of Cloud since", "10:00", "expected by", "12:00"]),
        (review(overdue=True), ["since", "10:00", "was expected by", "12:00", "again"]),
        (review(state=SubmissionState.APPROVED, expected_by=None), ["Approved by the carrier of Cloud."]),
        (
            review(state=SubmissionState.REJECTED, expected_by=None, reason="No papers."),
            ["Rejected by the carrier of Cloud: No papers."],
        ),
    ],
)
def test_every_state_has_its_words(one: CarrierReview, parts: list[str], formats: Formats) -> None:
    words = progress_words(one, formats)
    place = -1
    for part in parts:
        assert (place := words.find(part, place + 1)) >= 0, words


def shown(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel))


def test_hours_while_it_is_awaited_and_faults_are_shown(formats: Formats, loop: object) -> None:
    first = review(fault=text("Nothing answers at {address}.", address="here"))
    second = review(name=text("Other"), state=SubmissionState.APPROVED, expected_by=None)
    view = carriers_view([first, second], formats)
    words = shown(view)
    assert words.count("It is reviewed at any time.") == 1
    assert "Nothing answers at here." in words
    assert "Approved by the carrier of Other." in words
    view.deleteLater()


@pytest.mark.parametrize("by", ["here", "carrier"])
def test_the_details_of_both_say_who_has_them(
    opened: App, window: MainWindow, settled: Settled, by: str
) -> None:
    desk = opened.desk
    create_application(desk, name="Bakery", type=ApplicationType.OTHER)
    save_gateway_settings(desk, gateway="sandbox", values={"review": by})
    create_signature(
        desk,
        region=Region.MAINLAND,
        type=SignatureType.COMPANY,
        purpose=Purpose.SELF_USE,
        content="河畔面包",
    )
    create_template(
        desk, region=Region.MAINLAND, type=SmsType.REGULAR, name="Notice", content="明天上午九点开门。"
    )
    for tab in ("signatures", "templates"):
        window.open_place(tab)
        settled()
        page = window.current_page()
        assert isinstance(page, SignaturesPage | TemplatesPage)
        page.table.view.selectRow(0)
        settled()
        assert page.panel.is_open()
        assert ("Waits to be submitted to the carrier of Sandbox." in shown(page.panel)) is (by == "carrier")
