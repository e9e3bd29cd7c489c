"""Encodings, delimiters, quotation marks and line ends of text files (B2)."""

from __future__ import annotations

import pytest

from smsdesk.domain.errors import Invalid, Unusable

CHINESE = "手机号,姓名,城市\n13800138000,王小明,北京市朝阳区\n13900139000,李娜,上海\n"
TAIWAN = "電話,姓名,城市\n0912345678,陳怡君,臺北市\n0987654321,林志明,高雄市\n"
JAPANESE = "電話番号,氏名\n09012345678,やまだ たろう\n08098765432,スズキ 花子さん\n"
KOREAN = "전화번호,이름,도시\n01012345678,김민수,서울특별시\n01098765432,이영희,부산광역시\n"
FRENCH = "téléphone,prénom,ville\n+33612345678,José,Besançon\n+33698765432,Noël,Orléans\n"
GERMAN = "Telefon,Name,Stadt\n+491701234567,Jürgen Müller,Köln\n+491609876543,Käthe Weiß,Düsseldorf\n"
POLISH = "telefon,imię,miasto\n+48601234567,Łukasz Wiśniewski,Łódź\n+48509876543,Zażółć Gęślą,Gdańsk\n"
CZECH = (
    "telefon,jméno,město\n+420601234567,Jiří Dvořák,Plzeň\n+420602345678,Božena Němcová,České Budějovice\n"
)
HUNGARIAN = "telefonszám,név\n+36201234567,Kovács Győző\n+36301234567,Szűcs Ödön\n"
TURKISH = "telefon,isim\n+905321234567,Ayşe Yıldız\n+905321234568,Çağrı Öztürk\n"
IRISH = "phone,name\n+353851234567,O’Brien\n+353851234568,Murphy\n"
PRICES = "phone,amount\n+447911123456,€12.50\n+447911123457,£9\n"
PORTUGUESE = "telefone,nome\n+351912345678,João Simões\n+351912345679,Conceição\n"
RUSSIAN = "телефон,имя,город\n+79161234567,Иван Петров,Москва\n+79039876543,Мария Смирнова,Новосибирск\n"


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        (CHINESE, "utf-8"), (CHINESE, "utf-8-sig"), (CHINESE, "utf-16"), (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (CHINESE, "utf-32"), (CHINESE, "gbk"), (CHINESE, "gb18030"), (TAIWAN, "big5"), (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"), (KOREAN, "cp949"), (FRENCH, "cp1252"), (FRENCH, "mac_roman"),
        (FRENCH, "iso8859_15"),
        (GERMAN, "cp1252"), (GERMAN, "mac_roman"), (POLISH, "cp1250"), (CZECH, "cp1250"), (RUSSIAN, "cp1251"),
        (HUNGARIAN, "cp1250"), (TURKISH, "cp1254"), (IRISH, "cp1252"), (PRICES, "cp1252"),
        (PORTUGUESE, "cp1252"),
        (PORTUGUESE, "mac_roman"), (FRENCH.replace("Noël", "l’Été"), "cp1252"),
        ("a,b\n1,2\n", "ascii"), ("n\n" * 70_000 + CHINESE, "gb18030"),
    ],
)  # fmt: skip
def test_the_encoding_is_recognised(read_bytes, content, codec) -> None:
    outcome = read_bytes(content.encode(codec), "list.csv")
    expected = [tuple(line.split(",")) for line in content.splitlines()]
    assert outcome.cells == expected, outcome.info.encoding
    assert outcome.info.encoding_guessed is (codec not in ("utf-8", "utf-8-sig", "utf-16", "utf-32", "ascii"))


@pytest.mark.parametrize(
    "codec", ["gb18030", "big5", "cp1250", "utf-8", "utf-16", "UTF8", "utf-16-le", "mac_roman"]
)
def test_a_chosen_encoding_overrules(read_bytes, codec) -> None:
    content = "电话,名\n1,ab\n" if codec not in ("cp1250", "mac_roman", "big5") else "tel,name\n1,ab\n"
    outcome = read_bytes(content.encode(codec), "list.csv", encoding=codec)
    assert outcome.cells == [tuple(line.split(",")) for line in content.splitlines()]
    assert outcome.info.encoding_guessed is False


