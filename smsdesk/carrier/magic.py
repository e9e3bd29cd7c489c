r"""Numbers whose outcome is fixed: the last two digits decide.

Three ranges, all valid to the number check. They are for the sandbox only, where nothing leaves the
computer: behind a real gateway some of them are somebody's telephone.

- mainland: ``+86 138 0000 00NN``
- global: ``+1 202 555 01NN`` (United States) and ``+46 70 174 06 NN`` (Sweden), kept for fiction there

====  =====================================================  ====  =====================================
 NN   what happens                                            NN   what happens
====  =====================================================  ====  =====================================
 00   delivered                                               30   taken, answer lost
 01   UNDELIV: empty or switched off                          31   not taken, answer lost
 02   MK:0001: invalid number                                 32   taken, answer slow
 03   EXPIRED: never switched on in time                      33   taken, answer unreadable
 04   MX:0012: unsubscribed                                   34   report comes before the answer
 05   MX:0003: too often                                      40   never a report
 06   REJECTD: blocked on the way                             41   a late report
 10   refused: on the blacklist                               42   the same report twice
 11   refused: malformed number                               50   delivered, replies ``T``
 12   refused: too many messages to the number today          51   delivered, replies ``STOP``
 13   refused: a sensitive word                               52   delivered, replies with thanks
 14   refused: destination not served                        53   delivered, the same reply twice
 15   refused: package used up                               54   delivered, the later reply first
 20   throttled once, then delivered                         55   delivered, replies late
 21   throttled three times, then delivered                  56   delivered, a stranger replies
 \                                                           57   delivered, the reply before the answer
====  =====================================================  ====  =====================================

A number that loses, slows or garbles the answer does so for every message of the same request.
All other numbers behave like people's (``script``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from smsdesk.domain.text import Text, text


class Answer(StrEnum):
    """How the answer to a request comes back."""

    PLAIN = "plain"
    SLOW = "slow"
    AFTER_RECEIPT = "after_receipt"
    UNREADABLE = "unreadable"
    AFTER_REPLY = "after_reply"
    LOST = "lost"
    LOST_UNTAKEN = "lost_untaken"


class Replying(StrEnum):
    """How a reply comes."""

    PLAIN = "plain"
    TWICE = "twice"
    """The same one, with the same key."""
    BACKWARDS = "backwards"
    """Two, of which the later one is given first."""
    LATE = "late"
    STRANGER = "stranger"
    """From a number that nothing was sent to."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the carrier does with one message."""

    refuse: str = ""
    """A canonical API code; empty: taken."""
    throttle: int = 0
    """So many attempts are told to slow down first."""
    answer: Answer = Answer.PLAIN
    receipt: str = "DELIVRD"
    """The receipt's code; empty: never a receipt."""
    late: bool = False
    copies: int = 1
    """How many times the receipt comes."""
    reply: str = ""
    """What the recipient texts back; empty: nothing."""
    replying: Replying = Replying.PLAIN

    @property
    def delivered(self) -> bool:
        """Whether the receipt says so."""
        return self.receipt == "DELIVRD"


#: Everything but the last two digits of the ranges.
RANGES: tuple[str, ...] = ("+86138000000", "+120255501", "+467017406")


