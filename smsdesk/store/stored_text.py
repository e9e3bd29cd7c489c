"""A ``Text`` in a column: kept untranslated, so that a reason follows the language it is read in."""

from __future__ import annotations

import json

from smsdesk.domain.text import Text


def text_to_json(text: Text) -> str:
    """The column's value. Values that JSON does not know are kept as the words they are shown as."""
    return json.dumps(
        {"message": text.message, "values": dict(text.values), "many": text.many, "count": text.count},
        ensure_ascii=False,
        sort_keys=True,
        default=str,
    )


def text_from_json(stored: str | None) -> Text | None:
    """The text of a column, None for an empty one."""
    if not stored:
        return None
    parts = json.loads(stored)
    return Text(parts["message"], parts["values"], parts["many"], parts["count"])
