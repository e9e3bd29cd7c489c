"""A desk on a real file with a clock that stands still until it is moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from smsdesk.domain.profile import Identity, Profile
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import Question
from smsdesk.operations.desk import Desk
from smsdesk.store.database import Database
from smsdesk.store.secrets import FileSecrets
from smsdesk.store.settings import write_profile
from tests.engine.world import make_store

#: 2026-03-02 10:00 in Shanghai, a Monday.
START = 1_772_416_800_000


@dataclass
class Clock:
    """Milliseconds since 1970 UTC, moved by hand."""

    at: int = START

    def __call__(self) -> int:
        return self.at

    def move(self, *, seconds: float = 0, hours: float = 0, days: float = 0) -> None:
        self.at += int((seconds + hours * 3600 + days * 86400) * 1000)


@dataclass
class IdleSender:
    """A sender with a sandbox that is asked to look and sends nothing."""

    woken: int = 0
    renewed: list[str] = field(default_factory=list)
    known: dict[str, Text] = field(default_factory=lambda: {"sandbox": text("Sandbox")})

    def wake(self) -> None:
        self.woken += 1

    def gateway_changed(self, gateway: str) -> None:
        self.renewed.append(gateway)

    def ask_gateway(
        self, gateway: str, question: Question[Any], values: Mapping[str, str] | None = None
    ) -> Any:
        return text("It works.")

    def gateways(self) -> Mapping[str, Text]:
        return self.known


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sender() -> IdleSender:
    return IdleSender()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(make_store(tmp_path / "smsdesk.db"))
    with database.write() as session:
        write_profile(session, Profile("Riverside Bakery", Identity.ORGANIZATION, "CN", "Asia/Shanghai"))
    yield database
    database.close()


@pytest.fixture
def desk(tmp_path: Path, database: Database, clock: Clock, sender: IdleSender) -> Desk:
    secrets = FileSecrets(tmp_path / "keys.vault", tmp_path / "keys.key")
    return Desk(folder=tmp_path, database=database, secrets=secrets, clock=clock, sender=sender)
