"""What countries and time zones are called, in the language in use.

The names are Unicode's, written to ``resources/places`` by ``scripts/places.py``, because neither Qt nor
``phonenumbers`` knows a country's Chinese name at a bearable price.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from smsdesk.domain.calendar_days import country_zone
from smsdesk.domain.country_aliases import ALIASES
from smsdesk.domain.text import LANGUAGES, language

FOLDER = Path(__file__).parents[2] / "resources" / "places"

#: The one zone offered that lies in no country.
UNIVERSAL = "UTC"


@dataclass(frozen=True)
class _Places:
    countries: Mapping[str, str]
    zones: Mapping[str, tuple[str, str]]
    """City and country code by IANA name."""


@cache
def _places(spoken: str) -> _Places:
    found = json.loads((FOLDER / f"{spoken}.json").read_text(encoding="utf-8"))
    zones = {zone: (city, country) for zone, (city, country) in found["zones"].items()}
    return _Places(found["countries"], zones)


def countries() -> Mapping[str, str]:
    """Name by ISO 3166 alpha-2 code: every country with a numbering plan, a possible home (P1)."""
    return _places(language()).countries


def country_name(code: str) -> str:
    """The name of a country by ISO 3166 alpha-2; the code itself when it has none."""
    return countries().get(code, code)


@cache
def country_aliases() -> Mapping[str, str]:
    """Code by what else a country is called: everyday names, codes of two and three letters, and its names
    in the program's languages (P1)."""
    found = {name: code for spoken in LANGUAGES for code, name in _places(spoken).countries.items()}
    codes = json.loads((FOLDER / "codes.json").read_text(encoding="utf-8"))
    found |= codes
    found |= {code: code for code in _places("en").countries}
    return found | {name: code for code, names in ALIASES.items() for name in names}


def zone_aliases() -> Mapping[str, str]:
    """The zone most people of a country live by, by every name and code of that country."""
    homes = {code: home_zone(code) for code in countries()}
    named = {name: homes.get(code, "") for name, code in country_aliases().items()}
    return {name: zone for name, zone in named.items() if zone}


def zones() -> list[str]:
    """IANA names of the zones to choose from, UTC first."""
    return [UNIVERSAL, *_places(language()).zones]


def zone_country(zone: str) -> str:
    """ISO code of the country a zone belongs to; empty when it belongs to none or is not listed."""
    return _places(language()).zones.get(zone, ("", ""))[1]


def home_zone(country: str) -> str:
    """The zone most people of a country live by; empty where it is not known."""
    own = [zone for zone, (_, code) in _places(language()).zones.items() if code == country]
    return country_zone(country, own[0] if len(own) == 1 else "")


def zone_name(zone: str) -> str:
    """``Shanghai, China``; the zone's own last word when it is not listed, like ``New York``."""
    city, country = _places(language()).zones.get(zone, ("", ""))
    if not city:
        return zone.rpartition("/")[2].replace("_", " ")
    return f"{city} · {country_name(country)}"


def zone_offset(zone: str, at: int) -> str:
    """``UTC+08:00`` as it is at that moment (ms since 1970 UTC). The zone must be one that is known."""
    moment = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))
    written = moment.strftime("%z")
    return f"UTC{written[:3]}:{written[3:5]}"
