"""What may be entered for an account at Tencent Cloud."""

from __future__ import annotations

import math

import pytest

from smsdesk.domain.errors import Invalid
from smsdesk.gateways.base import ReviewedBy, Reviewing
from smsdesk.gateways.registry import DECLARED, NOWHERE
from smsdesk.gateways.settings import filled
from smsdesk.gateways.tencent.settings import SETTINGS, options_from

NEEDED = {"secret_id": "AKIDabc", "secret_key": "s3cret", "sdk_app_id": "1400006666"}


def test_three_fields_are_enough() -> None:
    options = options_from(filled(SETTINGS, NEEDED))
    assert (options.address, options.host) == ("https://sms.tencentcloudapi.com/", "sms.tencentcloudapi.com")
    assert (options.region, options.app_id, options.old_types) == ("ap-guangzhou", "1400006666", False)
    assert (options.requests_at_once, options.messages_per_second) == (8, math.inf)
    assert "s3cret" not in repr(options)


def test_the_international_site_has_its_own_address() -> None:
    options = options_from(NEEDED | {"site": "international", "sms_types": "old", "qualification_id": " 12 "})
    assert (options.host, options.region) == ("sms.intl.tencentcloudapi.com", "ap-singapore")
    assert (options.old_types, options.qualification_id) == (True, 12)


@pytest.mark.parametrize(
    ("words", "address", "host"),
    [
        ("sms.internal.tencentcloudapi.com", "https://sms.internal.tencentcloudapi.com/", None),
        ("https://Relay.Example:8443/sms", "https://relay.example:8443/sms", "relay.example:8443"),
        ("https://relay.example:443", "https://relay.example/", "relay.example"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/", "127.0.0.1:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080/", "[::1]:8080"),
        ("http://localhost", "http://localhost/", "localhost"),
    ],
)
def test_other_addresses(words: str, address: str, host: str | None) -> None:
    options = options_from(NEEDED | {"endpoint": words})
    assert options.address == address
    assert host is None or options.host == host


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("secret_id", ""),
        ("secret_id", "AKID abc"),
        ("secret_id", "密钥"),
        ("secret_key", ""),
        ("secret_key", "a\nb"),
        ("sdk_app_id", "14-00"),
        ("sdk_app_id", ""),
        ("site", "moon"),
        ("region", "ap guangzhou"),
        ("qualification_id", "x"),
        ("requests_at_once", "0"),
        ("requests_at_once", "2.5"),
        ("messages_per_second", "-1"),
        ("answer_seconds", "1000"),
        ("endpoint", "http://relay.example"),
        ("endpoint", "http://10.0.0.1:80"),
        ("endpoint", "ftp://relay.example"),
        ("endpoint", "https://"),
        ("endpoint", "https://a:b@relay.example"),
        ("endpoint", "https://relay.example:99999"),
        ("endpoint", "https://relay.example/?a=b"),
        ("endpoint", "https://relay example"),
    ],
)
def test_what_is_wrong_is_named(field: str, value: str) -> None:
    with pytest.raises(Invalid) as wrong:
        options_from(NEEDED | {field: value})
    assert wrong.value.field == field
    assert str(wrong.value)


def test_it_is_declared_with_its_review() -> None:
    declared = DECLARED["tencent"]
    values = filled(declared.settings, NEEDED)
    declared.check(values)
    assert declared.reviewed_by(values) is ReviewedBy.CARRIER
    gateway = declared.make(values, NOWHERE)
    assert isinstance(gateway, Reviewing)
    assert gateway.key == "tencent"
    assert [one.key for one in declared.settings if one.secret] == ["secret_key"]
