"""The carrier as a server on loopback: its life and its outages. What it answers: ``interface``."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from smsdesk.carrier.book import Book
from smsdesk.carrier.interface import Interface
from smsdesk.carrier.journal import Journal
from smsdesk.carrier.script import Script
from smsdesk.carrier.switches import Switches

_LOOPBACK = "127.0.0.1"
#: Connections that may wait to be accepted.
_BACKLOG = 128
#: Turns of asyncio's loop from an accepted socket to a handler that has begun: three, and one to spare.
_ACCEPTING_TURNS = 4


async def stop_accepting(listening: Iterable[socket.socket]) -> None:
    """Let nobody else in, and wait until whoever is at the door is inside, before a server is closed.

    A connection that asyncio is just accepting while its server closes is left to the garbage collector
    otherwise (an assertion in ``asyncio.Server._attach``): its other side waits meanwhile.
    """
    loop = asyncio.get_running_loop()
    for each in listening:
        with contextlib.suppress(NotImplementedError):  # on Windows it is accepted in one step
            loop.remove_reader(each)
    for _ in range(_ACCEPTING_TURNS):
        await asyncio.sleep(0)


def _now() -> int:
    return time.time_ns() // 1_000_000


class Carrier:
    """A carrier that listens on loopback while it is entered: ``async with Carrier() as carrier``.

    With ``log_path`` it keeps its record there and, started again on the same file, goes on where it
    was: ids, look-ups and reports that nobody had fetched. Not to be shared between two carriers.
    """

    def __init__(
        self,
        script: Script | None = None,
        *,
        port: int = 0,
        log_path: Path | None = None,
        clock: Callable[[], int] = _now,
    ) -> None:
        """``port`` 0 takes a free one. ``clock`` gives ms since 1970 UTC."""
        self.switches = Switches()
        self._script = script or Script()
        self._port = port
        self._log_path = log_path
        self._clock = clock
        self._journal: Journal | None = None
        self._interface: Interface | None = None
        self._runner: web.ServerRunner | None = None
        self._site: web.SockSite | None = None
        self._outage: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Read the record and listen; ``OSError`` when the port is taken or the file cannot be used."""
        try:
            if self._log_path:
                self._journal = await asyncio.to_thread(Journal, self._log_path)
            self.book = await asyncio.to_thread(Book, self._script, self._journal, self._clock())
            self._interface = Interface(
                self.book,
                self.switches,
                log_path=self._log_path,
                clock=self._clock,
                outage=self._begin_outage,
            )
            self._server = web.Server(self._interface.handle, access_log=None)
            self._runner = web.ServerRunner(self._server, shutdown_timeout=1.0)
            await self._runner.setup()
            await self.come_up()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Stop listening, end every connection, close the record; safe to call twice, and unopened."""
        if self._interface:
            self._interface.closing.set()
        if self._outage:
            self._outage.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._outage
            self._outage = None
        await self._stop_listening()
        if self._runner:
            await self._runner.cleanup()
            await self._cut()
        if self._journal:
            self._journal.close()

    @property
    def port(self) -> int:
        """The port it listens on; the same after an outage."""
        return self._port

    @property
    def address(self) -> str:
        """Where a gateway finds it, e.g. ``http://127.0.0.1:8025``."""
        return f"http://{_LOOPBACK}:{self._port}"

    async def go_down(self) -> None:
        """An outage: connections are cut and new ones refused, until ``come_up``."""
        await self._stop_listening()
        await self._cut()

    async def _stop_listening(self) -> None:
        if self._site:
            site, self._site = self._site, None
            await stop_accepting([self._socket])
            await site.stop()

    async def _cut(self) -> None:
        """End every connection; when this returns they are gone, their handlers too."""
        for connection in self._server.connections:
            if connection.transport:
                connection.transport.abort()
        await self._server.shutdown(0)

    async def come_up(self) -> None:
        """Listen (again)."""
        assert self._runner, "not open"
        if not self._site:
            listening = socket.create_server((_LOOPBACK, self._port), backlog=_BACKLOG)
            self._socket = listening
            self._site = web.SockSite(self._runner, listening, backlog=_BACKLOG)
            self._port = listening.getsockname()[1]
            await self._site.start()

    def _begin_outage(self, seconds: float) -> None:
        if not self._outage or self._outage.done():
            self._outage = asyncio.create_task(self._outage_of(seconds))

    async def _outage_of(self, seconds: float) -> None:
        interface = self._interface
        assert interface, "not open"
        # The answer to the request that asked for the outage gets out first.
        await interface.pause(0.05)
        await self.go_down()
        await interface.pause(seconds)
        self.switches.outage = 0.0
        while not interface.closing.is_set():
            try:
                await self.come_up()
            except OSError:  # somebody has taken the port meanwhile
                await interface.pause(1.0)
            else:
                return
