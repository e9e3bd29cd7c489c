"""The real window on a desk whose engine runs and sends through the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from smsdesk.app import App, open_desk
from smsdesk.domain.profile import Identity
from smsdesk.operations.profile import create_profile
from smsdesk.operations.profile import profile as read_profile
from smsdesk.ui.bridge import DeskRunner, Hub
from smsdesk.ui.context import Context, build_context
from tests.empty_desks import put_empty_desk
from tests.ui.bulk.conftest import until
from tests.ui.conftest import (
    Run,
    collected_here,
    crashes,
    loop,
    pytest_runtest_call,
    run,
    settled,
    styled,
    theme,
    window,
)

__all__ = [
    "collected_here",
    "crashes",
    "loop",
    "pytest_runtest_call",
    "run",
    "settled",
    "styled",
    "theme",
    "until",
    "window",
]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[App]:
    """A desk on a fresh folder with its profile and its engine."""
    with open_desk(put_empty_desk(tmp_path / "desk"), engine=True) as made:
        create_profile(
            made.desk,
            business_name="Riverside Bakery",
            identity=Identity.ORGANIZATION,
            country="CN",
            time_zone="Asia/Shanghai",
        )
        yield made


@pytest.fixture
def context(
    opened: App,
    run: Run[Any],
    crashes: list[BaseException],
    tmp_path: Path,
) -> Iterator[Context]:
    """What pages are given; changes of the desk and events of the engine arrive through its hub."""
    runner = DeskRunner(opened.desk, on_crash=crashes.append)
    hub = Hub(pace=10)
    with ExitStack() as ends:
        ends.callback(opened.desk.listen(hub.notice))
        ends.callback(opened.subscribe(hub.engine_event))
        profile = run(runner.run(read_profile))
        yield build_context(runner, hub, tmp_path, profile, opened.desk.clock)
        run(runner.close())
    assert not crashes, crashes
