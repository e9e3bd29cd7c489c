"""The HTTP gateway's providers as toys, each speaking as the real one does."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode

from aiohttp import web

from tests.gateways.http_toy import (
    PASSWORD,
    TOKEN,
    USER,
    Taken,
    Toy,
)


class JsonToy(Toy):
    """Any newer provider."""

    def read(self, request: web.BaseRequest, body: bytes) -> Taken | web.Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"code": 1001, "message": "bad token"}, status=401)
        said = json.loads(body)
        return Taken(said["to"], said["text"], said["reference"], said.get("callback", ""), said)

    def accept(self, taken: Taken, id_: str) -> web.Response:
        return web.json_response({"id": id_, "status": "queued"}, status=201)

    def refuse(self) -> web.Response:
        return web.json_response({"code": 42, "message": "on the blacklist"}, status=422)

    def report(self, taken: Taken, id_: str) -> tuple[str, str, bytes, str]:
        said = {"id": id_, "status": "delivered", "to": taken.number, "at": 1_700_000_000}
        return (
            "POST",
            taken.callback,
            json.dumps([{"id": id_, "status": "sent"}, said]).encode(),
            "application/json",
        )

    def reply(self, taken: Taken) -> tuple[str, str, bytes, str]:
        said = {"from": taken.number, "text": "谢谢 😀", "id": "r1"}
        return "POST", taken.callback, json.dumps(said).encode(), "application/json"


class KannelToy(Toy):
    """Kannel's smsbox: everything in the address of a GET."""

    refused_code = "FailedOperation.OtherError"

    def is_submit(self, request: web.BaseRequest) -> bool:
        return request.path == "/cgi-bin/sendsms" and request.method == "GET"

    def read(self, request: web.BaseRequest, body: bytes) -> Taken | web.Response:
        query = request.query
        if (query.get("username"), query.get("password")) != (USER, PASSWORD):
            return web.Response(status=403, text="Authorization failed for sendsms")
        assert query["charset"] == "UTF-8"
        assert query["coding"] in ("0", "2")
        callback = query.get("dlr-url", "")
        reference = callback.partition("reference=")[2][:32]
        return Taken(query["to"], query["text"], reference, callback, dict(query))

    def accept(self, taken: Taken, id_: str) -> web.Response:
        return web.Response(status=202, text="0: Accepted for delivery")

    def refuse(self) -> web.Response:
        return web.Response(status=400, text="Number(s) has/have been denied by white- and/or black-lists.")

    def report(self, taken: Taken, id_: str) -> tuple[str, str, bytes, str]:
        url = taken.callback.replace("%d", "1").replace("%T", "1700000000").replace("%A", "ACK%2F")
        return "GET", url, b"", ""

    def reply(self, taken: Taken) -> tuple[str, str, bytes, str]:
        url = taken.callback.partition("?")[0]
        return "GET", f"{url}?from={quote(taken.number)}&text={quote('谢谢 😀')}&reply=7", b"", ""


