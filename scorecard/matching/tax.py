"""Tax and VAT numbers made comparable: "PL 525-000-12-34", "5250001234" and NIP 525-00-01-234."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

LEAST_SIGNS = 5
LEAST_WITHOUT_COUNTRY = 8
RISING = "01234567890123456789"
# Prefixes of VAT numbers that are not the country's ISO code.
PREFIXES = {"EL": "GR", "XI": "GB", "CHE": "CH", "ATU": "AT"}
CODES = (
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT MX NA NL NO PL PT RO RS "
    "SE SI SK TR UA US ZA"
)
COUNTRIES = frozenset(CODES.split())
# What a number of these countries may hold beside digits.
MIXED = re.compile(r"[A-Z]?\d{7,9}[A-Z]{0,2}|\d{9}B\d{2}|[A-Z0-9]{2}\d{9}|U\d{8}")
MARKS, LETTERS = re.compile(r"[^0-9A-Z]+"), re.compile(r"\D+")
AFTER = re.compile(r"(?:MWST|TVA|IVA|MVA|VAT)$")
BEFORE = re.compile(r"^(?:NIP|CUI|CIF|NIF|RFC|VATID|VAT|USTIDNR|USTID|UID|DIC|ICDPH|ICO|PIVA|TVA)+")


@dataclass(frozen=True, slots=True)
class TaxId:
    """A number without marks; `country` as ISO code, None when nothing says it."""

    country: str | None
    body: str


@lru_cache(maxsize=65_536)
def read_tax_id(text: str | None, country: str | None = None) -> TaxId | None:
    """The number in a cell, or None when there is none (empty, "n/a", 000-000-00-00).

    Args:
        country: of the company, used where the number bears no prefix of its own.
    """
    signs = MARKS.sub("", (text or "").upper())
    signs = AFTER.sub("", BEFORE.sub("", signs))
    prefix, body = _parted(signs)
    land = prefix or (country or "").upper() or None
    body = _shortened(body, land)
    return None if _is_blank(body) else TaxId(land, body)


def same_number(one: TaxId | None, other: TaxId | None) -> bool | None:
    """True or False when two numbers can be compared, None when they cannot."""
    if one is None or other is None:
        return None
    if one.country and other.country and one.country != other.country:
        return None
    if one.body != other.body:
        return False
    known = one.country and other.country
    return True if known or len(one.body) >= LEAST_WITHOUT_COUNTRY else None


def _parted(signs: str) -> tuple[str | None, str]:
    """Country of the prefix, if there is one, and the rest."""
    for length in (3, 2):
        prefix, rest = signs[:length], signs[length:]
        country = PREFIXES.get(prefix) or (prefix if prefix in COUNTRIES else None)
        if country and (rest.isdigit() or MIXED.fullmatch(rest)) and len(rest) >= LEAST_SIGNS:
            return country, rest
    return None, signs


def _shortened(body: str, country: str | None) -> str:
    """The part that is the company's own, where a number comes in a long and a short form."""
    if country == "HU" and len(body) == 11:  # tax office number: company, kind, county
        return body[:8]
    if country == "FR" and len(body) == 14:  # SIRET: SIREN and establishment
        return body[:9]
    if country == "FR" and len(body) == 11:  # VAT: two check signs and SIREN
        return body[2:]
    if country == "BE":
        return body.zfill(10)
    return body.removeprefix("U") if country == "AT" else body


def _is_blank(body: str) -> bool:
    """Too short to tell companies apart, or typed to fill a required cell."""
    digits = LETTERS.sub("", body)
    return len(digits) < LEAST_SIGNS or len(set(digits)) < 2 or digits in RISING
