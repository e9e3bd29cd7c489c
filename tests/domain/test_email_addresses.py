"""A9: what an email address is, and what is wrong with one that is none."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.email_addresses import check_email, email_fault, parse_email, server_name
from smsdesk.domain.errors import Invalid
from tests.spent import at_most

LABEL = "x" * 62


@pytest.mark.parametrize(
    ("typed", "kept", "wire"),
    [
        ("ann@example.com", "ann@example.com", "ann@example.com"),
        ("  Ann.Lee+shop@Example.COM ", "Ann.Lee+shop@example.com", "Ann.Lee+shop@example.com"),
        ("o'brien@example.co.uk", "o'brien@example.co.uk", "o'brien@example.co.uk"),
        ("a@b.cn", "a@b.cn", "a@b.cn"),
        ("12345@qq.com", "12345@qq.com", "12345@qq.com"),
        ("root@localhost", "root@localhost", "root@localhost"),
        ("ann@münchen.de", "ann@münchen.de", "ann@xn--mnchen-3ya.de"),
        ("ann@xn--mnchen-3ya.de", "ann@münchen.de", "ann@xn--mnchen-3ya.de"),
        ("ann@例子.中国", "ann@例子.中国", "ann@xn--fsqu00a.xn--fiqs8s"),
        ("用户@例子.cn", "用户@例子.cn", "用户@xn--fsqu00a.cn"),
        ("ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ann@example.com", "ann@example.com"),
        ("ann@qq。com", "ann@qq.com", "ann@qq.com"),
        ("x" * 64 + "@example.com", "x" * 64 + "@example.com", "x" * 64 + "@example.com"),
    ],
)
def test_an_address_is_kept_as_people_read_it_and_told_as_servers_know_it(
    typed: str, kept: str, wire: str
) -> None:
    found = parse_email(typed)
    assert (found.shown, found.wire) == (kept, wire)
    assert check_email(typed) == kept
    assert email_fault(typed) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter an email address"),
        ("   ", "Enter an email address"),
        ("ann", "lacks what follows the @"),
        ("ann@", "lacks what follows the @"),
        ("@example.com", "lacks what comes before the @"),
        ("ann@example", "lacks its ending"),
        ("ann@b@example.com", "has one @"),
        ("ann@example.com, bob@example.com", "has one @"),
        ("ann lee@example.com", "no blanks"),
        ("ann@exam ple.com", "no blanks"),
        ("ann@example.com\r\nBcc: eve", "no blanks"),
        ("ann\x00@example.com", "no blanks"),
        ("ann\u200b@example.com", "no blanks"),
        ("ann\u202e@example.com", "no blanks"),
        ("Ann <ann@example.com>", "no blanks"),
        ("<ann@example.com>", "“<” cannot stand"),
        ('"ann"@example.com', '“"” cannot stand'),
        ("a,b@example.com", "“,” cannot stand"),
        ("a(b)@example.com", "“(” cannot stand"),
        ("ann😀@example.com", "“😀” cannot stand"),
        (".ann@example.com", "Check the dots"),
        ("ann.@example.com", "Check the dots"),
        ("an..n@example.com", "Check the dots"),
        ("ann@192.0.2.1", "not a number"),
        ("ann@[192.0.2.1]", "not a number"),
        ("ann@example..com", "not a name of a mail domain"),
        ("ann@-example.com", "not a name of a mail domain"),
        ("ann@exam_ple.com", "not a name of a mail domain"),
        ("ann@example.com/x", "not a name of a mail domain"),
        ("ann@xn--zzzzzz99999.de", "not a name of a mail domain"),
        ("ann@" + "x" * 64 + ".com", "not a name of a mail domain"),
        ("x" * 65 + "@example.com", "at most 64"),
        ("户" * 22 + "@example.com", "at most 64"),
        ("x" * 1_000_000, "too long"),
        ("x" * 64 + f"@{LABEL}.{LABEL}.{LABEL}.com", "too long"),
    ],
)
def test_what_is_no_address_is_told_why(typed: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_email(typed, field="sender")
    assert words in str(refused.value)
    assert refused.value.field == "sender"
    assert str(email_fault(typed)) == str(refused.value)


@given(
    st.text() | st.from_regex(r"[^@\s]{1,20}@[^@\s]{1,12}(\.[^@\s]{1,8}){0,3}", fullmatch=True) | st.emails()
)
def test_whatever_is_typed_an_accepted_address_is_safe_and_stays_the_same(typed: str) -> None:
    if email_fault(typed) is not None:
        return
    found = parse_email(typed)
    assert check_email(found.shown) == found.shown
    assert parse_email(found.wire) == found
    assert found.wire_domain.isascii()
    assert found.shown.count("@") == 1
    assert not any(unicodedata.category(char)[0] in "CZ" or char in '<>"(),:;\\[]' for char in found.shown)
    assert len(found.wire.encode()) <= 254


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("smtp.example.com", "smtp.example.com"),
        ("SMTP.Example.com.", "smtp.example.com"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("邮件.例子.cn", "xn--5nq051n.xn--fsqu00a.cn"),
    ],
)
def test_a_server_is_named_as_name_servers_know_it(typed: str, name: str) -> None:
    assert server_name(typed) == name


@pytest.mark.parametrize(
    "typed", ["", "https://smtp.example.com", "smtp.example.com:465", "a b.c", "a\r\nb", "x" * 300]
)
def test_what_is_no_server(typed: str) -> None:
    with pytest.raises(UnicodeError):
        server_name(typed)


def test_a_million_accents_are_refused_while_typing() -> None:
    with at_most(2):
        assert email_fault("ann" + "\u0301\u0323" * 500_000 + "@example.com") is not None
