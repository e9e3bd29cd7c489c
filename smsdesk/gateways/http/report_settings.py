"""The settings of the generic HTTP gateway for status reports and replies (N1, E7)."""

from __future__ import annotations

from smsdesk.domain.text import text
from smsdesk.gateways.settings import Setting, SettingKind

NONE, PUSHED, ASKED = "none", "pushed", "asked"
BY_PROVIDER, BY_REFERENCE = "id", "reference"

_WAY = text("Reports and replies")
_REPORT = text("What a report says")
_REPLY = text("What a reply says")
_PUSHED = ("reports", (PUSHED,))
_ANY = ("reports", (PUSHED, ASKED))

REPORT_SETTINGS: tuple[Setting, ...] = (
    Setting(
        "reports",
        text("How they come"),
        text(
            "Without reports, messages stay “accepted”. If the provider sends them, this computer must be "
            "reachable for it while the desk runs: directly, or through a tunnel or a proxy server."
        ),
        default=NONE,
        choices=(NONE, PUSHED, ASKED),
        words=(
            text("Not at all"),
            text("The provider sends them to this computer"),
            text("The desk asks for each message (reports only)"),
        ),
        group=_WAY,
    ),
    Setting(
        "receiver_host",
        text("Receive on"),
        text(
            "127.0.0.1 for a program on this computer or a tunnel; 0.0.0.0 for every network this computer "
            "is in, which its firewall must allow."
        ),
        default="127.0.0.1",
        group=_WAY,
        only_if=_PUSHED,
    ),
    Setting(
        "receiver_port",
        text("Port"),
        text("Any that is free on this computer."),
        default="8027",
        kind=SettingKind.NUMBER,
        least=1,
        most=65_535,
        group=_WAY,
        only_if=_PUSHED,
    ),
    Setting(
        "receiver_path",
        text("Secret path"),
        text(
            "The end of the address, which nobody can guess: whoever knows it can make up reports. Empty: "
            "the desk makes one; Test shows the whole address."
        ),
        group=_WAY,
        only_if=_PUSHED,
    ),
    Setting(
        "public_address",
        text("Address from outside"),
        text(
            "How the provider reaches the port, if by a tunnel, a proxy server or a router. It is what "
            "{receipt_address} begins with.",
            receipt_address="{receipt_address}",
        ),
        group=_WAY,
        only_if=_PUSHED,
        example="https://sms.example.com",
    ),
    Setting(
        "allowed_addresses",
        text("Accept only from"),
        text(
            "IP addresses or networks of the provider with a comma between; empty for any. Behind a tunnel "
            "or a proxy server everything comes from that."
        ),
        group=_WAY,
        only_if=_PUSHED,
        advanced=True,
        example="203.0.113.0/24",
    ),
    Setting(
        "receiver_answer",
        text("Answer to the provider"),
        text("What the provider wants to hear; most look at the status 200 only."),
        default="OK",
        group=_WAY,
        only_if=_PUSHED,
        advanced=True,
    ),
    Setting(
        "status_address",
        text("Address to ask"),
        text(
            "It is asked for each message until the outcome is known, with {gateway_id} or {reference} in "
            "it.",
            gateway_id="{gateway_id}",
            reference="{reference}",
        ),
        group=_WAY,
        only_if=("reports", (ASKED,)),
        example="https://api.example.com/messages/{gateway_id}",
    ),
    Setting(
        "report_list",
        text("Where the list is"),
        text(
            "Only if one request holds several: the path of the list. One that is a list itself needs none."
        ),
        group=_REPORT,
        only_if=_PUSHED,
        advanced=True,
        example="reports",
    ),
    Setting(
        "report_names",
        text("It names the message by"),
        text("The desk's reference, if the request hands it over and the report gives it back."),
        default=BY_PROVIDER,
        choices=(BY_PROVIDER, BY_REFERENCE),
        words=(text("the provider's name of it"), text("the desk's reference")),
        group=_REPORT,
        only_if=_ANY,
    ),
    Setting(
        "report_id",
        text("Field with that name"),
        text("The name of a field, or a JSON path; {sample} for one or the other.", sample="id | data.id"),
        group=_REPORT,
        only_if=_PUSHED,
        example="MessageSid",
    ),
    Setting(
        "report_status",
        text("Field with the status"),
        text("The name of a field, or a JSON path."),
        group=_REPORT,
        only_if=_ANY,
        example="status",
    ),
    Setting(
        "delivered_words",
        text("Delivered is"),
        text(
            "All words for it, with a comma between. Others, such as “sent”, are not the end and are ignored."
        ),
        default="delivered, DELIVRD",
        group=_REPORT,
        only_if=_ANY,
    ),
    Setting(
        "failed_words",
        text("Failed is"),
        text("All words for it, with a comma between."),
        default="failed, undelivered, rejected, expired, UNDELIV, EXPIRED, REJECTD, DELETED",
        group=_REPORT,
        only_if=_ANY,
    ),
    Setting(
        "report_code",
        text("Field with the reason"),
        text("A code that says why a message failed, if there is one."),
        group=_REPORT,
        only_if=_ANY,
        advanced=True,
    ),
    Setting(
        "report_number",
        text("Field with the recipient"),
        text("Needed only if one request has several recipients."),
        group=_REPORT,
        only_if=_ANY,
        advanced=True,
    ),
    Setting(
        "report_time",
        text("Field with the time"),
        text(
            "Seconds or milliseconds since 1970, or a date with time; one without zone counts as UTC. Empty: "
            "when it came."
        ),
        group=_REPORT,
        only_if=_ANY,
        advanced=True,
    ),
    Setting(
        "reply_number",
        text("Field with the sender"),
        text("Empty if the provider does not send replies."),
        group=_REPLY,
        only_if=_PUSHED,
        example="from",
    ),
    Setting(
        "reply_content",
        text("Field with the text"),
        text("The name of a field, or a JSON path."),
        group=_REPLY,
        only_if=_PUSHED,
        example="text",
    ),
    Setting(
        "reply_id",
        text("Field with the reply's name"),
        text("So that one that is sent twice counts once."),
        group=_REPLY,
        only_if=_PUSHED,
        advanced=True,
    ),
    Setting(
        "reply_time",
        text("Field with the reply's time"),
        text("As above. Empty: when it came."),
        group=_REPLY,
        only_if=_PUSHED,
        advanced=True,
    ),
    Setting(
        "calling_code",
        text("Country code of plain numbers"),
        text("If the provider writes numbers of your country without country code: 86, 1, 44 …"),
        kind=SettingKind.NUMBER,
        least=1,
        most=999,
        group=_REPLY,
        only_if=_PUSHED,
        advanced=True,
    ),
)
