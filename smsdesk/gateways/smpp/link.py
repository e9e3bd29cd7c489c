"""The standing sessions with a carrier: opened when they are wanted, once for however many ask (E4)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import GatewayDown
from smsdesk.gateways.smpp import pdu as wire
from smsdesk.gateways.smpp.connecting import connect
from smsdesk.gateways.smpp.options import Options
from smsdesk.gateways.smpp.pdu import Pdu
from smsdesk.gateways.smpp.session import Session


class Link:
    """One session for both ways, or one for each."""

    def __init__(self, options: Options, delivered: Callable[[Session, Pdu], None]) -> None:
        self._options = options
        self._delivered = delivered
        self._sessions: dict[int, Session] = {}
        self._opening: asyncio.Task[None] | None = None
        self._commands = (
            (wire.BIND_TRANSMITTER, wire.BIND_RECEIVER) if options.separate else (wire.BIND_TRANSCEIVER,)
        )

    async def session(self) -> Session:
        """The one that submits; all are there then. Raises ``GatewayDown``."""
        found = self._ready()
        if found is None:
            if self._opening is None:
                self._opening = asyncio.get_running_loop().create_task(self._open())
                self._opening.add_done_callback(self._opened)
            opening = self._opening
            # Not awaited itself: one who gives up does not end it for the others.
            await asyncio.wait([opening])
            if not opening.cancelled():
                opening.result()
            found = self._ready()
        if found is None:
            # Bound and ended at once: whoever probes comes again later, and does not storm it.
            raise GatewayDown(self._reason())
        return found

    async def sessions(self) -> list[Session]:
        """All of them. Raises ``GatewayDown``."""
        await self.session()
        return list(self._sessions.values())

    async def close(self) -> None:
        """Take leave of every session; safe to call twice."""
        opening, self._opening = self._opening, None
        if opening:
            opening.cancel()
            await asyncio.wait([opening])
        sessions, self._sessions = self._sessions, {}
        await asyncio.gather(*(session.unbind() for session in sessions.values()))

    def _ready(self) -> Session | None:
        for command in self._commands:
            session = self._sessions.get(command)
            if session is None or not session.usable:
                return None
        return self._sessions[self._commands[0]]

    def _reason(self) -> Text:
        for session in self._sessions.values():
            if session.reason is not None:
                return session.reason
        return text("{address} has ended the session.", address=self._options.address)

    async def _open(self) -> None:
        for command in self._commands:
            old = self._sessions.get(command)
            if old is None or not old.usable:
                session = await connect(self._options, command, self._delivered)
                self._sessions[command] = session

    def _opened(self, opening: asyncio.Task[None]) -> None:
        if self._opening is opening:
            self._opening = None
        if not opening.cancelled():
            # Looked at here, because everybody who waited may have given up.
            opening.exception()
