"""What the owner of an account at Tencent Cloud enters, and what the gateway makes of it (N1)."""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from smsdesk.domain.errors import Invalid
from smsdesk.domain.profile import Region
from smsdesk.domain.text import text
from smsdesk.gateways.settings import Setting, SettingKind, number_in
from smsdesk.gateways.tencent.callbacks import CALLBACK_SETTINGS
from smsdesk.gateways.tencent.signing import Keys

MAINLAND_SITE, INTERNATIONAL_SITE = "mainland", "international"
NEW_TYPES, OLD_TYPES = "new", "old"

_HOSTS = {MAINLAND_SITE: "sms.tencentcloudapi.com", INTERNATIONAL_SITE: "sms.intl.tencentcloudapi.com"}
_REGIONS = {MAINLAND_SITE: "ap-guangzhou", INTERNATIONAL_SITE: "ap-singapore"}
_ACCOUNT = text("Account")
_DETAILS = text("Details")
_PACE = text("Pace")

_SITE = Setting(
    "site",
    text("Site"),
    text("Where the account was opened: cloud.tencent.com, or tencentcloud.com for the international one."),
    default=MAINLAND_SITE,
    choices=(MAINLAND_SITE, INTERNATIONAL_SITE),
    words=(text("Mainland (cloud.tencent.com)"), text("International (tencentcloud.com)")),
    group=_ACCOUNT,
)
_SECRET_ID = Setting(
    "secret_id",
    text("SecretId"),
    text("Console: Access Management, API Keys. A sub-account with the policy QcloudSMSFullAccess will do."),
    needed=True,
    group=_ACCOUNT,
    example="AKID…",
)
_SECRET_KEY = Setting(
    "secret_key",
    text("SecretKey"),
    text("It is shown once, when the key is made. Kept in the system's keyring."),
    secret=True,
    needed=True,
    group=_ACCOUNT,
)
_APP_ID = Setting(
    "sdk_app_id",
    text("SDK AppID"),
    text("Console: SMS, Applications. A number like 1400006666."),
    needed=True,
    group=_ACCOUNT,
    example="1400006666",
)
_TYPES = Setting(
    "sms_types",
    text("SMS types of the account"),
    text(
        "The account was opened before 16 May 2024: it knows regular and marketing SMS. Since then: "
        "verification codes, notifications and marketing."
    ),
    default=NEW_TYPES,
    choices=(NEW_TYPES, OLD_TYPES),
    words=(text("Opened since 16 May 2024"), text("Opened before 16 May 2024")),
    group=_ACCOUNT,
)
_QUALIFICATION = Setting(
    "qualification_id",
    text("Qualification ID"),
    text(
        "Of the real-name qualification that new mainland signatures belong to. Console: SMS, Mainland "
        "China, Qualifications. Empty when the account has none."
    ),
    group=_DETAILS,
)
_SENDER = Setting(
    "sender_id",
    text("Sender ID"),
    text("For countries that ask for an approved sender; empty where none is needed."),
    group=_DETAILS,
    advanced=True,
)
_REGION = Setting(
    "region",
    text("Region of the service"),
    text("Empty for the usual one of the site: ap-guangzhou or ap-singapore."),
    group=_DETAILS,
    advanced=True,
    example="ap-guangzhou",
)
_ENDPOINT = Setting(
    "endpoint",
    text("Other address"),
    text(
        "Only for an address of your own, like the cloud's internal one. Empty for the site's. Must begin "
        "with https, except on this computer."
    ),
    group=_DETAILS,
    advanced=True,
    example="https://sms.tencentcloudapi.com",
)
_AT_ONCE = Setting(
    "requests_at_once",
    text("Requests at once"),
    text("How many requests are under way at the same time, 1 to 64."),
    default="8",
    kind=SettingKind.NUMBER,
    least=1,
    most=64,
    group=_PACE,
    advanced=True,
)
_PER_SECOND = Setting(
    "messages_per_second",
    text("Messages per second"),
    text("The most that are sent in a second; empty for no limit. The cloud's own limit slows down besides."),
    kind=SettingKind.NUMBER,
    least=0.1,
    most=100_000,
    whole=False,
    group=_PACE,
    advanced=True,
)
_ANSWER = Setting(
    "answer_seconds",
    text("Wait for an answer"),
    text("Seconds after which a request without an answer is given up, 1 to 40."),
    default="30",
    kind=SettingKind.NUMBER,
    least=1,
    most=40,
    group=_PACE,
    advanced=True,
)
SETTINGS: tuple[Setting, ...] = (
    *(_SITE, _SECRET_ID, _SECRET_KEY, _APP_ID, _TYPES),
    *CALLBACK_SETTINGS,
    *(_QUALIFICATION, _SENDER, _REGION, _ENDPOINT, _AT_ONCE, _PER_SECOND, _ANSWER),
)


