"""Providers and programs that many have, as values for the generic HTTP gateway's settings (N1).

Each is tested against a toy of the server it describes (``tests/gateways/test_http_presets.py``). What a
preset does not name is as declared, so that nothing of an earlier choice is left.
"""

from __future__ import annotations

from collections.abc import Mapping

from smsdesk.domain.text import Text, text
from smsdesk.gateways.http.settings import SETTINGS
from smsdesk.gateways.settings import Preset

#: What is the user's own whatever the provider.
_OWN = frozenset(
    {
        "username",
        "password",
        "token",
        "sender",
        "receiver_host",
        "receiver_port",
        "receiver_path",
        "public_address",
    }
)


def _preset(name: Text, note: Text, values: Mapping[str, str], needs: tuple[str, ...] = ()) -> Preset:
    others = {one.key: one.default for one in SETTINGS if one.key not in _OWN}
    return Preset(name, {**others, **values}, note, needs, known_by=("address", "body", "sign_in"))


SIMPLE = _preset(
    text("Any provider: simple request with a key"),
    text(
        "Many local providers work like this. Compare each field's name with the provider's description, and "
        "enter what a good answer says. The key goes into “Token or API key”."
    ),
    {
        "address": "https://api.example.com/send",
        "method": "GET",
        "body": "key = {token}\nto = {number_digits}\nfrom = {sender}\ntext = {content}",
        "success": "text: OK",
    },
)

JSON = _preset(
    text("Any provider: JSON with a bearer token"),
    text(
        "How most newer interfaces work. Compare the names with the provider's description. The key goes "
        "into “Token or API key”."
    ),
    {
        "address": "https://api.example.com/v1/messages",
        "body_type": "json",
        "body": '{\n  "to": "{number}",\n  "from": "{sender}",\n  "text": "{content}",\n'
        '  "reference": "{reference}",\n  "callback": "{receipt_address}"\n}',
        "sign_in": "bearer",
        "id_at": "id",
        "code_at": "code",
        "words_at": "message",
        "report_id": "id",
        "report_status": "status",
        "report_code": "code",
        "reply_number": "from",
        "reply_content": "text",
    },
)

KANNEL = _preset(
    text("Kannel (sendsms)"),
    text(
        "Enter the user name and password of a “sendsms-user” group of kannel.conf, and the address of its "
        "sendsms port, 13013 unless changed. For replies, add an sms-service with the post-url or get-url of "
        "the address for reports, with {fields} behind it.",
        fields="?from=%p&text=%b&reply=%I",
    ),
    {
        "address": "http://127.0.0.1:13013/cgi-bin/sendsms",
        "method": "GET",
        "body": "username = {username}\npassword = {password}\nfrom = {sender}\n"
        "to = {number}\ntext = {content}\n"
        "charset = UTF-8\ncoding = {alphabet}\ndlr-mask = 19\n"
        "dlr-url = {receipt_address}?status=%d&reference={reference}&at=%T&reason=%A",
        "alphabet_words": "0,2",
        "success_status": "202",
        # "0: Accepted for delivery" or "3: Queued for later delivery".
        "success": "text: delivery",
        "reports": "pushed",
        "report_names": "reference",
        "report_id": "reference",
        "report_status": "status",
        "delivered_words": "1",
        "failed_words": "2, 16, 34, 66",
        "report_time": "at",
        "reply_number": "from",
        "reply_content": "text",
        "reply_id": "reply",
    },
)

