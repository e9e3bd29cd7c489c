"""Asking a gateway something beside the sending: are its settings right, what is on an account (A10)."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from smsdesk.domain.errors import Unavailable
from smsdesk.domain.text import text
from smsdesk.gateways.base import Gateway, GatewayDown, Question

T = TypeVar("T")

TRIAL_SECONDS = 15


async def ask(gateway: Gateway, question: Question[T]) -> T:
    """Open a gateway that was made for this, ask it, and close it.

    Raises ``Unavailable`` with the reason, also when it says nothing for 15 seconds, and whatever else the
    question raises.
    """
    try:
        async with asyncio.timeout(TRIAL_SECONDS):
            await gateway.open()
            return await question(gateway)
    except GatewayDown as down:
        raise Unavailable(down.reason) from down
    except TimeoutError as error:
        raise no_answer() from error
    finally:
        await gateway.close()


def no_answer() -> Unavailable:
    """It said nothing in time."""
    return Unavailable(text("The gateway did not answer within {seconds} seconds.", seconds=TRIAL_SECONDS))
