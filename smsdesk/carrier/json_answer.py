"""An answer in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

from aiohttp import web


def json_answer(
    value: object, status: int = 200, *, headers: Mapping[str, str] | None = None
) -> web.Response:
    """``value`` as the body, without spaces and without a charset, as the cloud answers."""
    body = json.dumps(value, separators=(",", ":")).encode()
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")