TWILIO = _preset(
    text("Twilio"),
    text(
        "User name is the Account SID, password the Auth Token, sender a number of yours at Twilio. Both "
        "stand on the first page of its console. Replies: enter the address for reports at the number under "
        "“A message comes in”. They and reports come once this computer can be reached from outside. Test "
        "asks for the balance."
    ),
    {
        "address": "https://api.twilio.com/2010-04-01/Accounts/{username}/Messages.json",
        "body": "To = {number}\nFrom = {sender}\nBody = {content}\nStatusCallback = {receipt_address}",
        "sign_in": "basic",
        "success_status": "201",
        "id_at": "sid",
        "code_at": "code",
        "words_at": "message",
        "codes": "\n".join(
            (
                "20003 = stop",
                "20429 = throttled",
                "14107 = throttled",
                "21211 = FailedOperation.PhoneNumberParseFail",
                "21408 = LimitExceeded.AppCountryOrRegionInBlacklist",
                "21610 = FailedOperation.PhoneNumberInBlacklist",
                "21612 = FailedOperation.OtherError",
                "21614 = InvalidParameterValue.IncorrectPhoneNumber",
                "21617 = InvalidParameterValue.ContentLengthLimit",
                "* = FailedOperation.OtherError",
            )
        ),
        "report_id": "MessageSid",
        "report_status": "MessageStatus",
        "delivered_words": "delivered",
        "failed_words": "failed, undelivered",
        "report_code": "ErrorCode",
        "reply_number": "From",
        "reply_content": "Body",
        "reply_id": "MessageSid",
        "receiver_answer": "",
        "messages_per_second": "1",
        "balance_address": "https://api.twilio.com/2010-04-01/Accounts/{username}/Balance.json",
        "balance_at": "balance",
    },
    needs=("username", "password", "sender"),
)

VONAGE = _preset(
    text("Vonage (SMS API)"),
    text(
        "User name is the API key, password the API secret, both on the first page of the dashboard. Set the "
        "address for reports also as the account's webhook for replies. Both come once this computer can be "
        "reached from outside. Test asks for the balance."
    ),
    {
        "address": "https://rest.nexmo.com/sms/json",
        "body": "api_key = {username}\napi_secret = {password}\nfrom = {sender}\nto = {number_digits}\n"
        "text = {content}\ntype = {alphabet}\nclient-ref = {reference}\ncallback = {receipt_address}",
        "success": "messages[0].status = 0",
        "id_at": "messages[0].message-id",
        "code_at": "messages[0].status",
        "words_at": "messages[0].error-text",
        "codes": "\n".join(
            (
                "1 = throttled",
                "4 = stop",
                "5 = unknown",
                "6 = FailedOperation.PhoneNumberParseFail",
                "7 = FailedOperation.PhoneNumberInBlacklist",
                "8 = stop",
                "9 = FailedOperation.InsufficientBalanceInSmsPackage",
                "14 = stop",
                "15 = FailedOperation.SignatureIncorrectOrUnapproved",
                "* = FailedOperation.OtherError",
            )
        ),
        "report_names": "reference",
        "report_id": "client-ref",
        "report_status": "status",
        "delivered_words": "delivered",
        "failed_words": "expired, failed, rejected",
        "report_code": "err-code",
        "report_time": "message-timestamp",
        "reply_number": "msisdn",
        "reply_content": "text",
        "reply_id": "messageId",
        "reply_time": "message-timestamp",
        "messages_per_second": "30",
        "balance_address": "https://rest.nexmo.com/account/get-balance?api_key={username}&api_secret={password}",
        "balance_at": "value",
    },
    needs=("username", "password", "sender"),
)

ANDROID = _preset(
    text("Android phone: SMS Gateway for Android (local server)"),
    text(
        "Install the app on a phone, switch its local server on, and enter the address, user name and "
        "password that it shows. The phone's own tariff and limits apply. The desk asks the phone for the "
        "outcome of each message. For replies, have reports sent to this computer instead and register the "
        "address for reports in the app as a webhook for sms:received, sms:delivered and sms:failed; the app "
        "wants it to begin with https://."
    ),
    {
        "address": "http://192.168.1.20:8080/message",
        "body_type": "json",
        "body": '{\n  "id": "{reference}",\n  "textMessage": {"text": "{content}"},\n'
        '  "phoneNumbers": ["{number}"],\n  "withDeliveryReport": true\n}',
        "sign_in": "basic",
        "success_status": "202",
        "id_at": "id",
        "words_at": "message",
        "reports": "asked",
        "report_names": "reference",
        "status_address": "http://192.168.1.20:8080/message/{gateway_id}",
        "report_id": "payload.messageId",
        "report_status": "state | event",
        "delivered_words": "Delivered, sms:delivered",
        "failed_words": "Failed, sms:failed",
        "reply_number": "payload.phoneNumber | payload.sender",
        "reply_content": "payload.message",
        "reply_id": "payload.messageId",
        "requests_at_once": "1",
        "messages_per_second": "0.2",
        "balance_address": "http://192.168.1.20:8080/health",
    },
)

PRESETS: tuple[Preset, ...] = (SIMPLE, JSON, KANNEL, TWILIO, VONAGE, ANDROID)
