"""SMPP's octets, receipts and ids: what is believed of what comes (N1, E7)."""

from __future__ import annotations

import struct
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from smsdesk.domain.codes import api_codes
from smsdesk.domain.errors import Invalid
from smsdesk.gateways.base import Refused, Throttled, TryLater, Unknown
from smsdesk.gateways.smpp.addresses import NumberForm, Senders, destination, number_in
from smsdesk.gateways.smpp.options import options_from
from smsdesk.gateways.smpp.pdu import (
    DELIVER_SM,
    LARGEST_PDU,
    Address,
    Delivery,
    Framer,
    Malformed,
    Pdu,
    delivery_in,
    encode,
    message_id_in,
)
from smsdesk.gateways.smpp.receipts import IdForm, Ids, report_in, time_of
from smsdesk.gateways.smpp.statuses import NAMES, outcome_of
from tests.gateways.smpp_server import option, pack_deliver

pdus = some.lists(
    some.builds(
        Pdu,
        some.integers(0, 2**32 - 1),
        some.integers(0, 2**32 - 1),
        some.integers(0, 2**32 - 1),
        some.binary(max_size=300),
    ),
    max_size=6,
)


@given(pdus, some.data())
def test_units_are_found_however_the_stream_is_cut(units: list[Pdu], data: some.DataObject) -> None:
    stream = b"".join(encode(one.command, one.sequence, one.body, one.status) for one in units)
    cuts = sorted(data.draw(some.sets(some.integers(0, len(stream)), max_size=8)) | {0, len(stream)})
    framer = Framer()
    assert [unit for start, end in pairwise(cuts) for unit in framer.feed(stream[start:end])] == units


@given(some.binary(max_size=400))
def test_garbage_is_malformed_and_nothing_else(octets: bytes) -> None:
    with suppress(Malformed):
        for unit in Framer().feed(octets):
            delivery_in(unit)
    for read in (lambda: delivery_in(Pdu(DELIVER_SM, 0, 1, octets)), lambda: message_id_in(octets)):
        with suppress(Malformed):
            read()


@pytest.mark.parametrize("length", [0, 15, LARGEST_PDU + 1, 0x48545450, 2**32 - 1])
def test_a_length_that_cannot_be_is_refused_at_once(length: int) -> None:
    with pytest.raises(Malformed):
        list(Framer().feed(struct.pack(">I", length)))


@given(some.integers(0, 2**32 - 1))
def test_every_status_has_an_honest_outcome(status: int) -> None:
    outcome = outcome_of(status)
    if status not in NAMES:
        assert isinstance(outcome, Unknown)


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (0x58, Throttled, "RequestLimitExceeded"),
        (0x14, Throttled, "RequestLimitExceeded"),
        (0x0B, Refused, "InvalidParameterValue.IncorrectPhoneNumber"),
        (0x0A, Refused, "FailedOperation.SignatureIncorrectOrUnapproved"),
        (0x01, Refused, "InvalidParameterValue.ContentLengthLimit"),
        (0x45, Refused, "FailedOperation.OtherError"),
        (0x64, TryLater, "ServiceUnavailable"),
        (0x08, Unknown, "Unknown"),
        (0x400, Unknown, "Unknown"),
    ],
)
def test_statuses_and_what_becomes_of_a_message(status: int, kind: type, code: str) -> None:
    outcome = outcome_of(status)
    assert type(outcome) is kind
    assert outcome.code == code  # type: ignore[union-attr]


def test_every_refusal_has_a_canonical_code_that_is_explained() -> None:
    for status in NAMES:
        outcome = outcome_of(status)
        if isinstance(outcome, Refused):
            assert outcome.code in api_codes()
            assert outcome.note == NAMES[status]


# --- receipts -------------------------------------------------------------------------------------


def delivery(words: str, esm_class: int = 4, options: bytes = b"") -> Delivery:
    body = pack_deliver("8613800000001", "106", esm_class, 0, words.encode(), options=options)
    return delivery_in(Pdu(DELIVER_SM, 0, 1, body))


DONE = "sub:001 dlvrd:001 submit date:2611210900 done date:2611210901"


