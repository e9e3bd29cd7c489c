"""The page of the user guide that explains every code, made from the catalogue itself (D2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smsdesk.domain.code_words import PHASE, RETRY, WHO
from smsdesk.domain.codes import Explanation, api_codes, explain, legacy, receipt_codes
from smsdesk.domain.receipt_explanations import categories
from smsdesk.domain.text import tr

#: What the carriers of the list are called there, and how people know them.
_CARRIERS = {
    "CMCC": "China Mobile",
    "UNICOM": "China Unicom",
    "TELECOM": "China Telecom",
    "MTU": "CMCC · UNICOM · TELECOM",
}


def code_page() -> str:
    """Markdown in the language in use: the provider's codes by what they mean, then those of receipts."""
    return "\n".join(_lines()).strip() + "\n"


def _lines() -> Iterator[str]:
    yield "# " + tr("What a code means")
    yield ""
    yield tr(
        "Every message that was not delivered has a code. The record of a message says the same as this page "
        "when you choose it: what the code means, the likely causes, and what to do."
    )
    yield ""
    yield tr(
        "Codes with words come from the SMS provider or from this desk before a message leaves. Short codes "
        "come from the recipient's carrier, hours later at times."
    )
    yield ""
    yield "## " + tr("Before a message leaves, and answers of the provider")
    yield ""
    for same in _alike():
        yield from _explained(same)
        yield tr("Codes: {codes}", codes=", ".join(_written(one.code) for one in same))
        yield ""
    yield "## " + tr("Receipts of carriers")
    yield ""
    listed = receipt_codes()
    for category in categories():
        found = listed[category]
        one = explain(next(iter(next(iter(found.values())))))
        yield from _explained([one])
        for carrier, codes in found.items():
            yield tr(
                "{carrier}: {codes}",
                carrier=_CARRIERS[carrier],
                codes=", ".join(f"`{code}`" for code in codes),
            )
            yield ""


def _alike() -> list[list[Explanation]]:
    """The codes that mean the same and are mended alike, together; in the order of the catalogue."""
    found: dict[tuple[object, ...], list[Explanation]] = {}
    for code in api_codes():
        one = explain(code)
        key = (
            str(one.title),
            one.who,
            one.phase,
            one.retry,
            str(one.what_to_do),
            tuple(map(str, one.causes)),
        )
        found.setdefault(key, []).append(one)
    return list(found.values())


def _explained(same: Sequence[Explanation]) -> Iterator[str]:
    one = same[0]
    yield f"### {one.title}"
    yield ""
    for place, cause in enumerate(one.causes, 1):
        yield f"{place}. {cause}"
    yield ""
    yield "- " + tr("**What to do**: {words}", words=str(one.what_to_do))
    yield "- " + tr("**Who must act**: {words}", words=str(WHO[one.who]))
    yield "- " + tr("**When it arose**: {words}", words=str(PHASE[one.phase]))
    yield "- " + tr("**Can it be sent again?** {words}", words=str(RETRY[one.retry]))
    yield ""


def _written(code: str) -> str:
    number = legacy(code)
    return f"`{code}`" if number is None else f"`{code}` ({number})"
