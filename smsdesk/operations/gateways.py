"""The gateways there are, and a test that answers in words (A10)."""

from __future__ import annotations

from collections.abc import Mapping

from smsdesk.domain.text import Text
from smsdesk.operations.desk import Desk, job, query


@query
def list_gateways(desk: Desk) -> Mapping[str, Text]:
    """The gateways by key, with the name to show."""
    return desk.sender.gateways()


@job(action="TestGateway")
def test_gateway(desk: Desk, *, gateway: str) -> Text:
    """One sentence that says it works; takes up to 15 s. Raises ``Unavailable`` with what is wrong."""
    return desk.sender.test_gateway(gateway)
