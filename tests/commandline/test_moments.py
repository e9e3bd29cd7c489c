"""Times as people type them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from smsdesk.commandline.moments import day, moment, shown
from smsdesk.domain.errors import Invalid

#: 2026-03-28 20:00 in Berlin; the clocks go forward at 02:00 the next morning.
NOW = round(datetime(2026, 3, 28, 19, 0, tzinfo=UTC).timestamp() * 1000)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("2026-05-01 09:30", "2026-05-01T07:30:00"),
        ("2026-05-01T09:30", "2026-05-01T07:30:00"),
        ("2026-05-01T09:30+08:00", "2026-05-01T01:30:00"),
        ("2026-05-01T09:30Z", "2026-05-01T09:30:00"),
        ("21:15", "2026-03-28T20:15:00"),
        ("9:15", "2026-03-29T07:15:00"),
        ("20:00", "2026-03-29T18:00:00"),
        (" 2026-05-01 09:30 ", "2026-05-01T07:30:00"),
    ],
)
def test_a_moment_is_in_the_zone(typed: str, utc: str) -> None:
    assert datetime.fromtimestamp(moment(typed, BERLIN, NOW) / 1000, UTC).isoformat() == f"{utc}+00:00"


@pytest.mark.parametrize(
    "typed", ["", "soon", "25:00", "9", "2026-02-30 09:30", "2026-03-29 02:30", "01.05.2026"]
)
def test_what_is_no_moment_is_told(typed: str) -> None:
    with pytest.raises(Invalid):
        moment(typed, BERLIN, NOW)


def test_a_day_is_as_long_as_the_zone_has_it() -> None:
    assert day("2026-03-29", BERLIN, end=True) - day("2026-03-29", BERLIN) == 23 * 3_600_000
    assert shown(day("2026-03-29", BERLIN), BERLIN) == "2026-03-29 00:00"
    for typed in ("", "29.3.2026", "2026-02-30"):
        with pytest.raises(Invalid):
            day(typed, BERLIN)
