"""Messages abroad per day, raised (B9)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smsdesk.domain.calendar_days import day_of
from smsdesk.domain.errors import Invalid, NotAllowed
from smsdesk.domain.profile import Identity
from smsdesk.operations.account_limit import AccountLimit, account_limit, change_account_limit
from smsdesk.operations.desk import Desk
from smsdesk.operations.profile import required_profile
from smsdesk.store.quotas import take_account_day
from smsdesk.store.settings import write_profile, write_setting


def test_it_begins_with_a_thousand_and_tells_what_is_used(desk: Desk) -> None:
    assert account_limit(desk) == AccountLimit(1_000, 0)
    with desk.database.write() as session:
        day = day_of(desk.now(), "Asia/Shanghai")
        assert take_account_day(session, 1_200, day=day, limit=1_000) == 1_000
    assert account_limit(desk) == AccountLimit(1_000, 1_000)
    assert change_account_limit(desk, most=1_500) == AccountLimit(1_500, 1_000)
    assert account_limit(desk) == AccountLimit(1_500, 1_000)


@pytest.mark.parametrize("most", [-1, 0, 1_000_001])
def test_what_is_no_limit_is_refused_at_its_field(desk: Desk, most: int) -> None:
    with pytest.raises(Invalid) as refused:
        change_account_limit(desk, most=most)
    assert refused.value.field == "most"
    assert account_limit(desk).most == 1_000


def test_a_damaged_setting_is_the_default(desk: Desk) -> None:
    with desk.database.write() as session:
        write_setting(session, "global_per_day", "many")
    assert account_limit(desk).most == 1_000


def test_a_person_has_none_to_raise(desk: Desk) -> None:
    with desk.database.write() as session:
        write_profile(session, replace(required_profile(desk), identity=Identity.INDIVIDUAL))
    with pytest.raises(NotAllowed):
        change_account_limit(desk, most=2_000)
