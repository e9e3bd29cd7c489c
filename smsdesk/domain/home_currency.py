"""The currency a shop of a country most likely pays its provider in: what the prices begin with (P1)."""

from __future__ import annotations

from collections.abc import Mapping

#: Of every country that is not listed: providers abroad ask for it most.
ELSEWHERE = "USD"

#: ISO 3166 alpha-2 codes by ISO 4217 code, of the currencies that the settings offer.
_HOMES: Mapping[str, str] = {
    "AUD": "AU CC CX KI NF NR TV",
    "CAD": "CA",
    "CHF": "CH LI",
    "CNY": "CN",
    "EUR": "AD AT AX BE BG BL CY DE EE ES FI FR GF GP GR HR IE IT LT LU LV MC ME MF MQ MT NL PM PT RE SI SK "
    "SM VA XK YT",
    "GBP": "GB GG IM JE",
    "HKD": "HK",
    "JPY": "JP",
    "SGD": "SG",
}

_BY_COUNTRY = {country: currency for currency, homes in _HOMES.items() for country in homes.split()}


def home_currency(country: str) -> str:
    """ISO 4217 code by ISO 3166 alpha-2 code in capitals."""
    return _BY_COUNTRY.get(country, ELSEWHERE)
