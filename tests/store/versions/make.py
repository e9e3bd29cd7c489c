"""Writes a database of this version for ``test_migrating``: ``python tests/store/versions/make.py``.

Done once for each version, before its tables change for the next one; never again after its release.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from smsdesk.commandline.main import main
from smsdesk.store.migrating import HEAD


def make() -> int:
    """A sample desk that has sent one task."""
    target = Path(__file__).with_name(f"{HEAD}.db")
    with tempfile.TemporaryDirectory() as place:
        desk = ["--data-dir", place]
        sheet = str(Path(place) / "sample-customers.xlsx")
        if main([*desk, "sample"]) or main([*desk, "send", sheet, "--app=1", "--template=1", "--yes"]):
            return 1
        target.unlink(missing_ok=True)
        with closing(sqlite3.connect(Path(place) / "smsdesk.db")) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    return 0


if __name__ == "__main__":
    sys.exit(make())
