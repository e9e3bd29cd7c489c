"""Receipts of the parts of long messages: kept, and one on their message in whatever order they come (E7)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from smsdesk.store.part_rows import Report, keep_parts, of_whole_messages
from smsdesk.store.tables import Base, MessagePartRow


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine, tables=[MessagePartRow.__table__])  # type: ignore[list-item]
    with Session(engine) as session:
        yield session
    engine.dispose()


messages = count(1)
report = some.tuples(some.sampled_from("abc"), some.booleans(), some.integers(1, 5))


def said(session: Session, reports: list[tuple[str, bool, int]], lots: int) -> Report | None:
    """What the last lot that says something says of a message of three parts."""
    message = next(messages)
    keep_parts(session, "smpp", {message: [f"{message}{part}" for part in "abc"]})
    whole = [
        Report(message, delivered, "" if delivered else "UNDELIV", at, f"{message}{part}")
        for part, delivered, at in reports
    ]
    found: list[Report] = []
    size = max(1, len(whole) // lots)
    for start in range(0, len(whole), size):
        found += of_whole_messages(session, "smpp", whole[start : start + size])
    return found[-1] if found else None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=some.lists(report, max_size=8), lots=some.integers(1, 8), data=some.data())
def test_all_parts_or_one_that_failed_in_any_order(
    session: Session, reports: list[tuple[str, bool, int]], lots: int, data: some.DataObject
) -> None:
    best = {}
    for part, delivered, at in reports:
        weight = (delivered, -at if delivered else at)
        best[part] = max(best.get(part, weight), weight)
    shuffled = data.draw(some.permutations(reports))
    found = said(session, list(shuffled), lots)
    if any(not delivered for delivered, _ in best.values()):
        assert found is not None
        assert not found.delivered
        assert found.at == max(at for delivered, at in best.values() if not delivered)
    elif len(best) == 3:
        assert found is not None
        assert found.delivered
        assert found.at == max(-at for _, at in best.values())
    else:
        # What was said before a part was delivered after all may stand.
        assert found is None or not found.delivered


def test_reports_on_whole_messages_stay_as_they_are(session: Session) -> None:
    reports = [Report(10**9, True, "", 5, "x"), Report(10**9 + 1, False, "EXPIRED", 6, "y")]
    assert of_whole_messages(session, "smpp", reports) == reports
    assert of_whole_messages(session, "smpp", []) == []
