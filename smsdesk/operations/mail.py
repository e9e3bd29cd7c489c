"""The mail account that alarms go out through (A9): its settings, its password, a test.

The password lives in the keyring and nowhere else: it is not in what these functions give back, not in the
database, the audit or the log.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from smsdesk.domain.email_addresses import check_email, parse_email, server_name
from smsdesk.domain.errors import Invalid, Unavailable
from smsdesk.domain.limits import BUSINESS_NAME_LENGTH, EMAIL_LENGTH, MAIL_HOST_LENGTH, MAIL_PASSWORD_LENGTH
from smsdesk.domain.text import Text, text, tr
from smsdesk.notices.mail import (
    DEFAULT_PORTS,
    Mail,
    MailAccount,
    MailRefused,
    Security,
    is_this_computer,
    send_mail,
)
from smsdesk.operations.desk import Desk, job, operation, query
from smsdesk.operations.inputs import one_line
from smsdesk.store.database import Database
from smsdesk.store.secrets import SecretStore
from smsdesk.store.settings import delete_setting, read_profile, read_setting_of, write_setting

log = logging.getLogger(__name__)

#: The setting, and the secret's name.
MAIL = "mail"
PASSWORD = "mail/password"

HIGHEST_PORT = 65_535


@dataclass(frozen=True)
class MailSettings:
    """What is kept of the account; ``host`` empty: there is none. The password is never given out."""

    host: str = ""
    port: int = DEFAULT_PORTS[Security.STARTTLS]
    security: Security = Security.STARTTLS
    user: str = ""
    """Empty: the server wants no login."""
    sender: str = ""
    sender_name: str = ""
    """Empty: the business's name."""


@query
def mail_settings(desk: Desk) -> MailSettings:
    """The account as it is kept; empty where there is none."""
    return _settings(read_setting_of(desk.session, MAIL, dict))


def has_mail_password(desk: Desk) -> bool:
    """Whether the keyring has a password for it. Raises ``Unavailable`` when it cannot be asked."""
    return bool(desk.secrets.get(PASSWORD))


@job(action="ModifyMailSettings")
def save_mail_settings(
    desk: Desk,
    *,
    host: str,
    port: int,
    security: Security,
    user: str,
    password: str,
    sender: str,
    sender_name: str = "",
) -> MailSettings:
    """Keep the account. An empty password leaves the kept one, which holds for its server and user only.

    Raises ``Invalid`` at the field that is wrong; then nothing was changed.
    """
    wanted = _checked(MailSettings(host, port, security, user, sender, sender_name))
    password = _password_for(desk, wanted, password)
    # Before the settings: a keyring that is locked leaves everything as it was.
    if password:
        desk.secrets.set(PASSWORD, password)
    else:
        desk.secrets.delete(PASSWORD)
    return _keep(desk, wanted=wanted)


@job(action="DeleteMailSettings")
def forget_mail(desk: Desk) -> None:
    """Forget account and password; alarms then go without email."""
    desk.secrets.delete(PASSWORD)
    _forget(desk)


@job(action="TestMail")
def test_mail(
    desk: Desk,
    *,
    to: str,
    host: str,
    port: int,
    security: Security,
    user: str,
    password: str,
    sender: str,
    sender_name: str,
) -> Text:
    """Send a mail with these values, which need not be saved, and say in one sentence that it was accepted.

    Takes up to 25 s. Raises ``Invalid`` at the field that is wrong, ``Unavailable`` with what went wrong.
    """
    to = check_email(to, field="to")
    wanted = _checked(MailSettings(host, port, security, user, sender, sender_name))
    password = _password_for(desk, wanted, password)
    with desk.reading() as session:
        profile = read_profile(session)
    business = profile.business_name if profile else ""
    mail = Mail(
        to,
        tr("Test email from SMS Desk"),
        tr(
            "This email shows that SMS Desk can reach you. Alarms of {business} will come from this address.",
            business=business,
        ),
        f"smsdesk-test-{secrets.token_hex(12)}",
    )
    try:
        asyncio.run(send_mail(_account(wanted, password, business), mail))
    except MailRefused as refused:
        raise Unavailable(refused.reason, details=refused.details) from None
    return text(
        "{host} has accepted the test email. Look into the mailbox of {address}, also under spam.",
        host=wanted.host,
        address=to,
    )


