"""The SMPP gateway against Kannel's own test carrier, ``drive_smpp`` of Debian's kannel-extras (N1).

Kannel itself is a client; this is the server its authors try it with. It knows two sessions and not one for
both, and gives no message ids. Skipped where the package is not installed; ``SMSDESK_DRIVE_SMPP`` names the
program elsewhere.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from smsdesk.gateways.base import Accepted, GatewayDown
from smsdesk.gateways.smpp.gateway import SmppGateway
from smsdesk.gateways.smpp.options import Options
from tests.gateways.contract import messages_to, until
from tests.ports import free_port

PROGRAM = Path(os.environ.get("SMSDESK_DRIVE_SMPP", "/usr/lib/kannel/test/drive_smpp"))
pytestmark = pytest.mark.skipif(not PROGRAM.is_file(), reason="Debian's kannel-extras is not installed")
MESSAGES = 20
SETTINGS = """
group = core
admin-port = 1
smsbox-port = {box}
admin-password = bar
"""


def test_messages_go_both_ways(tmp_path: Path) -> None:
    async def scenario() -> None:
        # It wants a Kannel beside it, too, and ends without one.
        box = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
        port = free_port()
        (tmp_path / "kannel.conf").write_text(SETTINGS.format(box=box.sockets[0].getsockname()[1]))
        words = ["-v", "4", "-m", str(MESSAGES), "-p", str(port), "-c", str(tmp_path / "kannel.conf")]
        with (tmp_path / "kannel.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(str(PROGRAM), *words, stdout=log, stderr=log)
        gateway = SmppGateway(
            Options("127.0.0.1", "foo", "bar", port, tls=False, separate=True, answer_seconds=5)
        )

        async def answers() -> Sequence[str]:
            try:
                return [str(await gateway.test_connection())]
            except GatewayDown:
                return []

        try:
            await until(answers, 1)
            outcomes = await asyncio.gather(
                *(gateway.send(messages_to(f"+86138{place:08d}", start=place)) for place in range(MESSAGES))
            )
            assert all(isinstance(one, Accepted) for (one,) in outcomes)
            assert len({one.gateway_id for (one,) in outcomes if isinstance(one, Accepted)}) == MESSAGES
            replies = await until(gateway.poll_replies, MESSAGES)
            assert sorted(int(one.content) for one in replies) == list(range(1, MESSAGES + 1))
            assert {one.number for one in replies} == {"456"}
            await gateway.confirm_replies(replies)
        finally:
            await gateway.close()
            process.kill()
            await process.wait()
            box.close()

    asyncio.run(scenario())
