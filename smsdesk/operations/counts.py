"""Whether every kept count agrees with the messages, and putting right what does not (D1, B6)."""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.operations.desk import Desk, Progress, job
from smsdesk.store.reckoning import Discrepancy, Part, parts_of_messages, parts_of_rollup

#: Most differences that are told one by one.
TOLD = 100


@dataclass(frozen=True)
class CountCheck:
    """What a check found."""

    differences: tuple[Discrepancy, ...]
    """The first hundred."""
    wrong: int
    """How many there were in all."""
    mended: bool


@job(action="CheckCounts")
def check_counts(desk: Desk, *, mend: bool = False, progress: Progress | None = None) -> CountCheck:
    """Count all messages again and compare; with ``mend`` write what they say, part by part.

    May run while messages are sent: each part is looked at in one short transaction. The sums of the
    statistics are made of the rollup and are looked at when that is right. Raises ``Cancelled`` when stopped;
    what was mended until then stays so.
    """
    progress = progress or Progress()
    told: list[Discrepancy] = []
    wrong = done = 0
    for make in (parts_of_messages, parts_of_rollup):
        if wrong and not mend:
            break
        with desk.reading() as session:
            parts = make(session)
        for place, part in enumerate(parts, start=1):
            found = _look(desk, part, mend)
            wrong += len(found)
            told += found[: TOLD - len(told)]
            # Half of the work each, near enough.
            progress.report(done + 1000 * place // len(parts), 2000)
        done += 1000
    if mend and wrong:
        desk.tell({"message", "task"})
    return CountCheck(tuple(told), wrong, mend and bool(wrong))


def _look(desk: Desk, part: Part, mend: bool) -> list[Discrepancy]:
    with desk.reading() as session:
        found = part.differences(session)
    if found and mend:
        with desk.writing() as session:
            part.mend(session)
    return found
