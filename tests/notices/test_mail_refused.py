"""A9: every refusal of a server is one sentence that says what to do; the password is in none."""

from __future__ import annotations

import base64

import pytest

from tests.notices.mail_server import post_office, saying, script
from tests.notices.mailing import PASSWORD, account, refusal, send


@pytest.mark.parametrize(
    ("command", "answer", "words", "permanent"),
    [
        (
            "MAIL",
            "553 5.7.1 Sender address rejected: not owned by user",
            "does not let ann@example.com",
            True,
        ),
        ("MAIL", "530 5.7.0 Authentication required", "wants a login first", True),
        ("MAIL", "451 4.3.0 Try later", "cannot take the mail just now", False),
        ("MAIL", "421 4.3.2 Closing", "cannot take the mail just now", False),
        ("RCPT", "550 5.1.1 No such user", "refuses the recipient", True),
        ("RCPT", "452 4.2.2 Mailbox full", "mailbox of the recipient is full", False),
        ("RCPT", "552 5.2.2 Mailbox full", "mailbox of the recipient is full", True),
        ("RCPT", "450 4.2.0 Greylisted", "cannot take the mail just now", False),
        ("DATA", "554 5.7.1 Looks like spam", "refuses the mail", True),
        ("DATA", "451 4.7.1 Later", "cannot take the mail just now", False),
    ],
)
def test_a_refusal_says_what_to_do(command: str, answer: str, words: str, permanent: bool) -> None:
    with post_office(answers={command: answer}) as post:
        refused = refusal(account(post.port))
    assert words in str(refused)
    assert refused.permanent is permanent
    assert answer[4:] in refused.details, "the server's own words are under Details"
    assert not post.got


def test_a_server_that_talks_at_length_is_cut_short() -> None:
    with post_office(answers={"RCPT": "550 " + "no " * 1_000}) as post:
        refused = refusal(account(post.port))
    assert len(refused.details) == 500


def test_details_name_nobody() -> None:
    with post_office(answers={"RCPT": "550 5.1.1 <bob@example.com>: bob@example.com unknown"}) as post:
        refused = refusal(account(post.port))
    assert refused.details == "550 5.1.1 <…@example.com>: …@example.com unknown …@example.com"


def test_a_wrong_password_is_tried_once_and_hints_at_app_passwords() -> None:
    with post_office(users={"ann": "another"}) as post:
        refused = refusal(account(post.port, user="ann", password=PASSWORD))
    assert "app password" in str(refused)
    assert refused.permanent
    assert post.logins == ["PLAIN"], "a second attempt would bring the account nearer to being locked"


LOGIN_OFFER = b"250-mail\r\n250 AUTH PLAIN LOGIN CRAM-MD5\r\n"


@pytest.mark.parametrize(
    ("answer", "words", "permanent"),
    [
        (
            b"535 5.7.139 Authentication unsuccessful, basic authentication is disabled.\r\n",
            "no longer lets",
            True,
        ),
        (b"534 5.7.9 Application-specific password required\r\n", "app password", True),
        (b"454 4.7.0 Temporary authentication failure\r\n", "just now", False),
        (
            b"535 wrong: AUTH PLAIN %s\r\n" % base64.b64encode(f"\0ann\0{PASSWORD}".encode()),
            "app password",
            True,
        ),
        (b"535 wrong: %s\r\n" % PASSWORD.encode(), "app password", True),
    ],
)
def test_a_refused_login_never_repeats_the_password(answer: bytes, words: str, permanent: bool) -> None:
    with saying(script(b"220 mail\r\n", LOGIN_OFFER, answer)) as port:
        refused = refusal(account(port, user="ann", password=PASSWORD))
    assert words in str(refused)
    assert refused.permanent is permanent
    assert base64.b64encode(f"\0ann\0{PASSWORD}".encode()).decode() not in refused.details


def test_a_login_the_server_only_claims_to_know_is_followed_by_the_next() -> None:
    conversation = script(
        b"220 mail\r\n",
        LOGIN_OFFER,
        b"504 5.5.4 Unrecognized authentication type\r\n",
        b"334 UGFzc3dvcmQ6\r\n",
        b"235 2.7.0 Fine\r\n",
        b"250 OK\r\n",
        b"250 OK\r\n",
        b"354 Go on\r\n",
        b"250 OK\r\n",
        b"221 Bye\r\n",
    )
    with saying(conversation) as port:
        send(account(port, user="ann", password=PASSWORD))


@pytest.mark.parametrize("offer", [b"250 mail\r\n", b"250-mail\r\n250 AUTH XOAUTH2\r\n"])
def test_a_server_without_a_login_by_password(offer: bytes) -> None:
    with saying(script(b"220 mail\r\n", offer)) as port:
        refused = refusal(account(port, user="ann", password=PASSWORD))
    assert "takes no user name with a password" in str(refused)
    assert refused.permanent
