"""Distinct texts of a column -> typed values, with an issue code for each text that fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import ValidationError

from scorecard.ingest.dates import DateOrder, read_date, read_month
from scorecard.ingest.fields import FieldSpec, FieldType
from scorecard.ingest.names import plain, words_of
from scorecard.ingest.numbers import NumberStyle, read_numbers
from scorecard.ingest.places import country_code, currency_code

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MILLION = 10**6
Problem = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class Style:
    """What the file proves about its dates and numbers."""

    dates: DateOrder
    numbers: NumberStyle


@dataclass
class Converted:
    """Args:
    values: one a text: int64 millionths of money and quantities, int64 counts,
        datetime64[ns], or objects (str, None where the text is empty).
    bad: index of a text -> why it is refused; `odd`: why it gets a remark.
    """

    values: NDArray[Any]
    bad: dict[int, Problem] = field(default_factory=dict)
    odd: dict[int, Problem] = field(default_factory=dict)


def convert(spec: FieldSpec, words: Sequence[str], style: Style, factor: Decimal) -> Converted:
    """Convert the distinct, trimmed texts of one column; an empty text is a missing value."""
    if spec.type in (FieldType.MONEY, FieldType.QUANTITY, FieldType.COUNT):
        converted = _numbers(spec, words, style, factor)
    elif spec.type in (FieldType.DATE, FieldType.MONTH):
        converted = _dates(spec, words, style)
    else:
        converted = _texts(spec, words)
    if CONTROL.search("\n".join(words)):
        for index, word in enumerate(words):
            if CONTROL.search(word):
                converted.bad[index] = ("CONTROL_CHARS", {})
    return converted


def _numbers(spec: FieldSpec, words: Sequence[str], style: Style, factor: Decimal) -> Converted:
    values, odd = read_numbers(words, style.numbers)
    found = Converted(values)
    if factor != 1:
        odd |= _multiplied(values, odd, factor)
    for index, number in odd.items():
        if number is None and words[index]:
            unclear = words[index] in style.numbers.ambiguous
            found.bad[index] = ("AMBIGUOUS_NUMBER" if unclear else _bad_number(spec), {})
        elif number is not None:
            _round(spec, found, index, number)
    low = -9.2e18 if spec.low is None else float(spec.low) * MILLION
    high = 9.2e18 if spec.high is None else float(spec.high) * MILLION
    for index in np.flatnonzero((found.values < low) | (found.values > high)).tolist():
        if words[index]:
            found.bad.setdefault(index, (_bad_number(spec), _range(spec)))
    if spec.type is FieldType.COUNT:
        for index in np.flatnonzero(found.values % MILLION).tolist():
            found.bad.setdefault(index, (_bad_number(spec), _range(spec)))
        found.values = found.values // MILLION
    return found


def _multiplied(
    values: NDArray[np.int64], odd: dict[int, Decimal | None], factor: Decimal
) -> dict[int, Decimal | None]:
    """Multiply exactly, in place; what does not fit comes back as odd numbers."""
    again: dict[int, Decimal | None] = {}
    for index, value in enumerate(values.tolist()):
        exact = odd[index] if index in odd else Decimal(value).scaleb(-6)
        if exact is None:
            continue
        product = exact * factor
        again[index] = product
        values[index] = int(product.scaleb(6)) if abs(product) < Decimal("9e12") else 0
    return again


def _round(spec: FieldSpec, found: Converted, index: int, number: Decimal) -> None:
    if abs(number) > Decimal("9e12"):
        found.bad[index] = (_bad_number(spec), _range(spec))
        return
    rounded = number.quantize(Decimal("1e-6"), rounding=ROUND_HALF_EVEN)
    found.values[index] = int(rounded.scaleb(6))
    if rounded != number:
        found.odd[index] = ("ROUNDED", {})


def _bad_number(spec: FieldSpec) -> str:
    if spec.type is FieldType.QUANTITY:
        return "BAD_QTY"
    return "BAD_PRICE" if spec.type is FieldType.MONEY else "BAD_VALUE"


def _range(spec: FieldSpec) -> dict[str, str]:
    if spec.low is None or spec.high is None:
        return {}
    return {"low": format(spec.low, "f"), "high": format(spec.high, "f")}


def _dates(spec: FieldSpec, words: Sequence[str], style: Style) -> Converted:
    days: list[date | None] = []
    found = Converted(np.zeros(0))
    for index, word in enumerate(words):
        day = read_month(word) if spec.type is FieldType.MONTH else None
        day = day or read_date(word, style.dates)
        if day is None and word:
            unclear = word in style.dates.ambiguous
            found.bad[index] = ("AMBIGUOUS_DATE" if unclear else "BAD_DATE", {})
        elif day and spec.type is FieldType.MONTH and day.day != 1:
            found.bad[index] = ("BAD_DATE", {"expected": "the month, for example 2026-07"})
        days.append(day)
    found.values = np.array(days, dtype="datetime64[D]").astype("datetime64[ns]")
    return found


def _texts(spec: FieldSpec, words: Sequence[str]) -> Converted:
    code, read = READERS.get(spec.type, ("BAD_VALUE", None))
    found = Converted(np.empty(len(words), dtype=object))
    values = list(words) if read is None else [read(spec, word) for word in words]
    refused = _refused(spec, [value or "x" for value in values])
    found.values[:] = [value or None for value in values]
    if read is None and not refused:
        return found
    for index, (word, value) in enumerate(zip(words, values, strict=True)):
        if word and value is None:
            found.bad[index] = (code, {"allowed": ", ".join(spec.choices)} if spec.choices else {})
        elif word and index in refused:
            found.bad[index] = refused[index]
    return found


def _refused(spec: FieldSpec, values: list[str]) -> dict[int, Problem]:
    """What the row model's own type says about all texts at once."""
    try:
        spec.adapter.validate_python(values)
    except ValidationError as error:
        return {int(e["loc"][0]): _explained(spec, e) for e in error.errors()}
    return {}


def _explained(spec: FieldSpec, error: Any) -> Problem:
    if error["type"] == "string_too_long":
        return "FIELD_TOO_LARGE", {"limit": str(error["ctx"]["max_length"])}
    return READERS.get(spec.type, ("BAD_VALUE", None))[0], {}


def _country(_spec: FieldSpec, word: str) -> str | None:
    return country_code(word) if word else None


def _currency(_spec: FieldSpec, word: str) -> str | None:
    return currency_code(word) if word else None


def _choice(spec: FieldSpec, word: str) -> str | None:
    wanted = plain(word)
    own = {plain(choice): choice for choice in spec.choices}
    if wanted in own:
        return own[wanted]
    return words_of(spec.name).get(wanted)


READERS: dict[FieldType, tuple[str, Callable[[FieldSpec, str], str | None]]] = {
    FieldType.COUNTRY: ("BAD_COUNTRY", _country),
    FieldType.CURRENCY: ("BAD_CURRENCY", _currency),
    FieldType.CHOICE: ("BAD_VALUE", _choice),
}


def missing_value(spec: FieldSpec) -> Any:
    """What stands in a frame where a value is missing."""
    return pd.NaT if spec.type in (FieldType.DATE, FieldType.MONTH) else None
