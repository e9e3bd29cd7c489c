"""An application, and its page in the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from smsdesk.app import App
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.profile import Identity
from smsdesk.operations.applications import create_application
from smsdesk.store.settings import read_profile, write_profile
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.main_window import MainWindow
from tests.ui.applications.acting import Settled
from tests.ui.bulk.conftest import until

__all__ = ["until"]

OpenSection = Callable[[str], ApplicationPage]


@pytest.fixture
def shop(opened: App) -> int:
    return create_application(opened.desk, name="Shop", type=ApplicationType.WEBSITE).id


@pytest.fixture
def section(shop: int, window: MainWindow, settled: Settled) -> OpenSection:
    """Open a section of the shop by its key, as another page of the window does."""

    def opened_page(key: str) -> ApplicationPage:
        window.context.open("applications", "", application_id=shop, section=key)
        settled()
        shown = window.current_page()
        assert isinstance(shown, ApplicationPage)
        return shown

    return opened_page


@pytest.fixture
def individual(opened: App, window: MainWindow, settled: Settled) -> None:
    """The desk is an individual's."""
    with opened.desk.writing("profile") as session:
        stored = read_profile(session)
        assert stored is not None
        write_profile(session, replace(stored, identity=Identity.INDIVIDUAL))
    settled()
