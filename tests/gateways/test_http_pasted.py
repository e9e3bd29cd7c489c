"""A provider's link is taken apart into settings (A10, N1)."""

from __future__ import annotations

from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.errors import Invalid
from smsdesk.gateways.http.gateway import HttpGateway, preview
from smsdesk.gateways.http.pasted import nearest, take_apart
from smsdesk.gateways.http.placeholders import is_known
from smsdesk.gateways.http.settings import SETTINGS
from smsdesk.gateways.settings import filled

HOST = "https://sms.example.com/send"


@pytest.mark.parametrize(
    ("query", "expected", "taken"),
    [
        (
            "key=1a2B3c&to=491701234567&text=Hello%20you",
            "key={token}&to={number_digits}&text={content}",
            {"token": "1a2B3c"},
        ),
        (
            "api_key=k1&mobile=%2B491701234567&msg=Hi",
            "api_key={token}&mobile={number}&msg={content}",
            {"token": "k1"},
        ),
        ("To=+49170&message=", "To={number}&message={content}", {}),
        ("dest=00491701234567&content=x", "dest=00{number_digits}&content={content}", {}),
        (
            "user=bakery&password=p%26w&from=BAKERY&msisdn=49170&sms=Hi&unicode=1&route=7",
            "user={username}&password={password}&from={sender}&msisdn={number_digits}&sms={content}&unicode=1&route=7",
            {"username": "bakery", "password": "p&w", "sender": "BAKERY"},
        ),
        # A sample of the description is nobody's key.
        (
            "apikey=YOUR_API_KEY&sender=<sender>&to={phone}",
            "apikey={token}&sender={sender}&to={number_digits}",
            {},
        ),
        # Two keys: the second goes where a password would.
        (
            "key=k1&token=t2&to=1",
            "key={token}&token={password}&to={number_digits}",
            {"token": "k1", "password": "t2"},
        ),
        ("key=k1&auth=k1&to=1", "key={token}&auth={token}&to={number_digits}", {"token": "k1"}),
        # Copied out of a page's source.
        ("phone=1&amp;body=x", "phone={number_digits}&body={content}", {}),
        # What is right already stays; the rest is still done.
        ("to={number}&text=Hi", "to={number}&text={content}", {}),
    ],
)  # fmt: skip
def test_what_each_parameter_is_for(query: str, expected: str, taken: dict[str, str]) -> None:
    found = take_apart({"address": f" {HOST}?{query}"})
    assert found.pop("address") == f"{HOST}?{expected}"
    assert found == taken | {"method": "GET", "body_type": "fields"}


@pytest.mark.parametrize(
    "address",
    [
        "",
        HOST,
        f"{HOST}?",
        f"{HOST}?unicode=1&route=7",
        f"{HOST}?to={{number}}&text={{content}}",
        "?",
        "&&=&",
    ],
)
def test_nothing_to_take_apart(address: str) -> None:
    assert take_apart({"address": address}) == {}


def test_a_request_that_is_described_stays_one() -> None:
    found = take_apart({"address": f"{HOST}?key=k1", "method": "POST", "body": "to = {number}"})
    assert found == {"address": f"{HOST}?key={{token}}", "token": "k1"}


def test_a_link_taken_apart_sends() -> None:
    link = f"{HOST}?key=1a2b3c&to=491701234567&text=Hello&flash=0"
    values = filled(SETTINGS, {"address": link})
    with pytest.raises(Invalid, match="Take it apart") as pasted:
        HttpGateway.from_settings(values)
    assert pasted.value.field == "address"
    values |= take_apart(values)
    HttpGateway.from_settings(values)
    shown = preview(values)
    assert shown.startswith(f"GET {HOST}?key=")
    assert "1a2b3c" not in shown
    assert "to=8613800138000&text=%5BRiverside" in shown
    assert "flash=0" in shown


WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
NAMES = st.sampled_from(["key", "to", "text", "from", "password", "token", "user", "x", "route"]) | WORDS


@given(st.lists(st.tuples(NAMES, WORDS), max_size=8), WORDS)
def test_whatever_is_pasted_nothing_breaks_and_once_is_enough(
    pairs: list[tuple[str, str]], tail: str
) -> None:
    query = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)
    address = f"{HOST}?{query}{tail}"
    found = take_apart({"address": address})
    if found:
        again = take_apart(found)
        assert not again
        assert found["address"].startswith(f"{HOST}?")


@given(
    st.text(st.characters(categories=("L", "N")), min_size=12, max_size=40),
    st.sampled_from(["key", "apiKey", "secret", "pwd"]),
)
def test_no_key_stays_in_the_address(key: str, name: str) -> None:
    if key.casefold().startswith("your") or not key.strip("xX"):
        return
    found = take_apart({"address": f"{HOST}?to=1&{name}={quote_plus(key)}"})
    assert key in found.values()
    assert key not in found["address"]
    assert quote_plus(key) not in found["address"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("text", "content"), ("message", "content"), ("contents", "content"), ("phone", "number"),
        ("to", "number"), ("numbr", "number"), ("key", "token"), ("api_key", "token"), ("user", "username"),
        ("passwort", "password"), ("from", "sender"), ("refrence", "reference"), ("zebra", ""),
    ],
)  # fmt: skip
def test_the_nearest_placeholder(name: str, meant: str) -> None:
    assert nearest(name) == meant
    assert not meant or is_known(meant)


@pytest.mark.parametrize(("name", "said"), [("text", "Did you mean {content}?"), ("zebra", "list")])
def test_a_mistaken_placeholder_is_told_with_what_was_meant(name: str, said: str) -> None:
    values = {"address": HOST, "body": f"to = {{number}}\ntext = {{{name}}}"}
    with pytest.raises(Invalid) as wrong:
        HttpGateway.from_settings(values)
    assert wrong.value.field == "body"
    assert f"{{{name}}}" in str(wrong.value)
    assert said in str(wrong.value)
