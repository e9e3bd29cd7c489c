"""Applications (A1–A10): who sends, how often at most, and through which gateway."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from smsdesk.domain.text import Text, text

#: Key of the gateway that only plays a carrier.
SANDBOX = "sandbox"


class ApplicationType(StrEnum):
    """What kind of thing sends the messages."""

    WEBSITE = "website"
    APP = "app"
    OFFICIAL_ACCOUNT = "official_account"
    OTHER = "other"


@dataclass(frozen=True)
class FrequencyLimit:
    """A5. ``None`` switches a limit off."""

    same_content_seconds: int | None = 30
    """Same content to one number at most once in so many seconds, 1–86,400."""
    per_number_per_day: int | None = 10
    """Messages to one number in one calendar day, 1–1,000."""


#: The presets of A5.
STANDARD_LIMIT = FrequencyLimit()
STRICT_LIMIT = FrequencyLimit(per_number_per_day=2)


@dataclass(frozen=True)
class Reminders:
    """A7: messages in one calendar day after which one alarm is raised, 1–10,000,000; ``None``: no alarm."""

    mainland: int | None = None
    abroad: int | None = None
    """Of the global region."""


@dataclass(frozen=True)
class CallbackAddresses:
    """A8: where a program of the user's is told of what happens; empty for nowhere."""

    status_url: str = ""
    reply_url: str = ""
    own_server: bool = False
    """The user said that this is a server of their own: its address may be loopback or private."""


@dataclass(frozen=True)
class Application:
    """An application as the desk shows it; its AppKey is asked for apart (A3)."""

    id: int
    name: str
    type: ApplicationType
    overview: str
    app_id: str
    """SDK AppID: ten digits, starts 1400, unique."""
    enabled: bool
    gateway: str
    """Key of the gateway it sends through, ``sandbox`` by default."""
    limit: FrequencyLimit
    created_at: int
    """Milliseconds since 1970 UTC, as every time in the desk."""
    reminders: Reminders = Reminders()
    callbacks: CallbackAddresses = CallbackAddresses()
    second_gateway: str = ""
    """Key of the one that takes over while the first is down; empty: none does."""


@dataclass(frozen=True)
class ApplicationCard:
    """What the list shows (A2)."""

    application: Application
    requests_today: int
    accepted_today: int
    attention: tuple[Text, ...] = ()
    """What needs a person, the most pressing first."""
    delivered_today: int = 0

    @property
    def success_rate(self) -> float | None:
        """Share of today's requests that the carrier took, 0–1, arrived or not; None without requests. The
        window calls it "success rate", here as in the statistics (D1)."""
        return self.accepted_today / self.requests_today if self.requests_today else None


def second_gateway_problem(first: str, second: str) -> Text | None:
    """Why a gateway cannot take over for the first (A10); both by key, an empty ``second`` for none."""
    if not second:
        return None
    if first == second:
        return text("Choose another gateway than the first: when that is down, this one is down too.")
    if first == SANDBOX:
        return text(
            "While the sandbox is the gateway, no other may take over: what is only played would be sent to "
            "real people and cost money."
        )
    if second == SANDBOX:
        return text(
            "The sandbox cannot take over for a real gateway: its messages would count as delivered and "
            "nobody would get them."
        )
    return None
