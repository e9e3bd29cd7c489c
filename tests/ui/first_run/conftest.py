"""A desk before its first start's questions are answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from smsdesk.app import App, open_desk
from smsdesk.ui.first_run.page import FirstRunPage
from smsdesk.ui.main_window import MainWindow


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[App]:
    """A fresh folder, without a profile and without an engine."""
    with open_desk(tmp_path / "desk", engine=False) as made:
        yield made


@pytest.fixture
def asked(window: MainWindow) -> Callable[[], Any]:
    """The page with the questions as it is now: it is built anew in another language."""

    def found() -> FirstRunPage | None:
        pages = window.findChildren(FirstRunPage)
        return next((page for page in pages if page.isVisible()), None)

    return found
