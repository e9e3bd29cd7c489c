"""The test of an SMPP connection: it says in words what is wrong (A10)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from pathlib import Path

import pytest
import trustme

from smsdesk.gateways.base import (
    Accepted,
    GatewayDown,
)
from smsdesk.gateways.smpp import connecting
from smsdesk.gateways.smpp.gateway import SmppGateway
from tests.gateways.contract import IMPATIENT, PATIENT, messages_to
from tests.gateways.smpp_far_side import GOOD, options
from tests.gateways.smpp_server import Smsc


async def told(values: Mapping[str, object], port: int) -> str:
    gateway = SmppGateway(options(port, **values))
    try:
        return str(await gateway.test_connection())
    except GatewayDown as down:
        return str(down.reason)
    finally:
        await gateway.close()


@pytest.mark.parametrize(
    ("manners", "values", "words"),
    [
        ({}, {}, "lets shop in and answers"),
        ({}, {"password": "wrong"}, "refuses the password"),
        ({"bind_status": 0x0F}, {}, "does not know the system ID shop"),
        ({"bind_status": 0x05}, {}, "says that it is in use"),
        ({"bind_status": 0x53}, {}, "refuses the system type"),
        ({"bind_status": 0x58}, {}, "asked too often"),
        ({"bind_status": 0x0D}, {}, "refuses the login"),
        ({"bind_status": 0x88}, {}, "0x00000088"),
        ({"transceivers": False}, {}, "Choose two sessions"),
        ({"first_words": b"HTTP/1.1 400 Bad Request\r\n\r\n"}, {}, "a web server"),
        ({"first_words": b"SSH-2.0-OpenSSH_9.6\r\n"}, {}, "not an SMPP server"),
        ({"first_words": b"\x15\x03\x03\0\2\2\x32"}, {}, "encrypted connection (TLS). Switch it on"),
        ({"first_words": b"\0"}, {}, "does not answer"),
        ({"answers_link": False}, {"answer_seconds": 0.3}, "does not answer"),
        ({}, {"tls": True}, "does not offer an encrypted connection"),
        ({}, {"host": "nowhere.invalid"}, "is not known"),
        ({}, {"ca_file": "/nowhere.pem", "tls": True}, "/nowhere.pem cannot be read"),
    ],
)
def test_the_test_says_in_words_what_is_wrong(
    manners: Mapping[str, object], values: Mapping[str, object], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where an answer comes, a busy machine is not taken for a carrier that says nothing.
    silent = words in ("does not answer", "does not offer an encrypted connection")
    for name in ("BIND_SECONDS", "HANDSHAKE_SECONDS"):
        monkeypatch.setattr(connecting, name, IMPATIENT if silent else PATIENT)

    async def scenario() -> None:
        async with Smsc() as smsc:
            for name, value in manners.items():
                setattr(smsc.manners, name, value)
            assert words in await told(values, smsc.port)

    asyncio.run(scenario())


def test_the_test_without_anybody_there() -> None:
    async def scenario() -> None:
        async with Smsc() as smsc:
            port = smsc.port
        assert "Nothing answers" in await told({}, port)

    asyncio.run(scenario())


def test_encryption_is_trusted_by_the_carrier_s_own_authority_only(tmp_path: Path) -> None:
    authority, other = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    other.cert_pem.write_to_path(str(tmp_path / "other.pem"))
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(trust)

    async def scenario() -> None:
        async with Smsc(trust=trust) as smsc:
            ours = {"tls": True, "ca_file": str(tmp_path / "ca.pem")}
            assert "answers" in await told(ours, smsc.port)
            theirs = {"tls": True, "ca_file": str(tmp_path / "other.pem")}
            assert "cannot be trusted" in await told(theirs, smsc.port)
            assert "cannot be trusted" in await told({**ours, "host": "localhost"}, smsc.port)
            gateway = SmppGateway(options(smsc.port, **ours))
            (outcome,) = await gateway.send(messages_to(GOOD[0]))
            assert isinstance(outcome, Accepted)
            await gateway.close()

    asyncio.run(scenario())
