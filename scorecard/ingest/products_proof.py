"""Which sign is the decimal mark, proven by quantity times price being the amount."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

import numpy as np

from scorecard.ingest.numbers import NumberStyle, read_numbers
from scorecard.ingest.table import Table

FACTORS = ("qty", "unit_price", "line_amount")
SLACK = 0.011  # of the amount's unit: rounding of a price or amount to two digits


def prove_by_products(table: Table, words: MappingOf[str, list[str]]) -> NumberStyle | None:
    """The only mark under which quantity x price is the amount in every row that has all three."""
    if not all(name in words for name in FACTORS):
        return None
    fits = [mark for mark in (".", ",") if _all_fit(table, words, mark)]
    return NumberStyle(fits[0]) if len(fits) == 1 else None


def _all_fit(table: Table, words: MappingOf[str, list[str]], mark: str) -> bool:
    values, known = [], np.ones(len(table), dtype=bool)
    for name in FACTORS:
        numbers, odd = read_numbers(words[name], NumberStyle(mark))
        codes = table.columns[name].codes
        bad = np.zeros(len(numbers), dtype=bool)
        bad[[index for index, number in odd.items() if number is None]] = True
        values.append(numbers[codes] / 1e6)
        known &= ~bad[codes]
    qty, price, amount = (value[known] for value in values)
    slack = SLACK * np.maximum(1, np.abs(qty))
    return bool(known.any() and (np.abs(qty * price - amount) <= slack).all())
