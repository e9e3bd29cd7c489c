"""Templates (T1–T4): the text of a message with its variables {1}, {2}, …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.review import ReviewStatus

VARIABLE = re.compile(r"\{([1-9][0-9]{0,2})\}", re.ASCII)


#: A mainland text with this word carries a verification code, whatever else it says.
_CODE_WORD = "验证码"

#: Most digits of a verification code.
CODE_DIGITS = 6


class Sample(NamedTuple):
    """What a variable is for: a name for whoever fills it, and a value that shows how the text reads."""

    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Template:
    """A template as the desk shows it."""

    id: int
    region: Region
    type: SmsType
    name: str
    content: str
    remarks: str
    status: ReviewStatus
    reason: str
    created_at: int
    reviewed_at: int | None
    samples: tuple[Sample, ...] = ()
    """Of variables 1, 2, …; may be fewer than there are."""

    def variable_names(self) -> dict[int, str]:
        """Names by variable, of those that have one."""
        return {variable: one.name for variable, one in enumerate(self.samples, 1) if one.name}


def variables(content: str) -> tuple[int, ...]:
    """The distinct variable numbers of a content, ascending."""
    return tuple(sorted({int(number) for number in VARIABLE.findall(content)}))


def render(content: str, values: Sequence[str]) -> str:
    """The content with {n} replaced by ``values[n - 1]``, in one pass: no value is read as a variable."""
    return VARIABLE.sub(lambda found: values[int(found[1]) - 1], content)


def carries_code(content: str, region: Region) -> bool:
    """Whether carriers take it for a verification code: every value must then be digits, at most six."""
    return region is Region.MAINLAND and _CODE_WORD in content


def shortened(content: str, most: int) -> str:
    """The first ``most`` characters, without half a variable at the end."""
    for found in VARIABLE.finditer(content, max(0, most - 5), most + 5):
        if found.start() < most < found.end():
            most = found.start()
    return content[:most]
