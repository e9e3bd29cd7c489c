"""Address cards as phones, Google and Outlook write them, and as nobody should (C2)."""

from __future__ import annotations

import pytest

from smsdesk.domain.errors import LimitReached, Unusable
from smsdesk.sheets.contract import Limits

OUTLOOK = b"""BEGIN:VCARD\r
VERSION:2.1\r
N;LANGUAGE=en-us:Lund;Ann;;Ms.\r
FN:Ann Lund\r
ORG:River Bakery\\, Ltd;Sales\r
TEL;WORK;VOICE:(202) 555-0100\r
TEL;CELL;VOICE:+1 202 555 0123\r
TEL;WORK;FAX:(202) 555-0111\r
ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE:;;1 River Street=0D=0A=\r
Second floor;Washington\r
EMAIL;PREF;INTERNET:ann@example.com\r
PHOTO;TYPE=JPEG;ENCODING=BASE64:\r
 /9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRof\r
\r
BDAY:19900415\r
END:VCARD\r
"""
PHONE = b"""BEGIN:VCARD\r
VERSION:3.0\r
PRODID:-//Apple Inc.//iPhone OS 17.5//EN\r
N:\xe7\x8e\x8b;\xe4\xb8\xbd;;;\r
item1.TEL;type=pref:+86 138 0013 8000\r
item1.X-ABLabel:_$!<Mobile>!$_\r
TEL;type=HOME;type=VOICE:010-6277 0000\r
NOTE:likes rye\\, no nuts\\nand only on\r
  Fridays\r
BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-15\r
END:VCARD\r
"""
ANDROID = b"""BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=E4=B8=BD;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B=
=E4=B8=BD
TEL;CELL:13800138000
TEL;CELL;PREF:13800138001
END:VCARD
"""
FOUR = b"""BEGIN:VCARD
VERSION:4.0
FN:Bo Berg
TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+44-7911-123456;ext=102
X-LONG;X-P="a:b;c":nothing
BDAY:--0415
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:group
FN:Friends
MEMBER:urn:uuid:03a0e51f-d1aa-4385-8a53-e29025acd8af
END:VCARD
"""


def cells(outcome) -> list[dict[str, str]]:
    titles = outcome.rows[0][1]
    return [dict(zip(titles, row, strict=True)) for _, row in outcome.rows[1:]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            OUTLOOK,
            [
                {
                    "Mobile": "+1 202 555 0123",
                    "Name": "Ann Lund",
                    "First name": "Ann",
                    "Last name": "Lund",
                    "Company": "River Bakery, Ltd",
                    "Email": "ann@example.com",
                    "Birthday": "1990-04-15",
                }
            ],
        ),
        (
            PHONE,
            [
                {
                    "Mobile": "+86 138 0013 8000",
                    "Name": "王丽",
                    "First name": "丽",
                    "Last name": "王",
                    "Birthday": "04-15",
                    "Note": "likes rye, no nuts\nand only on Fridays",
                }
            ],
        ),
        (
            ANDROID,
            [
                {"Mobile": number, "Name": "王丽", "First name": "丽", "Last name": "王"}
                for number in ("13800138000", "13800138001")
            ],
        ),
        (FOUR, [{"Mobile": "+44-7911-123456", "Name": "Bo Berg", "Birthday": "04-15"}]),
    ],
)
def test_cards_of_every_version_are_read(read_bytes, content, expected) -> None:
    outcome = read_bytes(content, "contacts.vcf")
    assert outcome.fault is None
    assert cells(outcome) == expected
    assert outcome.info.format == "vcf"


@pytest.mark.parametrize(
    ("telephones", "expected"),
    [
        ("TEL;CELL:1\nTEL;HOME:2\nTEL;TYPE=cell:3", ["1", "3"]),
        ("TEL;HOME:2\nTEL;WORK:3", ["2", "3"]),
        ("TEL;HOME:2\nTEL;FAX:3", ["2"]),
        ("TEL;CELL;FAX:3", ["3"]),
        ("a.TEL:1\na.X-ABLabel:手机\nTEL;HOME:2", ["1"]),
        ("TEL:\nTEL: ", [""]),
        ("TEL:tel:+86138;phone-context=x", ["+86138"]),
        ('TEL;TYPE="HOME,CELL":5\nTEL:6', ["5"]),
        ("AGENT:\nBEGIN:VCARD\nTEL;CELL:9\nEND:VCARD\nTEL;HOME:2", ["2"]),
        ("NOTE;ENCODING=QUOTED-PRINTABLE:open=", [""]),
    ],
)
def test_the_mobile_numbers_of_a_card_go_before_the_others(read_bytes, telephones, expected) -> None:
    more = "BEGIN:VCARD\nFN:Last\nTEL;CELL:7\nEND:VCARD\n"
    outcome = read_bytes(f"BEGIN:VCARD\nFN:x\n{telephones}\nEND:VCARD\n{more}".encode(), "a.vcf")
    assert [row["Mobile"] for row in cells(outcome)] == [*expected, "7"]


