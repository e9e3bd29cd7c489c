"""From an address to a bound session, and in words why there is none (A10, N1)."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import GatewayDown
from smsdesk.gateways.smpp import pdu as wire
from smsdesk.gateways.smpp import statuses
from smsdesk.gateways.smpp.options import Options
from smsdesk.gateways.smpp.pdu import Pdu
from smsdesk.gateways.smpp.session import Lost, NotSent, Session

# Imported where it is used: a desk without encryption at this gateway does without it.
if TYPE_CHECKING:
    import ssl

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 8.0
HANDSHAKE_SECONDS = 5.0
#: For the answer to a bind. Together shorter than a test of the connection may take.
BIND_SECONDS = 6.0


async def connect(options: Options, command: int, delivered: Callable[[Session, Pdu], None]) -> Session:
    """A session bound with one of the three bind commands. Raises ``GatewayDown`` with the reason."""
    session = Session(
        options.address,
        window=options.window,
        answer_seconds=options.answer_seconds,
        idle_seconds=options.idle_seconds,
        delivered=delivered,
    )
    try:
        await _reach(options, session)
        await _bind(options, command, session)
    except BaseException:
        session.end(text("The connection was closed."))
        raise
    return session


async def _reach(options: Options, session: Session) -> None:
    import ssl

    try:
        trust = await asyncio.to_thread(_trust, options) if options.tls else None
        async with asyncio.timeout(CONNECT_SECONDS):
            await asyncio.get_running_loop().create_connection(
                lambda: session,
                options.host,
                options.port,
                ssl=trust,
                ssl_handshake_timeout=HANDSHAKE_SECONDS if trust else None,
            )
    except ssl.SSLCertVerificationError as fault:
        raise GatewayDown(
            text(
                "The certificate of {address} cannot be trusted ({why}). Check the server's name, or enter "
                "the carrier's certificate authority.",
                address=options.address,
                why=fault.verify_message,
            )
        ) from fault
    except (ssl.SSLError, ConnectionAbortedError) as fault:
        # Aborted is what a handshake becomes that takes too long: the other side waits for SMPP.
        raise GatewayDown(
            text(
                "{address} does not offer an encrypted connection. Check the port, or whether encryption "
                "(TLS) is meant to be off.",
                address=options.address,
            )
        ) from fault
    except TimeoutError as fault:
        raise GatewayDown(
            text(
                "{address} cannot be reached in time. Check address, port and VPN, and whether the carrier "
                "lets this computer in.",
                address=options.address,
            )
        ) from fault
    except (OSError, UnicodeError) as fault:
        raise GatewayDown(_unreachable(fault, options.address, options.host)) from fault


def _trust(options: Options) -> ssl.SSLContext:
    import ssl

    try:
        return ssl.create_default_context(cafile=options.ca_file or None)
    except OSError as fault:
        # ssl's own faults are among them: a file that holds no certificate.
        raise GatewayDown(
            text("The file of certificates {file} cannot be read. Correct it.", file=options.ca_file)
        ) from fault


def _unreachable(fault: Exception, address: str, host: str) -> Text:
    if isinstance(fault, socket.gaierror | UnicodeError):
        return text(
            "The name {host} is not known. Check it, and that this computer is online.",
            host=host,
        )
    if isinstance(fault, ConnectionRefusedError):
        return text(
            "Nothing answers at {address}. Check address and port, and that the carrier is in service.",
            address=address,
        )
    if isinstance(fault, ConnectionError):
        return text(
            "{address} ended the connection at once. Check the port, and whether the carrier lets this "
            "computer in.",
            address=address,
        )
    return text(
        "{address} cannot be reached. Check address, port and VPN, and that this computer is online.",
        address=address,
    )


async def _bind(options: Options, command: int, session: Session) -> None:
    body = wire.bind_body(options.system_id, options.password, options.system_type)
    try:
        async with asyncio.timeout(BIND_SECONDS):
            answer = await session.ask(command, body)
    except (TimeoutError, NotSent, Lost) as fault:
        raise GatewayDown(_ended(session, options)) from fault
    if answer.status or answer.command == wire.GENERIC_NACK:
        logger.info("Bind refused: %s", statuses.name_of(answer.status))
        raise GatewayDown(_refused(answer.status, options))


def _ended(session: Session, options: Options) -> Text:
    if session.reason is None:
        return text(
            "{address} takes the connection and does not answer. Check that it is an SMPP server, whether it "
            "wants an encrypted connection (TLS), and whether it wants two sessions.",
            address=options.address,
        )
    if session.heard or not session.cut:
        return session.reason
    return text(
        "{address} ended the connection when it was asked to log in. Check the port, whether it wants an "
        "encrypted connection (TLS), and whether the carrier lets this computer in.",
        address=options.address,
    )


def _refused(status: int, options: Options) -> Text:
    address = options.address
    if status == statuses.INVALID_PASSWORD:
        return text("{address} refuses the password. Enter it anew.", address=address)
    if status == statuses.INVALID_SYSTEM_ID:
        return text(
            "{address} does not know the system ID {name}. Correct it.",
            address=address,
            name=options.system_id,
        )
    if status == statuses.ALREADY_BOUND:
        return text(
            "{address} knows the account and says that it is in use: by this desk just now, by another "
            "program, or by an earlier connection it has not given up yet. Wait a minute, or ask the carrier "
            "for more sessions.",
            address=address,
        )
    if status == statuses.INVALID_SYSTEM_TYPE:
        return text("{address} refuses the system type. Enter the one the carrier named.", address=address)
    if status in (statuses.THROTTLED, statuses.QUEUE_FULL):
        return text("{address} is asked too often. It is tried again in a while.", address=address)
    if status == statuses.INVALID_COMMAND:
        return text(
            "{address} does not offer one session for both ways. Choose two sessions in the gateway's "
            "settings.",
            address=address,
        )
    if status == statuses.BIND_FAILED:
        return text(
            "{address} refuses the login. Check system ID and password, and whether the carrier lets this "
            "computer in.",
            address=address,
        )
    return text(
        "{address} refuses the login with {status}. Ask the carrier what it means.",
        address=address,
        status=statuses.name_of(status),
    )
