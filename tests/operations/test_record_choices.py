"""What records can be filtered by: everything that has some, by name (D2, A4)."""

from __future__ import annotations

from smsdesk.domain.codes import Code
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.statistics import StatisticsFilter
from smsdesk.operations import applications, record_choices
from smsdesk.operations.desk import Desk
from smsdesk.ui.statistics.past import Past, put_past
from tests.operations.conftest import START
from tests.operations.shop import furnish

HOUR = 3_600_000


def test_a_deleted_application_can_still_be_asked_for(desk: Desk) -> None:
    shop = furnish(desk)
    other = applications.create_application(desk, name="A second", type=shop.application.type)
    applications.disable_application(desk, application_id=other.id)
    applications.delete_application(desk, application_id=other.id, confirm_name="A second")
    found = record_choices.sender_choices(desk, region=Region.MAINLAND)
    assert found.applications == (
        (shop.application.id, shop.application.name),
        (other.id, "A second (deleted)"),
    )
    assert [key for key, _ in found.signatures] == [shop.signature.id]
    assert {key for key, _ in found.templates} == {shop.order.id, shop.notice.id}
    abroad = record_choices.sender_choices(desk, region=Region.GLOBAL)
    assert [key for key, _ in abroad.templates] == [shop.abroad.id]


def test_the_codes_are_those_that_occur_in_the_period(desk: Desk) -> None:
    shop = furnish(desk)
    S = MessageStatus  # noqa: N806 it is written six times
    put_past(
        desk,
        [
            Past(START, S.FAILED, 3, Code.NO_PACKAGE),
            Past(START, S.UNDELIVERED, 5, "UNDELIV"),
            Past(START, S.UNKNOWN, 1, Code.TIMED_OUT),
            Past(START, S.DELIVERED, 9, "DELIVRD"),
            Past(START, S.FAILED, 2),
            Past(START + 2 * HOUR, S.FAILED, 1, Code.BLOCKED),
        ],
        region=Region.MAINLAND,
        application_id=shop.application.id,
    )
    asked = StatisticsFilter(Region.MAINLAND, START, START + HOUR)
    assert record_choices.occurring_codes(desk, filter=asked) == [
        ("UNDELIV", 5),
        (Code.NO_PACKAGE, 3),
        (Code.TIMED_OUT, 1),
    ]
    ever = StatisticsFilter(Region.MAINLAND, 0, 253_402_300_800_000)
    assert len(record_choices.occurring_codes(desk, filter=ever)) == 4
    abroad = StatisticsFilter(Region.GLOBAL, START, START + HOUR)
    assert record_choices.occurring_codes(desk, filter=abroad) == []
