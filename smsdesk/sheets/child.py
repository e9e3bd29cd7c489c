"""The process that reads one spreadsheet for the program and ends (B2, S1).

It takes one request as a line of JSON on standard input, limits its own memory and time, and answers on
standard output in lines of JSON: the description first, batches of rows, the completed description; or one
fault. It imports only what the format at hand needs, because the user waits for it to start.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from typing import Any, BinaryIO

from smsdesk.domain.errors import DeskError, Unusable
from smsdesk.domain.text import text
from smsdesk.sheets.confinement import confine
from smsdesk.sheets.contract import Limits, fault_to_wire, info_to_wire
from smsdesk.sheets.opening import Request, Source, open_source


def main() -> int:
    """Answer one request; 0 also when the answer is a fault."""
    # A program without a console has the descriptors, but no ``sys.stdin`` and ``sys.stdout``.
    with open(0, "rb", closefd=False) as asked:
        request = json.loads(asked.readline())
    limits = Limits(**request.pop("limits"))
    confine(memory_bytes=limits.memory_bytes, seconds=limits.seconds)
    gc.disable()  # what is made here has no cycles, and the process ends soon
    out = open(1, "wb", closefd=False)  # noqa: SIM115 - ends with the process
    try:
        source = open_source(Request(limits=limits, **request))
        _answer(out, source)
    except BrokenPipeError:
        os._exit(0)  # nobody listens any more
    except DeskError as fault:
        _say(out, {"fault": fault_to_wire(fault)})
    except MemoryError:
        _say(out, {"fault": fault_to_wire(_too_much(request["path"]))})
    return 0


def _answer(out: BinaryIO, source: Source) -> None:
    _say(out, {"info": info_to_wire(source.info)})
    for numbers, rows in source.batches():
        _say(out, {"numbers": numbers, "rows": rows})
    _say(out, {"info": info_to_wire(source.info)})


def _say(out: BinaryIO, words: dict[str, Any]) -> None:
    # Lone surrogates cannot come out of a workbook or a strict decoder; "replace" keeps the line whole if
    # they do.
    out.write(json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
    out.write(b"\n")
    out.flush()


def _too_much(path: str) -> DeskError:
    return Unusable(
        text(
            "“{file}” needs far more memory than a list of numbers does. Copy the rows into a new sheet and "
            "save that as .xlsx or .csv.",
            file=os.path.basename(path),
        )
    )


if __name__ == "__main__":
    sys.exit(main())
