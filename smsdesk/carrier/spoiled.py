"""Answers gone wrong, as they go wrong on real networks."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

_Results = list[dict[str, object]]
_HUGE = 64 * 1024 * 1024
_CHUNK = b" " * 65_536


async def _lost_answer(request: web.BaseRequest, results: _Results) -> web.StreamResponse:
    """The line is closed politely, without a word."""
    if request.transport:
        request.transport.close()
    return web.Response()


async def _lost_request(request: web.BaseRequest, results: _Results) -> web.StreamResponse:
    """The line is cut."""
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _failed(request: web.BaseRequest, results: _Results) -> web.StreamResponse:
    return web.Response(status=500, text="Internal server error")


async def _malformed(request: web.BaseRequest, results: _Results) -> web.StreamResponse:
    """An answer that stops in the middle."""
    whole = json.dumps({"results": results}).encode()
    return web.Response(body=whole[: len(whole) // 2], content_type="application/json")


async def _garbled(request: web.BaseRequest, results: _Results) -> web.StreamResponse:
    """Not even HTTP."""
    if request.transport:
        request.transport.write(b"\x00\x01+OK POP3 server ready\r\n\r\n\xff")
        request.transport.close()
    return web.Response()


async def _wrong_type(request: web.BaseRequest, results: _Results) -> web.StreamResponse:
    """JSON, and well formed, but not what was agreed."""
    return web.json_response({"results": {"accepted": len(results)}})


async def _huge(request: web.BaseRequest, results: _Results) -> web.StreamResponse:
    """Begins well and does not end; stops at 64 MB or when the other side hangs up."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    try:
        await response.write(b'{"results":[')
        for _ in range(_HUGE // len(_CHUNK)):
            await response.write(_CHUNK)
    except ConnectionError:
        pass  # The other side has had enough.
    return response


async def _partial(request: web.BaseRequest, results: _Results) -> web.StreamResponse:
    """Every second result is missing."""
    return web.json_response({"results": results[::2]})


SPOILED: Mapping[str, Callable[[web.BaseRequest, _Results], Awaitable[web.StreamResponse]]] = {
    "lose_answer": _lost_answer,
    "lose_request": _lost_request,
    "fail": _failed,
    "malformed": _malformed,
    "garbled": _garbled,
    "wrong_type": _wrong_type,
    "huge": _huge,
    "partial": _partial,
}
