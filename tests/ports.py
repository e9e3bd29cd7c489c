"""Ports of this computer for servers that begin to listen later, or again after an outage."""

from __future__ import annotations

import os
import random
import socket

#: Below what Linux, macOS and Windows give away by themselves: no connection and no server of another test
#: that runs at the same time takes a port before its server listens.
_LOWEST, _HIGHEST = 15_000, 32_000

_chance = random.Random(os.getpid())


def free_port() -> int:
    """One nobody listens at."""
    while True:
        port = _chance.randrange(_LOWEST, _HIGHEST)
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:  # somebody's
            continue
