"""Country and currency names of our languages -> ISO codes, by Unicode CLDR (Babel)."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf
from functools import cache

from babel import Locale
from babel.core import get_global

from scorecard.ingest.names import plain
from scorecard.money import currencies

LANGUAGES = ("en", "pl", "ro", "hu", "es", "de", "fr")
COMMON_NAMES = {
    "usa": "US",
    "u s a": "US",
    "us": "US",
    "america": "US",
    "united states of america": "US",
    "uk": "GB",
    "u k": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "czech republic": "CZ",
    "holland": "NL",
    "the netherlands": "NL",
    "turkey": "TR",
    "republic of korea": "KR",
    "macedonia": "MK",
}
SIGNS = {"€": "EUR", "zł": "PLN", "zl": "PLN", "ft": "HUF", "lei": "RON", "£": "GBP", "kč": "CZK"}
NOT_KNOWN = "ZZ"  # a file may say that a country is not known, as CLDR does


@cache
def countries() -> MappingOf[str, str]:
    """Plain country name or code (PL, POL) -> ISO code of two letters."""
    found: dict[str, str] = {}
    codes = {code for code in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", code)}
    codes -= {"ZZ", "EU", "EZ", "UN", "XA", "XB", "QO"}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if str(code) in codes:
                found.setdefault(plain(str(name)), str(code))
    for alias, parents in get_global("territory_aliases").items():
        if re.fullmatch("[A-Z]{3}", alias) and len(parents) == 1 and parents[0] in codes:
            found.setdefault(alias.lower(), parents[0])
    own = {code.lower(): code for code in (*codes, NOT_KNOWN)}
    return found | COMMON_NAMES | own


def country_code(text: str) -> str | None:
    """`Poland`, `Polska`, `POL`, `pl` -> `PL`; None when it is no country."""
    return countries().get(plain(text))


@cache
def current_currencies() -> frozenset[str]:
    """Codes that are money somewhere, without the codes of metals and tests (XAU, XXX)."""
    tender = get_global("territory_currencies")
    found = {entry[0] for entries in tender.values() for entry in entries if entry[2] is None}
    return frozenset(found & currencies()) - {"XXX", "XTS"}


def currency_code(text: str) -> str | None:
    """`eur`, `€` -> `EUR`; None when it is no currency of today or several (`$`, `kr`)."""
    code = text.upper()
    return code if code in current_currencies() else SIGNS.get(text.casefold().rstrip("."))
