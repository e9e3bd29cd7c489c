"""A toy of Tencent Cloud SMS on loopback: the actions the gateway uses, in a thread with a loop of its own.

It checks every proof with the official client's own ``Sign``, so that the gateway's signing is not judged by
itself; what it answers has the shapes of the real one. ``ToyCloud.suffer`` makes it misbehave.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any, Self

from aiohttp import web
from tencentcloud.common.sign import Sign

from smsdesk.carrier.server import stop_accepting
from tests.gateways.contract import PATIENT, Fault
from tests.ports import free_port

SECRET_ID, SECRET_KEY, APP_ID = "AKIDEXAMPLE", "SecretKeyExample", "1400006666"
REFUSED_NUMBER, REPLYING_NUMBER = "+8613800000010", "+8613800000050"
TEMPLATE, SIGNATURE = 1110, "晨光书店"
BAD_PICTURE, REJECTED_WORD = b"no picture", "被拒"
_REVIEWS = ("AddSms", "ModifySms", "DeleteSms", "DescribeSms")


class CloudError(Exception):
    """An answer with ``Error``: its code."""


class ToyCloud:
    """``with ToyCloud() as cloud``; ``cloud.address`` is where it listens."""

    def __init__(self) -> None:
        self.port = free_port()
        self.content_type = "application/json"
        self.clock_ahead = 0
        """Seconds by which its clock differs from the computer's."""
        self.errors: dict[str, str] = {}
        """What an action answers instead, by name; ``*`` for every one."""
        self.item_codes: dict[str, str] = {}
        self.reports = True
        """Whether carriers report anything."""
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        """Action, headers in small letters and body of every request that was read."""
        self.references: list[str] = []
        self.statuses: list[dict[str, Any]] = []
        self.replies: list[dict[str, Any]] = []
        self.history: list[dict[str, Any]] = []
        self.packages: list[dict[str, Any]] = []
        self.entries: dict[str, dict[int, dict[str, Any]]] = {"Sign": {}, "Template": {}}
        self.filed = 0
        self.next_fault: Fault | None = None
        self.always: Fault | None = None
        self.plan: Callable[[int], Fault | None] = lambda submit: None
        """How a submit goes wrong, by its number from 0."""
        self.submits = 0
        self._ids = iter(range(1000, 10**9))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="toy cloud")
        self._runner: web.ServerRunner | None = None
        self._over = asyncio.Event()

    # --- life -----------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self.do(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self.go_down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def go_down(self) -> None:
        self.do(self._hang_up())

    def come_up(self) -> None:
        self.do(self._listen())

    def do(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENT)

    async def _listen(self) -> None:
        self._over = asyncio.Event()
        self._runner = web.ServerRunner(
            web.Server(self._serve, access_log=None), shutdown_timeout=0.01, handle_signals=False
        )
        await self._runner.setup()
        self._socket = socket.create_server(("127.0.0.1", self.port))
        await web.SockSite(self._runner, self._socket).start()
        self.port = self._socket.getsockname()[1]

    async def _hang_up(self) -> None:
        self._over.set()
        if self._runner:
            await stop_accepting([self._socket])
            await self._runner.cleanup()
        self._runner = None

    # --- one request ----------------------------------------------------------------------------

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        action = headers.get("x-tc-action", "")
        self.seen.append((action, headers, body))
        submits = action == "SendSms" or action.startswith(("AddSms", "ModifySms"))
        fault = self.always if self.always and action.startswith(_REVIEWS) else None
        if submits and fault is None:
            fault, self.next_fault = self.next_fault or self.plan(self.submits), None
            self.submits += 1
        if fault is Fault.LOST_REQUEST:
            return self._cut(request)
        error = (
            {
                Fault.REFUSED: "FailedOperation.ContainSensitiveWord",
                Fault.THROTTLED: "RequestLimitExceeded",
                Fault.OUT_OF_SERVICE: "ServiceUnavailable",
            }.get(fault)
            if fault
            else None
        )  # type: ignore[call-overload]
        try:
            self._check(headers, body)
            if error := error or self.errors.get(action) or self.errors.get("*"):
                raise CloudError(error)
            answer: dict[str, Any] = self.answer_to(action, json.loads(body))
        except CloudError as no:
            answer = {"Error": {"Code": str(no), "Message": f"the words for {no}"}}
        return await self._spoil(request, fault, answer | {"RequestId": "5f1f0a1e-0000-4000-8000-1"})

    async def _spoil(
        self, request: web.BaseRequest, fault: Fault | None, answer: dict[str, Any]
    ) -> web.StreamResponse:
        if fault is Fault.SLOW:
            await self._over.wait()
        if fault in (Fault.LOST_ANSWER, Fault.SLOW):
            return self._cut(request)
        if fault is Fault.WRONG_TYPE:
            answer = {name: [7] for name in answer}
        whole = json.dumps({"Response": answer}, ensure_ascii=False).encode()
        if fault is Fault.MALFORMED:
            whole = whole[: len(whole) // 2]
        elif fault is Fault.GARBLED:
            whole = bytes(255 - byte for byte in whole)
        elif fault is Fault.HUGE:
            whole = whole[:-1] + b" " * 3_000_000 + b"}"
        elif fault is Fault.SERVER_FAULT:
            return web.Response(status=500, text="<html>fault</html>", content_type="text/html")
        return web.Response(
            body=whole,
            headers={"Content-Type": self.content_type, "Date": formatdate(self.now(), usegmt=True)},
        )

    def _cut(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.transport:
            request.transport.abort()
        return web.Response()

    def now(self) -> int:
        return int(time.time()) + self.clock_ahead

    def _check(self, headers: Mapping[str, str], body: bytes) -> None:
        stamp = headers["x-tc-timestamp"]
        if abs(int(stamp) - self.now()) > 300:
            raise CloudError("AuthFailure.SignatureExpire")
        day = datetime.fromtimestamp(int(stamp), UTC).strftime("%Y-%m-%d")
        canonical = (
            f"POST\n/\n\ncontent-type:{headers['content-type']}\nhost:{headers['host']}\n\n"
            f"content-type;host\n{hashlib.sha256(body).hexdigest()}"
        )
        scope = f"{day}/sms/tc3_request"
        text = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        signature = Sign.sign_tc3(SECRET_KEY, day, "sms", text)
        if not headers["authorization"].startswith(f"TC3-HMAC-SHA256 Credential={SECRET_ID}/{scope}, "):
            raise CloudError("AuthFailure.SecretIdNotFound")
        if not headers["authorization"].endswith(f"SignedHeaders=content-type;host, Signature={signature}"):
            raise CloudError("AuthFailure.SignatureFailure")
        if headers["x-tc-version"] != "2021-01-11" or not headers["x-tc-region"]:
            raise CloudError("NoSuchVersion")

    def answer_to(self, action: str, said: dict[str, Any]) -> dict[str, Any]:
        if said.get("SmsSdkAppId", APP_ID) != APP_ID:
            raise CloudError("UnauthorizedOperation.SmsSdkAppIdVerifyFail")
        known: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "SendSms": self._send,
            "PullSmsSendStatus": lambda said: {"PullSmsSendStatusSet": _handed(self.statuses, said)},
            "PullSmsReplyStatus": lambda said: {"PullSmsReplyStatusSet": _handed(self.replies, said)},
            "PullSmsSendStatusByPhoneNumber": self._by_number,
            "SmsPackagesStatistics": lambda said: {"SmsPackagesStatisticsSet": self.packages},
            "SendStatusStatistics": lambda said: {
                "SendStatusStatistics": {"FeeCount": 7, "RequestCount": 6, "RequestSuccessCount": 5}
            },
            "CallbackStatusStatistics": lambda said: {
                "CallbackStatusStatistics": {
                    "CallbackCount": 4, "RequestSuccessCount": 5, "CallbackFailCount": 1,
                    "CallbackSuccessCount": 3, "InternalErrorCount": 0,
                }
            },
        }  # fmt: skip
        if action in known:
            return known[action](said)
        for verb, work in (("Add", self._add), ("Modify", self._modify), ("Delete", self._delete)):
            for subject in ("Sign", "Template"):
                if action == f"{verb}Sms{subject}":
                    return work(subject, said)
        if action in ("DescribeSmsSignList", "DescribeSmsTemplateList"):
            return self._list("Sign" if "Sign" in action else "Template", said)
        raise CloudError("InvalidAction")

    # --- messages -------------------------------------------------------------------------------

    def taken(self) -> Counter[str]:
        """How often each reference was taken, as far as contexts are written out."""
        return Counter(self.references)

    def _send(self, said: dict[str, Any]) -> dict[str, Any]:
        numbers = said["PhoneNumberSet"]
        template = self.entries["Template"].get(int(said["TemplateId"]))
        if int(said["TemplateId"]) != TEMPLATE and (template is None or template["StatusCode"]):
            raise CloudError("FailedOperation.TemplateUnapprovedOrNotExist")
        if len(numbers) > 200:
            raise CloudError("LimitExceeded.PhoneNumberCountLimit")
        if len({one.startswith("+86") for one in numbers}) > 1:
            raise CloudError("UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber")
        if not all(isinstance(one, str) for one in said.get("TemplateParamSet", ())):
            raise CloudError("InvalidParameter")
        items = [self._one(number, said) for number in numbers]
        references = said.get("SessionContext", "").split(" ")
        if len(references) == len(numbers):
            taken = zip(references, items, strict=True)
            self.references += [reference for reference, item in taken if item["Code"] == "Ok"]
        return {"SendStatusSet": items}

    def _one(self, number: str, said: dict[str, Any]) -> dict[str, Any]:
        refused = "FailedOperation.PhoneNumberInBlacklist" if number == REFUSED_NUMBER else ""
        if code := self.item_codes.get(number) or refused:
            return {
                "SerialNo": "", "PhoneNumber": number, "Fee": 0, "SessionContext": "",
                "Code": code, "Message": "no", "IsoCode": "",
            }  # fmt: skip
        context, serial = said.get("SessionContext", ""), f"2640:{next(self._ids):031d}"
        status = {
            "UserReceiveTime": self.now(), "CountryCode": "86", "SubscriberNumber": number[3:],
            "PhoneNumber": number, "SerialNo": serial, "ReportStatus": "SUCCESS",
            "Description": "DELIVRD", "SessionContext": context, "SubError": "new since 2026-12",
        }  # fmt: skip
        if self.reports:
            self.statuses.append(status)
            self.history.append(status)
        if number == REPLYING_NUMBER:
            self.replies.append(
                {
                    "ExtendCode": "",
                    "CountryCode": "86",
                    "SubscriberNumber": number[3:],
                    "PhoneNumber": number,
                    "SignName": SIGNATURE,
                    "ReplyContent": "收到",
                    "ReplyTime": self.now(),
                }
            )
        return {
            "SerialNo": serial, "PhoneNumber": number, "Fee": 1, "SessionContext": context,
            "Code": "Ok", "Message": "send success", "IsoCode": "CN",
        }  # fmt: skip

    def _by_number(self, said: dict[str, Any]) -> dict[str, Any]:
        if said["Offset"] or said["Limit"] > 100 or said["BeginTime"] < self.now() - 7 * 86_400:
            raise CloudError("InvalidParameterValue.BeginTimeVerifyFail")
        found = [one for one in self.history if one["PhoneNumber"] == said["PhoneNumber"]]
        return {"PullSmsSendStatusSet": found}

    # --- review ---------------------------------------------------------------------------------

    def decide(self) -> None:
        """Everything in review is decided."""
        for entry in [*self.entries["Sign"].values(), *self.entries["Template"].values()]:
            if entry["StatusCode"] == 1:
                bad = REJECTED_WORD in entry["Content"]
                entry.update(StatusCode=-1 if bad else 0, ReviewReply="不符合规范\n请修改" if bad else "")

    def _add(self, subject: str, said: dict[str, Any]) -> dict[str, Any]:
        self._judge(subject, said)
        content = _content(subject, said)
        if subject == "Sign" and any(
            one["Content"] == content and one["StatusCode"] == 1 for one in self.entries[subject].values()
        ):
            raise CloudError("InvalidParameterValue.SignExistAndUnapproved")
        id_ = next(self._ids)
        self.filed += 1
        self.entries[subject][id_] = self._entry(subject, said)
        return {f"Add{subject}Status": {f"{subject}Id": id_ if subject == "Sign" else str(id_)}}

    def _modify(self, subject: str, said: dict[str, Any]) -> dict[str, Any]:
        self._judge(subject, said)
        entry = self.entries[subject].get(said[f"{subject}Id"])
        if entry is None:
            raise CloudError(
                "FailedOperation.MissingSignatureToModify"
                if subject == "Sign"
                else "FailedOperation.MissingTemplateToModify"
            )
        if not entry["StatusCode"]:
            raise CloudError(
                "InvalidParameterValue.SignAlreadyPassedCheck"
                if subject == "Sign"
                else "FailedOperation.TemplateAlreadyPassedCheck"
            )
        entry.update(self._entry(subject, said))
        return {f"Modify{subject}Status": {f"{subject}Id": said[f"{subject}Id"]}}

    def _judge(self, subject: str, said: dict[str, Any]) -> None:
        import base64

        if subject == "Sign" and base64.b64decode(said["ProofImage"]) == BAD_PICTURE:
            raise CloudError("InvalidParameterValue.ImageInvalid")
        if subject == "Template" and not said["Remark"]:
            raise CloudError("MissingParameter")

    def _entry(self, subject: str, said: dict[str, Any]) -> dict[str, Any]:
        return {
            "Content": _content(subject, said), "International": said["International"], "StatusCode": 1,
            "ReviewReply": "", "CreateTime": self.now(), "Said": said,
        }  # fmt: skip

    def _delete(self, subject: str, said: dict[str, Any]) -> dict[str, Any]:
        if self.entries[subject].pop(said[f"{subject}Id"], None) is None:
            raise CloudError(f"FailedOperation.{subject}IdNotExist")
        return {f"Delete{subject}Status": {"DeleteStatus": "return successfully!", "DeleteTime": self.now()}}

    def _list(self, subject: str, said: dict[str, Any]) -> dict[str, Any]:
        wanted = said.get(f"{subject}IdSet")
        if said["Limit"] > 100:
            raise CloudError("InvalidParameterValue.LimitVerifyFail")
        found = [
            {f"{subject}Id": id_, _NAMES[subject]: entry["Content"], **entry}
            for id_, entry in self.entries[subject].items()
            if entry["International"] == said["International"] and (not wanted or id_ in wanted)
        ]
        if wanted and not found:
            raise CloudError(f"FailedOperation.Missing{'Signature' if subject == 'Sign' else 'Template'}List")
        if not wanted:
            found = found[said["Offset"] : said["Offset"] + said["Limit"]]
        return {f"Describe{subject if subject == 'Template' else 'SignList'}StatusSet": found}


_NAMES = {"Sign": "SignName", "Template": "TemplateContent"}


def _content(subject: str, said: Mapping[str, Any]) -> str:
    return str(said[_NAMES[subject]])


def _handed(queue: list[dict[str, Any]], said: Mapping[str, Any]) -> list[dict[str, Any]]:
    handed = queue[: said["Limit"]]
    del queue[: said["Limit"]]
    return handed
