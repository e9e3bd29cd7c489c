"""``smsdesk`` and ``python -m smsdesk``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line, or be the child that reads a spreadsheet or writes an export for it."""
    # A frozen program has no interpreter to start a child with, so it starts itself (sheets/child.py,
    # operations/export_child.py).
    if sys.argv[1:2] == ["--read-sheet"]:
        from smsdesk.sheets.child import main as read_sheet

        return read_sheet()
    if sys.argv[1:2] == ["--write-export"]:
        from smsdesk.operations.export_child import main as write_export

        return write_export()
    from smsdesk.commandline.main import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