@dataclass(frozen=True, slots=True)
class MagicNumber:
    """An ending of two digits and what it stands for, in words for the user guide and the window."""

    ending: str
    outcome: Text
    behaviour: Behaviour

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that behave so, E.164."""
        return tuple(start + self.ending for start in RANGES)


MAGIC: tuple[MagicNumber, ...] = (
    MagicNumber("00", text("Delivered"), Behaviour()),
    MagicNumber(
        "01", text("Not delivered: the number is empty or switched off"), Behaviour(receipt="UNDELIV")
    ),
    MagicNumber("02", text("Not delivered: invalid number"), Behaviour(receipt="MK:0001")),
    MagicNumber("03", text("Not delivered: not switched on in time"), Behaviour(receipt="EXPIRED")),
    MagicNumber("04", text("Not delivered: the recipient has unsubscribed"), Behaviour(receipt="MX:0012")),
    MagicNumber("05", text("Not delivered: too many messages to the number"), Behaviour(receipt="MX:0003")),
    MagicNumber("06", text("Not delivered: blocked on the way"), Behaviour(receipt="REJECTD")),
    MagicNumber(
        "10",
        text("Refused: the number is on the carrier's blacklist"),
        Behaviour(refuse="FailedOperation.PhoneNumberInBlacklist"),
    ),
    MagicNumber(
        "11",
        text("Refused: the carrier finds the number malformed"),
        Behaviour(refuse="InvalidParameterValue.IncorrectPhoneNumber"),
    ),
    MagicNumber(
        "12",
        text("Refused: too many messages to the number today"),
        Behaviour(refuse="LimitExceeded.PhoneNumberDailyLimit"),
    ),
    MagicNumber(
        "13",
        text("Refused: the text contains a sensitive word"),
        Behaviour(refuse="FailedOperation.ContainSensitiveWord"),
    ),
    MagicNumber(
        "14",
        text("Refused: the carrier does not serve the destination"),
        Behaviour(refuse="UnsupportedOperation.UnsupportedRegion"),
    ),
    MagicNumber(
        "15",
        text("Refused: the package at the carrier is used up"),
        Behaviour(refuse="FailedOperation.InsufficientBalanceInSmsPackage"),
    ),
    MagicNumber("20", text("Told to slow down once, then delivered"), Behaviour(throttle=1)),
    MagicNumber("21", text("Told to slow down three times, then delivered"), Behaviour(throttle=3)),
    MagicNumber("30", text("Taken, but the answer is lost"), Behaviour(answer=Answer.LOST)),
    MagicNumber("31", text("Not taken, and the answer is lost"), Behaviour(answer=Answer.LOST_UNTAKEN)),
    MagicNumber("32", text("Taken, but the answer is slow"), Behaviour(answer=Answer.SLOW)),
    MagicNumber("33", text("Taken, but the answer cannot be read"), Behaviour(answer=Answer.UNREADABLE)),
    MagicNumber(
        "34", text("Delivered, and reported before the answer"), Behaviour(answer=Answer.AFTER_RECEIPT)
    ),
    MagicNumber("40", text("Never reported"), Behaviour(receipt="")),
    MagicNumber("41", text("Delivered, reported late"), Behaviour(late=True)),
    MagicNumber("42", text("Delivered, reported twice"), Behaviour(copies=2)),
    MagicNumber("50", text("Delivered, and replies T (unsubscribes)"), Behaviour(reply="T")),
    MagicNumber("51", text("Delivered, and replies STOP"), Behaviour(reply="STOP")),
    MagicNumber(
        "52",
        text("Delivered, and replies with thanks"),
        Behaviour(reply="Thank you, see you on Saturday! 谢谢"),
    ),
    MagicNumber(
        "53",
        text("Delivered, and the same reply comes twice"),
        Behaviour(reply="Yes, please. 好的", replying=Replying.TWICE),
    ),
    MagicNumber(
        "54",
        text("Delivered, and replies twice; the later reply comes first"),
        Behaviour(reply="Are you open on Sunday?", replying=Replying.BACKWARDS),
    ),
    MagicNumber(
        "55", text("Delivered, and replies late"), Behaviour(reply="Only seen now", replying=Replying.LATE)
    ),
    MagicNumber(
        "56",
        text("Delivered, and a number that nothing was sent to replies"),
        Behaviour(reply="Who is this?", replying=Replying.STRANGER),
    ),
    MagicNumber(
        "57",
        text("Delivered, and the reply comes before the answer"),
        Behaviour(reply="That was quick", answer=Answer.AFTER_REPLY),
    ),
)

_BY_NUMBER: Mapping[str, Behaviour] = {number: magic.behaviour for magic in MAGIC for number in magic.numbers}


def magic_behaviour(number: str) -> Behaviour | None:
    """What a magic number does; None for everybody else's."""
    return _BY_NUMBER.get(number)


def stranger(number: str) -> str:
    """The number that replies for another: of the same range, or else of the first one, and written to by
    nobody."""
    start = next((start for start in RANGES if number.startswith(start[:3])), RANGES[0])
    return f"{start}99"


def number_with(ending: str, *, start: str = RANGES[0]) -> str:
    """The number of a range with a documented ending; ``KeyError`` for one that is not in ``MAGIC``."""
    number = start + ending
    if number not in _BY_NUMBER:
        raise KeyError(number)
    return number
