"""The gateways there are, each with its name, settings and how it is made (N1). A new one adds an entry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from smsdesk.domain.review_hours import AROUND_THE_CLOCK, CLOUD_HOURS, ReviewHours
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import Gateway, ReviewedBy
from smsdesk.gateways.http.presets import PRESETS as HTTP_PRESETS
from smsdesk.gateways.http.settings import SETTINGS as HTTP_SETTINGS
from smsdesk.gateways.sandbox.gateway import SETTINGS as SANDBOX_SETTINGS
from smsdesk.gateways.sandbox.gateway import SandboxGateway, sandbox_reviewed_by
from smsdesk.gateways.settings import Preset, Setting, check_values
from smsdesk.gateways.smpp.gateway import SmppGateway
from smsdesk.gateways.smpp.settings import SETTINGS as SMPP_SETTINGS
from smsdesk.gateways.tencent.gateway import TencentGateway
from smsdesk.gateways.tencent.settings import SETTINGS as TENCENT_SETTINGS


def _on_the_desk(values: Mapping[str, str]) -> ReviewedBy:
    return ReviewedBy.DESK


def _http_gateway(values: Mapping[str, str], around: Surroundings) -> Gateway:
    # Its many patterns are made when the first one is, not whenever the program starts.
    from smsdesk.gateways.http.gateway import HttpGateway

    return HttpGateway.from_settings(values, around.folder)


def _http_preview(values: Mapping[str, str]) -> str:
    from smsdesk.gateways.http.gateway import preview

    return preview(values)


async def _nowhere() -> str:
    raise LookupError("a checked gateway is not opened")


@dataclass(frozen=True)
class Surroundings:
    """What the program has for any gateway that wants it."""

    inside: Callable[[], Awaitable[str]] = _nowhere
    """Gives the address of the carrier inside the program, starting it when it is not running."""
    folder: Path | None = None
    """A folder of the gateway's own in the data folder, for what it must remember; it may not be there yet.
    None while the settings are only checked."""


#: For checking settings: a gateway made with it is never opened.
NOWHERE = Surroundings()


@dataclass(frozen=True)
class Declared:
    """One gateway there is. Values are words by the keys of ``settings``, secret ones among them."""

    name: Text
    settings: tuple[Setting, ...]
    make: Callable[[Mapping[str, str], Surroundings], Gateway]
    """Not open yet; raises ``Invalid`` at the setting that is wrong and opens, reads and asks nothing."""
    reviewed_by: Callable[[Mapping[str, str]], ReviewedBy] = _on_the_desk
    """Who reviews signatures and templates, by the values of the settings that are not secret (R1). Where
    it can be the carrier, the gateway has the methods of ``base.Reviewing``."""
    hours: ReviewHours = AROUND_THE_CLOCK
    """When its carrier reviews."""
    about: Text = field(default_factory=lambda: text("A way out for messages."))
    """One or two sentences for whoever chooses among the gateways: whom it is for, what it needs."""
    has_account: bool = False
    """Whether the gateway has the methods of ``base.Accounting``."""
    presets: tuple[Preset, ...] = ()
    preview: Callable[[Mapping[str, str]], Text | str] | None = None
    """What a request looks like with these values, shown beside the form while typing. Secrets come as dots
    (``settings.DOTS``); it is given unchecked values and answers whatever they are, within milliseconds."""

    def check(self, values: Mapping[str, str]) -> None:
        """Raise ``Invalid`` at the first setting that is wrong."""
        check_values(self.settings, values)
        self.make(values, NOWHERE)


DECLARED: Mapping[str, Declared] = {
    SandboxGateway.key: Declared(
        text("Sandbox"),
        SANDBOX_SETTINGS,
        lambda values, around: SandboxGateway.from_settings(values, around.inside),
        sandbox_reviewed_by,
        about=text(
            "The sandbox plays a carrier on this computer: reports and replies come back, nothing leaves, "
            "nothing costs."
        ),
    ),
    TencentGateway.key: Declared(
        text("Tencent Cloud SMS"),
        TENCENT_SETTINGS,
        lambda values, around: TencentGateway.from_settings(values, around.folder),
        lambda values: ReviewedBy.CARRIER,
        CLOUD_HOURS,
        about=text(
            "For an account at Tencent Cloud SMS. Signatures and templates are reviewed there and must be "
            "approved before anything is sent."
        ),
        has_account=True,
    ),
    SmppGateway.key: Declared(
        text("SMPP"),
        SMPP_SETTINGS,
        lambda values, around: SmppGateway.from_settings(values),
        about=text(
            "The protocol of carriers themselves (SMPP 3.4), fast and found at every one of them. It needs "
            "an SMPP account: the carrier names server, port, system ID and password."
        ),
    ),
    "http": Declared(
        text("Any HTTP gateway"),
        HTTP_SETTINGS,
        _http_gateway,
        about=text(
            "For any other provider, program or phone with an HTTP interface. Choose a preset, or describe "
            "the request as the provider's documentation does."
        ),
        presets=HTTP_PRESETS,
        preview=_http_preview,
    ),
}
