"""Templates (T1–T4): the text of a message with its variables {1}, {2}, …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.review import ReviewStatus

VARIABLE = re.compile(r"\{([1-9][0-9]{0,2})\}", re.ASCII)


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


def variables(content: str) -> tuple[int, ...]:
    """The distinct variable numbers of a content, ascending."""
    return tuple(sorted({int(number) for number in VARIABLE.findall(content)}))


def render(content: str, values: Sequence[str]) -> str:
    """The content with {n} replaced by ``values[n - 1]``, in one pass: no value is read as a variable."""
    return VARIABLE.sub(lambda found: values[int(found[1]) - 1], content)
