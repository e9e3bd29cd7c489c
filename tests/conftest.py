"""What holds for every test: no window on a screen, no user's files, no keyring, no network but this
computer's own, no stray warning in the log, no thread left running.

Fixtures of one part live in that part's ``conftest.py``.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

#: How long a thread may need to end after its test, in seconds.
THREADS_END_WITHIN = 30.0

#: Threads a library keeps for the whole process: tqdm's monitor, and Qt's or C's own seen from Python.
LASTING_THREADS = {"TMonitor", "_DummyThread"}

# ------------------------------------------------------------------------------------ surroundings


def _throw_away_home() -> Path:
    """Point everything that asks for the user's folders, language, zone and keyring somewhere harmless."""
    home = Path(tempfile.mkdtemp(prefix="smsdesk-home-"))
    folders = {
        "HOME": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_STATE_HOME": home / "state",
        "XDG_RUNTIME_DIR": home / "runtime",
    }
    for name, folder in folders.items():
        folder.mkdir(mode=0o700, exist_ok=True)
        os.environ[name] = str(folder)
    for name in [name for name in os.environ if name.lower() in {"http_proxy", "https_proxy", "all_proxy"}]:
        del os.environ[name]
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ |= {
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    if hasattr(time, "tzset"):
        time.tzset()
    return home


# Before any import of the program or of Qt: they read these when they are imported.
_home = _throw_away_home()

# The same examples every time, whatever the machine's load; `--hypothesis-profile search` looks for new ones.
_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", _patient, derandomize=True, database=None)
settings.register_profile("search", _patient, max_examples=2000)
settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "expects_log(*parts): the test brings forth log warnings, each holding one of these parts"
    )


def pytest_unconfigure() -> None:
    shutil.rmtree(_home, ignore_errors=True)


# ----------------------------------------------------------------------------------------- network

_refused: list[str] = []


def _is_here(host: str) -> bool:
    """Whether a host is this computer itself."""
    if host in {"", "localhost"} or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: sees every socket of this process, asyncio's included."""
    if event not in {"socket.connect", "socket.sendto", "socket.getaddrinfo"}:
        return
    address = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str) or (event != "socket.getaddrinfo" and not isinstance(address, tuple)):
        return  # no host, or a socket in the file system
    if _is_here(host):
        return
    if event == "socket.getaddrinfo":
        if host.endswith(".invalid"):  # RFC 6761: what every resolver answers, without asking one
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if host.replace(".", "").isdigit() or ":" in host:
            return  # a numeric address is not looked up; connecting to it is refused
    _refused.append(f"{event} {host}")
    raise RuntimeError(f"A test may only talk to this computer, not to {host}")


sys.addaudithook(_refuse_the_network)


@pytest.fixture(autouse=True)
def only_this_computer() -> Iterator[None]:
    """Fails a test whose code tried to reach the network, also when that code swallowed the refusal."""
    _refused.clear()
    yield
    refused = list(_refused)
    _refused.clear()
    assert not refused, f"tried to reach the network: {refused}"


# --------------------------------------------------------------------------------------------- log


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a warning or worse in the log without a mark ``expects_log``.

    A part named in the mark must appear, so that a mark cannot outlive its reason. A test that takes
    ``caplog`` looks at the log itself.
    """
    handler = _Warnings()
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    root.removeHandler(handler)
    if "caplog" in request.fixturenames:
        return
    expected = [part for mark in request.node.iter_markers("expects_log") for part in mark.args]
    logged = [f"{record.name}: {record.getMessage()}" for record in handler.records]
    stray = [line for line in logged if not any(part in line for part in expected)]
    assert not stray, f"unexpected in the log: {stray}"
    unseen = [part for part in expected if not any(part in line for line in logged)]
    assert not unseen, f"expected in the log, but not there: {unseen}"


# ----------------------------------------------------------------------------------------- threads


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fails a test that leaves a thread running; fixtures of wider scope may keep theirs."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + THREADS_END_WITHIN
    left = [thread for thread in threading.enumerate() if thread not in before]
    left = [thread for thread in left if type(thread).__name__ not in LASTING_THREADS]
    for thread in left:
        thread.join(max(0.0, until - time.monotonic()))
    names = [thread.name for thread in left if thread.is_alive()]
    assert not names, f"threads left running: {names}"
