"""Finding things in answers, and what an answer means by the rules (N1, E5)."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from smsdesk.domain.errors import Invalid
from smsdesk.gateways.base import (
    Accepted,
    GatewayDown,
    Outcome,
    Refused,
    Throttled,
    TryLater,
    Unknown,
)
from smsdesk.gateways.http.answers import NothingTaken, answer_rules, seconds_to_wait
from smsdesk.gateways.http.settings import SETTINGS
from smsdesk.gateways.http.where import Said, conditions, where
from smsdesk.gateways.line import Answer
from smsdesk.gateways.settings import filled
from tests.gateways.contract import messages_to
from tests.spent import at_most

JSON = b"""\xef\xbb\xbf
{"a": {"b-c": [10, {"id": "x"}]}, "n": 0, "f": 1.5, "t": true, "z": null, "o": {}, "s": " ok "}"""
XML = """<?xml version="1.0" encoding="GBK"?><s:r xmlns:s="u"><sms id="7"><id> 42 </id><w>不行</w></sms>
<sms id="8"><id>43</id></sms></s:r>""".encode("gbk")


def said(body: bytes, **headers: str) -> Said:
    return Said(CIMultiDict({name.replace("_", "-"): value for name, value in headers.items()}), body)


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("a.b-c[0]", "10"),
        ("json: a.b-c[1].id", "x"),
        ("$.a.b-c[1].id", "x"),
        ("a.b-c[2]", None),
        ("a.b-c.id", None),
        ("a", None),
        ("n", "0"),
        ("f", "1.5"),
        ("t", "true"),
        ("z", None),
        ("s", " ok "),
        ("missing", None),
        ("header: x-id", "h1"),
        ("header: other", None),
        ("xml: id", None),
        ('text: "n": {here}', "0"),
        ('text: "id": "{here}"', "x"),
        ("text: nowhere", None),
        ('text: "n"', '"n"'),
    ],
)
def test_what_is_found_in_json(place: str, found: str | None) -> None:
    rule = where(place, field="x")
    assert rule
    assert rule.find(said(JSON, X_Id="h1")) == found


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("xml: id", "42"),
        ("xml: sms/id", "42"),
        ("xml: r/sms/w", "不行"),
        ("xml: s:r/sms/w", "不行"),
        ("xml: sms@id", "7"),
        ("xml: sms@no", None),
        ("xml: w/id", None),
        ("a.b", None),
        ("text: <id>{here}</id>", "42"),
    ],
)
def test_what_is_found_in_xml(place: str, found: str | None) -> None:
    rule = where(place, field="x")
    assert rule
    assert rule.find(said(XML, Content_Type="text/xml; charset=gbk")) == found


@pytest.mark.parametrize(
    ("place", "body", "found"),
    [
        ("text: OK {here}", "OK 123\r\n", "123"),
        ("text: OK {here}", "ERR 9", None),
        ("text: OK:{here}", "OK: 12,34", "12"),
        ("text: {here}|queued", "77|queued|x", "77"),
        ("text: success*id={here}&", "success code=0&id=abc&x=1", "abc"),
        ("text: OK {here}", "OK ", None),
    ],
)
def test_what_is_found_between_words(place: str, body: str, found: str | None) -> None:
    rule = where(place, field="x")
    assert rule
    assert rule.find(said(body.encode())) == found


@pytest.mark.parametrize(
    "place",
    [
        "xml: a b",
        "xml:",
        "header: a b",
        "text:",
        "text: {here}",
        "text: a {here} {here}",
        "a..b",
        "a[x]",
        "[",
    ],
)
def test_a_place_that_is_none_is_told(place: str) -> None:
    with pytest.raises(Invalid) as wrong:
        where(place, field="id_at")
    assert wrong.value.field == "id_at"


BOMB = b'<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;">]><a><id>&c;</id></a>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        b"<a>" * 200_000,
        b"<a>" * 50 + b"<id>1",
        b"[" * 200_000,
        b'{"id": ' + b"9" * 100_000 + b"}",
        b'{"id": NaN',
        b"\xff\xfe\x00" * 1000,
        b"ab" * 500_000,
    ],
)
@pytest.mark.parametrize("place", ["xml: a/id", "id", "text: a*b*a*b*c {here}", "header: id"])
def test_a_hostile_answer_says_nothing_and_takes_no_time(body: bytes, place: str) -> None:
    rule = where(place, field="x")
    assert rule
    with at_most(5):
        assert rule.find(said(body)) is None


@given(st.binary(max_size=200), st.sampled_from(["xml: a", "a[0].b", "text: a*b{here}c", "header: x"]))
def test_no_answer_is_a_fault_of_ours(body: bytes, place: str) -> None:
    rule = where(place, field="x")
    assert rule
    found = rule.find(said(body, Content_Type="text/plain; charset=nonsense-1"))
    assert found is None or isinstance(found, str)


@pytest.mark.parametrize(
    ("lines", "holds"),
    [
        ("", True),
        ("n = 0", True),
        ("n = 1 | 0", True),
        ("n = 1", False),
        ("s = OK", True),
        ("o", True),
        ("z", False),
        ("n = 0\nf = 2", False),
        ('text: "s": " ok "', True),
        ("text: a = b", False),
    ],
)
def test_conditions(lines: str, holds: bool) -> None:
    assert all(one.holds(said(JSON)) for one in conditions(lines, field="x")) is holds


BARRED = "FailedOperation.PhoneNumberInBlacklist"
CODES = f"7 = {BARRED}\nbusy = throttled\n9=later\nend = stop\n5 = unknown"
RULES = {
    "success": "status = 0", "id_at": "id", "code_at": "status", "words_at": "why", "codes": CODES,
}  # fmt: skip
ONE = messages_to("+8613800000001")


def outcome(status: int, body: object, headers: Mapping[str, str] | None = None, **more: str) -> Outcome:
    rules = answer_rules(filled(SETTINGS, {**RULES, **more}))
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    (found,) = rules.read(Answer(status, CIMultiDict(headers or {}), content), ONE)
    return found


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"status": 0, "id": 7}, Accepted("7", 1)),
        (201, {"status": "0", "id": "a-b"}, Accepted("a-b", 1)),
        (200, {"status": 0}, Unknown(note="the answer names no message")),
        (200, {"status": 0, "id": "a b"}, Unknown(note="the answer names no message")),
        (200, {"status": 0, "id": [1]}, Unknown(note="the answer names no message")),
        (200, {"status": 7, "why": "no\n"}, Refused(BARRED, "status 200 7 no")),
        (200, {"status": "BUSY"}, Throttled(0.0)),
        (200, {"status": "9"}, TryLater("ServiceUnavailable", "status 200 9")),
        (500, {"status": "9"}, TryLater("ServiceUnavailable", "status 500 9")),
        (200, {"status": "5"}, Unknown(note="status 200 5")),
        (200, {"status": 4}, Unknown(note="status 200 4")),
        (200, b"<html>", Unknown(note="status 200")),
        (204, b"", Unknown(note="status 204")),
        (302, b"", Unknown(note="status 302")),
        (400, {"status": 1, "why": "bad"}, Refused("FailedOperation.OtherError", "status 400 1 bad")),
        (413, b"", Refused("InvalidParameterValue.ContentLengthLimit", "status 413")),
        (408, b"", Unknown(note="status 408")),
        (409, b"", Unknown(note="status 409")),
        (418, b"", Unknown(note="status 418")),
        (429, b"", Throttled(0.0)),
        (500, b"", Unknown(note="status 500")),
        (502, b"", Unknown(note="status 502")),
        (503, b"", TryLater("ServiceUnavailable", "status 503")),
        (504, b"", Unknown(note="status 504")),
    ],
)  # fmt: skip
def test_what_an_answer_means(status: int, body: object, expected: Outcome) -> None:
    assert outcome(status, body) == expected


@pytest.mark.parametrize("status", [401, 403, 404, 405, 407, 301, 307, 308])
def test_a_status_that_says_nothing_is_taken_is_an_outage_in_words(status: int) -> None:
    with pytest.raises(GatewayDown, match=str(status)):
        outcome(status, b"<html>")


@pytest.mark.parametrize(("status", "body"), [(402, b""), (200, {"status": "8"}), (403, {"status": "8"})])
def test_an_account_with_nothing_left_is_an_outage_and_fails_no_message(status: int, body: object) -> None:
    codes = CODES + "\n8 = FailedOperation.InsufficientBalanceInSmsPackage"
    with pytest.raises(GatewayDown, match="nothing left") as down:
        outcome(status, body, None, codes=codes)
    # Also where messages got through before, it is no message's own fault.
    assert not isinstance(down.value, NothingTaken)


def test_the_rules_may_say_otherwise() -> None:
    assert outcome(503, b"", later_status="") == Unknown(note="status 503")
    assert outcome(503, b"", {"Retry-After": "7"}) == Throttled(7.0)
    assert outcome(429, b"", {"Retry-After": "7"}) == Throttled(7.0)
    with pytest.raises(GatewayDown, match="It says: status 200 end no credit"):
        outcome(200, {"status": "end", "why": "no credit"})
    assert outcome(200, {"status": 0, "id": 7}, report_names="reference") == Accepted(ONE[0].reference, 1)
    assert outcome(200, {"status": 0}, id_at="") == Accepted(ONE[0].reference, 1)


def test_every_other_code_is_believed_only_where_the_provider_speaks() -> None:
    codes = CODES + "\n* = FailedOperation.OtherError"
    assert outcome(200, {"status": 4}, codes=codes) == Refused("FailedOperation.OtherError", "status 200 4")
    assert outcome(400, {"status": 4}, codes=codes) == Refused("FailedOperation.OtherError", "status 400 4")
    assert outcome(500, {"status": 4}, codes=codes) == Unknown(note="status 500 4")
    assert outcome(429, {"status": 4}, codes=codes) == Throttled(0.0)
    with pytest.raises(GatewayDown):
        outcome(401, {"status": 4}, codes=codes)


def test_all_recipients_of_a_request_share_its_outcome() -> None:
    two = messages_to("+8613800000001", "+8613800000002")
    rules = answer_rules(filled(SETTINGS, RULES))
    assert rules.read(Answer(200, {}, b'{"status": 0, "id": 7}'), two) == [Accepted("7", 1)] * 2
    assert rules.read(Answer(500, {}, b""), two) == [Unknown(note="status 500")] * 2


@pytest.mark.parametrize(
    ("words", "date", "seconds"),
    [
        ("", "", 0.0),
        ("3", "", 3.0),
        ("1.5", "", 1.5),
        ("999999", "", 3600.0),
        ("-1", "", 0.0),
        ("soon", "", 0.0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 30.0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", "", 0.0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", "Wed, 21 Oct 2026 07:28:00 -0000", 0.0),
    ],
)
def test_how_long_to_wait(words: str, date: str, seconds: float) -> None:
    assert seconds_to_wait({"Retry-After": words, "Date": date}) == seconds


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("success_status", "abc"),
        ("success_status", "200-"),
        ("success_status", "999"),
        ("success_status", ""),
        ("success", "a..b = 1"),
        ("id_at", "xml: <a>"),
        ("codes", "7"),
        ("codes", "7 = NoSuch.Code"),
        ("codes", "= later"),
        ("code_at", ""),
        ("refused_status", "4xx"),
        ("later_status", "5"),
    ],
)
def test_a_rule_that_is_wrong_is_told_at_its_setting(field: str, value: str) -> None:
    with pytest.raises(Invalid) as wrong:
        outcome(200, b"", **{field: value})
    assert wrong.value.field == field
    assert str(wrong.value)
