"""Numbers and senders as SMPP writes them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from smsdesk.domain.text import Text, text
from smsdesk.gateways.smpp.pdu import Address

_UNKNOWN, _INTERNATIONAL, _NATIONAL, _NETWORK, _ALPHANUMERIC = 0, 1, 2, 3, 5
_NO_PLAN, _E164 = 0, 1
#: Up to so many digits it is a short number.
_SHORT = 8
_MOST_LETTERS = 11
_DIGITS = re.compile(r"\+?[0-9]{1,20}")


class NumberForm(StrEnum):
    """How recipients' numbers are written."""

    DIGITS = "digits"
    PLUS = "plus"
    NATIONAL = "national"


@dataclass(frozen=True)
class Senders:
    """Who a message is from: by the recipient's country code, else the one for all."""

    usual: str = ""
    by_code: Mapping[str, str] = field(default_factory=dict)
    ton: int | None = None
    """Says the type instead of the sender's look."""
    npi: int | None = None

    def for_number(self, number: str) -> Address:
        """The source address of a message to a number in E.164; the longest country code counts."""
        fitting = [code for code in self.by_code if number.startswith(code)]
        sender = self.by_code[max(fitting, key=len)] if fitting else self.usual
        return self._address(sender)

    def _address(self, sender: str) -> Address:
        if not sender:
            ton, npi = _UNKNOWN, _NO_PLAN
        elif not _DIGITS.fullmatch(sender):
            ton, npi = _ALPHANUMERIC, _NO_PLAN
        elif sender.startswith("+"):
            ton, npi = _INTERNATIONAL, _E164
        elif len(sender) <= _SHORT:
            ton, npi = _NETWORK, _NO_PLAN
        else:
            # An access number like 1069…: long, and in no country's plan.
            ton, npi = _UNKNOWN, _E164
        return Address(
            ton if self.ton is None else self.ton, npi if self.npi is None else self.npi, sender.lstrip("+")
        )


def sender_problem(sender: str) -> Text | None:
    """What is wrong with a sender; None when it can be one, or is empty."""
    if not sender or _DIGITS.fullmatch(sender):
        return None
    if len(sender) > _MOST_LETTERS or not sender.isascii() or not sender.isprintable():
        return text(
            "“{sender}” can be no sender: a number of at most 20 digits, or at most {most} plain letters and "
            "digits.",
            sender=sender[:40],
            most=_MOST_LETTERS,
        )
    return None


def destination(number: str, form: NumberForm, home: str) -> Address:
    """A number in E.164 as the carrier wants it."""
    if form is NumberForm.PLUS:
        return Address(_INTERNATIONAL, _E164, number)
    digits = number.lstrip("+")
    if form is NumberForm.NATIONAL and digits.startswith(home):
        return Address(_NATIONAL, _E164, digits[len(home) :])
    return Address(_INTERNATIONAL, _E164, digits)


def number_in(address: Address, home: str) -> str:
    """Whose address it is: in E.164 as well as can be told, a short number or name as it is."""
    value = address.value.strip()
    digits = value.lstrip("+")
    if not digits.isascii() or not digits.isdigit():
        return value[:32]
    if value.startswith("+") or address.ton == _INTERNATIONAL:
        return "+" + (digits[2:] if digits.startswith("00") else digits)
    if digits.startswith("00"):
        return "+" + digits[2:]
    if len(digits) <= _SHORT:
        return digits
    if home and (address.ton == _NATIONAL or not digits.startswith(home)):
        return f"+{home}{digits.lstrip('0')}"
    return "+" + digits
