"""The real window on the sample desk, with the new task's page open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from smsdesk.app import App
from smsdesk.operations.sample import Sample, make_sample
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.main_window import MainWindow
from tests.ui.waiting import wait_until

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def until(context: Any, run: Callable[..., Any]) -> Until:
    """Let the loop run until something holds, at most a minute."""
    return partial(wait_until, run)


@pytest.fixture
def sample(opened: App) -> Sample:
    """A desk with an application, signatures, templates, groups and the sample's spreadsheet."""
    return make_sample(opened.desk)


@pytest.fixture
def new_task(sample: Sample, window: MainWindow, until: Until) -> Callable[..., NewTaskPage]:
    """Open the page; it has loaded, and chosen the sample's template unless told otherwise."""

    def opened_page(*, template: str | None = "Order ready", **arguments: Any) -> NewTaskPage:
        window.open_place("bulk", "new", **arguments)
        page = window.current_page()
        assert isinstance(page, NewTaskPage)
        until(lambda: page.message.application.count() and not page._loading)
        if template is not None:
            control = page.message.template
            names = [control.itemData(at).name for at in range(control.count())]
            control.setCurrentIndex(names.index(template))
        return page

    return opened_page


@pytest.fixture
def checked(until: Until) -> Callable[[NewTaskPage], None]:
    """Wait until the check of the recipients has ended and its rows are shown."""

    def wait(page: NewTaskPage) -> None:
        until(lambda: page.composition.current is not None or page.composition.fault is not None)
        if page.composition.current is not None and page.composition.current.ready:
            until(lambda: page.check.ready.model.rowCount() or page.check.wrong.model.rowCount())

    return wait


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    """Write a text file with a spreadsheet's rows."""

    def write(name: str, *rows: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return path

    return write
