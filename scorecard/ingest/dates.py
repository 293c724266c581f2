"""Texts -> dates. What a text alone does not say (which number is the day, which day a serial
counts from) is used only when the file proves it: by all its texts together, by its period, or
because the other reading lies in the future."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import date, timedelta

from scorecard.ingest.months import named_month

ORDERS = ("ymd", "dmy", "mdy")
EPOCHS = ("1900", "1904")
FIRST_DAY = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}
TIME = (
    r"(?:(?:T| +|, ?)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?"
    r"(?:\s*[AP]M)?(?:\s*(?:Z|UTC|GMT)(?:[+-]\d{1,2}(?::?\d{2})?)?|\s*[+-]\d{2}:?\d{2})?)?"
)
YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])\s?(\d{{1,2}})\2\s?(\d{{1,2}})\.?{TIME}", re.I | re.A)
COMPACT = re.compile(rf"((?:19|20)\d{{2}})(\d{{2}})(\d{{2}}){TIME}", re.A | re.I)
YEAR_LAST = re.compile(
    rf"(\d{{1,2}})([-/. ])\s?(\d{{1,2}})\2\s?(\d{{4}}|\d{{2}})\.?(?:\s?r\.)?{TIME}", re.I | re.A
)
SERIAL = re.compile(r"([2-6]\d{4})(?:[.,]\d+)?", re.A)
MONTH_ONLY = re.compile(r"(\d{4})[-/.]?(\d{2})", re.A)
LONG_SPREAD, SHORT_SPREAD = timedelta(days=3 * 366), timedelta(days=366)

Readings = dict[str, date]
Period = tuple[date, date]


@dataclass(frozen=True)
class DateOrder:
    """What the date texts of a file prove.

    Args:
        order: the proven (or given) order of day, month and year; None when no text needs one
            or none is proven.
        epoch: first day of day numbers, 1900 or 1904, proven like the order.
        ambiguous: texts that read differently under what is left.
    """

    order: str | None
    ambiguous: frozenset[str] = frozenset()
    epoch: str | None = None


def readings(text: str) -> Readings:
    """Every way to read the text as a date, by order or epoch."""
    found = YEAR_FIRST.fullmatch(text)
    if found:
        return _only("ymd", int(found[1]), int(found[3]), int(found[4]))
    found = COMPACT.fullmatch(text)
    if found:
        return _only("ymd", int(found[1]), int(found[2]), int(found[3]))
    found = YEAR_LAST.fullmatch(text)
    if found:
        return _year_last(int(found[1]), int(found[3]), found[4])
    found = SERIAL.fullmatch(text)
    if found:
        return {e: first + timedelta(days=int(found[1])) for e, first in FIRST_DAY.items()}
    named = named_month(text)
    return _only("ymd", *named) if named else {}


def prove_order(
    texts: Iterable[str],
    given: str | None = None,
    *,
    epoch: str | None = None,
    period: Period | None = None,
    as_of: date | None = None,
) -> DateOrder:
    """What all the texts together prove.

    Args:
        texts: distinct date texts of the whole file (all its date columns).
        given: the order a person or the sender's mapping states; it needs no proof.
        epoch: the year that day numbers count from, where somebody states it.
        period: first and last day the file says it is about.
        as_of: day after which these dates cannot lie, or None.
    """
    found = {text: read for text in texts if len(read := readings(text)) and not _clear(text)}
    ordered = {t: r for t, r in found.items() if not r.keys() & set(EPOCHS)}
    numbered = {t: r for t, r in found.items() if r.keys() & set(EPOCHS)}
    order, open_ordered = (given, {}) if given else _settle(ordered, ORDERS, period, as_of)
    stated: tuple[str | None, MappingOf[str, Readings]] = (epoch if numbered else None, {})
    epoch, open_numbered = stated if epoch else _settle(numbered, EPOCHS, period, as_of)
    return DateOrder(order, frozenset(open_ordered) | frozenset(open_numbered), epoch)


def read_date(text: str, order: DateOrder) -> date | None:
    """The date of a text under what is proven; None when it is no date or open to question."""
    read = readings(text)
    if _clear(text):
        return read.get("ymd")
    chosen = order.epoch if read.keys() & set(EPOCHS) else order.order
    if chosen:
        return read.get(chosen)
    return next(iter(read.values()), None) if text not in order.ambiguous else None


def read_month(text: str) -> date | None:
    """A month written as 2026-07, 202607 or 2026/07, as its first day."""
    found = MONTH_ONLY.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1900:
        return None
    return date(int(found[1]), int(found[2]), 1)


def _settle(
    texts: MappingOf[str, Readings],
    ways: tuple[str, ...],
    period: Period | None,
    as_of: date | None,
) -> tuple[str | None, MappingOf[str, Readings]]:
    """The only way that is left, or None and the texts that stay open."""
    possible = [way for way in ways if all(way in read for read in texts.values())]
    left = possible or list(ways)
    unlike = {t: r for t, r in texts.items() if len({r[w] for w in left if w in r}) > 1}
    if unlike and possible:
        left = _by_period(unlike, left, period)
        left = _by_future(unlike, left, as_of)
        left = _by_spread(unlike, left)
    if texts and possible and len(left) == 1:
        return left[0], {}
    return None, {t: r for t, r in unlike.items() if len({r[w] for w in left if w in r}) > 1}


def _by_period(
    texts: MappingOf[str, Readings], ways: list[str], period: Period | None
) -> list[str]:
    """Ways under which every date lies in the period the file is about, if there are any."""
    if period is None:
        return ways
    inside = [w for w in ways if all(period[0] <= r[w] <= period[1] for r in texts.values())]
    return inside or ways


def _by_future(texts: MappingOf[str, Readings], ways: list[str], as_of: date | None) -> list[str]:
    """Drop ways that put most dates after the day of the upload, if another puts none there."""
    if as_of is None:
        return ways
    late = {way: sum(read[way] > as_of for read in texts.values()) for way in ways}
    if 0 not in late.values():
        return ways
    return [way for way in ways if 2 * late[way] <= len(texts)]


def _by_spread(texts: MappingOf[str, Readings], ways: list[str]) -> list[str]:
    """Drop a way that scatters the dates over years, if another keeps them within one."""
    spread = {
        way: max(r[way] for r in texts.values()) - min(r[way] for r in texts.values())
        for way in ways
    }
    if not spread or min(spread.values()) > SHORT_SPREAD:
        return ways
    return [way for way in ways if spread[way] <= LONG_SPREAD]


def _clear(text: str) -> bool:
    """True for texts that say themselves what is what."""
    return bool(
        YEAR_FIRST.fullmatch(text)
        or COMPACT.fullmatch(text)
        or not (YEAR_LAST.fullmatch(text) or SERIAL.fullmatch(text))
    )


def _year_last(first: int, second: int, last: str) -> Readings:
    year = int(last) if len(last) == 4 else 2000 + int(last)
    possible = _only("dmy", year, second, first) | _only("mdy", year, first, second)
    if len(last) == 2:
        possible |= _only("ymd", 2000 + first, second, int(last))
    return possible


def _only(order: str, year: int, month: int, day: int) -> Readings:
    try:
        return {order: date(year, month, day)} if 1900 <= year <= 2199 else {}
    except ValueError:
        return {}
