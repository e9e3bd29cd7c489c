"""The Customer Groups tab in the real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smsdesk.app import App
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.profile import SmsType
from smsdesk.operations.customers import enter_customers
from smsdesk.operations.groups import create_group, group
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.page import Page
from tests.ui.bulk.conftest import until

__all__ = ["until"]


@pytest.fixture
def open_page(window: MainWindow, settled: Callable[[], None]) -> Callable[..., Any]:
    """Go to a page of the tab and wait until it has loaded."""

    def open_it(name: str, **arguments: Any) -> Page:
        window.open_place("customers", name, **arguments)
        settled()
        page = window.current_page()
        assert page is not None
        return page

    return open_it


@pytest.fixture
def vip(opened: App) -> CustomerGroup:
    """A group of three."""
    made = create_group(opened.desk, name="VIP", sms_type=SmsType.MARKETING)
    enter_customers(
        opened.desk,
        numbers="13800138000\n13800138001\n13800138002",
        sms_type=SmsType.MARKETING,
        group_id=made.id,
    )
    return group(opened.desk, group_id=made.id)


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    """Write a text file with a spreadsheet's rows."""

    def write(*rows: str, name: str = "customers.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return path

    return write