@pytest.mark.parametrize(
    ("words", "esm_class", "options", "expected"),
    [
        (f"id:17af {DONE} stat:DELIVRD err:000 text:Hello", 4, b"", ("17af", "DELIVRD", "2611210901")),
        (f"ID: 17AF  {DONE.upper()}  Stat: delivrd Err:000 Text:", 4, b"", ("17AF", "DELIVRD", "2611210901")),
        ("id:5 stat:UNDELIV", 4, b"", ("5", "UNDELIV", "")),
        ("id:5,stat:REJECTD;err:012", 4, b"", ("5", "REJECTD", "")),
        ("id:5 stat:MK:0012 err:MK:0012", 4, b"", ("5", "MK:0012", "")),
        ("id:5 stat:Delivered done_date:20261121090159", 4, b"", ("5", "DELIVRD", "20261121090159")),
        # A quotation says nothing of its own.
        (f"id:5 {DONE} stat:EXPIRED err:1 text:id:6 stat:DELIVRD", 4, b"", ("5", "EXPIRED", "2611210901")),
        # On its way still.
        ("id:5 stat:ENROUTE", 4, b"", ("5", "", "")),
        ("id:5 stat:ACCEPTD", 4, b"", ("5", "", "")),
        ("id:5 stat:DELIVRD", 0x20, b"", ("5", "", "")),
        # Options alone, and beside an id that is cut short.
        ("", 4, option(0x1E, b"17af\0") + option(0x427, b"\2"), ("17af", "DELIVRD", "")),
        ("id:17 stat:UNDELIV", 4, option(0x1E, b"17af\0") + option(0x427, b"\5"), ("17af", "UNDELIV", "")),
        ("", 4, option(0x1E, b"17af\0") + option(0x427, b"\1"), ("17af", "", "")),
        # The mark is missing, and it can be nothing else.
        (f"id:17af {DONE} stat:DELIVRD", 0, b"", ("17af", "DELIVRD", "2611210901")),
        ("stat:DELIVRD", 4, b"", ("", "DELIVRD", "")),
    ],
)
def test_receipts_of_many_dialects(
    words: str, esm_class: int, options: bytes, expected: tuple[str, str, str]
) -> None:
    assert report_in(delivery(words, esm_class, options)) == expected


@pytest.mark.parametrize("words", ["Yes", "id:1 stat:what?", "My id: 5. Stat: fine. Done date: today"])
def test_what_people_write_is_no_receipt(words: str) -> None:
    found = report_in(delivery(words, 0))
    assert found is None or words.startswith("My id")


NOW = 1_795_258_900_000


@pytest.mark.parametrize(
    ("done", "offset", "at"),
    [
        ("2611211101", 480, 1_795_230_060_000),
        ("261121110130", 480, 1_795_230_090_000),
        ("20261121110130", 480, 1_795_230_090_000),
        ("2611211101", None, NOW),
        ("2699999999", 0, NOW),
        ("2712312359", 0, NOW),
        ("", 0, NOW),
    ],
)
def test_the_time_of_a_receipt(done: str, offset: int | None, at: int) -> None:
    assert time_of(done, offset, NOW) == at


@pytest.mark.parametrize(
    ("answered", "reported", "later_answered", "later_reported"),
    [
        ("17af01", "17af01", "17af02", "17af02"),
        ("17af01", "17AF01", "abc001", "abc001"),
        ("17af01", "1552129", "17af0f", "1552143"),
        ("17AF01", "1552129", "17AF0F", "1552143"),
        ("1552129", "17af01", "1552143", "17AF0F"),
        ("0017af01", "1552129", "0017af0f", "1552143"),
        ("29095", "0000029095", "29096", "0000029096"),
    ],
)
def test_how_ids_are_written_is_learned(
    answered: str, reported: str, later_answered: str, later_reported: str
) -> None:
    ids = Ids(IdForm.AUTO)
    ids.remember(answered, "+8613800000001")
    assert ids.named(reported, "13800000001") == [(answered, "+8613800000001")]
    ids.remember(later_answered, "+8613800000002")
    assert ids.named(later_reported, "+8613800000002") == [(later_answered, "+8613800000002")]


