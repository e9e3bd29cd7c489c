"""From a cell to digits (B4): what people and spreadsheets wrap around a telephone number.

Takes off what means nothing (blanks, dashes, dots, brackets, invisible characters, a text marker), turns
full-width and other scripts' digits into ASCII, and undoes what a spreadsheet did to a number as long as
no digit was lost. Anything that would need a guess is a problem in words instead.
"""

from __future__ import annotations

import re
import unicodedata

from smsdesk.domain.text import Text, text

_MARKS = " \t\r\n'’‘`´\"“”"
_SCHEME = re.compile(r"(?:tel|sms|callto|phone)\s*:", re.IGNORECASE).match
_FORMULA = re.compile(r'\s*=\s*"([^"]*)"\s*').fullmatch
_FLOAT = re.compile(r"(\+?[0-9]{5,})[.,]0+").fullmatch
_FRACTION = re.compile(r"\+?[0-9]{5,}[.,][0-9]{1,2}").fullmatch
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}(?:\.0+)?").fullmatch
_SCIENTIFIC = re.compile(r"(\+?)([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})").fullmatch
_EXTENSION = re.compile(
    r"[0-9)]\s*(?:[,;]?\s*(?:ext(?:n|ension)?|x|转|轉|分机|分機|内线|內線|доб)\s*[.:=]?\s*|#\s*)[0-9]{1,8}$",
    re.IGNORECASE,
).search
_PARTS = re.compile(r"[,;、/|&\n\r]+|\s(?:or|and)\s|[或和及]", re.IGNORECASE).split
#: 0151/1234567 as it is written in Germany and Austria: one number, no choice of two.
_AREA = re.compile(r"((?:\+[1-9]\d{0,2}\s*)?\(?0?\)?\d{2,4})\s*/\s*(\d[\d\s-]{4,10})").fullmatch
_NOISE = re.compile(r"[\s\-.()\[\]]+")
_DIGIT = re.compile(r"[0-9]")
_LETTER = re.compile(r"[^\W\d_]")
_FOREIGN = re.compile(r"[^0-9+\s\-.()\[\]]")

_EMPTY = text("The number is missing.")
_TWO = text("There are two numbers in this cell.")
_LOST = text("The spreadsheet has rounded this number and digits are lost; format the column as text.")
_MISPLACED = text("The + is not at the beginning.")

#: Significant digits from which a shortened figure is certainly not a rounded one: spreadsheets show at
#: most 6 and printf 7, while programs that print all digits leave out the zeros at the end.
_UNROUNDED = 8


def tidy(raw: str) -> tuple[str, Text | None]:
    """Digits with a leading + where there was one, or the problem (then the digits are empty)."""
    written = raw if raw.isascii() else _plain_characters(raw)
    if found := _FORMULA(written):
        written = found[1]
    written = written.strip(_MARKS)
    if found := _SCHEME(written):
        written = written[found.end() :].strip(_MARKS)
    if not written:
        return "", _EMPTY
    written, problem = _spreadsheet_figure(written)
    if problem is None:
        written, problem = _one_number(written)
    if problem is not None:
        return "", problem
    digits = _NOISE.sub("", written)
    if "+" in digits[1:]:
        return "", _TWO if digits.rfind("+") > 6 else _MISPLACED
    return (digits, None) if digits not in ("", "+") else ("", _EMPTY)


def _plain_characters(raw: str) -> str:
    """Full-width forms and any script's digits in ASCII, blanks and dashes plain, nothing invisible."""
    result = []
    for character in raw:
        if character.isascii():
            result.append(character)
        elif "！" <= character <= "～":
            result.append(chr(ord(character) - 0xFEE0))
        elif (digit := unicodedata.decimal(character, None)) is not None:
            result.append(str(digit))
        elif (category := unicodedata.category(character)) == "Zs":
            result.append(" ")
        elif category == "Pd" or character in "−ー·・•":
            result.append("-")
        elif category not in ("Cf", "Mn", "Me"):
            result.append(character)
    return "".join(result)


def _spreadsheet_figure(written: str) -> tuple[str, Text | None]:
    """Undo 13800138000.0, 13,800,138,000 and 1.3800138E10; say when digits are lost."""
    if found := _FLOAT(written):
        return found[1], None
    if _FRACTION(written):
        return "", text("This is a figure with decimals, not a telephone number.")
    if _GROUPED(written):
        return written.partition(".")[0].replace(",", ""), None
    if found := _SCIENTIFIC(written):
        sign, whole, decimals, power = found[1], found[2], found[3] or "", int(found[4])
        significant = len((whole + decimals).rstrip("0"))
        if len(decimals.rstrip("0")) > power or power > 17:
            return "", text("This is a figure with decimals, not a telephone number.")
        if len(decimals) < power and significant < _UNROUNDED:
            return "", _LOST
        return sign + whole + decimals[:power].ljust(power, "0"), None
    return written, None


def _one_number(written: str) -> tuple[str, Text | None]:
    """The one number of the cell without trailing separators, or why there is not one."""
    if _EXTENSION(written):
        return "", text("There is an extension behind the number.")
    if found := _AREA(written):
        written = f"{found[1]} {found[2]}"
    parts = [part for part in _PARTS(written) if _DIGIT.search(part)]
    if len(parts) > 1 and sum(len(_DIGIT.findall(part)) >= 5 for part in parts) > 1:
        return "", _TWO
    if len(parts) == 1:
        written = parts[0]
    if found := _LETTER.search(written):
        return "", text("There is a letter in the number: {letter}", letter=found[0])
    if "*" in written:
        return "", text("Digits of this number are hidden by asterisks.")
    if found := _FOREIGN.search(written):
        return "", text("This does not belong in a number: {character}", character=found[0])
    groups = written.split()
    if len(groups) == 2 and all(len(_DIGIT.findall(group)) >= 10 for group in groups):
        return "", _TWO
    return written, None
