"""The carrier as a program of its own: ``smsdesk sandbox`` or ``python -m smsdesk.carrier``."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from smsdesk.carrier.magic import MAGIC
from smsdesk.carrier.script import Delay, Script
from smsdesk.carrier.server import Carrier
from smsdesk.domain.text import tr


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of ``smsdesk sandbox``; ``serve`` takes what they parse to."""
    parser.add_argument("--port", type=_within(int, 0, 65535), default=8025, help=tr("0 takes a free one"))
    parser.add_argument("--seed", type=int, default=Script().seed, help=tr("Same seed, same outcomes"))
    parser.add_argument("--log", type=Path, metavar="FILE", help=tr("Keep a record of every message taken"))
    parser.add_argument(
        "--delivered", type=_within(float, 0, 1), metavar="SHARE", help=tr("Share of numbers reached, 0 to 1")
    )
    parser.add_argument(
        "--replies", type=_within(float, 0, 1), metavar="SHARE", help=tr("Share of them that reply, 0 to 1")
    )
    delay = tr("Seconds, or least:usual:most")
    parser.add_argument("--receipt-delay", type=_delay, metavar="S", help=delay)
    parser.add_argument("--late-receipt", type=_delay, metavar="S", help=delay)
    parser.add_argument("--reply-delay", type=_delay, metavar="S", help=delay)
    parser.add_argument("--late-reply", type=_delay, metavar="S", help=delay)
    parser.add_argument("--review-delay", type=_delay, metavar="S", help=delay)
    parser.add_argument("--json", action="store_true", help=tr("Say the address as a JSON object"))
    parser.add_argument("--numbers", action="store_true", help=tr("List the numbers with a fixed outcome"))


def serve(options: argparse.Namespace) -> int:
    """Run until stopped (SIGINT, SIGTERM). 0, or 2 with one sentence when it cannot start."""
    if options.numbers:
        for magic in MAGIC:
            sys.stdout.write(f"{'  '.join(magic.numbers)}  {magic.outcome}\n")
        return 0
    script = Script(seed=options.seed)
    for name in (
        "delivered",
        "replies",
        "receipt_delay",
        "late_receipt",
        "reply_delay",
        "late_reply",
        "review_delay",
    ):
        if (value := getattr(options, name)) is not None:
            script = replace(script, **{name: value})
    try:
        asyncio.run(_serve(Carrier(script, port=options.port, log_path=options.log), as_json=options.json))
    except OSError as fault:
        place = str(fault.filename or tr("port {port}", port=options.port))
        reason = fault.strerror or str(fault)
        sys.stderr.write(
            tr("The carrier cannot start on {place}: {reason}", place=place, reason=reason) + "\n"
        )
        return 2
    except KeyboardInterrupt:
        pass
    return 0


async def _serve(carrier: Carrier, *, as_json: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        # Windows has no handlers on the loop; Ctrl+C raises KeyboardInterrupt there.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, stop.set)
    async with carrier:
        sentence = tr("The sandbox carrier listens on {address}", address=carrier.address)
        sys.stdout.write((json.dumps({"address": carrier.address}) if as_json else sentence) + "\n")
        sys.stdout.flush()
        await stop.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of ``python -m smsdesk.carrier``."""
    parser = argparse.ArgumentParser(
        prog="smsdesk sandbox", description=tr("A make-believe carrier on this computer, for the sandbox.")
    )
    add_options(parser)
    return serve(parser.parse_args(arguments))


def _delay(words: str) -> Delay:
    try:
        return Delay.parse(words)
    except ValueError:
        raise argparse.ArgumentTypeError(tr("seconds, or least:usual:most")) from None


def _within(kind: Callable[[str], float], least: float, most: float) -> Callable[[str], float]:
    def read(words: str) -> float:
        try:
            value = kind(words)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(
                tr("a number from {least} to {most}", least=f"{least:g}", most=f"{most:g}")
            )
        return value

    return read
