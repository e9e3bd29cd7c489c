"""Number formats of a workbook: what a person sees in the cell is what the message must say (B2).

A file holds 12.5 and shows ¥12.50, holds 46082 and shows 2026年3月1日. Formats are taken apart once for each
style and written for each cell. What is not worth its rules (fractions, powers of ten, eras) is left to the
bare number, and so are long numbers in a format for amounts: they are telephone numbers, not money.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from smsdesk.sheets.date_formats import DateShape, date_shape

#: From here on an amount is taken for a telephone number, and shown only with what such a number can have.
_LONG = 1e9
_PLAIN_LITERALS = frozenset("+-() ./")
#: A spreadsheet keeps fifteen digits of a number.
_EXACT = 1e15

#: Formats that are known by number alone. Those that depend on the reader's country are written as in China,
#: year first, which nobody can misread; their currency sign is not known and left out.
_MONTH_DAY, _YEAR_MONTH, _FULL_DATE = 'm"月"d"日"', 'yyyy"年"m"月"', 'yyyy"年"m"月"d"日"'
_TIME, _LONG_TIME = '上午/下午h"时"mm"分"', '上午/下午h"时"mm"分"ss"秒"'
_WHOLE, _CENTS = "#,##0;(#,##0)", "#,##0.00;(#,##0.00)"
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: _WHOLE, 6: _WHOLE, 7: _CENTS, 8: _CENTS, 9: "0%",
    10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: _YEAR_MONTH, 28: _MONTH_DAY,
    29: _MONTH_DAY, 30: "m-d-yy", 31: _FULL_DATE, 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: _TIME,
    35: _LONG_TIME, 36: _YEAR_MONTH, 37: _WHOLE, 38: _WHOLE, 39: _CENTS, 40: _CENTS, 41: _WHOLE, 42: _WHOLE,
    43: _CENTS, 44: _CENTS, 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 50: _YEAR_MONTH, 51: _MONTH_DAY,
    52: _YEAR_MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY, 55: _TIME, 56: _LONG_TIME, 57: _YEAR_MONTH,
    58: _MONTH_DAY,
}  # fmt: skip

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<sign>[0#?.,%])|(?P<other>.)',
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)").fullmatch
#: What stands for something that is not written here: powers of ten, "General", fractions, a broken format.
_OTHER_RULES = re.compile(r"[eEgG@/\"\[]")


@dataclass(frozen=True)
class _Section:
    """One of the parts between semicolons, for numbers."""

    prefix: str
    #: Integer placeholders and the literals between them.
    whole: tuple[str, ...]
    decimals: str
    suffix: str
    grouped: bool
    #: Powers of ten the number is multiplied by: 2 for a percentage, -3 for each comma at the end.
    power: int
    condition: tuple[str, float] | None

    @property
    def suits_long_numbers(self) -> bool:
        literals = set(self.prefix + self.suffix + "".join(self.whole)) - set("0#?")
        return not (self.grouped or self.decimals or self.power) and literals <= _PLAIN_LITERALS

    def write(self, number: float) -> str:
        """The absolute value of the number."""
        places = len(self.decimals)
        figures = repr(abs(number))
        digits, _, behind = figures.partition(".")
        if self.power or "e" in figures or len(behind) > max(places, 1) or (not places and behind != "0"):
            exact = Decimal(figures).scaleb(self.power)
            digits, _, behind = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}".partition(
                "."
            )
        else:  # nothing to round
            behind = behind.ljust(places, "0")[:places]
        kept = self.decimals.rfind("0") + 1
        behind = behind[:kept] + behind[kept:].rstrip("0")
        return self.prefix + self._whole(digits.lstrip("0")) + (f".{behind}" if behind else "") + self.suffix

    def _whole(self, digits: str) -> str:
        places = [token for token in self.whole if token in "0#?"]
        least = len(places) - places.index("0") if "0" in places else 0
        digits = digits.zfill(least) if least else digits
        if self.grouped:
            return f"{int(digits):,}".rjust(len(digits), "0") if digits else ""
        if len(places) == len(self.whole):
            return digits
        written: list[str] = []
        left = list(digits)
        for place, token in enumerate(reversed(self.whole), 1):
            if token not in "0#?":
                # A literal between digits that are not there is not shown either.
                if left or place == len(self.whole):
                    written.append(token)
            elif left:
                written.append(left.pop())
        return "".join(left) + "".join(reversed(written))


@dataclass(frozen=True)
class NumberShape:
    """What a format makes of numbers, in up to three sections."""

    sections: tuple[_Section | None, ...]

    def write(self, value: object) -> str | None:
        """The number as the spreadsheet shows it; None where the bare number will do."""
        if not isinstance(value, float) or not abs(value) < _EXACT:
            return None
        place, negative = self._section(value)
        section = self.sections[place]
        if section is None or (abs(value) >= _LONG and not section.suits_long_numbers):
            return None
        written = section.write(value).strip()
        if negative and any(digit in written for digit in "123456789"):
            written = "-" + written
        return written or None

    def _section(self, value: float) -> tuple[int, bool]:
        """The section for the number, and whether a minus must be set before it."""
        sections = self.sections
        if any(section is not None and section.condition for section in sections):
            for place, section in enumerate(sections):
                if section is None or section.condition is None or _holds(section.condition, value):
                    return place, value < 0
            return len(sections) - 1, value < 0
        if value < 0:
            return (1, False) if len(sections) > 1 else (0, True)
        return (2, False) if value == 0 and len(sections) > 2 else (0, False)


#: What writes a cell of one style.
Shape = NumberShape | DateShape


def shape_of(code: str, *, from_1904: bool = False) -> Shape | None:
    """What the format does to a cell's value; None for "General", for text, and for what is not known."""
    sections = _sections(code)[:3]
    if not sections[0]:
        return None
    dated = date_shape(sections[0], from_1904=from_1904)
    if dated is not None:
        return dated
    parsed = tuple(_number_section(section) for section in sections)
    return NumberShape(parsed) if any(parsed) and "@" not in sections[0] else None


