"""What went wrong with a mail, in one sentence that says what to do (A9)."""

from __future__ import annotations

import base64
import re
import socket
import ssl
import unicodedata
from enum import Enum, auto

from smsdesk.domain.text import Text, text
from smsdesk.notices.mail_account import MailAccount, MailRefused, Security

#: Of an answer, behind "Details", in characters.
_DETAIL_LENGTH = 500

#: What stands before the @ of an address; these words may end in a log.
_MAILBOX = re.compile(r"[^\s<>@:;,\"'()]+@")


class Step(Enum):
    """How far the conversation with the server came."""

    CONNECT = auto()
    GREET = auto()
    ENCRYPT = auto()
    LOGIN = auto()
    SENDER = auto()
    RECIPIENT = auto()
    TEXT = auto()


def explain(error: Exception, step: Step, account: MailAccount, timeout: float) -> MailRefused:
    """The fault in words; ``timeout`` in seconds."""
    import aiosmtplib

    cause = _cause(error)
    details = _details(error, account)
    if isinstance(cause, ssl.SSLError):
        return MailRefused(_encryption(cause, account), permanent=True, details=details)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _answered(error.code, error.message, step, account, details)
    if isinstance(error, TimeoutError):
        return MailRefused(_silent(step, account, timeout), permanent=False, details=details)
    if isinstance(error, aiosmtplib.SMTPException) and not isinstance(error, ConnectionError):
        return MailRefused(_lacking(step, account), permanent=True, details=details)
    return MailRefused(_cut(cause, step, account), permanent=False, details=details)


