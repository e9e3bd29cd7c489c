"""Exit codes besides 0."""

from __future__ import annotations

#: It was not done, or not to the end: stopped, or the user said no.
INCOMPLETE = 1
#: The file, the desk or what was typed cannot be used; one sentence on standard error says why.
UNUSABLE = 2
#: A fault of the program.
BUG = 70
#: Ctrl+C.
INTERRUPTED = 130
#: Whoever read the output has gone.
PIPE_CLOSED = 141
