"""Money as integer minor units of a currency, never as a float."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

from babel.numbers import get_currency_precision, list_currencies


@cache
def exponent(currency: str) -> int:
    """Digits after the decimal mark of a currency (EUR 2, JPY 0), by Unicode CLDR."""
    return get_currency_precision(currency)


@cache
def currencies() -> frozenset[str]:
    """All ISO currency codes."""
    return frozenset(list_currencies())


def to_minor(amount: Decimal, currency: str) -> int:
    """Minor units, half to even: `to_minor(Decimal("12.345"), "EUR") == 1234`."""
    scaled = amount.scaleb(exponent(currency))
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def from_minor(minor: int, currency: str) -> Decimal:
    """The amount of `minor` units as a Decimal with the currency's digits."""
    return Decimal(int(minor)).scaleb(-exponent(currency))
