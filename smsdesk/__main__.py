"""``smsdesk`` and ``python -m smsdesk``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line, or be the child that reads a spreadsheet for it."""
    # A frozen program has no interpreter to start the child with, so it starts itself (sheets/child.py).
    if sys.argv[1:2] == ["--read-sheet"]:
        from smsdesk.sheets.child import main as read_sheet

        return read_sheet()
    from smsdesk.commandline.main import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
