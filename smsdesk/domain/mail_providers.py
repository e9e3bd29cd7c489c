"""Outgoing mail servers of well-known providers, by the domain of an address (A9).

So that nobody has to look up what their provider calls its server. Nothing depends on them: every value can
be typed over.
"""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.domain.text import Text, text

_APP_PASSWORD = text("This provider wants an app password, made in your account's security settings.")
_AUTHORIZATION_CODE = text(
    "This provider wants an authorization code instead of your password. Switch SMTP on in your mailbox's "
    "settings; it shows the code."
)
_NO_PASSWORDS = text(
    "This provider no longer lets programs send with a password. Use an address of another provider."
)


@dataclass(frozen=True)
class MailProvider:
    """Its server; the user name is the address."""

    host: str
    port: int
    security: str
    """As ``notices.mail.Security``."""
    note: Text | None = None


_GMAIL = MailProvider("smtp.gmail.com", 587, "starttls", _APP_PASSWORD)
_OUTLOOK = MailProvider("smtp-mail.outlook.com", 587, "starttls", _NO_PASSWORDS)
_QQ = MailProvider("smtp.qq.com", 465, "tls", _AUTHORIZATION_CODE)
_ICLOUD = MailProvider("smtp.mail.me.com", 587, "starttls", _APP_PASSWORD)
_GMX = MailProvider("mail.gmx.net", 587, "starttls")

_PROVIDERS = {
    "gmail.com": _GMAIL,
    "googlemail.com": _GMAIL,
    "outlook.com": _OUTLOOK,
    "hotmail.com": _OUTLOOK,
    "live.com": _OUTLOOK,
    "msn.com": _OUTLOOK,
    "qq.com": _QQ,
    "vip.qq.com": _QQ,
    "foxmail.com": _QQ,
    "163.com": MailProvider("smtp.163.com", 465, "tls", _AUTHORIZATION_CODE),
    "126.com": MailProvider("smtp.126.com", 465, "tls", _AUTHORIZATION_CODE),
    "yeah.net": MailProvider("smtp.yeah.net", 465, "tls", _AUTHORIZATION_CODE),
    "139.com": MailProvider("smtp.139.com", 465, "tls", _AUTHORIZATION_CODE),
    "sina.com": MailProvider("smtp.sina.com", 465, "tls", _AUTHORIZATION_CODE),
    "aliyun.com": MailProvider("smtp.aliyun.com", 465, "tls"),
    "icloud.com": _ICLOUD,
    "me.com": _ICLOUD,
    "yahoo.com": MailProvider("smtp.mail.yahoo.com", 465, "tls", _APP_PASSWORD),
    "fastmail.com": MailProvider("smtp.fastmail.com", 465, "tls", _APP_PASSWORD),
    "gmx.de": _GMX,
    "gmx.net": _GMX,
}


def provider_of(address: str) -> MailProvider | None:
    """The provider of an address, None when it is not one of these."""
    return _PROVIDERS.get(address.rpartition("@")[2].strip().casefold())
