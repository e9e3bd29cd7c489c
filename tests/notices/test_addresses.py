"""Where a callback may go, whatever way it is written (A8)."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from smsdesk.domain.errors import Invalid
from smsdesk.domain.limits import URL_LENGTH
from smsdesk.notices.addresses import Reach, address_problem, check_address, reach_of, refusal


@pytest.mark.parametrize(
    ("written", "plain", "port"),
    [
        ("https://shop.example.com/sms", "https://shop.example.com/sms", 443),
        ("HTTPS://Shop.Example.COM", "https://shop.example.com/", 443),
        ("http://shop.example.com:8080/a?b=c&d=1#e", "http://shop.example.com:8080/a?b=c&d=1", 8080),
        ("http://shop.example.com:80/", "http://shop.example.com/", 80),
        ("https://shop.example.com./x", "https://shop.example.com/x", 443),
        ("https://商店.example/收?名=王", "https://xn--4hq0p.example/", 443),
        ("https://my_shop.example.com/", "https://my_shop.example.com/", 443),
        ("https://shop.example.com/%7Ea%2Fb", "https://shop.example.com/%7Ea%2Fb", 443),
        ("http://8.8.8.8/sms", "http://8.8.8.8/sms", 80),
        ("http://[2606:4700:0:0::1111]:81/", "http://[2606:4700::1111]:81/", 81),
    ],
)
def test_public_addresses_and_their_plain_form(written: str, plain: str, port: int) -> None:
    for own_server in (False, True):
        address = check_address(written, own_server=own_server)
        assert address.url.isascii()
        assert address.url.startswith(plain.split("xn--")[0])
        assert "xn--" in plain or address.url == plain
        assert address.port == port


PRIVATE = [
    "http://127.0.0.1/",
    "http://127.8.9.1:8080/",
    "http://[::1]/",
    "http://10.0.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.20:8000/sms",
    "http://100.64.0.1/",
    "http://[fd12:3456::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:192.168.1.1]/",
    "http://localhost/",
    "http://LOCALHOST.:8080/",
    "http://shop.localhost/",
    "http://nas/",
    "http://printer.local/",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
]


@pytest.mark.parametrize("written", PRIVATE)
def test_this_computer_and_this_network_only_after_a_word(written: str) -> None:
    with pytest.raises(Invalid, match="If it is your own server, say so") as told:
        check_address(written, own_server=False, field="status_url")
    assert told.value.field == "status_url"
    assert address_problem(written, own_server=True) is None


NEVER = [
    # Where keys are handed out.
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.0.23/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    # Addresses inside others.
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::]/",
    "http://[2002:c0a8:101::1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[::a9fe:a9fe]/",
    "http://[2001:0:7f00:1::]/",
    # Nobody's, or everybody's.
    "http://0.0.0.0/",
    "http://0.1.2.3/",
    "http://[::]/",
    "http://224.0.0.1/",
    "http://[ff02::1]/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://[2001:db8::1]/",
    "http://[fec0::1]/",
    # Other spellings of addresses.
    "http://2130706433/",
    "http://017700000001/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://127.1/",
    "http://127.0.0.01/",
    "http://0177.0.0.1/",
    "http://0x7f.0.0.1/",
    "http://127.0.0.1.1/",
    "http://256.0.0.1/",
    "http://1.2.3.0x4/",
    "http://shop.example.127/",
    # No web address at all.
    "",
    "shop.example.com",
    "//shop.example.com/",
    "ftp://shop.example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "gopher://127.0.0.1:25/",
    "https:shop.example.com",
    "https:/shop.example.com",
    "https://",
    "https:///sms",
    "https://:8080/",
    "https://?x",
    "https://#x",
    # Users, ports, and names that are none.
    "https://me:secret@shop.example.com/",
    "https://me@shop.example.com/",
    "https://shop.example.com@127.0.0.1/",
    "https://@shop.example.com/",
    "https://shop.example.com:0/",
    "https://shop.example.com:65536/",
    "https://shop.example.com:http/",
    "https://shop.example.com:-1/",
    "https://shop..example.com/",
    "https://-shop.example.com/",
    "https://shop.example.com..",
    "https://sh*p.example.com/",
    "https://shop<b>.example.com/",
    "https://xn--a.example.com/",
    "https://" + "a" * 64 + ".example.com/",
    "https://" + "abc." * 70 + "com/",
    "https://[shop.example.com]/",
    "https://[::1/",
    "https://::1/",
    "https://[::1]x/",
    # What a reader does not see.
    "https://shop.example.com/a b",
    " https://shop.example.com/",
    "https://shop.example.com/\n",
    "https://shop.example.com\t/",
    "https://shop.example.com/\x00",
    "https://shop.example.com/\u202e",
    "https://shop.example.com/\u200b",
    "https://shop.example.com\\@127.0.0.1/",
    "https://shop.example.com/\r\nHost: x",
    "https://shop.example.com/" + "a" * URL_LENGTH.value,
]


@pytest.mark.parametrize("written", NEVER)
def test_never(written: str) -> None:
    for own_server in (False, True):
        with pytest.raises(Invalid):
            check_address(written, own_server=own_server)
        assert str(address_problem(written, own_server=own_server))


def test_a_deprecated_colon_zone_and_userinfo_do_not_move_the_host() -> None:
    assert check_address("https://shop.example.com/@127.0.0.1", own_server=False).host == "shop.example.com"
    assert (
        check_address("https://shop.example.com/?u=http://[::1]/", own_server=False).host
        == "shop.example.com"
    )
    assert check_address("https://shop.example.com#@127.0.0.1", own_server=False).host == "shop.example.com"


v4 = some.integers(0, 2**32 - 1)


@given(v4)
@example(0x7F000001)
@example(0xA9FEA9FE)
@example(0x0A000001)
def test_an_address_inside_another_is_no_way_round(number: int) -> None:
    plain = ipaddress.IPv4Address(number)
    mapped = ipaddress.IPv6Address(0xFFFF << 32 | number)
    assert reach_of(mapped) is reach_of(plain)
    for hidden in (
        ipaddress.IPv6Address(0x2002 << 112 | number << 80 | 1),
        ipaddress.IPv6Address(0x64FF9B << 96 | number),
    ):
        if reach_of(plain) is not Reach.PUBLIC:
            assert reach_of(hidden) is Reach.NOWHERE


@given(some.one_of(v4.map(ipaddress.IPv4Address), some.integers(0, 2**128 - 1).map(ipaddress.IPv6Address)))
def test_what_the_library_calls_private_is_never_public(address: ipaddress.IPv4Address) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert refusal(address, own_server=False) is not None
    if refusal(address, own_server=False) is None:
        assert refusal(address, own_server=True) is None


@given(
    some.text(max_size=60), some.sampled_from(["", "http://", "https://", "http://[", "https://a.example"])
)
def test_anything_typed_is_answered_and_what_is_good_stays_the_same(typed: str, before: str) -> None:
    for own_server in (False, True):
        try:
            address = check_address(before + typed, own_server=own_server)
        except Invalid:
            continue
        assert address.url.isascii()
        assert address.url.isprintable()
        assert " " not in address.url
        assert check_address(address.url, own_server=own_server) == address
