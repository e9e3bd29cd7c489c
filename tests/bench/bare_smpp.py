"""A bare SMPP client loop and a server that only says yes: the measure for the SMPP gateway."""

from __future__ import annotations

import asyncio
import struct

#: Takes every bind and submit_sm; prints its port.
SERVER = """
import asyncio, struct
class Carrier(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.buffer, self.count = transport, b"", 0
    def data_received(self, data):
        buffer, out, place = self.buffer + data, [], 0
        while len(buffer) - place >= 16:
            length, command, _, sequence = struct.unpack_from(">LLLL", buffer, place)
            if len(buffer) - place < length:
                break
            place += length
            if command & 0x80000000:
                continue
            self.count += 1
            body = b"%08x\\0" % self.count if command == 4 else b"" if command in (6, 21) else b"toy\\0"
            out.append(struct.pack(">LLLL", 16 + len(body), command | 0x80000000, 0, sequence) + body)
        self.buffer = buffer[place:]
        self.transport.write(b"".join(out))
async def main():
    server = await asyncio.get_running_loop().create_server(Carrier, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


class BareClient(asyncio.Protocol):
    """Writes a submit_sm and waits for the answer with its sequence number; nothing else."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._buffer = b""
        self._sequence = 0
        self._waiting: dict[int, asyncio.Future[int]] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        buffer, place = self._buffer + data, 0
        while len(buffer) - place >= 16:
            length, _, status, sequence = struct.unpack_from(">LLLL", buffer, place)
            if len(buffer) - place < length:
                break
            place += length
            self._waiting.pop(sequence).set_result(status)
        self._buffer = buffer[place:]

    async def bind(self) -> None:
        """As a transceiver."""
        assert await self._ask(9, b"shop\0secret\0\0\x34\0\0\0") == 0

    async def submit(self, number: str, content: str) -> int:
        """The status of the answer."""
        octets = content.encode("utf-16-be")
        front = b"\0\0\0\0\x01\x01" + number.encode() + b"\0\0\0\0\0\0\x01\0\x08\0"
        return await self._ask(4, front + bytes([len(octets)]) + octets)

    async def _ask(self, command: int, body: bytes) -> int:
        self._sequence += 1
        answer = self._waiting[self._sequence] = asyncio.get_running_loop().create_future()
        assert self._transport
        self._transport.write(struct.pack(">LLLL", 16 + len(body), command, 0, self._sequence) + body)
        return await answer

    def close(self) -> None:
        if self._transport:
            self._transport.close()
