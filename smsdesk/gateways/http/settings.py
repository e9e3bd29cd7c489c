"""The settings of the generic HTTP gateway: the request, the answer, the pace (N1, A10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smsdesk.domain.text import Text, text
from smsdesk.gateways.http.report_settings import REPORT_SETTINGS
from smsdesk.gateways.settings import Setting, SettingAction, SettingKind

_REQUEST = text("Request")
_ACCOUNT = text("Account at the provider")
_TAKEN = text("When is a message taken?")
_REFUSED = text("When is it refused?")
_PACE = text("Pace")
_LINE = text("Connection and test")

_BRACES = {
    name: "{" + name + "}"
    for name in (
        "number",
        "content",
        "reference",
        "sender",
        "username",
        "password",
        "token",
        "receipt_address",
    )
}


def _take_apart(values: Mapping[str, str]) -> Mapping[str, str]:
    # As in the registry: its patterns are made when they are wanted.
    from smsdesk.gateways.http.pasted import take_apart

    return take_apart(values)


def _placeholders() -> Sequence[tuple[str, Text]]:
    from smsdesk.gateways.http.placeholders import listed

    return listed()


def _header_placeholders() -> Sequence[tuple[str, Text]]:
    from smsdesk.gateways.http.placeholders import listed

    return listed(in_header=True)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "address",
        text("Address"),
        text(
            "Where messages are sent to, from the provider's description of its HTTP interface. A whole link "
            "with a sample number and text can be pasted, too."
        ),
        needed=True,
        group=_REQUEST,
        example="https://api.example.com/sms/send",
        action=SettingAction(
            text("Take it apart"),
            text("Puts placeholders where the link holds a number, a text and your key."),
            text(
                "The link was taken apart. Compare the address and “What is sent” with the provider's "
                "description, then press Test."
            ),
            _take_apart,
        ),
        placeholders=_placeholders,
    ),
    Setting(
        "method",
        text("Method"),
        text("As the provider describes it: POST in most cases."),
        default="POST",
        choices=("POST", "GET", "PUT"),
        group=_REQUEST,
    ),
    Setting(
        "body_type",
        text("What is sent"),
        text("With GET, fields stand in the address; else in the body of the request."),
        default="fields",
        choices=("fields", "json", "xml", "text"),
        words=(text("Fields (form)"), text("JSON"), text("XML"), text("Plain text")),
        group=_REQUEST,
    ),
    Setting(
        "body",
        text("Fields or text"),
        text(
            "Fields: one a line, as name = value. Else the whole JSON, XML or text. Words in braces are "
            "filled in for each message and escaped as they must be, such as {number}, {content}, "
            "{reference}, {sender}, {username}, {password}, {token}, {receipt_address}.",
            **_BRACES,
        ),
        kind=SettingKind.LINES,
        group=_REQUEST,
        example="to = {number}\ntext = {content}",
        placeholders=_placeholders,
    ),
    Setting(
        "headers",
        text("Headers"),
        text(
            "One a line, as {sample}. Most providers want none besides the sign-in below.",
            sample="Name: value",
        ),
        kind=SettingKind.LINES,
        group=_REQUEST,
        example="X-API-Key: {token}",
        placeholders=_header_placeholders,
    ),
    Setting(
        "charset",
        text("Character set"),
        text("UTF-8 unless the provider says otherwise. JSON is always UTF-8."),
        default="utf-8",
        choices=("utf-8", "gb18030"),
        words=(text("UTF-8"), text("GB18030 (also for GBK and GB2312)")),
        group=_REQUEST,
        advanced=True,
    ),
    Setting(
        "alphabet_words",
        text("Words for the alphabet"),
        text(
            "What {alphabet} is for a text in the GSM alphabet and for any other, with a comma between.",
            alphabet="{alphabet}",
        ),
        default="text,unicode",
        group=_REQUEST,
        advanced=True,
    ),
    Setting(
        "sign_in",
        text("Sign-in"),
        text("How the provider recognises you, where it is not by a field or header of your own above."),
        default="none",
        choices=("none", "basic", "bearer"),
        words=(
            text("By fields or headers above, or not at all"),
            text("User name and password (HTTP Basic)"),
            text("Token (HTTP Bearer)"),
        ),
        group=_ACCOUNT,
    ),
    Setting("username", text("User name"), text("Also an account number or a public key."), group=_ACCOUNT),
    Setting(
        "password",
        text("Password"),
        text("Kept in this computer's keyring and shown nowhere."),
        secret=True,
        group=_ACCOUNT,
    ),
    Setting(
        "token",
        text("Token or API key"),
        text("Kept in this computer's keyring and shown nowhere."),
        secret=True,
        group=_ACCOUNT,
    ),
    Setting(
        "sender",
        text("Sender"),
        text("The number or name that recipients see, if the provider lets you choose one."),
        group=_ACCOUNT,
    ),
    Setting(
        "success_status",
        text("Status of the answer"),
        text("Single ones or ranges with a comma between. 200-299 is right for most."),
        default="200-299",
        group=_TAKEN,
    ),
    Setting(
        "success",
        text("And the answer says"),
        text(
            "All lines must hold; empty if the status is enough. A JSON path with = and the value, like "
            "{json}; {text} for words in the answer; {xml} for a tag, {header} for a header. Without = it "
            "must only be there.",
            json="code = 0",
            text="text: OK",
            xml="xml: status = 0",
            header="header: X-Status = ok",
        ),
        kind=SettingKind.LINES,
        group=_TAKEN,
        example="messages[0].status = 0",
    ),
    Setting(
        "id_at",
        text("The message's name at the provider"),
        text(
            "Where the answer tells it, so that reports can be told apart: a JSON path like {json}, or "
            "{xml}, {header}, {text}. An answer without it counts as unknown. Empty: the desk's own "
            "reference is used.",
            json="messages[0].id",
            xml="xml: id",
            header="header: X-Id",
            text="text: OK {here}",
        ),
        group=_TAKEN,
        example="id",
    ),
    Setting(
        "code_at",
        text("The provider's code"),
        text("Where a refusal tells its code, as above."),
        group=_REFUSED,
        example="code",
    ),
    Setting(
        "words_at",
        text("The provider's words"),
        text("Where a refusal tells its reason in words, as above. They are shown beside the message."),
        group=_REFUSED,
        example="message",
    ),
    Setting(
        "codes",
        text("What the codes mean"),
        text(
            "One a line: the provider's code = a code of the desk, or {throttled} (send more slowly), "
            "{later} (not taken, try again), {stop} (nothing is taken from this account), {unknown}. {any} "
            "stands for every other code; leave it out if the provider also uses codes for messages that it "
            "took.",
            throttled="throttled",
            later="later",
            stop="stop",
            unknown="unknown",
            any="*",
        ),
        kind=SettingKind.LINES,
        group=_REFUSED,
        example="21211 = FailedOperation.PhoneNumberParseFail",
    ),
    Setting(
        "refused_status",
        text("Statuses that refuse"),
        text("With these the message was certainly not taken and never will be."),
        default="400, 402, 406, 411, 413-415, 422",
        group=_REFUSED,
        advanced=True,
    ),
    Setting(
        "later_status",
        text("Statuses to try again"),
        text(
            "With these the message was certainly not taken and is sent again later. Remove 503 if your "
            "provider answers so after it took a message. 429 always means to send more slowly."
        ),
        default="503",
        group=_REFUSED,
        advanced=True,
    ),
    *REPORT_SETTINGS,
    Setting(
        "requests_at_once",
        text("Requests at once"),
        text("How many requests are under way at the same time."),
        default="4",
        kind=SettingKind.NUMBER,
        least=1,
        most=64,
        group=_PACE,
    ),
    Setting(
        "messages_per_second",
        text("Messages per second"),
        text("The most that are sent in a second; empty for no limit."),
        kind=SettingKind.NUMBER,
        least=0.01,
        most=100_000,
        whole=False,
        group=_PACE,
    ),
    Setting(
        "recipients_per_request",
        text("Recipients in one request"),
        text(
            "1, unless the provider takes lists of numbers. Recipients of one request share one outcome: if "
            "it is refused or unknown, all of them are."
        ),
        default="1",
        kind=SettingKind.NUMBER,
        least=1,
        most=1_000,
        group=_PACE,
        advanced=True,
    ),
    Setting(
        "separator",
        text("Between the numbers"),
        text("What stands between several numbers, if there are several in one request."),
        default=",",
        group=_PACE,
        advanced=True,
    ),
    Setting(
        "answer_seconds",
        text("Wait for an answer"),
        text("Seconds after which a request without an answer is given up."),
        default="30",
        kind=SettingKind.NUMBER,
        least=1,
        most=80,
        group=_PACE,
        advanced=True,
    ),
    Setting(
        "balance_address",
        text("Address that is tried"),
        text(
            "An address that only reads, such as the one for your balance: Test asks it and so tries the "
            "key. Without it, Test only sees whether the provider's server answers."
        ),
        group=_LINE,
        example="https://api.example.com/balance",
    ),
    Setting(
        "balance_at",
        text("The balance in its answer"),
        text("Where the answer tells it, as above; shown by Test."),
        group=_LINE,
        example="balance",
    ),
    Setting(
        "certificate",
        text("Certificate to trust"),
        text(
            "Only for a server of your own with a certificate of its own: the SHA-256 fingerprint, which "
            "Test shows, or the certificate itself as PEM text."
        ),
        kind=SettingKind.LINES,
        group=_LINE,
        advanced=True,
    ),
)
