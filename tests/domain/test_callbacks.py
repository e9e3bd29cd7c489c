"""What a program of the user's is told (N3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from smsdesk.domain.callbacks import reply_item, split_number, status_item


@pytest.mark.parametrize(
    ("number", "country", "mobile"),
    [
        ("+8613800138000", "86", "13800138000"),
        ("+12025550123", "1", "2025550123"),
        ("+46701740612", "46", "701740612"),
        ("+85251234567", "852", "51234567"),
        ("+79161234567", "7", "9161234567"),
        ("+2250123456789", "225", "0123456789"),
        ("+99912345678", "", "99912345678"),
        ("10690000", "", "10690000"),
        ("nobody", "", "nobody"),
        ("", "", ""),
    ],
)
def test_a_number_is_split_at_its_country_code(number: str, country: str, mobile: str) -> None:
    assert split_number(number) == (country, mobile)


@given(some.text())
def test_any_sender_is_told(number: str) -> None:
    country, mobile = split_number(number)
    assert number in (country + mobile, "+" + country + mobile)


@pytest.mark.parametrize(
    ("delivered", "code", "status", "errmsg", "description"),
    [
        (True, "", "SUCCESS", "DELIVRD", "Delivered"),
        (True, "LT:0", "SUCCESS", "LT:0", "Delivered"),
        (False, "MK:0001", "FAIL", "MK:0001", "The number does not exist or is suspended"),
        (False, "XY:77", "FAIL", "XY:77", "A code that is not in the list: XY:77"),
    ],
)
def test_a_report_in_the_clouds_form(
    delivered: bool, code: str, status: str, errmsg: str, description: str
) -> None:
    item = status_item(
        "+8613800138000",
        delivered=delivered,
        code=code,
        at=1_781_524_800_999,
        gateway_id="2019:1",
        zone="Asia/Shanghai",
    )
    assert item == {
        "user_receive_time": "2026-06-15 20:00:00",
        "nationcode": "86",
        "mobile": "13800138000",
        "report_status": status,
        "errmsg": errmsg,
        "description": description,
        "sid": "2019:1",
        "ext": "",
    }


def test_a_reply_in_the_clouds_form() -> None:
    item = reply_item("+46701740612", signature="Riverside", content="Tack!\n😀", at=1_781_524_800_999)
    assert item == {
        "extend": "",
        "mobile": "701740612",
        "nationcode": "46",
        "sign": "Riverside",
        "text": "Tack!\n😀",
        "time": 1_781_524_800,
    }
