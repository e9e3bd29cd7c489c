"""The steps of the self-test, and how each went."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from smsdesk.commandline.output import say
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr


def expect(fine: bool, otherwise: str) -> None:
    """Raises ``RuntimeError`` with the words unless it is as it should be."""
    if not fine:
        raise RuntimeError(otherwise)


@dataclass(frozen=True)
class Result:
    """How one step went; ``fault`` is empty when it works, ``note`` says what was found."""

    name: str
    seconds: float
    fault: str
    note: str = ""


@dataclass
class Trial:
    """The steps so far; ``place`` is a folder that is thrown away."""

    place: Path
    as_json: bool
    results: list[Result] = field(default_factory=list)

    def step(self, name: str, work: Callable[[], object]) -> bool:
        """Do it, say how it went; whatever it raises is a fault of this step, a string it gives a note."""
        began = time.monotonic()
        fault = note = ""
        try:
            found = work()
            note = found if isinstance(found, str) else ""
        except DeskError as error:
            fault = f"{error} {error.details}".strip()
        except Exception as error:  # noqa: BLE001  # the report is what this command is for
            # What a check found is in words; any other fault says more with its kind.
            fault = str(error) if type(error) is RuntimeError else f"{type(error).__name__}: {error}"
        result = Result(name, round(time.monotonic() - began, 2), fault, note)
        self.results.append(result)
        if not self.as_json:
            verdict = tr("FAILED: {fault}", fault=fault) if fault else tr("works")
            say(f"{name:<44} {result.seconds:>6.1f} s  {verdict}" + (f" ({note})" if note else ""))
        return not fault

    @property
    def failed(self) -> list[Result]:
        return [one for one in self.results if one.fault]

    def as_object(self) -> dict[str, object]:
        """The report for a program."""
        steps = [
            {
                "name": one.name,
                "ok": not one.fault,
                "seconds": round(one.seconds, 2),
                "fault": one.fault,
                "note": one.note,
            }
            for one in self.results
        ]
        return {"ok": not self.failed, "steps": steps}


class OwnSurroundings:
    """What the test may do to the user's own places: nothing. No entry in the keyring, no window in view."""

    _SET: ClassVar = {
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "QT_QPA_PLATFORM": "offscreen",
    }

    def __enter__(self) -> None:
        self._before = {name: os.environ.get(name) for name in self._SET}
        os.environ.update(self._SET)

    def __exit__(self, *_: object) -> None:
        for name, value in self._before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
