"""A ``Text`` in a column: kept untranslated, so that a reason follows the language it is read in."""

from __future__ import annotations

import json

from smsdesk.domain.text import Text
from smsdesk.store.stored_json import from_json


def text_to_json(text: Text) -> str:
    """The column's value. Values that JSON does not know are kept as the words they are shown as."""
    return json.dumps(
        {"message": text.message, "values": dict(text.values), "many": text.many, "count": text.count},
        ensure_ascii=False,
        sort_keys=True,
        default=str,
    )


def text_from_json(stored: str | None) -> Text | None:
    """The text of a column, None for an empty or damaged one."""
    return text_of(from_json(stored, dict)) if stored else None


def text_of(parts: object) -> Text | None:
    """The text of what JSON made of ``text_to_json``, None for anything else."""
    match parts:
        case {"message": str(message), "values": dict(values), "many": str(many), "count": int(count)}:
            return Text(message, values, many, count)
    return None