def _sections(code: str) -> list[str]:
    """The parts between semicolons that are not quoted."""
    return re.findall(r'(?:^|;)((?:"[^"]*"|\\.|[^;])*)', code) or [""]


def _number_section(section: str) -> _Section | None:
    """The section taken apart; None when it follows rules that are not written here."""
    before: list[str] = []
    middle: list[str] = []
    condition = None
    signs = False
    for token in _TOKEN.finditer(section):
        literal = token["quoted"] if token["quoted"] is not None else token["escaped"]
        if (bracket := token["bracket"]) is not None:
            told = _CONDITION(bracket)
            condition = (told[1], float(told[2])) if told else condition
            literal = bracket[1:].partition("-")[0] if bracket.startswith("$") else None
        elif token["sign"] is not None:
            signs = True
            middle.append(token["sign"])
            continue
        elif token["other"] is not None:
            literal = token["other"]
            if _OTHER_RULES.match(literal):
                return None
        if literal:
            # A mark in front keeps a quoted 0 from being taken for a placeholder.
            (middle if signs else before).append("\0" + literal)
    return _assembled("".join(before).replace("\0", ""), middle, condition)


def _assembled(prefix: str, tokens: Sequence[str], condition: tuple[str, float] | None) -> _Section | None:
    last = max((place for place, token in enumerate(tokens) if token in "0#?"), default=-1)
    point = next((place for place, token in enumerate(tokens) if token == "."), len(tokens))
    whole = [token for token in tokens[: min(point, last + 1)] if token not in ".%"]
    decimals = "".join(token for token in tokens[point : last + 1] if token in "0#?")
    tail = tokens[max(last, min(point, last)) + 1 :]
    power = 2 * tokens.count("%") - 3 * len([token for token in tail if token == ","])
    suffix = "".join(token for token in tail if token == "%" or token[0] == "\0").replace("\0", "")
    places = tuple(token.removeprefix("\0") for token in whole if token != ",")
    if any(len(place) != 1 or (place.isdigit() and place != "0") for place in places):
        return None  # words or figures between the digits
    return _Section(prefix, places, decimals, suffix, "," in whole, power, condition)


def _holds(condition: tuple[str, float], value: float) -> bool:
    sign, bound = condition
    return {
        "<": value < bound,
        ">": value > bound,
        "<=": value <= bound,
        ">=": value >= bound,
        "=": value == bound,
        "<>": value != bound,
    }[sign]
