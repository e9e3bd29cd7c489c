"""A9: the mail account on a real file, its password in the keyring alone, its test against a real server."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from smsdesk.domain.errors import Invalid, Unavailable, Unusable
from smsdesk.notices.mail import Security
from smsdesk.operations import mail as operations
from smsdesk.operations.desk import Desk
from smsdesk.operations.mail import (
    MailSettings,
    forget_mail,
    mail_account,
    mail_settings,
    save_mail_settings,
)
from smsdesk.store.secrets import FileSecrets
from smsdesk.store.tables import AuditRow
from tests.notices.mail_server import HERE, post_office
from tests.operations.conftest import IdleSender

PASSWORD = "correct horse battery"

FORM: dict[str, Any] = {
    "host": "smtp.example.com",
    "port": 587,
    "security": Security.STARTTLS,
    "user": "ann@example.com",
    "password": PASSWORD,
    "sender": "ann@example.com",
    "sender_name": "",
}


def local(port: int, **more: Any) -> dict[str, Any]:
    """The form for a server on this computer."""
    return {**FORM, "host": HERE, "port": port, "security": Security.NONE, **more}


def test_there_is_none_at_first(desk: Desk) -> None:
    assert mail_settings(desk) == MailSettings()
    assert mail_account(desk.database, desk.secrets) is None


def test_what_is_saved_is_what_the_engine_gets(desk: Desk, sender: IdleSender) -> None:
    told: list[frozenset[str]] = []
    desk.listen(told.append)
    kept = save_mail_settings(
        desk, **{**FORM, "host": " SMTP.Example.COM ", "sender": " ann@EXAMPLE.com ", "sender_name": " Ann "}
    )
    assert kept == mail_settings(desk)
    assert kept == MailSettings(
        "smtp.example.com", 587, Security.STARTTLS, "ann@example.com", "ann@example.com", "Ann"
    )
    account = mail_account(desk.database, desk.secrets)
    assert account is not None
    assert (account.host, account.user, account.password) == ("smtp.example.com", "ann@example.com", PASSWORD)
    assert account.sender_name == "Ann"
    assert PASSWORD not in repr(account)
    assert frozenset({"mail", "alarm"}) in told
    assert sender.woken, "what waits for an account goes now"


def test_mails_come_from_the_business_where_no_name_is_given(desk: Desk) -> None:
    save_mail_settings(desk, **FORM)
    account = mail_account(desk.database, desk.secrets)
    assert account is not None
    assert account.sender_name == "Riverside Bakery"


def test_an_empty_password_leaves_the_kept_one(desk: Desk) -> None:
    save_mail_settings(desk, **FORM)
    save_mail_settings(desk, **{**FORM, "password": "", "port": 465, "security": Security.TLS})
    account = mail_account(desk.database, desk.secrets)
    assert account is not None
    assert (account.password, account.port, account.security) == (PASSWORD, 465, Security.TLS)


@pytest.mark.parametrize("change", [{"host": "mail.evil.example"}, {"user": "eve@example.com"}])
def test_the_kept_password_goes_to_no_other_server_or_user(desk: Desk, change: dict[str, str]) -> None:
    save_mail_settings(desk, **FORM)
    elsewhere = {**FORM, **change, "password": ""}
    for act in (
        lambda: save_mail_settings(desk, **elsewhere),
        lambda: operations.test_mail(desk, to="bob@example.com", **elsewhere),
    ):
        with pytest.raises(Invalid, match="Enter the password again") as refused:
            act()
        assert refused.value.field == "password"
    assert mail_settings(desk).host == "smtp.example.com"
    save_mail_settings(desk, **{**elsewhere, "password": "another"})
    account = mail_account(desk.database, desk.secrets)
    assert account is not None
    assert account.password == "another"


def test_without_a_user_no_password_is_kept(desk: Desk) -> None:
    save_mail_settings(desk, **FORM)
    save_mail_settings(desk, **{**FORM, "user": "", "password": "left over"})
    assert desk.secrets.get(operations.PASSWORD) is None
    account = mail_account(desk.database, desk.secrets)
    assert account is not None
    assert (account.user, account.password) == ("", "")


def test_it_is_forgotten_whole(desk: Desk, sender: IdleSender) -> None:
    save_mail_settings(desk, **FORM)
    before = sender.woken
    forget_mail(desk)
    assert mail_settings(desk) == MailSettings()
    assert mail_account(desk.database, desk.secrets) is None
    assert desk.secrets.get(operations.PASSWORD) is None
    assert sender.woken > before, "what waits must learn that there is no way"
    forget_mail(desk)  # twice does no harm


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"host": ""}, "host", "empty"),
        ({"host": "https://smtp.example.com"}, "host", "without http://"),
        ({"host": "smtp.example.com:465"}, "host", "without http://"),
        ({"host": "smtp example"}, "host", "without http://"),
        ({"host": "smtp.example.com\r\nQUIT"}, "host", "one line"),
        ({"host": "x" * 300}, "host", "too long"),
        ({"port": 0}, "port", "from 1 to 65535"),
        ({"port": 65_536}, "port", "from 1 to 65535"),
        ({"sender": ""}, "sender", "Enter an email address"),
        ({"sender": "ann"}, "sender", "lacks what follows"),
        ({"sender": "ann@example.com\r\nBcc: x@y.z"}, "sender", "one @"),
        ({"sender_name": "Ann\r\nBcc: x@y.z"}, "sender_name", "one line"),
        ({"sender_name": "x" * 61}, "sender_name", "too long"),
        ({"user": "x" * 255}, "user", "too long"),
        ({"user": "ann\x00"}, "user", "one line"),
        ({"password": ""}, "password", "Enter the password"),
        ({"password": "a\nb"}, "password", "one line"),
        ({"password": "x" * 501}, "password", "too long"),
        ({"security": Security.NONE}, "security", "Choose STARTTLS or TLS"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(
    desk: Desk, change: dict[str, Any], field: str, words: str
) -> None:
    for act in (
        lambda: save_mail_settings(desk, **{**FORM, **change}),
        lambda: operations.test_mail(desk, to="bob@example.com", **{**FORM, **change}),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert refused.value.field == field
        assert words in str(refused.value)
    assert mail_settings(desk) == MailSettings()
    assert desk.secrets.get(operations.PASSWORD) is None


def test_a_server_name_in_another_script_is_kept_as_it_is_written(desk: Desk) -> None:
    assert save_mail_settings(desk, **{**FORM, "host": "邮件.例子.cn"}).host == "邮件.例子.cn"


# ------------------------------------------------------------------------------------------- the test


def test_a_test_mail_arrives_with_what_is_in_the_form(desk: Desk) -> None:
    with post_office(users={"ann@example.com": PASSWORD}) as post:
        said = operations.test_mail(desk, to=" bob@example.com ", **local(post.port))
    assert "accepted the test email" in str(said)
    assert "bob@example.com" in str(said)
    mail = post.mail()
    assert mail["To"] == "bob@example.com"
    assert mail["From"] == "Riverside Bakery <ann@example.com>"
    assert "Riverside Bakery" in mail.get_content()
    assert mail_settings(desk) == MailSettings(), "trying keeps nothing"
    assert desk.secrets.get(operations.PASSWORD) is None


def test_a_test_uses_the_kept_password_where_none_is_typed(desk: Desk) -> None:
    with post_office(users={"ann@example.com": PASSWORD}) as post:
        save_mail_settings(desk, **local(post.port))
        operations.test_mail(desk, to="bob@example.com", **local(post.port, password=""))
    assert len(post.got) == 1


def test_a_test_that_fails_says_why(desk: Desk) -> None:
    with post_office(users={"ann@example.com": "another"}) as post, pytest.raises(Unavailable) as refused:
        operations.test_mail(desk, to="bob@example.com", **local(post.port))
    assert "app password" in str(refused.value)
    assert refused.value.details
    with (
        post_office(answers={"RCPT": "550 5.1.1 No such user"}) as post,
        pytest.raises(Unavailable) as refused,
    ):
        operations.test_mail(desk, to="bob@example.com", **local(post.port, user=""))
    assert "refuses the recipient" in str(refused.value)


def test_a_test_needs_an_address(desk: Desk) -> None:
    with pytest.raises(Invalid, match="lacks") as refused:
        operations.test_mail(desk, to="bob", **FORM)
    assert refused.value.field == "to"


# ----------------------------------------------------------------------------------------- the secret


def test_the_password_is_nowhere_but_in_the_keyring(
    desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with post_office(users={"ann@example.com": PASSWORD}) as post:
        save_mail_settings(desk, **local(post.port))
        operations.test_mail(desk, to="bob@example.com", **local(post.port, password=""))
        post.users = {}
        save_mail_settings(desk, **local(post.port, password=""))
    with post_office(users={"ann@example.com": "another"}) as post, pytest.raises(Unavailable):
        operations.test_mail(desk, to="bob@example.com", **local(post.port))
    forms = [PASSWORD.encode(), PASSWORD.encode("utf-16-le"), PASSWORD.replace(" ", "").encode()]
    # Every file of the desk: database, its log, the vault of keys (encrypted).
    files = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert tmp_path / "smsdesk.db" in files
    for file in files:
        content = file.read_bytes()
        assert not any(form in content for form in forms), file
    ours = [record for record in caplog.records if record.name.startswith("smsdesk")]
    assert ours
    assert not any(PASSWORD in record.getMessage() for record in caplog.records)
    with desk.database.read() as session:
        entries = session.execute(select(AuditRow)).scalars().all()
        assert [entry.action for entry in entries] == ["ModifyMailSettings", "ModifyMailSettings"]
        assert not any("password" in (entry.after or "") + (entry.before or "") for entry in entries)


def test_keys_that_cannot_be_opened_are_told_and_can_be_entered_again(desk: Desk, tmp_path: Path) -> None:
    save_mail_settings(desk, **FORM)
    (tmp_path / "keys.vault").write_bytes(b"spoiled")
    broken = Desk(
        desk.folder,
        desk.database,
        FileSecrets(tmp_path / "keys.vault", tmp_path / "keys.key"),
        desk.clock,
        desk.sender,
    )
    with pytest.raises(Unusable):
        mail_account(broken.database, broken.secrets)
    save_mail_settings(broken, **{**FORM, "port": 2525, "password": "another"})
    assert mail_settings(broken).port == 2525
    account = mail_account(broken.database, broken.secrets)
    assert account is not None
    assert account.password == "another"