def mail_account(database: Database, secret_store: SecretStore) -> MailAccount | None:
    """The account as it is kept at this moment, for the engine; None where there is none.

    Raises ``Unavailable`` while the keyring is locked: later it may be open.
    """
    with database.read() as session:
        kept = _settings(read_setting_of(session, MAIL, dict))
        profile = read_profile(session)
    if not kept.host:
        return None
    password = (secret_store.get(PASSWORD) or "") if kept.user else ""
    return _account(kept, password, profile.business_name if profile else "")


def _account(settings: MailSettings, password: str, business: str) -> MailAccount:
    return MailAccount(
        settings.host,
        settings.port,
        settings.security,
        settings.user,
        password,
        settings.sender,
        settings.sender_name or business,
    )


@operation(action="ModifyMailSettings", on="mail")
def _keep(desk: Desk, *, wanted: MailSettings) -> MailSettings:
    desk.before(mail_settings(desk))
    write_setting(desk.session, MAIL, asdict(wanted))
    desk.changed("alarm")  # what waits for an account goes now
    return wanted


@operation(action="DeleteMailSettings", on="mail")
def _forget(desk: Desk) -> None:
    desk.before(mail_settings(desk))
    delete_setting(desk.session, MAIL)
    desk.changed("alarm")


def _settings(stored: Mapping[str, Any] | None) -> MailSettings:
    if not stored:
        return MailSettings()
    try:
        return MailSettings(**{**stored, "security": Security(stored["security"])})
    except (TypeError, KeyError, ValueError):
        log.info("The stored settings of the mail account are damaged; there is none")
        return MailSettings()


def _password_for(desk: Desk, wanted: MailSettings, typed: str) -> str:
    """The typed password, or the kept one where it was given for this server and user."""
    if not wanted.user:
        return ""
    password = _typed_password(typed)
    if not password:
        with desk.reading():
            kept_for = mail_settings(desk)
        kept = desk.secrets.get(PASSWORD) or ""
        if kept and (kept_for.host, kept_for.user) != (wanted.host, wanted.user):
            # Whoever changes the settings must not get to know the password by naming a server of their own.
            raise Invalid(
                text("Enter the password again: the kept one is for another server or user name."),
                field="password",
            )
        password = kept
    if not password:
        raise Invalid(text("Enter the password that goes with the user name."), field="password")
    if wanted.security is Security.NONE and not is_this_computer(wanted.host):
        raise Invalid(
            text(
                "Without encryption everybody on the way could read the password. Choose STARTTLS or TLS, or "
                "leave the user name empty if the server wants none."
            ),
            field="security",
        )
    return password


def _typed_password(typed: str) -> str:
    """Without what comes along when it is pasted."""
    password = typed.strip()
    if any(char < " " or char == "\x7f" for char in password):
        raise Invalid(text("A password is one line. Type it again, do not paste it."), field="password")
    if MAIL_PASSWORD_LENGTH.exceeded(len(password)):
        raise Invalid(
            text(
                "This is too long for a password: at most {most} characters.", most=MAIL_PASSWORD_LENGTH.value
            ),
            field="password",
        )
    return password


def _checked(given: MailSettings) -> MailSettings:
    """The settings in shape, or ``Invalid`` at their field."""
    host = _host(given.host)
    if not 1 <= given.port <= HIGHEST_PORT:
        raise Invalid(text("A port is a number from 1 to {most}.", most=HIGHEST_PORT), field="port")
    return replace(
        given,
        host=host,
        security=Security(given.security),
        user=one_line(given.user, field="user", most=EMAIL_LENGTH, least=0),
        sender=parse_email(given.sender, field="sender").shown,
        sender_name=one_line(given.sender_name, field="sender_name", most=BUSINESS_NAME_LENGTH, least=0),
    )


def _host(given: str) -> str:
    """A name in any script or a numeric address."""
    host = one_line(given, field="host", most=MAIL_HOST_LENGTH).casefold()
    try:
        server_name(host)
    except ValueError as error:
        raise Invalid(
            text(
                "Enter the name of the outgoing mail server alone, like smtp.example.com, without http:// "
                "or a port."
            ),
            field="host",
        ) from error
    return host.rstrip(".")
