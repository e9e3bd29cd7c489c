"""Which character separates the cells of a text file (B2)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from smsdesk.sheets.contract import DELIMITERS

#: What is looked at: characters and records.
_SAMPLE = 65_536
_RECORDS = 200
#: A delimiter that is tried earlier wins when it is this nearly as regular as the best one.
_AS_GOOD = 0.9
#: What people type with a Chinese keyboard; looked for where there is no other delimiter.
_WIDE = ("，", "；")


def declared(first_line: str) -> str | None:
    """The delimiter that Excel wrote into the first line (``sep=;``), None when there is no such line."""
    line = first_line.rstrip("\r\n")
    if line[:4].lower() == "sep=" and len(line) == 5:
        return line[4]
    return None


def sniff(text: str, *, likely: str = "") -> str:
    """The delimiter that cuts the most records into the same number of cells; a comma when none does.

    Commas in a text and decimal commas are not regular, so a real delimiter beats them. Of two that are
    equally regular the rarer character in texts wins, and ``likely`` (from the file's name) before all.
    """
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE and "\n" in sample:
        sample = sample[: sample.rindex("\n") + 1]
    sample = _without_stray_tabs(sample)
    scores = {delimiter: _regularity(sample, delimiter) for delimiter in DELIMITERS if delimiter in sample}
    best = max(scores.values(), default=0.0)
    if best <= 0:
        typed = next((wide for wide in _WIDE if _regularity(sample, wide) >= _AS_GOOD), "")
        return typed or likely or ","
    for delimiter in (likely, *DELIMITERS):
        if scores.get(delimiter, 0) >= best * _AS_GOOD:
            return delimiter
    raise AssertionError("one of them is the best")


def _without_stray_tabs(sample: str) -> str:
    """The sample without tabs that only stand beside other delimiters.

    Shops' exports end their cells with one, so that Excel takes long numbers for text.
    """
    beside = len(re.findall(r"\t(?=[,;])|(?<=[,;])\t", sample))
    edges = len(re.findall(r"^\t|\t$", sample, re.MULTILINE))
    stray = beside and beside + edges >= sample.count("\t") * _AS_GOOD
    return sample.replace("\t", "") if stray else sample


def _regularity(sample: str, delimiter: str) -> float:
    """The share of records with the commonest number of cells above one; 0 without such records."""
    widths: Counter[int] = Counter()
    lines = io.StringIO(sample, newline="\n")
    records = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    while widths.total() < _RECORDS:
        try:
            record = next(records)
        except StopIteration:
            break
        except csv.Error:  # a cell too long: the reader itself will say so
            continue
        if any(cell.strip() for cell in record):
            while record and not record[-1].strip():
                record.pop()
            widths[len(record)] += 1
    total = widths.total()
    if not total:
        return 0.0
    several = {width: count for width, count in widths.items() if width > 1}
    return max(several.values(), default=0) / total
