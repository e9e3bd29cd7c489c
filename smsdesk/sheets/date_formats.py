"""Dates and times of a workbook as its formats show them (B2).

Formats without a country in them show English names, those of China and Japan their own; names in other
languages are not written here and leave the date to the plain year-month-day.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<half>am/pm|a/p|上午/下午)|(?P<field>y+|m+|d+|h+|s+(?:\.0+)?|aaaa?|e+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
#: What is in quotation marks, escaped or in brackets says nothing about dates.
_BARE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE).fullmatch
_LOCALE = re.compile(r"\$[^-]*-([0-9A-Fa-f]+)").fullmatch
_SYSTEM = {"F800": "yyyy/m/d", "F400": "h:mm:ss"}

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_ENGLISH, _CHINESE, _JAPANESE = "en", "zh", "ja"
_LANGUAGES = {0x09: _ENGLISH, 0x04: _CHINESE, 0x11: _JAPANESE}
_WEEK = {_CHINESE: "一二三四五六日", _JAPANESE: "月火水木金土日"}
#: Days between the two epochs of spreadsheet programs, and the last day they know.
_1904 = 1462
_FIRST = datetime.date(1899, 12, 30)
_BEGIN = datetime.datetime.combine(_FIRST, datetime.time())
_LAST_DAY = 2_958_465


@dataclass(frozen=True)
class DateShape:
    """What a format makes of dates, times and durations."""

    #: Literals, and fields after a NUL: ``\\0yyyy``, ``\\0[h]``, ``\\0mm`` (month), ``\\0MM`` (minute).
    tokens: tuple[str, ...]
    language: str
    half_day: bool
    from_1904: bool

    def write(self, value: object) -> str | None:
        """The moment as the spreadsheet shows it; None for what is no moment."""
        seconds = self._seconds(value)
        if seconds is None:
            return None
        day, rest = divmod(seconds, 86_400)
        moment = _BEGIN + datetime.timedelta(days=day, seconds=rest)
        return "".join(
            self._field(token[1:], moment, seconds) if token[0] == "\0" else token for token in self.tokens
        ).strip()

    def _seconds(self, value: object) -> int | None:
        """Seconds since the beginning of 1899-12-30, rounded as a day's fraction is rarely exact."""
        match value:
            case datetime.datetime():
                span = value - _BEGIN
            case datetime.date():
                span = value - _FIRST
            case datetime.time():
                span = datetime.datetime.combine(_FIRST, value) - _BEGIN
            case datetime.timedelta():
                span = value
            case float() if 0 <= value <= _LAST_DAY:
                span = datetime.timedelta(days=value + (_1904 if self.from_1904 and value >= 1 else 0))
            case _:
                return None
        seconds = round(span.total_seconds())
        return seconds if 0 <= seconds <= _LAST_DAY * 86_400 else None

    def _field(self, field: str, moment: datetime.datetime, seconds: int) -> str:
        length = len(field)
        if field[0] == "[":
            unit = {"h": 3600, "m": 60, "s": 1}[field[1]]
            return f"{seconds // unit:0{length - 2}}"
        match field[0]:
            case "y":
                return f"{moment.year % 100:02}" if length <= 2 else f"{moment.year:04}"
            case "e":
                return str(moment.year)
            case "m":
                return self._month(moment.month, length)
            case "d" | "a":
                return self._day(moment, field)
            case "h":
                hour = (moment.hour + 11) % 12 + 1 if self.half_day else moment.hour
                return f"{hour:0{min(length, 2)}}"
            case "M":
                return f"{moment.minute:0{min(length, 2)}}"
            case "s":
                return f"{moment.second:0{min(length, 2)}}"
        late = moment.hour >= 12
        if field == "上午/下午":
            return "下午" if late else "上午"
        return ("PM" if late else "AM")[: 1 if field == "A/P" else 2]

    def _month(self, month: int, length: int) -> str:
        if length <= 2:
            return f"{month:0{length}}"
        if self.language != _ENGLISH:
            return f"{month}月"
        name = _MONTHS[month - 1]
        return name[:1] if length == 5 else name[:3] if length == 3 else name

    def _day(self, moment: datetime.datetime, field: str) -> str:
        length = len(field)
        if field[0] == "d" and length <= 2:
            return f"{moment.day:0{length}}"
        language = self.language
        if field[0] == "a" and language == _ENGLISH:
            language = _CHINESE  # the letter is that of the Chinese and Japanese programs
        if language == _ENGLISH:
            name = _DAYS[moment.weekday()]
            return name[:3] if length == 3 else name
        name = _WEEK[language][moment.weekday()]
        if language == _JAPANESE:
            return name if length == 3 else f"{name}曜日"
        if length == 4:
            return f"星期{name}"
        return name if field[0] == "a" else f"周{name}"


def date_shape(section: str, *, from_1904: bool) -> DateShape | None:
    """The first section of a format taken apart; None when it is not one of dates, or not known."""
    language = _ENGLISH
    for bracket in re.findall(r"\[([^\]]*)\]", section):
        if (told := _LOCALE(bracket)) is not None:
            code = told[1].upper()[-4:]
            if code in _SYSTEM:
                section = _SYSTEM[code]
                break
            language = _LANGUAGES.get(int(code, 16) & 0x3FF, "")
    bare = _BARE.sub("", section)
    elapsed = any(_ELAPSED(bracket) for bracket in re.findall(r"\[([^\]]*)\]", section))
    if "general" in bare.lower() or "通用" in bare or not (elapsed or re.search(r"[ymdhsYMDHS]|aaa|e", bare)):
        return None
    if re.search(r"[0#?]", re.sub(r"[sS]\.0+|\.0+", "", bare)) or re.search(r"[bBgG@]", bare):
        return None  # a number with such letters in it, or the years of an emperor
    tokens = _tokens(section)
    named = any(re.fullmatch(r"\0(?:m{3,}|d{3,}|a+)", token) for token in tokens)
    if not language and named:
        return None
    half = any(token in ("\0AM/PM", "\0A/P", "\0上午/下午") for token in tokens)
    return DateShape(tuple(tokens), language or _ENGLISH, half, from_1904)


def _tokens(section: str) -> list[str]:
    """Literals and fields; a second's fraction is left out, and m is a minute beside hours or seconds."""
    tokens: list[str] = []
    for found in _TOKEN.finditer(section):
        if (bracket := found["bracket"]) is not None:
            if _ELAPSED(bracket):
                tokens.append(f"\0[{bracket.lower()}]")
        elif (half := found["half"]) is not None:
            tokens.append("\0" + half.upper())
        elif (field := found["field"]) is not None:
            tokens.append("\0" + field.lower().partition(".")[0])
        else:
            literal = found["quoted"] or found["escaped"] or found["other"]
            if literal:
                tokens.append(literal)
    fields = [place for place, token in enumerate(tokens) if token[0] == "\0" and token[1] in "ymdhsae["]
    for order, place in enumerate(fields):
        if tokens[place][1] != "m" or len(tokens[place]) > 3:
            continue
        before = tokens[fields[order - 1]] if order else ""
        after = tokens[fields[order + 1]] if order + 1 < len(fields) else ""
        if before[1:2] == "h" or before[1:3] == "[h" or after[1:2] == "s" or after[1:3] == "[s":
            tokens[place] = tokens[place].upper()
    return tokens