def test_an_id_that_fits_by_coincidence_is_told_by_the_number() -> None:
    ids = Ids(IdForm.AUTO)
    ids.remember("10000010", "+8613800000001")
    ids.remember("989690", "+8613800000002")
    # Decimal 10000016 is hexadecimal 989690; and 10000010 exists as well.
    assert ids.named("10000016", "+8613800000002") == [("989690", "+8613800000002")]
    ids.remember("98968a", "+8613800000003")
    assert ids.named("10000010", "+8613800000003") == [("98968a", "+8613800000003")]


def test_after_a_restart_a_receipt_is_given_under_every_id_it_may_mean() -> None:
    found = Ids(IdForm.AUTO).named("1552129", "+8613800000001")
    assert ("1552129", "+8613800000001") in found
    assert ("17af01", "+8613800000001") in found
    # Without a number beside it only as it is.
    assert Ids(IdForm.AUTO).named("1552129", "") == [("1552129", "")]
    assert Ids(IdForm.DECIMAL).named("1552129", "") == [("17af01", "")]
    assert Ids(IdForm.SAME).named("1552129", "+8613800000001") == [("1552129", "+8613800000001")]


# --- addresses and settings -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("+12025550100", (1, 1, "12025550100")),
        ("10690000123456", (0, 1, "10690000123456")),
        ("12345", (3, 0, "12345")),
        ("Book Shop", (5, 0, "Book Shop")),
        ("", (0, 0, "")),
    ],
)
def test_a_sender_s_type_is_seen_by_its_look(sender: str, expected: tuple[int, int, str]) -> None:
    assert Senders(sender).for_number("+8613800000001") == expected
    assert Senders("x", {"+86": sender or "1"}).for_number("+8613800000001").value == (expected[2] or "1")
    assert Senders(sender, ton=6, npi=8).for_number("+1")[:2] == (6, 8)


@pytest.mark.parametrize(
    ("address", "home", "number"),
    [
        (Address(1, 1, "8613800000001"), "", "+8613800000001"),
        (Address(0, 1, "8613800000001"), "86", "+8613800000001"),
        (Address(0, 1, "13800000001"), "86", "+8613800000001"),
        (Address(2, 1, "013800000001"), "86", "+8613800000001"),
        (Address(0, 1, "0012025550100"), "86", "+12025550100"),
        (Address(0, 0, "+12025550100"), "86", "+12025550100"),
        (Address(3, 0, "12345"), "86", "12345"),
        (Address(5, 0, "Shop"), "86", "Shop"),
    ],
)
def test_whose_reply_it_is(address: Address, home: str, number: str) -> None:
    assert number_in(address, home) == number


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (NumberForm.DIGITS, (1, 1, "8613800000001")),
        (NumberForm.PLUS, (1, 1, "+8613800000001")),
        (NumberForm.NATIONAL, (2, 1, "13800000001")),
    ],
)
def test_how_numbers_are_written(form: NumberForm, expected: tuple[int, int, str]) -> None:
    assert destination("+8613800000001", form, "86") == expected


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("host", "http://smpp.example.com"),
        ("host", ""),
        ("port", "70000"),
        ("system_id", ""),
        ("system_id", "名"),
        ("sender", "A name too long"),
        ("senders", "+44 SHOP"),
        ("senders", "+44 = 书店"),
        ("window", "0"),
        ("alphabet", "ebcdic"),
        ("clock", "+25:00"),
        ("number_form", "national"),
        ("home", "0"),
        ("validity_hours", "0"),
    ],
)
def test_a_setting_that_is_wrong_is_named(key: str, value: str) -> None:
    with pytest.raises(Invalid) as wrong:
        options_from({"host": "smpp.example.com", "system_id": "shop", "sender": "", key: value})
    assert wrong.value.field == ("home" if key == "number_form" else key)


def test_settings_become_what_goes_over_the_line() -> None:
    options = options_from(
        {
            "host": "::1", "system_id": "shop", "senders": "+44 = SHOP\n\n+1=+12025550100",
            "validity_hours": "50", "clock": "+8", "messages_per_second": "12.5", "tls": "no",
        }
    )  # fmt: skip
    assert options.address == "[::1]:2775"
    assert options.senders.for_number("+447700900000").value == "SHOP"
    assert options.validity == b"000002020000000R\0"
    assert (options.clock_minutes, options.messages_per_second, options.tls) == (480, 12.5, False)
