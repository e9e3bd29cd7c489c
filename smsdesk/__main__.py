"""``smsdesk`` and ``python -m smsdesk``."""

from __future__ import annotations

import importlib
import sys

from smsdesk.domain.child_process import PARTS


def main() -> int:
    """Run the command line, or be the child that reads a spreadsheet or writes an export for it."""
    if len(sys.argv) > 1 and (part := PARTS.get(sys.argv[1])):
        return int(importlib.import_module(part.module).main())
    from smsdesk.commandline.main import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
