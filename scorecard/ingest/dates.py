"""Texts -> dates. An order of day and month is used only when the whole file proves it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

ORDERS = ("ymd", "dmy", "mdy")
TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AP]M)?(?:Z|[+-]\d{2}:?\d{2})?)?"
YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])\s?(\d{{1,2}})\2\s?(\d{{1,2}})\.?{TIME}", re.I | re.A)
COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.A)
YEAR_LAST = re.compile(
    rf"(\d{{1,2}})([-/.])\s?(\d{{1,2}})\2\s?(\d{{4}}|\d{{2}})\.?{TIME}", re.I | re.A
)
MONTH_ONLY = re.compile(r"(\d{4})[-/.]?(\d{2})", re.A)

Readings = dict[str, date]


@dataclass(frozen=True)
class DateOrder:
    """What the date texts of a file prove.

    Args:
        order: the proven (or given) order, or None when no text needs one or none is proven.
        ambiguous: texts that read differently under the orders that are left.
    """

    order: str | None
    ambiguous: frozenset[str] = frozenset()


def readings(text: str) -> Readings:
    """Every order under which the text is a date, with that date."""
    found = YEAR_FIRST.fullmatch(text)
    if found:
        return _only("ymd", int(found[1]), int(found[3]), int(found[4]))
    found = COMPACT.fullmatch(text)
    if found:
        return _only("ymd", int(found[1]), int(found[2]), int(found[3]))
    found = YEAR_LAST.fullmatch(text)
    if not found:
        return {}
    first, second, last = int(found[1]), int(found[3]), int(found[4])
    year = last if len(found[4]) == 4 else 2000 + last
    possible = _only("dmy", year, second, first) | _only("mdy", year, first, second)
    if len(found[4]) == 2:
        possible |= _only("ymd", 2000 + first, second, last)
    return possible


def prove_order(texts: Iterable[str], given: str | None = None) -> DateOrder:
    """The order of day and month that all the texts together prove.

    Args:
        texts: distinct date texts of the whole file (all its date columns).
        given: the order a person or the sender's mapping states; it needs no proof.
    """
    if given:
        return DateOrder(given)
    open_texts = {text: read for text in texts if _needs_order(text, read := readings(text))}
    possible = set(ORDERS)
    for read in open_texts.values():
        possible &= set(read)
    if len(possible) == 1:
        return DateOrder(possible.pop())
    left = possible or set(ORDERS)
    ambiguous = {
        text
        for text, read in open_texts.items()
        if len({day for order, day in read.items() if order in left}) > 1
    }
    return DateOrder(None, frozenset(ambiguous))


def read_date(text: str, order: DateOrder) -> date | None:
    """The date of a text under a proven order; None when it is no date or its order is open."""
    read = readings(text)
    if YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text):
        return read.get("ymd")
    if order.order:
        return read.get(order.order)
    return next(iter(read.values()), None) if text not in order.ambiguous else None


def read_month(text: str) -> date | None:
    """A month written as 2026-07, 202607 or 2026/07, as its first day."""
    found = MONTH_ONLY.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1900:
        return None
    return date(int(found[1]), int(found[2]), 1)


def _needs_order(text: str, read: Readings) -> bool:
    return bool(read) and not YEAR_FIRST.fullmatch(text) and not COMPACT.fullmatch(text)


def _only(order: str, year: int, month: int, day: int) -> Readings:
    try:
        return {order: date(year, month, day)} if year >= 1900 else {}
    except ValueError:
        return {}
