"""``smsdesk sandbox``: the sandbox carrier as a program of its own, as ``carrier/process`` has it."""

from __future__ import annotations

import argparse

from smsdesk.carrier.process import add_options, serve

__all__ = ["add_options", "run"]


def run(options: argparse.Namespace) -> int:
    """Until it is stopped."""
    return serve(options)
