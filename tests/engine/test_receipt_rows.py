"""Reports are applied once and end the same in whatever order they come (E7)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import text as sql

from smsdesk.domain.messages import MessageStatus
from smsdesk.engine.queue import claim
from smsdesk.store.database import Database
from smsdesk.store.message_states import Result, settle
from smsdesk.store.receipt_rows import ReceiptFacts, apply_waiting, store_receipts
from smsdesk.store.reckoning import Discrepancy, mend, reckon
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from tests.engine.test_quotas import NOW, put
from tests.engine.world import make_store, numbers

Reports = list[tuple[int, bool, str, int]]


def receive(folder: Path, reports: Reports, lots: int, answered_after: int) -> list[tuple[object, ...]]:
    """Feed reports of three messages in so many lots, with the submit's answer stored after some of them."""
    database = Database(make_store(folder / "desk.sqlite"))
    task = put(database, numbers(3))
    with database.write() as session:
        claimed = claim(session, gateway="sandbox", tasks=[task], limit=10, now=NOW).messages

    def answer() -> None:
        with database.write() as session:
            results = [
                Result(one.id, MessageStatus.ACCEPTED, gateway_id=f"g{place}", sent_at=NOW)
                for place, one in enumerate(claimed)
            ]
            settle(session, results, zone="UTC")
            apply_waiting(session, "sandbox", ["g0", "g1", "g2"], now=NOW)

    facts = [
        ReceiptFacts(f"{place}-{code}-{at}", f"g{place}", numbers(3)[place], delivered, code, NOW + at)
        for place, delivered, code, at in reports
    ]
    size = max(1, len(facts) // lots)
    for turn, start in enumerate(range(0, len(facts), size)):
        if turn == answered_after:
            answer()
        with database.write() as session:
            store_receipts(session, "sandbox", facts[start : start + size], now=NOW)
    if answered_after >= len(range(0, len(facts), size)):
        answer()
    with database.read() as session:
        assert reckon(session) == []
        rows = session.execute(sql("SELECT status, code, reported_at FROM message ORDER BY id")).all()
    database.close()
    return [tuple(row) for row in rows]


report = some.tuples(
    some.integers(0, 2),
    some.booleans(),
    some.sampled_from(["UNDELIV", "EXPIRED", "MK:0001"]),
    some.integers(1, 9),
)


@settings(max_examples=12)
@given(data=some.data(), reports=some.lists(report, min_size=1, max_size=8))
def test_any_order_any_repetition_before_or_after_the_answer(
    tmp_path_factory: pytest.TempPathFactory, data: some.DataObject, reports: Reports
) -> None:
    # One key is one report: what it says does not change.
    reports = list({(one[0], one[2], one[3]): one for one in reports}.values())
    expected = receive(tmp_path_factory.mktemp("a"), reports, lots=1, answered_after=0)
    shuffled = data.draw(some.permutations(reports + reports[: data.draw(some.integers(0, len(reports)))]))
    lots, after = data.draw(some.integers(1, 5)), data.draw(some.integers(0, 6))
    assert receive(tmp_path_factory.mktemp("b"), list(shuffled), lots, after) == expected


def test_a_report_of_somebody_elses_message_is_kept_and_changes_nothing(tmp_path: Path) -> None:
    database = Database(make_store(tmp_path / "desk.sqlite"))
    facts = [ReceiptFacts("k", "unheard-of", "+8613912000000", True, "DELIVRD", NOW)]
    for expected in ((0, set()), (0, set())):
        with database.write() as session:
            assert store_receipts(session, "sandbox", facts, now=NOW) == expected
    with database.read() as session:
        assert session.execute(sql("SELECT COUNT(*) FROM receipt")).scalar() == 1
    database.close()


def test_wrong_counts_are_found_and_mended(tmp_path: Path) -> None:
    database = Database(make_store(tmp_path / "desk.sqlite"))
    task = put(database, numbers(3))
    with database.write() as session:
        claim(session, gateway="sandbox", tasks=[task], limit=2, now=NOW)
        session.execute(sql("UPDATE task SET queued = 7"))
        session.execute(sql("UPDATE rollup SET messages = 9"))
    with database.write() as session:
        wrong = reckon(session)
        assert Discrepancy(f"task {task}", "queued", kept=7, found=1) in wrong
        assert {(one.count, one.kept, one.found) for one in wrong} == {("queued", 7, 1), ("messages", 9, 2)}
        mend(session)
        assert reckon(session) == []
    database.close()


def test_half_a_character_in_a_report_or_reply_is_stored_and_hides_no_other(tmp_path: Path) -> None:
    database = Database(make_store(tmp_path / "desk.sqlite"))
    half = "\ud83d"
    reports = [
        ReceiptFacts(half, "g", f"+86{half}", True, half, NOW),
        ReceiptFacts("k", "g", "", True, "0", NOW),
    ]
    answers = [
        ReplyFacts(half, "+8613912000000", f"Yes {half}", NOW, half),
        ReplyFacts("k", "+1", "T", NOW, ""),
    ]
    with database.write() as session:
        store_receipts(session, "sandbox", reports, now=NOW)
        assert store_replies(session, "sandbox", answers, now=NOW)[0] == 2
    with database.read() as session:
        assert session.execute(sql("SELECT code FROM receipt ORDER BY code")).scalars().all() == ["0", "?"]
        assert session.execute(sql("SELECT content FROM reply ORDER BY content")).scalars().all() == [
            "T",
            "Yes ?",
        ]
    database.close()
