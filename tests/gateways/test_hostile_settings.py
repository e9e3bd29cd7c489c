"""Whatever is typed into a gateway's settings is taken, or refused in one sentence, at once (A10, N1)."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from smsdesk.domain.errors import Invalid
from smsdesk.gateways.registry import DECLARED, Declared
from smsdesk.gateways.settings import Setting, filled

PASTED = {
    "line breaks": "a\nb\r\nc",
    "NUL": "a\0b",
    "a megabyte": "x" * 1_000_000,
    "a megabyte of lines": "a=b\n" * 250_000,
    "a megabyte of brackets": "[" * 1_000_000,
    "right to left": "\u202eabc\u202c",
    "emoji": "👩‍👩‍👧🏽",
    "placeholders": "{0}{}{nope}{password}%s%(x)s%",
    "open brace": "{",
    "login in the address": "https://user:pass@example.com/{number}",
    "IPv6": "http://[::1]:99/{number}",
    "half IPv6": "http://[::1",
    "IDN": "https://münchen.example/{number}",
    "port 0": "https://example.com:0/{number}",
    "port 99999": "https://example.com:99999/{number}",
    "a file": "file:///etc/passwd",
    "half a character": "a\ud800b",
    "not a number": "nan",
    "infinity": "1e999",
    "a long number": "9" * 1_500,
    "another script's digit": "²",
    "deep JSON": "[" * 1_900,
    "deep path": "a" + ".b[0]" * 380,
    "all networks": "0.0.0.0/0, ::/0",
    "half a certificate": "-----BEGIN CERTIFICATE-----\nxx",
    "headers of ours": "Host: x\nContent-Length: 5",
    "a blank": " ",
    "empty": "",
}
GOOD = {
    "sandbox": {},
    "smpp": {"host": "127.0.0.1", "system_id": "shop", "password": "Sesame-77"},
    "tencent": {"secret_id": "AKID", "secret_key": "Sesame-77", "app_id": "1400000000"},
    "http": {
        **DECLARED["http"].presets[0].values,
        **{"username": "shop", "password": "Sesame-77", "token": "Sesame-78", "reports": "pushed"},
    },
}


def problem(declared: Declared, values: Mapping[str, str]) -> tuple[str, str]:
    """What is said of these values, and at which setting."""
    try:
        declared.check(values)
    except Invalid as wrong:
        return str(wrong), wrong.field or ""
    return "", ""


ALL = [(key, setting) for key, declared in DECLARED.items() for setting in declared.settings]


@pytest.mark.parametrize(("key", "setting"), ALL, ids=[f"{key}.{one.key}" for key, one in ALL])
def test_any_value_of_any_setting_is_taken_or_refused(key: str, setting: Setting) -> None:
    declared = DECLARED[key]
    began = time.process_time()
    for what, value in PASTED.items():
        values = filled(declared.settings, {**GOOD[key], setting.key: value})
        told, field = problem(declared, values)
        assert bool(told) == bool(field), what
        assert len(told) < 2_500, what
        shown = str(declared.preview(values)) if declared.preview else ""
        assert "Sesame" not in told + shown, what
        assert str(declared.reviewed_by(values))
    assert time.process_time() - began < 2
