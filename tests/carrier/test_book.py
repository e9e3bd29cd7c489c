"""The carrier's memory: reports come due, wait until confirmed, and survive a restart."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from smsdesk.carrier import Delay, Script, book
from smsdesk.carrier.book import Book, Outbox
from smsdesk.carrier.journal import Journal
from smsdesk.carrier.magic import number_with

NOW = 1_700_000_000_000
#: A new record's messages are told in these tests by their place in it: 1, 2, …
BEFORE_FIRST = NOW * 1000
SCRIPT = Script(receipt_delay=Delay.exactly(2), late_receipt=Delay.exactly(60), reply_delay=Delay.exactly(5))


def take(carrier: Book, *endings: str, now: int = NOW) -> list[int]:
    messages = [(number_with(ending), f"ref-{ending}", 1) for ending in endings]
    return [one.id - BEFORE_FIRST for one in carrier.take("hello", messages, now)]


def key(kind: str, place: int) -> str:
    """Of a receipt (``d``) or reply (``r``)."""
    return f"{kind}{BEFORE_FIRST + place}"


def known(carrier: Book, reference: str) -> int | None:
    found = carrier.known(reference)
    return found and found[0] - BEFORE_FIRST


def given(outbox: Outbox, now: int, **manner: bool) -> list[tuple[int, str]]:
    outbox.mature(now)
    wanted = {"newest_first": False, "twice": False} | manner
    return [(report.message - BEFORE_FIRST, report.text) for report in outbox.given(1000, **wanted)]


@pytest.mark.parametrize(
    ("ending", "receipts"),
    [
        ("00", {2: ["DELIVRD"]}),
        ("01", {2: ["UNDELIV"]}),
        ("02", {2: ["MK:0001"]}),
        ("40", {2: [], 100_000: []}),
        ("41", {2: [], 59.9: [], 60: ["DELIVRD"]}),
        ("42", {2: ["DELIVRD"], 3: ["DELIVRD", "DELIVRD"]}),
    ],
)
def test_receipts_come_when_they_are_due(ending: str, receipts: dict[float, list[str]]) -> None:
    carrier = Book(SCRIPT, None, NOW)
    take(carrier, ending)
    assert given(carrier.receipts, NOW + 1999) == []
    for seconds, codes in receipts.items():
        at = NOW + round(seconds * 1000)
        assert [code for _, code in given(carrier.receipts, at)] == codes


@pytest.mark.parametrize(("ending", "words"), [("50", "T"), ("51", "STOP"), ("00", None)])
def test_replies_come_after_the_receipt(ending: str, words: str | None) -> None:
    carrier = Book(SCRIPT, None, NOW)
    take(carrier, ending)
    assert given(carrier.replies, NOW + 6999) == []
    assert given(carrier.replies, NOW + 7000) == ([(1, words)] if words else [])


@pytest.mark.parametrize(
    ("ending", "replies"),
    [
        ("53", {7: ["Yes, please. 好的"], 8: ["Yes, please. 好的"] * 2}),
        ("54", {7: [], 7.5: ["And on Monday?"], 8: ["And on Monday?", "Are you open on Sunday?"]}),
        ("55", {7: [], 61.9: [], 62: ["Only seen now"]}),
    ],
)
def test_odd_replies_come_when_and_as_often_as_they_should(
    ending: str, replies: dict[float, list[str]]
) -> None:
    carrier = Book(SCRIPT, None, NOW)
    take(carrier, ending)
    for seconds, words in replies.items():
        assert [said for _, said in given(carrier.replies, NOW + round(seconds * 1000))] == words


def test_a_reply_that_is_given_later_says_when_it_was_written(tmp_path: Path) -> None:
    carrier = Book(SCRIPT, None, NOW)
    take(carrier, "54", "50")
    carrier.replies.mature(NOW + 60_000, held=60)
    assert not carrier.replies.waiting
    carrier.replies.mature(NOW + 68_000, held=60)
    written = {report.text: report.at for report, _ in carrier.replies.waiting.values()}
    assert written == {
        "T": NOW + 7_000,
        "And on Monday?": NOW + 7_500,
        "Are you open on Sunday?": NOW + 7_000,
    }


def test_of_two_replies_only_the_one_that_is_not_stored_comes_after_a_restart(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "taken.log")
    carrier = Book(SCRIPT, journal, NOW)
    (one,) = take(carrier, "54")
    carrier.replies.mature(NOW + 8_000)
    carrier.confirm([f"{key('r', one)}b"])
    journal.close()
    again = Journal(tmp_path / "taken.log")
    second = Book(SCRIPT, again, NOW + 9_000)
    assert [said for _, said in given(second.replies, NOW + 9_000)] == ["Are you open on Sunday?"]
    again.close()


def test_reports_are_given_again_until_confirmed() -> None:
    carrier = Book(SCRIPT, None, NOW)
    take(carrier, "00", "01", "50")
    later = NOW + 10_000
    assert given(carrier.receipts, later) == given(carrier.receipts, later)
    assert carrier.confirm([*(key("d", n) for n in (1, 3)), key("r", 3), key("d", 99), "nonsense"]) == 2
    assert given(carrier.receipts, later) == [(2, "UNDELIV")]
    assert given(carrier.replies, later) == [(3, "T")]
    assert carrier.confirm([key("d", 1), key("r", 3)]) == 1


def test_a_double_report_comes_again_after_it_was_confirmed() -> None:
    carrier = Book(SCRIPT, None, NOW)
    take(carrier, "42")
    assert given(carrier.receipts, NOW + 2000) == [(1, "DELIVRD")]
    carrier.confirm([key("d", 1)])
    assert given(carrier.receipts, NOW + 3000) == [(1, "DELIVRD")]


def test_order_and_repetition_as_switched() -> None:
    carrier = Book(SCRIPT, None, NOW)
    take(carrier, "00", "01")
    later = NOW + 5000
    assert given(carrier.receipts, later, newest_first=True) == [(2, "UNDELIV"), (1, "DELIVRD")]
    assert [one for one, _ in given(carrier.receipts, later, twice=True)] == [1, 1, 2, 2]


def test_a_reference_does_not_make_a_repeat_harmless_but_is_counted() -> None:
    carrier = Book(SCRIPT, None, NOW)
    assert take(carrier, "00") + take(carrier, "00") == [1, 2]
    assert (carrier.counts.accepted, carrier.counts.doubles) == (2, 1)


@pytest.mark.parametrize(("ending", "waits"), [("00", 0), ("20", 1), ("21", 3)])
def test_a_throttled_number_is_taken_after_its_attempts(ending: str, waits: int) -> None:
    carrier = Book(SCRIPT, None, NOW)
    number = number_with(ending)
    for _ in range(2):
        attempts = [carrier.must_wait(number) for _ in range(waits + 1)]
        assert attempts == [True] * waits + [False]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "REMEMBERED", 3)
    carrier = Book(SCRIPT, None, NOW)
    take(carrier, "00", "01", "02", "03")
    assert carrier.known("ref-00") is None
    assert known(carrier, "ref-03") == 4


def test_a_restart_on_the_same_record_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "taken.log"
    first = Book(SCRIPT, Journal(path), NOW)
    take(first, "00", "01", "50", "40")
    given(first.receipts, NOW + 9000)
    first.confirm([key("d", 1)])
    assert first._journal
    first._journal.close()

    journal = Journal(path)
    second = Book(SCRIPT, journal, NOW + 9000)
    assert given(second.receipts, NOW + 9000) == [(2, "UNDELIV"), (3, "DELIVRD")]
    assert given(second.replies, NOW + 9000) == [(3, "T")]
    assert known(second, "ref-40") == 4
    assert take(second, "00", now=NOW + 9000) == [5]
    assert second.counts.doubles == 1
    journal.close()


def test_two_records_never_call_two_messages_the_same(tmp_path: Path) -> None:
    """A desk drops a report whose name it has seen; a carrier with a new record must not use it again."""
    ids: set[int] = set()
    for name, now in (("first.log", NOW), ("second.log", NOW + 60_000)):
        with closing(Journal(tmp_path / name)) as journal:
            ids.update(take(Book(SCRIPT, journal, now), *["00"] * 5_000, now=now))
    assert len(ids) == 10_000


def test_an_earlier_record_goes_on_as_it_was_begun(tmp_path: Path) -> None:
    path = tmp_path / "taken.log"
    path.write_text(f"T\t7\t{NOW}\tref-old\t{number_with('00')}\tabc\t1\n")
    with closing(Journal(path)) as journal:
        carrier = Book(SCRIPT, journal, NOW)
        assert carrier.known("ref-old") == (7, 1)
        assert take(carrier, "00") == [8 - BEFORE_FIRST]


def test_reports_nobody_fetched_in_three_days_are_given_up(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "taken.log")
    take(Book(SCRIPT, journal, NOW), "00")
    late = NOW + book.REPORT_LIFETIME
    assert given(Book(SCRIPT, journal, late - 1).receipts, late) == [(1, "DELIVRD")]
    assert given(Book(SCRIPT, journal, late).receipts, late) == []
    journal.close()
