"""A9: mails go out through a real server as they were written, whatever stands in them."""

from __future__ import annotations

import ssl
from dataclasses import replace

import pytest
import trustme

from smsdesk.notices.mail import Security
from tests.notices.mail_server import post_office, saying, script
from tests.notices.mailing import MAIL, PASSWORD, account, certified, refusal, send

HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
    "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
}  # fmt: skip


def test_a_mail_arrives_as_it_was_written() -> None:
    with post_office() as post:
        send(account(post.port), replace(MAIL, subject="Grenze erreicht: 限额", text="你好\n.\n..\nEnd"))
    (envelope,) = post.got
    mail = post.mail()
    assert (envelope.mail_from, envelope.rcpt_tos) == ("ann@example.com", ["bob@example.com"])
    assert mail["From"] == "Riverside Bakery <ann@example.com>"
    assert mail["To"] == "bob@example.com"
    assert mail["Subject"] == "Grenze erreicht: 限额"
    assert mail["Message-ID"] == "<alarm-7@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime is not None
    assert mail.get_content().splitlines() == ["你好", ".", "..", "End"]


def test_a_second_attempt_is_the_same_mail() -> None:
    with post_office() as post:
        send(account(post.port))
        send(account(post.port))
    first, second = (envelope.content for envelope in post.got)
    assert isinstance(first, bytes)
    assert isinstance(second, bytes)
    assert [line for line in first.splitlines() if not line.startswith(b"Date:")] == [
        line for line in second.splitlines() if not line.startswith(b"Date:")
    ]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_it_goes_encrypted_with_a_login(
    authority: trustme.CA, trust: ssl.SSLContext, security: Security
) -> None:
    context = certified(authority)
    way = {"starttls": context} if security is Security.STARTTLS else {"tls": context}
    with post_office(**way, users={"ann": PASSWORD}) as post:  # type: ignore[arg-type]
        send(account(post.port, security, user="ann", password=PASSWORD), trust=trust)
    assert len(post.got) == 1
    assert post.encrypted == [True]
    assert post.logins == ["PLAIN"]


def test_a_password_is_told_readable_to_this_computer_only() -> None:
    with post_office(users={"ann": PASSWORD}) as post:
        send(account(post.port, user="ann", password=PASSWORD))
        assert len(post.got) == 1
        elsewhere = account(post.port, user="ann", password=PASSWORD, host="mail.invalid")
        refused = refusal(elsewhere)
    assert "would travel readable" in str(refused)
    assert refused.permanent
    assert post.logins == ["PLAIN"]


def test_addresses_in_other_scripts() -> None:
    with post_office() as post:
        send(account(post.port, sender="用户@例子.cn"), replace(MAIL, to="bob@münchen.de"))
    (envelope,) = post.got
    assert (envelope.mail_from, envelope.rcpt_tos) == ("用户@xn--fsqu00a.cn", ["bob@xn--mnchen-3ya.de"])
    assert "SMTPUTF8" in envelope.mail_options


def test_a_server_that_knows_latin_letters_only_is_told_no_others() -> None:
    with saying(script(b"220 old\r\n", b"250 old\r\n")) as port:
        refused = refusal(account(port, sender="用户@例子.cn"))
    assert "plain Latin letters" in str(refused)
    assert refused.permanent


@pytest.mark.parametrize(
    ("using", "mail"),
    [
        ({}, {"subject": "Hello\r\nBcc: eve@example.com\r\n\r\nBuy"}),
        ({}, {"subject": "Hello\u2028Bcc: eve@example.com\x85x\x0b\x00"}),
        ({"sender_name": 'Ann" <eve@example.com>\r\nBcc: eve@example.com'}, {}),
        ({}, {"message_id": "x>\r\nBcc: eve@example.com"}),
        ({}, {"subject": "half \ud83d", "text": "half \ud83d \x00 \x1b[2J"}),
        ({}, {"text": "line\r.\rMAIL FROM:<eve@example.com>\r\n.\r\nQUIT\r\n"}),
        ({}, {"subject": "x" * 5_000, "text": "y" * 5_000}),
    ],
)
def test_nothing_breaks_out_of_its_place(using: dict[str, str], mail: dict[str, str]) -> None:
    with post_office() as post:
        send(account(post.port, **using), replace(MAIL, **mail))
    (envelope,) = post.got
    assert envelope.rcpt_tos == ["bob@example.com"]
    assert envelope.mail_from == "ann@example.com"
    arrived = post.mail()
    assert "Bcc" not in arrived
    assert set(arrived.keys()) == HEADERS
    assert len(arrived.keys()) == len(HEADERS)
    assert not arrived.defects
    assert isinstance(envelope.content, bytes)
    assert max(map(len, envelope.content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "address", ["", "bob", "bob@example.com\r\nRCPT TO:<eve@example.com>", "a b@c.de", "a@b@c.de"]
)
def test_an_address_that_is_none_is_told_to_no_server(address: str) -> None:
    for using, mail in (
        (account(1), replace(MAIL, to=address)),
        (account(1, sender=address), MAIL),
    ):
        refused = refusal(using, mail)
        assert refused.permanent
        assert "@" in str(refused) or "blanks" in str(refused)
