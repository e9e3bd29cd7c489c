"""The Signatures tab in the real window, reviewed by a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from smsdesk.app import App
from smsdesk.domain.profile import Region
from smsdesk.domain.signatures import Purpose, Signature, SignatureType
from smsdesk.operations.profile import update_profile
from smsdesk.operations.signatures import create_signature
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.signatures.form import SignatureForm
from smsdesk.ui.signatures.list_page import SignaturesPage
from tests.ui.bulk.conftest import until

__all__ = ["until"]

Settled = Callable[[], None]


@pytest.fixture
def by_hand(opened: App) -> App:
    """A desk on which a person reviews."""
    update_profile(opened.desk, automatic_review=False)
    return opened


@pytest.fixture
def open_page(window: MainWindow, settled: Settled) -> Callable[[], SignaturesPage]:
    """Go to the tab's list; it has loaded."""

    def open_it() -> SignaturesPage:
        window.open_place("signatures", "list")
        settled()
        page = window.current_page()
        assert isinstance(page, SignaturesPage)
        return page

    return open_it


@pytest.fixture
def open_form(open_page: Callable[[], SignaturesPage], settled: Settled) -> Callable[[], SignatureForm]:
    """Open the form for a new one."""

    def open_it() -> SignatureForm:
        page = open_page()
        page.new()
        settled()
        return form_of(page)

    return open_it


def form_of(page: SignaturesPage) -> SignatureForm:
    """The form in the panel."""
    return page.panel.findChildren(SignatureForm)[-1]


def make(app: App, content: str = "河畔面包", **more: object) -> Signature:
    """A company's for its own use, unless told otherwise."""
    given: dict[str, object] = {
        "region": Region.MAINLAND,
        "type": SignatureType.COMPANY,
        "purpose": Purpose.SELF_USE,
        **more,
    }
    return create_signature(app.desk, content=content, **given)  # type: ignore[arg-type]


def taken(form: SignatureForm, settled: Settled, certificate: Path | None, letter: Path | None) -> None:
    """Drop pictures on the fields and wait until they were looked at."""
    for field, path in ((form.certificate, certificate), (form.authorization, letter)):
        if path is not None:
            field.take(path)
            settled()