@dataclass(frozen=True, slots=True)
class Options:
    """The settings, checked."""

    keys: Keys
    app_id: str
    address: str
    """``scheme://host[:port]/path``"""
    region: str
    abroad: bool = False
    """An account of the international site: it may have nothing in mainland China."""
    old_types: bool = False
    qualification_id: int | None = None
    sender_id: str = ""
    requests_at_once: int = 8
    messages_per_second: float = math.inf
    answer_seconds: float = 30.0

    @property
    def host(self) -> str:
        """As it is signed: with the port where the address names one."""
        return urlsplit(self.address).netloc


def options_from(values: Mapping[str, str]) -> Options:
    """The values of ``SETTINGS``, checked; ``Invalid`` names the field that is wrong."""
    site = values.get("site") or MAINLAND_SITE
    if site not in _HOSTS:
        raise Invalid(text("Choose the site the account was opened at."), field="site")
    qualification = _matching(values, _QUALIFICATION, r"[0-9]{0,18}")
    region = _matching(values, _REGION, r"[a-z]{0,8}(-[a-z0-9]{1,20}){0,3}")
    endpoint = values.get("endpoint", "").strip()
    rate = number_in(values, _PER_SECOND)
    return Options(
        Keys(_matching(values, _SECRET_ID, r"[!-~]{1,200}"), _matching(values, _SECRET_KEY, r"[!-~]{1,200}")),
        _matching(values, _APP_ID, r"[0-9]{1,20}"),
        _checked_address(endpoint) if endpoint else f"https://{_HOSTS[site]}/",
        region or _REGIONS[site],
        site == INTERNATIONAL_SITE,
        values.get("sms_types") == OLD_TYPES,
        int(qualification) if qualification else None,
        _matching(values, _SENDER, r"[ -~]{0,20}"),
        int(number_in(values, _AT_ONCE) or 8),
        math.inf if rate is None else rate,
        number_in(values, _ANSWER) or 30.0,
    )


def international(region: Region) -> int:
    """The cloud's word for a region."""
    return 0 if region is Region.MAINLAND else 1


def _matching(values: Mapping[str, str], setting: Setting, pattern: str) -> str:
    value = values.get(setting.key, "").strip()
    if re.fullmatch(pattern, value, re.ASCII):
        return value
    if setting.needed and not value:
        raise Invalid(text("{label} is needed.", label=setting.label), field=setting.key)
    raise Invalid(
        text("{label}: this is not one. Copy it from the console again.", label=setting.label),
        field=setting.key,
    )


def _checked_address(words: str) -> str:
    """With scheme and path; plain http only to this computer, because the texts go as they are."""
    try:
        parts = urlsplit(words if "://" in words else "https://" + words)
        host, port, plain = parts.hostname or "", parts.port, parts.scheme == "http"
    except ValueError:
        host, port, plain, parts = "", None, False, urlsplit("")
    if (
        (parts.scheme == "https" or (plain and _is_here(host)))
        and re.fullmatch(r"[a-z0-9.:-]{1,253}", host, re.ASCII)
        and re.fullmatch(r"[!-~]*", parts.path)
        and not (parts.query or parts.fragment or parts.username)
    ):
        name = f"[{host}]" if ":" in host else host
        usual = port is None or port == (80 if plain else 443)
        return f"{parts.scheme}://{name}{'' if usual else f':{port}'}{parts.path or '/'}"
    raise Invalid(
        text("This is no address that begins with https. Leave it empty for the site's own."),
        field="endpoint",
    )


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
