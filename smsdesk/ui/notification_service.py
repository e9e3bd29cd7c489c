"""Notifications as Linux desktops have them (``org.freedesktop.Notifications``): each stands by itself, says
when it is pressed and can be taken back, and none of them needs an icon in a tray."""

from __future__ import annotations

import asyncio
import contextlib
import html
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.asyncio import DBusRouter

log = logging.getLogger(__name__)

#: Seconds that the desktop may take to answer before it counts as one without notifications.
PATIENCE = 3.0
_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
#: Notices that may be pressed before the loop comes to them.
_WAITING = 50


class NotificationService(QObject):
    """Made by ``desktop_notifications``. ``pressed(number)`` and ``closed(number)`` tell of what ``show``
    gave that number."""

    pressed = Signal(int)
    closed = Signal(int)

    def __init__(self, router: DBusRouter, *, markup: bool) -> None:
        """``markup``: the desktop reads ``<b>`` and ``&amp;`` in the words."""
        super().__init__()
        self._router = router
        self._markup = markup

    async def show(self, title: str, words: str, *, press: str, replaces: int = 0) -> int:
        """Show it, in the place of ``replaces`` if that is still there; its number.

        ``press`` names what pressing it does, for desktops that show it as a button. Raises ``OSError``
        when the desktop does not take it.
        """
        body = html.escape(words, quote=False) if self._markup else words
        hints = {"desktop-entry": ("s", "smsdesk")}
        given = ("SMS Desk", replaces, "smsdesk", title, body, ["default", press], hints, -1)
        answer = await self._ask("Notify", "susssasa{sv}i", given)
        return int(answer[0])

    async def withdraw(self, number: int) -> None:
        """Take it back; one that is gone already is no fault."""
        with contextlib.suppress(OSError):
            await self._ask("CloseNotification", "u", (number,))

    async def _ask(self, method: str, signature: str, body: tuple[Any, ...]) -> tuple[Any, ...]:
        return await _call(self._router, method, signature, body)

    async def listen(self, queue: asyncio.Queue[Message]) -> None:
        """Tell of what the desktop says until this is cancelled."""
        from jeepney import HeaderFields

        while True:
            message = await queue.get()
            member, number = message.header.fields.get(HeaderFields.member), int(message.body[0])
            if member == "ActionInvoked":
                self.pressed.emit(number)
            elif member == "NotificationClosed":
                self.closed.emit(number)


@asynccontextmanager
async def desktop_notifications() -> AsyncIterator[NotificationService | None]:
    """The desktop's notifications while this lasts; None where it has none of this kind."""
    async with AsyncExitStack() as ends:
        try:
            service = await asyncio.wait_for(_connect(ends), PATIENCE) if sys.platform == "linux" else None
        except Exception as fault:  # noqa: BLE001 - without them the program is what it was
            log.info("the desktop has no notifications of its own: %s", type(fault).__name__)
            service = None
        yield service


async def _connect(ends: AsyncExitStack) -> NotificationService:
    from jeepney import MatchRule, message_bus
    from jeepney.io.asyncio import DBusRouter, Proxy, open_dbus_connection

    connection = await open_dbus_connection("SESSION")
    ends.push_async_callback(connection.close)
    router = await ends.enter_async_context(DBusRouter(connection))
    known = await _call(router, "GetCapabilities", "", ())
    service = NotificationService(router, markup="body-markup" in known[0])
    rule = MatchRule(type="signal", interface=_NAME, path=_PATH)
    queue = ends.enter_context(router.filter(rule, bufsize=_WAITING))
    await Proxy(message_bus, router).AddMatch(rule)
    listening = asyncio.get_running_loop().create_task(service.listen(queue))
    ends.push_async_callback(_ended, listening)
    return service


async def _call(router: DBusRouter, method: str, signature: str, body: tuple[Any, ...]) -> tuple[Any, ...]:
    """Ask the desktop. Raises ``OSError`` when it refuses or has gone."""
    from jeepney import DBusAddress, MessageType, new_method_call
    from jeepney.io.common import RouterClosed

    place = DBusAddress(_PATH, bus_name=_NAME, interface=_NAME)
    message = new_method_call(place, method, signature or None, body)
    try:
        answer = await asyncio.wait_for(router.send_and_get_reply(message), PATIENCE)
    except (RouterClosed, TimeoutError) as gone:
        raise OSError(f"the desktop does not answer {method}") from gone
    if answer.header.message_type is not MessageType.method_return:
        raise OSError(f"the desktop refuses {method}")
    return tuple(answer.body)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
