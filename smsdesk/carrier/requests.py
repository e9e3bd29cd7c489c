"""Reading what a desk submits: a batch of one content, or a refusal of the whole request in words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

#: Numbers per request, as with the cloud's own interface.
LARGEST_BATCH = 200
LONGEST_CONTENT = 5000

_REFERENCE = re.compile(r"[!-~]{1,64}")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


class BadRequest(Exception):
    """Nothing of the request was processed; ``code`` is canonical."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True)
class Batch:
    """One content to 1 … 200 numbers, each with the desk's own reference."""

    content: str
    messages: tuple[tuple[str, str], ...]
    """(number, reference), in the order of the request."""


def object_in(body: bytes) -> dict[str, object]:
    """The JSON object of a request body; ``BadRequest`` for anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadRequest("InvalidParameter", "The body must be a JSON object.")
    return found


def batch_in(body: bytes) -> Batch:
    """The batch of a request body; ``BadRequest`` says what is wrong with it."""
    found = object_in(body)
    content, messages = found.get("content"), found.get("messages")
    if not isinstance(content, str) or not content:
        raise BadRequest("MissingParameter", "content must be a text.")
    if len(content) > LONGEST_CONTENT:
        raise BadRequest("InvalidParameterValue.ContentLengthLimit", "content is too long.")
    if not isinstance(messages, list) or not messages:
        raise BadRequest(
            "MissingParameter.EmptyPhoneNumberSet", "messages must be a list with something in it."
        )
    if len(messages) > LARGEST_BATCH:
        raise BadRequest(
            "LimitExceeded.PhoneNumberCountLimit", f"At most {LARGEST_BATCH} messages a request."
        )
    return Batch(content, tuple(_addressed(one) for one in messages))


def _addressed(message: object) -> tuple[str, str]:
    if isinstance(message, dict):
        number, reference = message.get("number"), message.get("reference")
        if isinstance(number, str) and isinstance(reference, str) and _REFERENCE.fullmatch(reference):
            return number, reference
    raise BadRequest("InvalidParameter", "A message needs number and reference (1 to 64 ASCII characters).")


def is_number(number: str) -> bool:
    """Whether it looks like E.164 with its plus."""
    return _NUMBER.fullmatch(number) is not None


def texts_in(asked: Mapping[str, object], name: str, most: int) -> list[str]:
    """A list of short texts under a name; ``BadRequest`` when it is not."""
    found = asked.get(name)
    if (
        isinstance(found, list)
        and len(found) <= most
        and all(isinstance(one, str) and len(one) <= 100 for one in found)
    ):
        return found
    raise BadRequest("InvalidParameter", f"{name} must be a list of at most {most} short texts.")
