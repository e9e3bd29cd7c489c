"""The carrier as a program of its own, stopped politely and not."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from smsdesk.carrier.journal import taken_references
from smsdesk.carrier.process import main


@contextmanager
def carrier(*options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "smsdesk.carrier", "--port", "0", "--json", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())["address"], process
        finally:
            process.kill()


def ask(url: str, value: object = None) -> dict[str, object]:
    body = None if value is None else json.dumps(value).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        found: dict[str, object] = json.load(response)
    return found


def batch(start: int) -> dict[str, object]:
    messages = [{"number": f"+86139{start + n:08d}", "reference": f"r{start + n}"} for n in range(200)]
    return {"content": "hello", "messages": messages}


def test_every_answered_message_is_on_record_after_kill_9_and_it_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "taken.log"
    with carrier("--log", str(log)) as (address, process):
        answers = [ask(address + "/v1/messages", batch(start)) for start in range(0, 1000, 200)]
        process.send_signal(signal.SIGKILL)
        process.wait(60)
    last = answers[-1]["results"][-1]["id"]
    assert taken_references(log) == {f"r{n}": 1 for n in range(1000)}
    with carrier("--log", str(log)) as (address, _):
        found = ask(address + "/v1/lookup", {"references": ["r999", "r1000"]})
        assert found == {"found": {"r999": {"id": last, "fee": 1}, "r1000": None}, "complete": True}
        results = ask(address + "/v1/messages", batch(900))["results"]
        assert isinstance(results, list)
        assert results[0]["id"] == str(int(last) + 1)
        counts = ask(address + "/v1/log/counts")
        assert (counts["accepted"], counts["doubles"]) == (200, 100)


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told(way: signal.Signals) -> None:
    with carrier() as (address, process):
        assert ask(address + "/v1/health") == {"carrier": "smsdesk-sandbox", "version": 1}
        process.send_signal(way)
        assert process.wait(60) == 0
        assert process.stderr
        assert process.stderr.read() == ""


def test_a_taken_port_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert str(port) in said.err


def test_a_record_that_cannot_be_kept_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["--port", "0", "--log", str(tmp_path / "no" / "taken.log")]) == 2
    assert "taken.log" in capsys.readouterr().err


def test_the_numbers_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--numbers"]) == 0
    assert "+8613800000001" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options", [("--port", "x"), ("--port", "70000"), ("--delivered", "2"), ("--receipt-delay", "3:2:1")]
)
def test_a_wrong_option_is_told(options: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(options)
    assert stopped.value.code == 2
    assert options[0] in capsys.readouterr().err
