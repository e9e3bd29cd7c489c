"""The Signatures tab through the real window: from typing to approval, each region apart (G1–G4, R2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.profile import Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations.profile import update_profile
from smsdesk.operations.signatures import create_signature, list_signatures
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.signatures.form import SignatureForm
from smsdesk.ui.signatures.list_page import SignaturesPage

Settled = Callable[[], None]


def named(inside: QWidget, words: str) -> QPushButton:
    return next(
        each for each in inside.findChildren(QPushButton) if each.text() == words and each.isVisible()
    )


def press(qtbot: QtBot, inside: QWidget, words: str) -> None:
    found = named(inside, words)
    assert found.isEnabled()
    found.click()


@pytest.fixture
def signatures(window: MainWindow, settled: Settled) -> SignaturesPage:
    window.open_place("signatures")
    settled()
    page = window.current_page()
    assert isinstance(page, SignaturesPage)
    return page


@pytest.mark.parametrize(
    ("typed", "says"), [("【河畔】", "brackets"), ("12345", "digits"), ("测试", ""), ("面", "2")]
)
def test_a_broken_rule_is_told_while_typing_and_saving_waits(
    signatures: SignaturesPage, typed: str, says: str
) -> None:
    signatures.new()
    fields = signatures.panel.findChildren(SignatureForm)[0]
    fields.form.set_values(content=typed)
    problem = fields.content.problem()
    assert problem
    assert says in problem
    assert not named(signatures.panel, "Submit for review").isEnabled()


def test_a_good_signature_is_approved_and_shown(
    signatures: SignaturesPage, opened: App, qtbot: QtBot, settled: Settled
) -> None:
    signatures.new()
    fields = signatures.panel.findChildren(SignatureForm)[0]
    fields.form.set_values(content="河畔面包")
    press(qtbot, signatures.panel, "Submit for review")
    settled()
    stored = list_signatures(opened.desk, region=Region.MAINLAND)
    assert [(one.content, one.status) for one in stored] == [("河畔面包", ReviewStatus.APPROVED)]
    assert [one.content for one in signatures.table.model.rows] == ["河畔面包"]


def test_what_waits_is_approved_from_its_details(
    window: MainWindow, opened: App, qtbot: QtBot, settled: Settled
) -> None:
    update_profile(opened.desk, automatic_review=False)
    create_signature(
        opened.desk,
        region=Region.MAINLAND,
        type=SignatureType.COMPANY,
        purpose=Purpose.SELF_USE,
        content="河畔面包",
    )
    settled()
    window.open_place("signatures")
    settled()
    signatures = window.current_page()
    assert isinstance(signatures, SignaturesPage)
    signatures.table.view.selectRow(0)
    settled()
    press(qtbot, signatures.panel, "Approve")
    settled()
    assert list_signatures(opened.desk, region=Region.MAINLAND)[0].status is ReviewStatus.APPROVED


def test_regions_show_their_own_and_are_remembered(
    signatures: SignaturesPage, window: MainWindow, opened: App, settled: Settled
) -> None:
    create_signature(
        opened.desk,
        region=Region.GLOBAL,
        type=SignatureType.COMPANY,
        purpose=Purpose.SELF_USE,
        content="Riverside",
    )
    settled()
    assert list(signatures.table.model.rows) == []
    window.context.regions.set("signatures", Region.GLOBAL)
    settled()
    assert [one.content for one in signatures.table.model.rows] == ["Riverside"]
