"""Every limit of the desk, declared once: its value, the requirement and where the figure comes from.

The figures are defaults of the cloud console the desk stands in for; the provider changed several of
them in 2024–2026, so each says its source. The UI shows a limit where it bites ("12 of 50
signatures") and an operation that reaches one raises ``errors.LimitReached``.
"""

from __future__ import annotations

from dataclasses import dataclass

_CONSOLE = "console limits, documentation 2024-12 to 2026-01"
_DESK = "the desk's own"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit. ``int(limit)`` is its value; ``key`` names the requirement of the specification."""

    key: str
    value: int
    source: str

    def __int__(self) -> int:
        return self.value

    def reached(self, count: int) -> bool:
        """Whether ``count`` of them leave no room for one more."""
        return count >= self.value

    def exceeded(self, count: int) -> bool:
        """Whether ``count`` is more than allowed."""
        return count > self.value


# Profile (P)
BUSINESS_NAME_LENGTH = Limit("P1", 60, _DESK)

# Applications (A)
APPLICATIONS = Limit("A1", 500, _CONSOLE)
APPLICATION_NAME_LENGTH = Limit("A1", 64, _DESK)
APPLICATION_OVERVIEW_LENGTH = Limit("A1", 500, _DESK)
SAME_CONTENT_SECONDS = Limit("A5", 30, _CONSOLE)
PER_NUMBER_PER_DAY = Limit("A5", 10, "console default until 2023; 2 is the strict preset since 2024-05")
PER_NUMBER_PER_DAY_STRICT = Limit("A5", 2, "console default since 2024-05")
SAME_CONTENT_SECONDS_MAXIMUM = Limit("A5", 86_400, _DESK)
PER_NUMBER_PER_DAY_MAXIMUM = Limit("A5", 1_000, _DESK)
ALLOWLISTED_NUMBERS = Limit("A6", 300, _CONSOLE)
ALARM_CONTACTS = Limit("A9", 5, "specification")
ALARM_CONTACT_NAME_LENGTH = Limit("A9", 64, _DESK)
EMAIL_LENGTH = Limit("A9", 254, "RFC 5321, 4.5.3.1.3")
MAIL_HOST_LENGTH = Limit("A9", 253, "RFC 1035, 2.3.4")
MAIL_PASSWORD_LENGTH = Limit("A9", 500, _DESK)
REMINDER_MAXIMUM = Limit("A7", 10_000_000, _DESK)
URL_LENGTH = Limit("A8", 2_000, _DESK)
#: What happens again is gathered for so many seconds before the first message about it, and for so many
#: minutes between two.
ALARM_GATHER_SECONDS = Limit("A9", 20, _DESK)
ALARM_PAUSE_MINUTES = Limit("A9", 60, _DESK)
#: Somebody waits for a review, and its own throttle is short: a rejection must not rest for an hour.
REVIEW_ALARM_PAUSE_MINUTES = Limit("A9", 2, _DESK)
CALLBACK_ITEMS = Limit("N3", 100, "status callback, up to 100 items per request")

# Signatures (G), each region apart
SIGNATURES_PER_REGION = Limit("G1", 50, _CONSOLE)
CERTIFICATE_IMAGE_BYTES = Limit("G1", 5 * 1024 * 1024, "signature standard")
#: A page scanned at 600 dots per inch has 35 million; decoded, 50 million take 200 MB.
CERTIFICATE_IMAGE_PIXELS = Limit("G1", 50_000_000, _DESK)
SIGNATURE_LENGTH_MINIMUM = Limit("G2", 2, "signature standard")
SIGNATURE_LENGTH_MAINLAND = Limit("G2", 12, "signature standard 2024; 8 before")
SIGNATURE_LENGTH_GLOBAL = Limit("G2", 15, "signature standard 2024")
SIGNATURE_REMARKS_LENGTH = Limit("G1", 500, _DESK)

# Templates (T), each region apart
TEMPLATES_PER_REGION = Limit("T1", 200, "console limits 2024; 1,000 before")
TEMPLATE_NAME_LENGTH = Limit("T1", 64, _DESK)
TEMPLATE_REMARKS_LENGTH = Limit("T1", 500, _DESK)
REVIEW_REASON_LENGTH = Limit("R2", 500, _DESK)
SAMPLE_LENGTH = Limit("T2", 60, _DESK)
CONTENT_LENGTH = Limit("T1", 500, "length rules, documents 18058 and 18052")
VARIABLE_LENGTH_INDIVIDUAL = Limit("P2", 12, "template standard; 6 for accounts opened after 2024-01-25")

# Bulk tasks (B)
FILE_BYTES = Limit("B2", 30 * 1024 * 1024, _CONSOLE)
FILE_ROWS = Limit("B2", 100_000, _CONSOLE)
GLOBAL_PER_DAY = Limit("B9", 1_000, "console limits until 2023-07-31; 100 for later accounts")
#: The setting that raises it, and how far.
GLOBAL_PER_DAY_SETTING = "global_per_day"
GLOBAL_PER_DAY_MOST = Limit("B9", 1_000_000, _DESK)
TASK_NAME_LENGTH = Limit("B1", 64, _DESK)
REPEAT_WARNING_HOURS = Limit("B12", 24, "specification")
MARKETING_OPENS_HOUR = Limit("B13", 8, "sending window, code 1029")
MARKETING_CLOSES_HOUR = Limit("B13", 22, "sending window, code 1029")
OVERDUE_MINUTES = Limit("E9", 60, "specification")

# Customers (C)
NUMBERS_PER_ENTERING = Limit("C2", 100, _CONSOLE)
CUSTOMER_NAME_LENGTH = Limit("C1", 64, _DESK)
CUSTOMER_NOTE_LENGTH = Limit("C1", 500, _DESK)
CUSTOMERS = Limit("C1", 1_000_000, "the desk's own: what stays quick to search")
CUSTOMER_FIELDS = Limit("C1", 30, _DESK)
CUSTOMER_FIELD_NAME_LENGTH = Limit("C1", 40, _DESK)
CUSTOMER_FIELD_LENGTH = Limit("C1", 200, _DESK)
REMOVAL_REASON_LENGTH = Limit("C5", 500, _DESK)
GROUP_NAME_LENGTH = Limit("C3", 64, _DESK)
BLOCKED_NUMBERS = Limit("C4", 1_000, _CONSOLE)
#: The setting that raises it, and how far: who comes from another program has everybody who ever said no.
BLOCKED_NUMBERS_SETTING = "blocked_numbers"
BLOCKED_NUMBERS_MOST = Limit("C4", 200_000, _DESK)
UNSUBSCRIBE_HOURS = Limit("C5", 72, "reply matching window, older documentation; 48 now")
SHORT_URL_DAYS = Limit("C7", 90, _CONSOLE)

# The compatible API (N2) and gateways
NUMBERS_PER_REQUEST = Limit("N2", 200, "SendSms, code 1046")
