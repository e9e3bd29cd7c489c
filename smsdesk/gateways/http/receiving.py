"""Where a provider sends reports and replies to, and what becomes of them (E7, N1)."""

from __future__ import annotations

import contextlib
import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import GatewayDown, IncomingReply, Receipt
from smsdesk.gateways.http.inbox import Inbox
from smsdesk.gateways.http.report_settings import PUSHED
from smsdesk.gateways.http.request import checked_address
from smsdesk.gateways.line import Line, NoAnswer, NotWritten
from smsdesk.gateways.receiver import Incoming, Network, Receiver, Response, networks

logger = logging.getLogger(__name__)

#: A report is answered when it is stored, or after so long with "later"; the sternest providers wait 10 s.
STORE_SECONDS = 8.0
#: Reports that wait to be stored.
ROOM = 20_000
_PATH = re.compile(r"[A-Za-z0-9_-]{16,100}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}", re.ASCII)
#: Stands for the path before there is one.
SAMPLE_PATH = "secret-path"
_PATH_FILE = "receiver-path"
#: What a request without anything in it is told; so the desk recognises itself.
_NOTHING = "smsdesk: nothing to report"


@dataclass(frozen=True, slots=True)
class Place:
    """Where is listened, and how that is reached from outside."""

    host: str
    port: int
    path: str
    """Without the leading slash; empty: made by the desk."""
    public: str
    """Without a slash at the end."""
    allowed: tuple[Network, ...]
    answer: str

    def address(self, path: str) -> str:
        """The whole address, as the provider is given it."""
        return f"{self.public}/{path}"

    def local(self, path: str) -> str:
        """The same from this computer."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/{path}"


def place_of(values: Mapping[str, str]) -> Place | None:
    """None when reports are not pushed. Raises ``Invalid`` at the setting that is wrong."""
    if values["reports"] != PUSHED:
        return None
    host, path = values["receiver_host"].strip(), values["receiver_path"].strip().strip("/")
    if not _HOST.fullmatch(host):
        raise Invalid(text("Enter an IP address of this computer, such as 127.0.0.1."), field="receiver_host")
    if path and not _PATH.fullmatch(path):
        raise Invalid(
            text(
                "The secret path: 16 to 100 letters and digits, such as {sample}. Or leave it empty.",
                sample=secrets.token_urlsafe(18),
            ),
            field="receiver_path",
        )
    port = _port(values["receiver_port"])
    public = values["public_address"].strip()
    if public:
        public = checked_address(public, field="public_address").partition("?")[0].rstrip("/")
    elif host in ("0.0.0.0", "::"):
        raise Invalid(
            text("Enter the address under which the provider reaches this computer."), field="public_address"
        )
    try:
        allowed = networks(values["allowed_addresses"])
    except ValueError:
        raise Invalid(
            text("Write IP addresses or networks like {sample}.", sample="203.0.113.7, 198.51.100.0/24"),
            field="allowed_addresses",
        ) from None
    place = Place(host, port, path, public, allowed, values["receiver_answer"])
    return place if public else Place(host, port, path, place.local("").rstrip("/"), allowed, place.answer)


class Rules(Protocol):
    """How what is received is read."""

    def items(self, tree: object) -> Sequence[object]: ...

    def receipt(self, item: object, now: int) -> Receipt | None: ...

    def reply(self, item: object, now: int) -> IncomingReply | None: ...


class Receiving:
    """Listens from the first poll on, and keeps what came until it is stored."""

    def __init__(self, place: Place, rules: Rules, *, clock: Callable[[], int], folder: Path | None) -> None:
        self.place = place
        self._rules = rules
        self._clock = clock
        self._folder = folder
        self.receipts = Inbox[Receipt](ROOM)
        self.replies = Inbox[IncomingReply](ROOM)
        self._receiver: Receiver | None = None
        self._path = place.path

    @property
    def path(self) -> str:
        """Of the settings, or the one that was made for this desk once and is kept in its folder."""
        if not self._path:
            self._path = _kept_path(self._folder)
        return self._path

    @property
    def address(self) -> str:
        return self.place.address(self.path)

    async def listen(self) -> None:
        """Begin; harmless when it has. Raises ``GatewayDown``."""
        if self._receiver is None:
            receiver = self._made()
            try:
                await receiver.open()
            except OSError as fault:
                raise GatewayDown(self._cannot(fault)) from fault
            self._receiver = receiver

    async def close(self) -> None:
        """Stop; what was not stored is sent again by the provider. Safe to call twice."""
        receiver, self._receiver = self._receiver, None
        if receiver is not None:
            await receiver.close()

    async def try_out(self) -> None:
        """See that the port is free, or held by this desk itself. Raises ``GatewayDown``."""
        if self._receiver is not None:
            return
        receiver = self._made()
        try:
            await receiver.open()
        except OSError as fault:
            if not await self._is_held_by_us():
                raise GatewayDown(self._cannot(fault)) from fault
        finally:
            await receiver.close()

    def _made(self) -> Receiver:
        receiver = Receiver(self.place.host, self.place.port, allowed=self.place.allowed)
        receiver.serve("/" + self.path, self._received)
        return receiver

    async def _received(self, incoming: Incoming) -> Response:
        now = self._clock()
        receipts: list[Receipt] = []
        replies: list[IncomingReply] = []
        tree = incoming.tree()
        if not tree:
            return Response(200, _NOTHING)
        for item in self._rules.items(tree):
            if receipt := self._rules.receipt(item, now):
                receipts.append(receipt)
            elif reply := self._rules.reply(item, now):
                replies.append(reply)
        stored = await self.receipts.keep(receipts, STORE_SECONDS)
        stored = await self.replies.keep(replies, STORE_SECONDS) and stored
        return _answer(self.place.answer) if stored else Response(503)

    async def _is_held_by_us(self) -> bool:
        line = Line(connections=1, answer_seconds=2)
        try:
            return (await line.ask("GET", self.place.local(self.path))).body.decode("latin-1") == _NOTHING
        except (NotWritten, NoAnswer):
            return False
        finally:
            await line.close()

    def _cannot(self, fault: OSError) -> Text:
        return text(
            "Reports cannot be received on {host}, port {port}: {reason} Choose another port, or end the "
            "program that uses it.",
            host=self.place.host,
            port=str(self.place.port),
            reason=(fault.strerror or type(fault).__name__).rstrip(".") + ".",
        )


def _port(words: str) -> int:
    port = int(words) if words.isdecimal() and len(words) < 9 else 0
    if not 0 < port < 65_536:
        raise Invalid(text("A port is a number from 1 to 65,535."), field="receiver_port")
    return port


def _answer(words: str) -> Response:
    """Said as what it looks like: some providers read JSON or XML only."""
    kind = {"{": "application/json", "[": "application/json", "<": "text/xml; charset=utf-8"}.get(words[:1])
    return Response(200, words, kind) if kind else Response(200, words)


def _kept_path(folder: Path | None) -> str:
    """Made once and then the same for ever, because the provider is told it."""
    made = secrets.token_urlsafe(24)
    if folder is None:
        return made
    file = folder / _PATH_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError), file.open("x", encoding="ascii") as new:
            file.chmod(0o600)
            new.write(made)
        kept = file.read_text(encoding="ascii").strip()
        if _PATH.fullmatch(kept):
            return kept
        file.write_text(made, encoding="ascii")
    except (OSError, ValueError):
        logger.warning("The path for reports cannot be kept in the data folder")
    return made
