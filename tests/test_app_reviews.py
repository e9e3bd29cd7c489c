"""Carriers' review in the whole program without its window: settings, operations, engine, carrier (R1)."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from smsdesk.app import App, open_desk
from smsdesk.carrier import Delay, Script
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import ReviewStatus, SubmissionState
from smsdesk.engine.events import ReviewChanged
from smsdesk.operations.applications import create_application
from smsdesk.operations.carrier_reviews import review_progress
from smsdesk.operations.gateways import save_gateway_settings
from smsdesk.operations.profile import create_profile
from smsdesk.operations.review import decisions
from smsdesk.operations.templates import create_template, template
from tests.engine.world import CarrierThread

PATIENCE = 60.0


@pytest.fixture
def carrier(tmp_path: Path) -> Iterator[CarrierThread]:
    (tmp_path / "carrier").mkdir()
    made = CarrierThread(tmp_path / "carrier", Script(review_delay=Delay.exactly(0)))
    yield made
    made.close()


@pytest.fixture
def app(tmp_path: Path, carrier: CarrierThread) -> Iterator[App]:
    with open_desk(tmp_path / "desk", engine=True) as opened:
        create_profile(
            opened.desk,
            business_name="Bakery",
            identity=Identity.ORGANIZATION,
            country="CN",
            time_zone="UTC",
        )
        create_application(opened.desk, name="Bakery", type=ApplicationType.OTHER)
        address = carrier.carrier.address
        save_gateway_settings(
            opened.desk, gateway="sandbox", values={"address": address, "review": "carrier"}
        )
        yield opened


def test_a_template_is_submitted_decided_and_told(app: App) -> None:
    events: queue.Queue[object] = queue.Queue()
    kinds: queue.Queue[frozenset[str]] = queue.Queue()
    app.subscribe(events.put)
    made = create_template(
        app.desk, region=Region.MAINLAND, type=SmsType.REGULAR, name="Notice", content="明天上午九点开门。"
    )
    assert made.status is ReviewStatus.PENDING
    app.desk.listen(kinds.put)
    while not (isinstance(event := events.get(timeout=PATIENCE), ReviewChanged) and event.decided):
        pass
    assert template(app.desk, template_id=made.id).status is ReviewStatus.APPROVED
    (one,) = review_progress(app.desk, subject="template", subject_id=made.id)
    assert one.state is SubmissionState.APPROVED
    (decision,) = decisions(app.desk, subject="template", subject_id=made.id)
    assert decision.by == "gateway:sandbox"
    told: set[str] = set()
    while not {"template", "review", "alarm"} <= told:
        told |= kinds.get(timeout=PATIENCE)
