"""What Tencent Cloud sends by itself where it can reach this computer: receipts in lists, replies singly.

Its callbacks carry no proof of who sends them, so that all rests on a path that nobody can guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from smsdesk.domain.text import text
from smsdesk.gateways.base import IncomingReply, Receipt
from smsdesk.gateways.http.receiving import Place, place_of
from smsdesk.gateways.http.report_settings import PUSHED, REPORT_SETTINGS
from smsdesk.gateways.settings import Setting, filled
from smsdesk.gateways.tencent.reports import receipt_in, reply_in

FETCHED = "fetched"

#: What the cloud wants to hear; otherwise it sends the same twice more.
_ANSWER = '{"result":0,"errmsg":"OK"}'
#: Its times say no zone; they are Beijing's.
_ZONE = "+0800"
_MOST = 1000

_WHERE = ("receiver_host", "receiver_port", "receiver_path", "public_address", "allowed_addresses")

CALLBACK_SETTINGS: tuple[Setting, ...] = (
    Setting(
        "reports",
        text("How they come"),
        text(
            "Fetched: nothing to set up here; support enables it for the account. Sent: this computer must "
            "be reachable for Tencent Cloud while the desk runs, directly, or through a tunnel or a proxy "
            "server."
        ),
        default=FETCHED,
        choices=(FETCHED, PUSHED),
        words=(text("Fetched from Tencent Cloud"), text("Sent by Tencent Cloud to this computer")),
        group=REPORT_SETTINGS[0].group,
    ),
    *(
        replace(
            one,
            help=text(
                "How Tencent Cloud reaches the port, if by a tunnel, a proxy server or a router. Test shows "
                "the whole address for the console."
            ),
        )
        if one.key == "public_address"
        else one
        for one in REPORT_SETTINGS
        if one.key in _WHERE
    ),
)


def place_for(values: Mapping[str, str]) -> Place | None:
    """Where callbacks are received; None when they are not. ``Invalid`` names the field that is wrong."""
    return place_of({**filled(CALLBACK_SETTINGS, values), "receiver_answer": _ANSWER})


class CallbackRules:
    """How callbacks are read; see ``gateways.http.reports.ReportRules``."""

    def items(self, tree: object) -> Sequence[object]:
        """A list of receipts, or a reply."""
        if isinstance(tree, list):
            return tree[:_MOST]
        return [tree] if isinstance(tree, dict) else []

    def receipt(self, item: object, now: int) -> Receipt | None:
        """A receipt; None for anything else."""
        match item:
            case {"sid": str(sid), "report_status": "SUCCESS" | "FAIL" as status, **rest}:
                said = {
                    **{"SerialNo": sid, "ReportStatus": status, "Description": rest.get("errmsg")},
                    **{"CountryCode": rest.get("nationcode"), "SubscriberNumber": rest.get("mobile")},
                    "UserReceiveTime": _seconds(rest.get("user_receive_time")),
                }
                if found := receipt_in(said):
                    key = f"{found.gateway_id} {found.number} {found.code} {found.at}"
                    return replace(found, key=key)
        return None

    def reply(self, item: object, now: int) -> IncomingReply | None:
        """A reply; None for anything else."""
        match item:
            case {"text": str(words), "mobile": str(mobile), **rest}:
                return reply_in(
                    {
                        **{"ReplyContent": words, "SubscriberNumber": mobile},
                        **{"CountryCode": rest.get("nationcode"), "SignName": rest.get("sign")},
                        "ReplyTime": rest.get("time"),
                    }
                )
        return None


def _seconds(words: object) -> int | None:
    """Of ``2026-11-21 08:52:39``; None for anything else."""
    try:
        at = datetime.strptime(f"{words} {_ZONE}", "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None
    return round(at.timestamp())