@pytest.mark.parametrize(
    ("content", "encoding", "words"),
    [
        ("a\nb\n\u00e9t\u00e9\n".encode("cp1252"), "utf-8", "Line 3 of “list.csv” is not utf-8"),
        (b"a\r\nb\r\n\xff\xff\r\n", "big5", "Line 3"),
        (b"a\n", "no-such", "There is no encoding “no-such”"),
        (b"a\n", "zip", "There is no encoding “zip”"),
        (b"a\n", "a\x00b", "There is no encoding"),
    ],
)  # fmt: skip
def test_a_chosen_encoding_that_does_not_fit(read_bytes, content, encoding, words) -> None:
    outcome = read_bytes(content, "list.csv", encoding=encoding)
    assert isinstance(outcome.fault, Invalid)
    assert outcome.fault.field == "encoding"
    assert words in str(outcome.fault)


def test_broken_characters_in_a_utf8_file_are_told(read_bytes) -> None:
    good = CHINESE.encode() * 20
    outcome = read_bytes(good + "1,王".encode()[:-1] + b"\n", "list.csv")
    assert len(outcome.cells) == 61
    assert outcome.cells[-1] == ("1", "�")
    assert "1 character could not be read, in line 61" in outcome.notes


@pytest.mark.parametrize(
    ("content", "codec", "shown"),
    [
        (CHINESE.encode("gbk") * 9 + "1,王".encode("gbk")[:-1], "gb18030", "gb18030"),
        ((CHINESE * 9).encode("gbk").replace("娜".encode("gbk"), b"\xff\xff", 1), "gb18030", "gb18030"),
        ((TAIWAN * 9).encode("big5").replace("怡".encode("big5"), b"\xff\xff", 1), "big5", "big5hkscs"),
        (b"\xff\xfe" + CHINESE.encode("utf-16-le") + b"\n", "utf-16", "utf-16-le"),
    ],
)  # fmt: skip
def test_a_broken_character_does_not_hide_the_encoding(read_bytes, content, codec, shown) -> None:
    outcome = read_bytes(content, "list.csv")
    assert outcome.info.encoding == shown
    whole = 1 if codec == "utf-16" else 4
    assert outcome.cells[whole] == tuple((TAIWAN if codec == "big5" else CHINESE).splitlines()[1].split(","))
    assert ("could not be read" in outcome.notes) is (codec != "utf-16")


@pytest.mark.parametrize(
    ("content", "delimiter", "rows"),
    [
        ("a,b\n1,2\n", ",", [("a", "b"), ("1", "2")]),
        ("a;b\n1;2,5\n3;4,5\n", ";", [("a", "b"), ("1", "2,5"), ("3", "4,5")]),
        ("1;2,5\n3;4,5\n", ";", [("1", "2,5"), ("3", "4,5")]),
        ("a\tb\n1\tHello, you; there\n", "\t", [("a", "b"), ("1", "Hello, you; there")]),
        ("a|b\n1|x, y\n2|z\n", "|", [("a", "b"), ("1", "x, y"), ("2", "z")]),
        ('n,t\n1,"Hi; a; b"\n2,"x; y; z"\n3,"p"\n', ",",
         [("n", "t"), ("1", "Hi; a; b"), ("2", "x; y; z"), ("3", "p")]),
        ("number\n447700900123\n447700900124\n", ",", [("number",), ("447700900123",), ("447700900124",)]),
        ("My list, for you\nnumber;name\n1;Bo\n2;Al\n3;Cy\n", ";",
         [("My list, for you",), ("number", "name"), ("1", "Bo"), ("2", "Al"), ("3", "Cy")]),
        ("n\t,a\t\n1\t,2\t\n", ",", [("n\t", "a\t"), ("1\t", "2\t")]),
        ("\tn;\ta\n\t1;\t2\n", ";", [("\tn", "\ta"), ("\t1", "\t2")]),
        ("n\ta\n1\t\n2\t\n3\tb, c\n", "\t", [("n", "a"), ("1", ""), ("2", ""), ("3", "b, c")]),
        ("号，名\n1，王\n2，李\n", "，", [("号", "名"), ("1", "王"), ("2", "李")]),
        ("号\n你好，王\n再见\n嗯\n", ",", [("号",), ("你好，王",), ("再见",), ("嗯",)]),
        ("sep=;\na;b\n1;2\n", ";", [("a", "b"), ("1", "2")]),
        ("sep=,\r\na,b;c\r\n", ",", [("a", "b;c")]),
        ("sep=^\na^b\n", "^", [("a", "b")]),
    ],
)  # fmt: skip
def test_the_delimiter_is_recognised(read_bytes, content, delimiter, rows) -> None:
    outcome = read_bytes(content.encode(), "list.txt")
    assert outcome.cells == rows
    assert outcome.info.delimiter == delimiter
    assert outcome.info.format == ("tsv" if delimiter == "\t" else "csv")


