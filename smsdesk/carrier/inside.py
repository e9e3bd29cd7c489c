"""The carrier inside the program: in a thread and loop of its own, started when first asked for."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from pathlib import Path


class CarrierInside:
    """Give ``address`` to the sandbox gateway; ``close`` ends it. Safe to use from any thread."""

    def __init__(self, log_path: Path) -> None:
        """``log_path``: its record, from which a carrier that died with the program goes on."""
        self._log_path = log_path
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._address: Future[str] = Future()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    async def address(self) -> str:
        """Where it listens, e.g. ``http://127.0.0.1:40123``; ``OSError`` when it cannot start."""
        with self._lock:
            if self._thread is None:
                self._address = Future()
                self._thread = threading.Thread(target=self._run, name="sandbox-carrier", daemon=True)
                self._thread.start()
            address = self._address
        # Shielded: one that gives up waiting must not cancel it for the others.
        return await asyncio.shield(asyncio.wrap_future(address))

    def close(self) -> None:
        """Stop it and wait until it is gone; it can be started again."""
        with self._lock:
            thread, self._thread = self._thread, None
            address = self._address
        if thread is None:
            return
        # Until it listens there is nothing to stop; after a fault the thread ends by itself.
        if address.exception() is None and self._loop and self._stop:
            self._loop.call_soon_threadsafe(self._stop.set)
        thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self._fail(error)
        except Exception as error:  # noqa: BLE001  # whoever waits for the address must hear of it
            self._fail(OSError(f"{type(error).__name__}: {error}"))

    async def _serve(self) -> None:
        # Here: a web server takes long to import, and only a desk that sends through it needs one.
        from smsdesk.carrier.server import Carrier

        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        async with Carrier(log_path=self._log_path) as carrier:
            self._address.set_result(carrier.address)
            await self._stop.wait()

    def _fail(self, error: OSError) -> None:
        with self._lock:
            self._thread = None
        if not self._address.done():
            self._address.set_exception(error)
