"""How a request to Tencent Cloud's API 3.0 proves who sends it: TC3-HMAC-SHA256. Pure.

Held equal to the official client's requests, byte for byte, by ``tests/gateways/test_tencent_signing.py``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

ALGORITHM = "TC3-HMAC-SHA256"
SERVICE = "sms"
VERSION = "2021-01-11"
CONTENT_TYPE = "application/json"
_SIGNED = "content-type;host"


@dataclass(frozen=True, slots=True)
class Keys:
    """A key of the cloud's: its name and its secret half."""

    secret_id: str
    secret_key: str = field(repr=False)


def body_of(parameters: Mapping[str, object]) -> bytes:
    """The body of a request: ASCII, as the official client writes it."""
    return json.dumps(parameters).encode("ascii")


def signed_headers(
    action: str, body: bytes, keys: Keys, *, host: str, region: str, timestamp: int, language: str = "zh-CN"
) -> dict[str, str]:
    """Every header of a POST of ``body``.

    ``host``: as in the address, with the port where it is not the usual one. ``timestamp``: seconds since
    1970 UTC; the other side refuses one that is more than 300 s away from its own.
    """
    return {
        "Host": host,
        "Content-Type": CONTENT_TYPE,
        "X-TC-Action": action,
        "X-TC-Version": VERSION,
        "X-TC-Region": region,
        "X-TC-Timestamp": str(timestamp),
        "X-TC-Language": language,
        "Authorization": authorization(body, keys, host=host, timestamp=timestamp),
    }


def authorization(body: bytes, keys: Keys, *, host: str, timestamp: int) -> str:
    """The proof. The path is always ``/`` there, whatever the address says."""
    date = datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d")
    canonical = "\n".join(
        (
            *("POST", "/", ""),
            *(f"content-type:{CONTENT_TYPE}", f"host:{host}", ""),
            *(_SIGNED, hashlib.sha256(body).hexdigest()),
        )
    )
    scope = f"{date}/{SERVICE}/tc3_request"
    text = "\n".join(
        (ALGORITHM, str(timestamp), scope, hashlib.sha256(canonical.encode("utf-8")).hexdigest())
    )
    signature = _hmac(_key_of_day(keys.secret_key, date), text).hex()
    return f"{ALGORITHM} Credential={keys.secret_id}/{scope}, SignedHeaders={_SIGNED}, Signature={signature}"


@lru_cache(maxsize=8)
def _key_of_day(secret_key: str, date: str) -> bytes:
    return _hmac(_hmac(_hmac(b"TC3" + secret_key.encode("utf-8"), date), SERVICE), "tc3_request")


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode("utf-8"), "sha256")
