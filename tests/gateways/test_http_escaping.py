"""What a provider reads of a request is what was meant, whatever a message holds (N1)."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smsdesk.domain.errors import Invalid
from smsdesk.domain.profile import Region, SmsType
from smsdesk.gateways.base import OutgoingMessage, Wording
from smsdesk.gateways.http.placeholders import BY_NAME, OF_SETTINGS, Facts, NotInAlphabet
from smsdesk.gateways.http.request import Request, constants, plan_of
from smsdesk.gateways.http.settings import SETTINGS
from smsdesk.gateways.settings import filled

ANY = st.text(max_size=40)
#: What ends something somewhere.
NASTY = "a\"b'c<d>&e;f=g%41+h\\i\r\nX: y\n]]>{number}\u2028/../?#@:\t \0\x1b😀𠮷"
READABLE_XML = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=40
).map(lambda words: "".join(char for char in words if char >= " " or char in "\t\n\r"))


def message(content: str, number: str = "+8613800138000", reference: str = "r1") -> OutgoingMessage:
    return OutgoingMessage(
        1, number, content, Region.GLOBAL, SmsType.REGULAR, reference, Wording("", content, content)
    )


def request(content: str, *numbers: str, receipts: str = "", **values: str) -> Request:
    whole = filled(SETTINGS, {"address": "https://x.example/send", **values})
    messages = tuple(message(content, number) for number in numbers or ("+8613800138000",))
    return plan_of(whole, constants(whole, receipts)).request(Facts(messages, whole["separator"]))


@given(ANY)
@example(NASTY)
def test_a_query_is_read_as_it_was_meant(content: str) -> None:
    made = request(
        content,
        method="GET",
        address="https://x.example/a{number}?fixed=1&t={content}",
        body="to = {number}\nu = {content}",
    )
    assert made.url.isascii()
    assert made.body is None
    parts = urlsplit(made.url)
    assert unquote(parts.path) == "/a+8613800138000"
    assert parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True) == [
        ("fixed", "1"),
        ("t", content),
        ("to", "+8613800138000"),
        ("u", content),
    ]


@given(ANY, ANY)
@example(NASTY, NASTY)
def test_a_form_is_read_as_it_was_meant(content: str, sender: str) -> None:
    sender = sender or "x"
    made = request(
        content, body="To = {number}\nBody={content}\nmix = a&b {content}=c\n\nFrom = {sender}", sender=sender
    )
    assert made.body is not None
    assert made.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(made.body.decode("ascii"), keep_blank_values=True, strict_parsing=True) == {
        "To": ["+8613800138000"],
        "Body": [content],
        "mix": [f"a&b {content}=c"],
        "From": [sender],
    }


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@example(NASTY)
def test_json_is_read_as_it_was_meant(content: str) -> None:
    made = request(
        content,
        body_type="json",
        body='{"to": {number_digits}, "a": ["{number}"], '
        '"deep": [{"t": "<{content}>", "{content}": "\\"{reference}"}], "n": 1.5}',
    )
    assert made.body is not None
    assert (
        json.loads(made.body)
        == {
            "to": 8613800138000,
            "a": ["+8613800138000"],
            "deep": [{"t": f"<{content}>", content: '"r1'}],
            "n": 1.5,
        }
        or content == "t"
    )


@given(READABLE_XML)
@example(NASTY.replace("\0", "").replace("\x1b", ""))
@example("]]>\r]]")
def test_xml_is_read_as_it_was_meant(content: str) -> None:
    made = request(
        content,
        body_type="xml",
        body='<?xml version="1.0"?><sms to="{number}" t="{content}"><text>{content}</text>'
        "<c>a<![CDATA[<b>{content}]]></c></sms>",
    )
    assert made.body is not None
    tree = ElementTree.fromstring(made.body)
    assert tree.get("t") == content
    assert tree.findtext("text") == content
    assert tree.findtext("c") == f"a<b>{content}"


def test_what_xml_cannot_hold_is_replaced() -> None:
    made = request("a\0b\x1bc\ufffed", body_type="xml", body="<t to='{number}'>{content}</t>")
    assert made.body is not None
    assert ElementTree.fromstring(made.body).text == "a�b�c�d"


@given(ANY, ANY)
@example(NASTY, NASTY)
def test_nothing_gets_out_of_a_header(username: str, token: str) -> None:
    made = request(
        "x",
        headers="X-User: {username}\nX-To: {number} {reference}",
        sign_in="bearer",
        username=username,
        token=token,
        body="to = {number}",
    )
    assert set(made.headers) == {"Content-Type", "Authorization", "X-User", "X-To"}
    assert made.headers["X-To"] == "+8613800138000 r1"
    for value in made.headers.values():
        assert not set(value) & {"\r", "\n", "\0", "\u2028", "\x85"}


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_another_character_set(content: str) -> None:
    made = request(content, body="to = {number}\nt = {content}", charset="gb18030")
    assert made.body is not None
    assert parse_qs(made.body.decode("ascii"), keep_blank_values=True, encoding="gb18030")["t"] == [content]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("number", "+393312345678"),
        ("number_digits", "393312345678"),
        ("national", "3312345678"),
        ("country_code", "39"),
        ("content", "A€"),
        ("content_ucs2_hex", "004120AC"),
        ("content_gsm_hex", "411B65"),
        ("content_hex", "411B65"),
        ("alphabet", "text"),
        ("reference", "r1"),
        ("signature", "A€"),
        ("type", "regular"),
    ],
)
def test_every_placeholder_of_a_message(name: str, expected: str) -> None:
    facts = Facts((message("A€", "+393312345678"),))
    assert BY_NAME[name].fill(facts) == expected


def test_no_placeholder_is_forgotten() -> None:
    names = {mark.args[1][i][0] for mark in test_every_placeholder_of_a_message.pytestmark for i in range(12)}
    assert names == set(BY_NAME)
    assert all(str(one.about) for one in BY_NAME.values())
    assert set(constants({})) == set(OF_SETTINGS)


def test_a_text_outside_the_gsm_alphabet() -> None:
    facts = Facts((message("你"),))
    assert BY_NAME["content_hex"].fill(facts) == "4F60"
    assert BY_NAME["alphabet"].fill(facts) == "unicode"
    with pytest.raises(NotInAlphabet):
        BY_NAME["content_gsm_hex"].fill(facts)


def test_several_recipients_in_one_request() -> None:
    numbers = ("+8613800138000", "+8613800138001")
    made = request("x", *numbers, body="to = {number_digits}", separator=";")
    assert made.body == b"to=8613800138000%3B8613800138001"
    made = request("x", *numbers, body_type="json", body='{"to": ["{number}"], "all": "{number}"}')
    assert json.loads(made.body or b"") == {"to": list(numbers), "all": ",".join(numbers)}


def test_a_field_of_an_unset_option_is_left_out() -> None:
    fields = "to = {number}\nfrom = {sender}\ndlr = {receipt_address}?id={reference}"
    assert request("x", body=fields).body == b"to=%2B8613800138000"
    made = request("x", body=fields, sender="Shop", receipts="http://me/p")
    assert made.body == b"to=%2B8613800138000&from=Shop&dlr=http%3A%2F%2Fme%2Fp%3Fid%3Dr1"
    made = request(
        "x", body_type="json", body='{"to": "{number}", "from": "{sender}", "x": ["{receipt_address}", 1]}'
    )
    assert json.loads(made.body or b"") == {"to": "+8613800138000", "x": [1]}
    made = request("x", method="GET", address="https://x.example/s?a={sender}&to={number}", body="")
    assert made.url == "https://x.example/s?to=%2B8613800138000"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("address", {"address": ""}),
        ("address", {"address": "ftp://x.example/"}),
        ("address", {"address": "https://{number}.example/"}),
        ("address", {"address": "https://me:secret@x.example/"}),
        ("address", {"address": "https://x.example:0/"}),
        ("address", {"address": "https://x.example/a b"}),
        ("address", {"address": "https://x.example/{nunber}"}),
        ("address", {"address": "https://[::/"}),
        ("address", {"address": "https://例\u2f46\u200d.example/"}),
        ("address", {"address": "https://x.example/#a"}),
        ("body", {"body": "to {number}"}),
        ("body", {"body": "to = {nummer}"}),
        ("body", {"body": "to = 1"}),
        ("body", {"body_type": "json", "body": "{number}{"}),
        ("body", {"body_type": "json", "body": '{"to": {content}, "n": "{number}"}'}),
        ("body", {"body_type": "json", "body": '{"to": "{number}"'}),
        ("body", {"body_type": "xml", "body": "<a>{number}"}),
        ("body_type", {"method": "GET", "body_type": "json", "body": '{"to": "{number}"}'}),
        ("headers", {"headers": "X-Key {token}"}),
        ("headers", {"headers": "Host: other.example"}),
        ("headers", {"headers": "Transfer-Encoding: chunked"}),
        ("headers", {"headers": "X: {content}"}),
        ("headers", {"headers": "X: 1\nx: 2"}),
        ("headers", {"headers": "Bad Name: 1"}),
    ],
)
def test_a_request_that_cannot_be_made_is_told_at_its_setting(field: str, values: dict[str, str]) -> None:
    with pytest.raises(Invalid) as wrong:
        request("x", **{"body": "to = {number}", **values})
    assert wrong.value.field == field
    assert str(wrong.value)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://例子.example:8443/发送", "https://xn--fsqu00a.example:8443/%E5%8F%91%E9%80%81"),
        ("api.example.com", "https://api.example.com/"),
        ("HTTP://[::1]:8080?a=b c".replace(" ", "+"), "http://[::1]:8080/?a=b+c"),
        ("https://x.example/%7E%20a?q=100%25", "https://x.example/%7E%20a?q=100%25"),
    ],
)
def test_an_address_as_it_is_written(address: str, expected: str) -> None:
    assert request("x", address=address, body="to = {number}").url == expected


def test_a_template_is_not_filled_twice() -> None:
    made = request("{password}{number}", body="to = {number}\nt = {content}", password="secret")
    assert parse_qs((made.body or b"").decode())["t"] == ["{password}{number}"]
    made = request("{token}", body_type="json", body='{"a": "{number}", "t": "{content}"}', token="secret")
    assert json.loads(made.body or b"")["t"] == "{token}"
