"""What can be set of an SMPP gateway (A10, N1)."""

from __future__ import annotations

from smsdesk.domain.text import text
from smsdesk.gateways.settings import YES, Setting, SettingKind
from smsdesk.gateways.smpp.addresses import NumberForm
from smsdesk.gateways.smpp.receipts import IdForm
from smsdesk.gateways.smpp.texts import Alphabet, Joining

_LINE = text("Connection")
_SENDER = text("Sender")
_PACE = text("Pace")
_FORMS = text("How this carrier does it")

TRANSCEIVER, SEPARATE = "transceiver", "separate"

HOST = Setting(
    "host",
    text("Server"),
    text("Name or address of the carrier's SMPP server, as its papers say."),
    needed=True,
    group=_LINE,
    example="smpp.example.com",
)
PORT = Setting(
    "port",
    text("Port"),
    text("Usually 2775, and often 3550 or 8775 for encrypted connections."),
    default="2775",
    kind=SettingKind.NUMBER,
    least=1,
    most=65535,
    group=_LINE,
)
TLS = Setting(
    "tls",
    text("Encrypted connection (TLS)"),
    text(
        "Without it, password and messages cross the network readable for anybody on the way: switch it off "
        "only for a server on this computer or behind a VPN."
    ),
    default=YES,
    kind=SettingKind.SWITCH,
    group=_LINE,
)
CA_FILE = Setting(
    "ca_file",
    text("Certificates to trust"),
    text("A file (PEM) with the carrier's own certificate authority. Empty for those this computer trusts."),
    group=_LINE,
    advanced=True,
    only_if=("tls", (YES,)),
)
SYSTEM_ID = Setting(
    "system_id",
    text("System ID"),
    text("The name of your account at the carrier, at most 15 characters."),
    needed=True,
    group=_LINE,
)
PASSWORD = Setting(
    "password",
    text("Password"),
    text("At most 8 characters in the protocol; some carriers allow more."),
    secret=True,
    group=_LINE,
)
SYSTEM_TYPE = Setting(
    "system_type",
    text("System type"),
    text("Only when the carrier names one, at most 12 characters."),
    group=_LINE,
    advanced=True,
)
BIND = Setting(
    "bind",
    text("Sessions"),
    text("One for sending and receiving, or one for each where the carrier does not offer that."),
    default=TRANSCEIVER,
    choices=(TRANSCEIVER, SEPARATE),
    words=(text("One (transceiver)"), text("Two (transmitter and receiver)")),
    group=_LINE,
    advanced=True,
)
SENDER = Setting(
    "sender",
    text("Sender"),
    text(
        "What recipients see: your number with country code (+86…), a short number, or a name of at most 11 "
        "letters and digits. Empty for the carrier's choice."
    ),
    group=_SENDER,
)
SENDERS = Setting(
    "senders",
    text("Sender by country"),
    text(
        "One line each, like +44 = SHOP or +1 = +12025550100: for numbers that begin so, this sender takes "
        "the place of the one above."
    ),
    kind=SettingKind.LINES,
    group=_SENDER,
    advanced=True,
)
SOURCE_TON = Setting(
    "source_ton",
    text("Type of the sender (TON)"),
    text("0 to 6, only when the carrier asks for one. Empty: by the sender's look."),
    kind=SettingKind.NUMBER,
    least=0,
    most=6,
    group=_SENDER,
    advanced=True,
)
SOURCE_NPI = Setting(
    "source_npi",
    text("Plan of the sender (NPI)"),
    text("0 to 18, only when the carrier asks for one. Empty: by the sender's look."),
    kind=SettingKind.NUMBER,
    least=0,
    most=18,
    group=_SENDER,
    advanced=True,
)
NUMBER_FORM = Setting(
    "number_form",
    text("Numbers are written"),
    text("How the carrier wants recipients' numbers."),
    default=NumberForm.DIGITS,
    choices=tuple(NumberForm),
    words=(
        text("8613800000000 (usual)"),
        text("+8613800000000"),
        text("13800000000 within the country below, others with country code"),
    ),
    group=_SENDER,
    advanced=True,
)
HOME = Setting(
    "home",
    text("Country code of this carrier"),
    text("Like 86: for numbers that it writes without one in replies. Empty when it always writes it."),
    group=_SENDER,
    advanced=True,
)
WINDOW = Setting(
    "window",
    text("Window"),
    text("How many messages may wait for the carrier's answer at the same time, 1 to 200."),
    default="10",
    kind=SettingKind.NUMBER,
    least=1,
    most=200,
    group=_PACE,
)
RATE = Setting(
    "messages_per_second",
    text("Messages per second"),
    text("The most your contract allows; empty for no limit. A message in parts counts once here."),
    kind=SettingKind.NUMBER,
    least=0.1,
    most=100_000,
    whole=False,
    group=_PACE,
)
ANSWER = Setting(
    "answer_seconds",
    text("Wait for an answer"),
    text("Seconds after which a message without an answer is in doubt, 1 to 60."),
    default="30",
    kind=SettingKind.NUMBER,
    least=1,
    most=60,
    group=_PACE,
    advanced=True,
)
IDLE = Setting(
    "idle_seconds",
    text("Ask whether it is there"),
    text("Seconds of silence after which the carrier is asked for a sign of life, 5 to 300."),
    default="30",
    kind=SettingKind.NUMBER,
    least=5,
    most=300,
    group=_PACE,
    advanced=True,
)
ALPHABET = Setting(
    "alphabet",
    text("Default alphabet"),
    text("What the carrier takes the octets of a plain message for. Try another if £ or @ arrive wrong."),
    default=Alphabet.GSM,
    choices=tuple(Alphabet),
    words=(text("GSM, one octet each (usual)"), text("Latin-1"), text("GSM, packed")),
    group=_FORMS,
    advanced=True,
)
JOINING = Setting(
    "joining",
    text("Long messages"),
    text("How a message of several fragments is handed over."),
    default=Joining.HEADER,
    choices=tuple(Joining),
    words=(text("In parts with a header (usual)"), text("As a whole (message_payload)")),
    group=_FORMS,
    advanced=True,
)
VALIDITY = Setting(
    "validity_hours",
    text("Try for"),
    text("Hours after which the carrier gives a message up, 1 to 720. Empty for the carrier's choice."),
    kind=SettingKind.NUMBER,
    least=1,
    most=720,
    group=_FORMS,
    advanced=True,
)
SERVICE_TYPE = Setting(
    "service_type",
    text("Service type"),
    text("Only when the carrier names one, at most 5 characters."),
    group=_FORMS,
    advanced=True,
)
RECEIPT_ID = Setting(
    "receipt_id",
    text("Message ids in receipts"),
    text("Some carriers write an id in decimal in one place and in hexadecimal in the other."),
    default=IdForm.AUTO,
    choices=tuple(IdForm),
    words=(
        text("Found out by itself"),
        text("The same"),
        text("Decimal, in the answer hexadecimal"),
        text("Hexadecimal, in the answer decimal"),
    ),
    group=_FORMS,
    advanced=True,
)
CLOCK = Setting(
    "clock",
    text("Clock of the receipts"),
    text(
        "How far the carrier's clock is from UTC, like +08:00, to take the time of delivery from receipts. "
        "Empty: the time a receipt comes counts."
    ),
    group=_FORMS,
    advanced=True,
)

SETTINGS: tuple[Setting, ...] = (
    *(HOST, PORT, TLS, CA_FILE, SYSTEM_ID, PASSWORD, SYSTEM_TYPE, BIND),
    *(SENDER, SENDERS, SOURCE_TON, SOURCE_NPI, NUMBER_FORM, HOME),
    *(WINDOW, RATE, ANSWER, IDLE),
    *(ALPHABET, JOINING, VALIDITY, SERVICE_TYPE, RECEIPT_ID, CLOCK),
)
