"""How numbers are typed where a list may hold those of every country (C2, C4, A6): home's plain."""

from __future__ import annotations

from smsdesk.domain import number_plans
from smsdesk.domain.places import country_name
from smsdesk.domain.text import tr

_CHINESE = "13800138000"
_AMERICAN = "+1 415 555 2671"
_BRITISH = "+44 7400 123456"


def numbers_hint(home: str) -> str:
    """What stands below the box; ``home`` is the home country, ISO alpha-2."""
    if home == "CN":
        return tr("One a line. Mainland numbers plain, others with + and the country code.")
    return tr(
        "One a line. Numbers of {country} plain, others with + and the country code.",
        country=country_name(home),
    )


def numbers_example(home: str) -> str:
    """Two lines for an empty box: one of home as it is dialled there, one from abroad."""
    if home == "CN":
        return f"{_CHINESE}\n{_AMERICAN}"
    abroad = _BRITISH if number_plans.shares_code(home, "US") else _AMERICAN
    return "\n".join(filter(None, (number_plans.example(home), abroad)))
