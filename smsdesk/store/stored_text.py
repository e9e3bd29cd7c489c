"""A ``Text`` in a column: kept untranslated, so that a reason follows the language it is read in."""

from __future__ import annotations

import json

from smsdesk.domain.text import Text
from smsdesk.store.stored_json import from_json


def text_to_json(text: Text) -> str:
    """The column's value. Values that JSON does not know are kept as the words they are shown as, a text
    inside a text untranslated too. Half a character, as others' words may hold, becomes a question mark."""
    words = json.dumps(_parts(text), ensure_ascii=False, sort_keys=True, default=_part)
    return words.encode("utf-8", "replace").decode()


def _parts(text: Text) -> dict[str, object]:
    return {"message": text.message, "values": dict(text.values), "many": text.many, "count": text.count}


def _part(value: object) -> object:
    return _parts(value) if isinstance(value, Text) else str(value)


def text_from_json(stored: str | None) -> Text | None:
    """The text of a column, None for an empty or damaged one."""
    return text_of(from_json(stored, dict)) if stored else None


def text_of(parts: object) -> Text | None:
    """The text of what JSON made of ``text_to_json``, None for anything else."""
    match parts:
        case {"message": str(message), "values": dict(values), "many": str(many), "count": int(count)}:
            return Text(message, {key: text_of(one) or one for key, one in values.items()}, many, count)
    return None
