"""The guards of ``conftest.py`` do fail a test: each bad habit below is caught, each good one passes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

HABITS = """
import logging, os, socket, threading, warnings
import pytest
from pathlib import Path

log = logging.getLogger("smsdesk.somewhere")
for_ever = threading.Event()

def test_bad_warning_in_the_log():
    log.warning("a gateway is down")

@pytest.mark.expects_log("is down")
def test_good_warning_in_the_log_expected():
    log.warning("a gateway is down")

@pytest.mark.expects_log("is down")
def test_bad_expected_warning_does_not_come():
    pass

@pytest.mark.expects_log("is down")
def test_bad_other_warning_than_expected():
    log.warning("a gateway is down")
    log.error("the disk is full")

def test_good_log_looked_at(caplog):
    log.warning("a gateway is down")
    assert "is down" in caplog.text

def test_bad_thread_left():
    threading.Thread(target=for_ever.wait, args=(120,), name="sender", daemon=True).start()

def test_good_thread_joined():
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()

def test_bad_exception_in_a_thread():
    thread = threading.Thread(target=int, args=("x",))
    thread.start()
    thread.join()

def test_bad_connection_to_the_network():
    with pytest.raises(RuntimeError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)

def test_bad_name_looked_up():
    with pytest.raises(RuntimeError):
        socket.getaddrinfo("gateway.example.com", 443)

def test_good_name_that_never_resolves():
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("gateway.invalid", 443)

def test_good_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

def test_bad_python_warning():
    warnings.warn("old", DeprecationWarning)

def test_bad_qt_warning(qtbot):
    from PySide6.QtCore import qWarning
    qWarning("QPainter::begin: Paint device returned engine == 0")

def test_bad_exception_in_a_slot(qtbot):
    from PySide6.QtCore import QTimer
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(lambda: int("x"))
    with qtbot.waitSignal(timer.timeout):
        timer.start(0)

def test_good_home_is_thrown_away():
    assert "smsdesk-home-" in str(Path.home())
    import keyring, keyring.errors
    with pytest.raises(keyring.errors.NoKeyringError):
        keyring.get_password("SMS Desk", "x")
"""


def test_bad_habits_fail_and_good_ones_pass(tmp_path: Path) -> None:
    rules = (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    patience = "THREADS_END_WITHIN = 30.0"
    assert patience in rules
    hasty = rules.replace(patience, "THREADS_END_WITHIN = 1.0")  # the one that is left there is waited for
    (tmp_path / "conftest.py").write_text(hasty, encoding="utf-8")
    (tmp_path / "test_habits.py").write_text(HABITS, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        ROOT / "pyproject.toml",
        "--rootdir",
        tmp_path,
        "-rA",
        tmp_path,
    ]
    listing = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False).stdout
    told = re.findall(r"^(PASSED|FAILED|ERROR) \S*::(test_\w+)", listing, re.MULTILINE)
    failed = {name for word, name in told if word != "PASSED"}  # also one that passes and fails while it ends
    names = re.findall(r"^def (test_\w+)", HABITS, re.MULTILINE)
    assert {name for _, name in told} == set(names), listing
    assert failed == {name for name in names if name.startswith("test_bad")}, listing
