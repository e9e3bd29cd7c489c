"""Writes ``resources/places/<language>.json``: the names of countries and of the time zones' cities, and
``codes.json``: the countries' codes of three letters.

Run by hand when a language is added or the world's zones have changed: ``python scripts/places.py``. The
names are Unicode's (CLDR, by way of babel), the countries those that have telephone numbers, the zones those
of IANA's ``zone.tab``. The program reads only the files.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import phonenumbers
from babel import Locale
from babel.core import get_global

FOLDER = Path(__file__).parents[1] / "resources" / "places"

#: CLDR speaks of "SAR China"; on a list of countries the everyday name is found sooner.
EVERYDAY = {
    "en": {"HK": "Hong Kong (China)", "MO": "Macao (China)", "TW": "Taiwan (China)"},
    "zh_CN": {"HK": "中国香港", "MO": "中国澳门", "TW": "中国台湾"},
}

#: The name CLDR keeps for a zone, and the one IANA has given it since.
RENAMED = {
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Catamarca": "America/Argentina/Catamarca",
    "America/Cordoba": "America/Argentina/Cordoba",
    "America/Jujuy": "America/Argentina/Jujuy",
    "America/Mendoza": "America/Argentina/Mendoza",
    "America/Coral_Harbour": "America/Atikokan",
    "America/Godthab": "America/Nuuk",
    "America/Indianapolis": "America/Indiana/Indianapolis",
    "America/Louisville": "America/Kentucky/Louisville",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Atlantic/Faeroe": "Atlantic/Faroe",
    "Africa/Asmera": "Africa/Asmara",
    "Europe/Kiev": "Europe/Kyiv",
    "Pacific/Enderbury": "Pacific/Kanton",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
}


def countries(language: str) -> dict[str, str]:
    """Name by ISO 3166 alpha-2 code."""
    names = Locale.parse(language).territories
    found = {code: names[code] for code in phonenumbers.SUPPORTED_REGIONS if code in names}
    return dict(sorted((found | EVERYDAY[language]).items()))


def codes() -> dict[str, str]:
    """ISO 3166 alpha-2 code by the one of three letters."""
    aliases, known_here = get_global("territory_aliases"), countries("en")
    return {
        three: known[0]
        for three, known in sorted(aliases.items())
        if len(three) == 3 and three.isalpha() and len(known) == 1 and known[0] in known_here
    }


def zones(language: str) -> dict[str, list[str]]:
    """The city's name and the country's code, by IANA name."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {
        zone: [city(zone, language), country]
        for country, _place, zone, *_ in sorted(rows, key=lambda one: one[2])
        if country in phonenumbers.SUPPORTED_REGIONS
    }


def city(zone: str, language: str) -> str:
    """CLDR knows some cities by the zone's older name only (Asia/Calcutta)."""
    older = {new: old for old, new in RENAMED.items()}
    named = Locale.parse(language).time_zones
    for each in (zone, older.get(zone, "")):
        if "city" in named.get(each, {}):
            return str(named[each]["city"])
    return zone.rpartition("/")[2].replace("_", " ")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "codes.json").write_text(json.dumps(codes(), indent=1) + "\n", encoding="utf-8")
    for language in EVERYDAY:
        content = {"countries": countries(language), "zones": zones(language)}
        written = json.dumps(content, ensure_ascii=False, indent=1)
        (FOLDER / f"{language}.json").write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