def test_a_chosen_delimiter_overrules(read_bytes) -> None:
    assert read_bytes(b"a;b,c\n", "l.csv", delimiter=",").cells == [("a;b", "c")]
    assert read_bytes(b"a;b\tc\n", "l.csv", delimiter="tab").cells == [("a;b", "c")]
    fault = read_bytes(b"a;b\tc\n", "l.csv", delimiter='"').fault
    assert isinstance(fault, Invalid)
    assert fault.field == "delimiter"


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("a\r\nb\nc\rd", [(1, "a"), (2, "b"), (3, "c"), (4, "d")]),
        ("a\r\rb\r", [(1, "a"), (3, "b")]),
        ('"a\r\nb"\r\nc\r\n', [(1, "a\nb"), (3, "c")]),
        ('a\n"b\n\nc"\nd\n', [(1, "a"), (2, "b\n\nc"), (5, "d")]),
        ("a\x0bb\u2028c\x85d\ne", [(1, "a\x0bb\u2028c\x85d"), (2, "e")]),
        ("a\n\n \n\u3000\nb", [(1, "a"), (5, "b")]),
        ("a\x00b\nc", [(1, "ab"), (2, "c")]),
        ('5" nail\nb\n', [(1, '5" nail'), (2, "b")]),
        ('a\n"never closed\nb\nc\n', [(1, "a"), (2, '"never closed'), (3, "b"), (4, "c")]),
        ('"5" nail"\nb\n', [(1, '"5" nail"'), (2, "b")]),
        ('"he said "hi" ok"\nb\n', [(1, 'he said hi" ok"'), (2, "b")]),
        ('"Bob\n"Ann\nb\n', [(1, '"Bob'), (2, '"Ann'), (3, "b")]),
        ('"doubled "" mark"\n', [(1, 'doubled " mark')]),
        ('="0770"\n\'+44\n\'hello\n=1+1\n', [(1, "0770"), (2, "+44"), (3, "'hello"), (4, "=1+1")]),
        ('"a, b"\n "c"\n', [(1, "a, b"), (2, "c")]),
        ("a\nb\n\x1a", [(1, "a"), (2, "b")]),
        ("4.477E+11\n007\n+44 7700\n", [(1, "4.477E+11"), (2, "007"), (3, "+44 7700")]),
    ],
)  # fmt: skip
def test_lines_and_quotation_marks(read_bytes, content, rows) -> None:
    outcome = read_bytes(content.encode(), "list.csv")
    assert outcome.fault is None, outcome.fault
    assert [(number, cells[0]) for number, cells in outcome.rows] == rows
    assert all(len(cells) == 1 for cells in outcome.cells)


def test_broken_quotation_marks_are_told_with_their_line(read_bytes) -> None:
    outcome = read_bytes(b'n,t\n1,"open\n2,b\n', "list.csv")
    assert outcome.cells == [("n", "t"), ("1", '"open'), ("2", "b")]
    assert "never closed" in outcome.notes
    assert "line 2" in outcome.notes


def test_a_text_file_under_a_workbooks_name_is_read(read_bytes) -> None:
    outcome = read_bytes(b"n,t\n1,2\n", "list.xlsx")
    assert outcome.cells == [("n", "t"), ("1", "2")]
    assert "is a text file in spite of its name" in outcome.notes


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"n\n" + b"x" * 2_000_000 + b"\n", "Line 2 of “list.csv” has a cell of more than"),
        (b"n\n" + b"1," * 1_000_000 + b"1\n", "has 1,000,001 cells"),
        (b'n\n' + b'"a"b\n' * 2_000, "quotation marks do not match, the first being line 2"),
        (b"\n" * 5_000_000 + b"1", "has more than"),
    ],
)  # fmt: skip
def test_text_built_to_fill_the_memory(read_bytes, content, words) -> None:
    outcome = read_bytes(content, "list.csv")
    assert outcome.fault is not None
    assert words in str(outcome.fault)


def test_one_unclosed_mark_in_a_big_file_costs_one_line(read_bytes) -> None:
    lines = [f'{n},"name {n}"' for n in range(20_000)]
    lines[10_000] = '10000,"broken'
    outcome = read_bytes("\n".join(lines).encode(), "list.csv")
    assert len(outcome.cells) == 20_000
    assert outcome.cells[10_000] == ("10000", '"broken')
    assert outcome.cells[10_001] == ("10001", "name 10001")


def test_a_header_alone_is_one_row(read_bytes) -> None:
    assert read_bytes(b"number,name\n", "list.csv").cells == [("number", "name")]


def test_binary_is_no_text(read_bytes) -> None:
    assert isinstance(read_bytes(b"\x01\x02\x03\x04" * 400, "list.txt").fault, Unusable)