class TwilioToy(Toy):
    refused_code = "FailedOperation.PhoneNumberInBlacklist"

    def read(self, request: web.BaseRequest, body: bytes) -> Taken | web.Response:
        signed = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {signed}":
            return web.json_response({"code": 20003, "message": "Authenticate", "status": 401}, status=401)
        assert request.path == f"/2010-04-01/Accounts/{USER}/Messages.json"
        assert request.content_type == "application/x-www-form-urlencoded"
        said = dict(_form(body))
        return Taken(said["To"], said["Body"], "", said.get("StatusCallback", ""), said)

    def accept(self, taken: Taken, id_: str) -> web.Response:
        return web.json_response(
            {"sid": id_, "status": "queued", "num_segments": "1", "error_code": None}, status=201
        )

    def refuse(self) -> web.Response:
        return web.json_response(
            {"code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400}, status=400
        )

    def report(self, taken: Taken, id_: str) -> tuple[str, str, bytes, str]:
        said = {"MessageSid": id_, "MessageStatus": "delivered", "To": taken.number, "From": "+15550001111"}
        return "POST", taken.callback, _urlencoded(said), "application/x-www-form-urlencoded"

    def reply(self, taken: Taken) -> tuple[str, str, bytes, str]:
        said = {"MessageSid": "SM9", "SmsStatus": "received", "From": taken.number, "Body": "谢谢 😀"}
        return "POST", taken.callback, _urlencoded(said), "application/x-www-form-urlencoded"

    def other(self, request: web.BaseRequest) -> web.Response:
        if request.path.endswith("/Balance.json"):
            signed = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            if request.headers.get("Authorization") == f"Basic {signed}":
                return web.json_response({"balance": "12.34", "currency": "EUR"})
            return web.json_response({"code": 20003}, status=401)
        return web.Response(status=405)


class VonageToy(Toy):
    refused_code = "FailedOperation.PhoneNumberInBlacklist"

    def read(self, request: web.BaseRequest, body: bytes) -> Taken | web.Response:
        said = dict(_form(body))
        if (said.get("api_key"), said.get("api_secret")) != (USER, PASSWORD):
            return self._no("4", "Bad Credentials")
        assert said["type"] == ("text" if said["text"].isascii() else "unicode")
        return Taken("+" + said["to"], said["text"], said["client-ref"], said.get("callback", ""), said)

    def accept(self, taken: Taken, id_: str) -> web.Response:
        part = {"to": taken.number[1:], "message-id": id_, "status": "0", "remaining-balance": "3.14"}
        return web.json_response({"message-count": "1", "messages": [part]})

    def refuse(self) -> web.Response:
        return self._no("7", "Number barred")

    def _no(self, status: str, words: str) -> web.Response:
        return web.json_response(
            {"message-count": "1", "messages": [{"status": status, "error-text": words}]}
        )

    def report(self, taken: Taken, id_: str) -> tuple[str, str, bytes, str]:
        said = {
            "msisdn": taken.number[1:], "to": "Shop", "messageId": id_, "status": "delivered",
            "err-code": "0", "client-ref": taken.reference, "message-timestamp": "2026-01-02 03:04:05",
        }  # fmt: skip
        return "GET", f"{taken.callback}?{_urlencoded(said).decode()}", b"", ""

    def reply(self, taken: Taken) -> tuple[str, str, bytes, str]:
        said = {
            "msisdn": taken.number[1:],
            "to": "Shop",
            "messageId": "0A1",
            "text": "谢谢 😀",
            "type": "unicode",
        }
        return "POST", taken.callback, json.dumps(said).encode(), "application/json"

    def other(self, request: web.BaseRequest) -> web.Response:
        good = request.query.get("api_key") == USER and request.query.get("api_secret") == PASSWORD
        return web.json_response({"value": 3.5, "autoReload": False}) if good else web.Response(status=401)


class AndroidToy(Toy):
    """The local server of SMS Gateway for Android."""

    refused_code = "FailedOperation.OtherError"
    state = "Delivered"

    def read(self, request: web.BaseRequest, body: bytes) -> Taken | web.Response:
        said = json.loads(body)
        (number,) = said["phoneNumbers"]
        return Taken(number, said["textMessage"]["text"], said["id"], "", said)

    def accept(self, taken: Taken, id_: str) -> web.Response:
        return web.json_response(
            {"id": taken.reference, "state": "Pending", "isEncrypted": False}, status=202
        )

    def refuse(self) -> web.Response:
        return web.json_response({"message": "phoneNumbers is empty"}, status=400)

    def other(self, request: web.BaseRequest) -> web.Response:
        if request.path == "/health":
            return web.json_response({"status": "pass"})
        id_ = request.path.removeprefix("/message/")
        if any(one.reference == id_ for one in self.messages.values()):
            return web.json_response({"id": id_, "state": self.state, "recipients": []})
        return web.Response(status=404)


class SimpleToy(Toy):
    refused_code = "FailedOperation.PhoneNumberInBlacklist"

    def is_submit(self, request: web.BaseRequest) -> bool:
        return request.method == "GET"

    def read(self, request: web.BaseRequest, body: bytes) -> Taken | web.Response:
        query = request.query
        if query.get("key") != TOKEN:
            return web.Response(text="ERR 1 wrong key")
        return Taken("+" + query["to"], query["text"], "", "", dict(query))

    def accept(self, taken: Taken, id_: str) -> web.Response:
        return web.Response(text=f"OK {id_}, 1 part")

    def refuse(self) -> web.Response:
        return web.Response(text="ERR 7 blacklisted")


def _form(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)


def _urlencoded(said: Mapping[str, str]) -> bytes:
    return urlencode(said).encode()
