"""An account at Tencent Cloud in the whole program without its window: from its key to delivered messages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smsdesk.app import App, open_desk
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.errors import Unavailable
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.recipients import Recipe, SheetSource
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations.applications import create_application
from smsdesk.operations.bulk import send
from smsdesk.operations.gateways import save_gateway_settings, try_connection
from smsdesk.operations.profile import create_profile
from smsdesk.operations.recipients import prepare
from smsdesk.operations.signatures import create_signature, signature
from smsdesk.operations.tasks import task
from smsdesk.operations.templates import create_template, template
from tests.engine.world import Clock
from tests.gateways.tencent_server import APP_ID, REFUSED_NUMBER, SECRET_ID, SECRET_KEY, ToyCloud
from tests.operations.shop import write_csv
from tests.pictures import png

#: Somebody reviews: a Monday noon in Beijing.
NOON = round(1000 * datetime(2026, 11, 23, 4, tzinfo=UTC).timestamp())
#: Seconds: more than a busy machine needs.
PATIENCE = 60.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(NOON)
    monkeypatch.setattr("smsdesk.app.clock", made)
    return made


@pytest.fixture
def cloud() -> Iterator[ToyCloud]:
    with ToyCloud() as made:
        yield made


@pytest.fixture
def app(tmp_path: Path, cloud: ToyCloud, clock: Clock) -> Iterator[App]:
    with open_desk(tmp_path / "desk", engine=True) as opened:
        create_profile(
            opened.desk,
            **{"business_name": "Bakery", "identity": Identity.ORGANIZATION},
            **{"country": "CN", "time_zone": "Asia/Shanghai"},
        )
        save_gateway_settings(
            opened.desk,
            gateway="tencent",
            values={
                **{"secret_id": SECRET_ID, "secret_key": SECRET_KEY, "sdk_app_id": APP_ID},
                **{"endpoint": cloud.address, "answer_seconds": "40"},
            },
        )
        yield opened


def until(app: App, condition: Callable[[], bool]) -> None:
    """Look again whenever the desk tells of something."""
    news = threading.Event()
    stop = app.desk.listen(lambda _kinds: news.set())
    try:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if condition():
                return
            news.wait(0.05)
            news.clear()
    finally:
        stop()
    raise AssertionError("not in time")


def test_from_the_key_to_delivered_messages(app: App, cloud: ToyCloud, clock: Clock, tmp_path: Path) -> None:
    desk = app.desk
    shop = create_application(desk, name="Bakery", type=ApplicationType.OTHER, gateway="tencent")
    (tmp_path / "licence.png").write_bytes(png())
    signed = create_signature(
        desk,
        **{"region": Region.MAINLAND, "type": SignatureType.COMPANY, "purpose": Purpose.SELF_USE},
        **{"content": "河畔面包", "certificate_type": "business_licence"},
        certificate_image=tmp_path / "licence.png",
    )
    order = create_template(
        desk,
        **{"region": Region.MAINLAND, "type": SmsType.REGULAR},
        **{"name": "Order", "content": "您好{1}，您的订单{2}已发货。"},
    )
    until(app, lambda: cloud.filed == 2)
    cloud.decide()
    clock.forward(10)
    assert app.engine
    app.engine.wake()
    until(app, lambda: template(desk, template_id=order.id).status is ReviewStatus.APPROVED)
    until(app, lambda: signature(desk, signature_id=signed.id).status is ReviewStatus.APPROVED)

    write_csv(
        tmp_path / "orders.csv",
        [
            ["phone", "name", "order"],
            ["13811112222", "小明", "A17"],
            ["13811113333", "小红", "A18"],
            [REFUSED_NUMBER.removeprefix("+86"), "小刚", "A19"],
        ],
    )
    recipe = Recipe(
        source=SheetSource(str(tmp_path / "orders.csv")), application_id=shop.id, template_id=order.id
    )
    prepared = prepare(desk, recipe=recipe)
    made = send(desk, preparation=prepared, consent=True)
    until(app, lambda: task(desk, task_id=made.id).totals.delivered == 2)
    assert task(desk, task_id=made.id).totals.failed == 1
    assert {one["PhoneNumber"] for one in cloud.history} == {"+8613811112222", "+8613811113333"}


def test_a_test_says_what_is_wrong(app: App, cloud: ToyCloud) -> None:
    def asked() -> str:
        return str(app.desk.sender.ask_gateway("tencent", try_connection))

    assert "takes the key" in asked()
    cloud.clock_ahead = 3600
    with pytest.raises(Unavailable, match="60 minutes behind"):
        asked()
    cloud.clock_ahead = 0
    cloud.errors["SmsPackagesStatistics"] = "UnauthorizedOperation.SmsSdkAppIdVerifyFail"
    with pytest.raises(Unavailable, match="belongs to another account"):
        asked()
    cloud.go_down()
    with pytest.raises(Unavailable, match="Nothing answers at"):
        asked()
    cloud.come_up()
    save_gateway_settings(
        app.desk,
        gateway="tencent",
        values={"secret_id": SECRET_ID, "sdk_app_id": APP_ID, "endpoint": "https://sms.nowhere.invalid"},
    )
    with pytest.raises(Unavailable, match=r"The name in https://sms\.nowhere\.invalid is not known"):
        asked()
