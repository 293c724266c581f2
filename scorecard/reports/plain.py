"""Views and readings as plain values (JSON) and as text tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from scorecard.i18n.formats import reading as reading_text
from scorecard.i18n.message import Message
from scorecard.i18n.text import render
from scorecard.kpis import registry
from scorecard.kpis.registry import Reading, Unit
from scorecard.money import from_minor
from scorecard.period import Period


def plain(value: Any) -> Any:
    """A view as dictionaries, lists, text and numbers; messages are put into English words.

    Money stays in minor units where its name says `_minor`; see `plain_reading` for KPIs.
    """
    match value:
        case Message():
            return render(value)
        case Period():
            return value.key
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case tuple() | list() | set() | frozenset():
            return [plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def plain_reading(reading: Reading, currency: str) -> dict[str, Any]:
    """A KPI's value for a script.

    `value` is in the KPI's unit, money in units of `currency` (not minor ones); the parts are
    the integers it was made from, money in minor units. `value` is None with a `reason` where
    there is none.
    """
    unit = registry[reading.key].unit
    value = reading.value
    if unit is Unit.MONEY and value is not None:
        value = float(from_minor(round(value), currency))
    return {
        "value": value,
        "unit": currency if unit is Unit.MONEY else unit.value,
        "numerator": reading.numerator,
        "denominator": reading.denominator,
        "n": reading.n,
        "reason": plain(reading.reason),
    }


def reading_line(reading: Reading, currency: str) -> tuple[str, str, str]:
    """Label, value and number of cases of a reading, for a table."""
    kpi = registry[reading.key]
    return kpi.label, reading_text(kpi, reading, "en", currency), str(reading.n)


def text_table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Columns aligned with blanks, the head first."""
    every = [head, *rows]
    widths = [max(len(row[i]) for row in every) for i in range(len(head))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in every
    )
    return "\n".join(line.rstrip() for line in lines)