def test_every_row_is_told_by_the_line_of_its_number(read_bytes) -> None:
    outcome = read_bytes(
        b"BEGIN:VCARD\nFN:x\nTEL:1\nTEL:2\nEND:VCARD\nBEGIN:VCARD\nFN:y\nEND:VCARD\n", "a.vcf"
    )
    assert [number for number, _ in outcome.rows] == [1, 3, 4, 8]
    assert [str(note) for note in outcome.info.notes] == ["1 card has no telephone number."]


@pytest.mark.parametrize(
    ("charset", "written", "file"),
    [
        ("", "utf-8", "utf-8"),
        ("", "gb18030", ""),
        ("", "utf-16", "utf-8"),
        ("CHARSET=GBK", "gb18030", ""),
        ("CHARSET=NO-SUCH", "utf-8", "utf-8"),
        ("CHARSET=BIG5", "utf-8", "utf-8"),
        ("CHARSET=hex", "utf-8", "utf-8"),
    ],
)
def test_a_wrong_charset_does_not_lose_a_name(read_bytes, charset, written, file) -> None:
    card = f"BEGIN:VCARD\nVERSION:2.1\nFN;{charset}:王丽和河畔面包店的客人们\nTEL:13800138000\nEND:VCARD\n"
    outcome = read_bytes(card.encode(written), "a.vcf")
    assert cells(outcome)[0]["Name"] == "王丽和河畔面包店的客人们"


def test_what_cannot_be_read_or_kept_is_told(read_bytes) -> None:
    card = b"BEGIN:VCARD\nTEL:1380\x000138000\nFN;CHARSET=UTF-8:\xff\xfe\x80 Ann\nNOTE:" + b"x" * 40_000
    outcome = read_bytes(card + b"\nEND:VCARD\n", "a.vcf")
    assert cells(outcome)[0]["Mobile"] == "13800138000"
    assert len(cells(outcome)[0]["Note"]) == Limits().cell_characters
    said = " ".join(map(str, outcome.info.notes))
    assert "zero bytes" in said
    assert "longer than a cell" in said


BOMBS = {
    "folds": b"BEGIN:VCARD\nTEL:13800138000\nNOTE:x\n" + b" a\n" * 3_000_000 + b"END:VCARD\n",
    "blank folds": b"BEGIN:VCARD\nTEL:13800138000\n" + b" \n" * 5_000_000,
    "open lines": b"BEGIN:VCARD\nTEL:13800138000\nNOTE;ENCODING=QUOTED-PRINTABLE:" + b"=41=\n" * 2_000_000,
    "escapes": b"BEGIN:VCARD\nTEL:13800138000\nN:" + b";\\" * 5_000_000,
    "quotes": b"BEGIN:VCARD\nTEL:13800138000\n" + b'X;"' * 3_000_000 + b"\nEND:VCARD",
    "one line": b"BEGIN:VCARD\nTEL:13800138000\nX" + b"a" * 20_000_000,
    "nested": b"BEGIN:VCARD\nTEL:13800138000\n" + b"AGENT:\nBEGIN:VCARD\n" * 300_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_costs_no_more_than_its_length(read_bytes, bomb) -> None:
    outcome = read_bytes(BOMBS[bomb], "a.vcf")
    assert outcome.fault is None
    assert [row["Mobile"] for row in cells(outcome)] == ["13800138000"]


def test_more_numbers_than_a_file_may_hold_are_refused(read_bytes) -> None:
    for content in (b"BEGIN:VCARD\n" + b"TEL:13800138000\n" * 1_000_000, b"BEGIN:VCARD\nTEL:1\n" * 101_000):
        outcome = read_bytes(content, "a.vcf")
        assert isinstance(outcome.fault, LimitReached)
        assert "more than 100,000 numbers" in str(outcome.fault)


def test_cards_without_a_number_are_refused(read_bytes) -> None:
    outcome = read_bytes(b"BEGIN:VCARD\nFN:x\nEMAIL:a@example.com\nEND:VCARD\n", "a.vcf")
    assert isinstance(outcome.fault, Unusable)