def _cause(error: BaseException) -> BaseException:
    """The fault of the line under the library's."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _cut(cause: BaseException, step: Step, account: MailAccount) -> Text:
    """No line, or none any more."""
    if isinstance(cause, socket.gaierror):
        return text(
            "The mail server {host} was not found. Check its name in Settings → Email, and that this "
            "computer is online.",
            host=account.host,
        )
    if isinstance(cause, ConnectionRefusedError):
        return text(
            "The mail server {host} takes no mail at port {port}. Check server and port in Settings → Email.",
            host=account.host,
            port=account.port,
        )
    if step is Step.CONNECT and isinstance(cause, OSError) and not isinstance(cause, ConnectionError):
        return text(
            "The mail server {host} cannot be reached. Check that this computer is online.", host=account.host
        )
    return text(
        "The mail server {host} ended the conversation in the middle. Try again in a few minutes; should it "
        "happen again, check port and security in Settings → Email.",
        host=account.host,
    )


def _silent(step: Step, account: MailAccount, timeout: float) -> Text:
    if step is Step.CONNECT and account.security is not Security.TLS and account.port == 465:
        return text(
            "The mail server {host} did not answer within {seconds} seconds. Port 465 wants TLS: choose it "
            "in Settings → Email.",
            host=account.host,
            seconds=round(timeout),
        )
    if step is Step.CONNECT:
        return text(
            "The mail server {host} did not answer at port {port} within {seconds} seconds. Check server and "
            "port in Settings → Email, and that this computer is online.",
            host=account.host,
            port=account.port,
            seconds=round(timeout),
        )
    return text(
        "The mail server {host} did not finish within {seconds} seconds. Try again in a few minutes.",
        host=account.host,
        seconds=round(timeout),
    )


def _lacking(step: Step, account: MailAccount) -> Text:
    """The server cannot what is asked of it."""
    if step is Step.ENCRYPT:
        return text(
            "The mail server {host} offers no STARTTLS at port {port}, so nothing was sent. Choose TLS with "
            "port 465 in Settings → Email, or ask your provider.",
            host=account.host,
            port=account.port,
        )
    return text(
        "The mail server {host} takes no user name with a password at port {port}. Ask your provider for its "
        "SMTP settings, or leave the user name empty if it needs none.",
        host=account.host,
        port=account.port,
    )


def _encryption(error: ssl.SSLError, account: MailAccount) -> Text:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return text(
            "No encrypted line to {host} came about at port {port}. Check port and security in Settings → "
            "Email: TLS goes with 465, STARTTLS with 587.",
            host=account.host,
            port=account.port,
        )
    match error.verify_code:
        case 9 | 10:
            return text(
                "The certificate of the mail server {host} is not valid today, so nothing was sent. Check "
                "this computer's date; if it is right, tell your mail provider.",
                host=account.host,
            )
        case 62 | 64:
            return text(
                "The certificate of the mail server belongs to another name than {host}, so nothing was "
                "sent. Enter the server's name as your provider writes it.",
                host=account.host,
            )
        case _:
            return text(
                "Nobody this computer trusts vouches for the certificate of the mail server {host}, so "
                "nothing was sent. Check the server's name, or ask your mail provider.",
                host=account.host,
            )


def _answered(code: int, words: str, step: Step, account: MailAccount, details: str) -> MailRefused:
    """The server answered with a refusal."""
    if not 400 <= code <= 599:
        reason = text(
            "What answers at {host}, port {port}, does not talk like a mail server. Check server, port and "
            "security in Settings → Email.",
            host=account.host,
            port=account.port,
        )
        return MailRefused(reason, permanent=False, details=details)
    permanent = code >= 500
    if step is Step.ENCRYPT and permanent:
        return MailRefused(_lacking(step, account), permanent, details)
    return MailRefused(_refusal(code, words, step, account, permanent), permanent, details)


def _refusal(code: int, words: str, step: Step, account: MailAccount, permanent: bool) -> Text:
    enhanced = _enhanced(words)
    if step is Step.LOGIN and permanent:
        return _login(enhanced, words, account)
    if code == 530 or (enhanced == "5.7.0" and "auth" in words.lower()):
        return text(
            "The mail server {host} wants a login first. Enter user name and password in Settings → Email.",
            host=account.host,
        )
    if enhanced.endswith(".2.2") or (step is Step.RECIPIENT and code in (452, 552)):
        return text("The mailbox of the recipient is full. Tell them, or use another address.")
    if not permanent:
        return text(
            "The mail server {host} cannot take the mail just now. Try again in a few minutes.",
            host=account.host,
        )
    match step:
        case Step.SENDER:
            return text(
                "The mail server {host} does not let {sender} send. Enter the address that belongs to the "
                "user name as the sender in Settings → Email.",
                host=account.host,
                sender=account.sender,
            )
        case Step.RECIPIENT:
            return text("The mail server {host} refuses the recipient. Check the address.", host=account.host)
        case Step.TEXT:
            return text(
                "The mail server {host} refuses the mail, perhaps as unwanted advertising. Its reason is "
                "under Details; your provider can say more.",
                host=account.host,
            )
        case _:
            return text(
                "The mail server {host} refuses to talk with this computer. Its reason is under Details; "
                "your provider can say more.",
                host=account.host,
            )


def _login(enhanced: str, words: str, account: MailAccount) -> Text:
    if enhanced == "5.7.139" or "basic authentication is disabled" in words.lower():
        return text(
            "{host} no longer lets programs log in with a password. Use the SMTP server of another provider.",
            host=account.host,
        )
    return text(
        "The mail server {host} refuses user name or password. Many providers want an app password or "
        "authorization code, made in their web page's settings, instead of your usual password.",
        host=account.host,
    )


def _enhanced(words: str) -> str:
    """The code of RFC 3463 at the beginning of an answer, empty where there is none."""
    found = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})\b", words)
    return found[1] if found else ""


def _details(error: Exception, account: MailAccount) -> str:
    """The technical words, without what some servers repeat: a login, or whose mailbox it is."""
    words = " ".join(str(part) for part in error.args if part) or type(error).__name__
    for secret in _secrets(account):
        words = words.replace(secret, "…")
    words = _MAILBOX.sub("…@", words)
    plain = "".join(char if unicodedata.category(char) not in ("Cc", "Cs", "Cf") else " " for char in words)
    return " ".join(plain.split())[:_DETAIL_LENGTH]


def _secrets(account: MailAccount) -> list[str]:
    if not account.password:
        return []
    plain = f"\0{account.user}\0{account.password}".encode()
    forms = [base64.b64encode(part).decode() for part in (plain, account.password.encode())]
    return [*forms, *(each.rstrip("=") for each in forms), account.password]
